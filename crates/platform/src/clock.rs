//! The only place that reads the clocks of the machine.

use std::{
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time,
};

use kit::Instant;

use crate::steady::{Noticed, Steady};

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

/// The machine's clock, held steady: what it shows may jump, time may not.
#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clocks are read")]
fn system_now() -> Instant {
    static STEADY: OnceLock<(time::Instant, Mutex<Steady>)> = OnceLock::new();
    let since_1970 = time::SystemTime::now().duration_since(time::UNIX_EPOCH).unwrap_or_default();
    let wall = micros(since_1970);
    let (began, steady) = STEADY.get_or_init(|| (time::Instant::now(), Mutex::new(Steady::begin(wall, 0))));
    let mut steady = steady.lock().unwrap_or_else(PoisonError::into_inner);
    let (now, noticed) = steady.tell(wall, micros(began.elapsed()));
    match noticed {
        None => {}
        Some(Noticed::Step(by)) => {
            tracing::warn!(seconds = by / 1_000_000, "the machine's clock has jumped; time goes on as before for now");
        }
        Some(Noticed::TakenOver(by)) => {
            tracing::warn!(seconds = by / 1_000_000, "the machine's clock has stood there for long; it is believed");
        }
        Some(Noticed::TakenBack) => tracing::info!("the machine's clock is right again"),
    }
    Instant::from_micros(now)
}

fn micros(span: time::Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
