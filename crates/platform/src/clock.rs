//! The only place that reads the clock of the machine.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use kit::Instant;

/// The server's time: the machine's, or one that a test sets.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is set (`serve --test-clock`).
    Test(Arc<AtomicI64>),
}

impl Clock {
    /// A test clock that shows `at`.
    pub fn test(at: Instant) -> Self {
        Self::Test(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => system_now(),
            Self::Test(micros) => Instant::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// Sets a test clock; false for the machine's clock, which nobody sets.
    pub fn set(&self, at: Instant) -> bool {
        match self {
            Self::System => false,
            Self::Test(micros) => {
                micros.store(at.micros(), Ordering::SeqCst);
                true
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
fn system_now() -> Instant {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Instant::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
}
