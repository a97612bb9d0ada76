//! The only place that reads the clocks of the machine.

use std::{
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time,
};

use kit::Instant;

use crate::steady::{Noticed, Seen, Steady};

/// The server's time: a machine's, or one that a test sets.
#[derive(Debug, Clone)]
pub enum Clock {
    /// This machine's clocks, held steady: what they show may jump, time may not.
    System,
    /// Those of another machine, whose hands a test moves.
    Machine(Arc<Machine>),
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
        self.present().0
    }

    /// The present moment, and what the wall clock shows while it is ahead of it and not believed yet.
    pub fn present(&self) -> (Instant, Option<Instant>) {
        match self {
            Self::System => Machine::this().present(),
            Self::Machine(machine) => machine.present(),
            Self::Test(micros) => (Instant::from_micros(micros.load(Ordering::SeqCst)), None),
        }
    }

    /// The machine whose clocks these are; none for a test clock.
    pub fn machine(&self) -> Option<&Machine> {
        match self {
            Self::System => Some(Machine::this()),
            Self::Machine(machine) => Some(machine),
            Self::Test(_) => None,
        }
    }

    /// Sets a test clock; false for a machine's clock, which nobody sets.
    pub fn set(&self, at: Instant) -> bool {
        match self {
            Self::System | Self::Machine(_) => false,
            Self::Test(micros) => {
                micros.store(at.micros(), Ordering::SeqCst);
                true
            }
        }
    }
}

/// What the clocks of a machine show, in microseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// The clock on the wall, since 1970. It may be wrong, and it may jump.
    pub wall: i64,
    /// What has been counted since some moment. It never jumps.
    pub counted: i64,
}

/// The clocks of a machine, and the time that is made of them.
pub struct Machine {
    boot: String,
    read: Box<dyn Fn() -> Reading + Send + Sync>,
    up: Box<dyn Fn() -> Option<i64> + Send + Sync>,
    steady: Mutex<Option<Steady>>,
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine").field("boot", &self.boot).finish_non_exhaustive()
    }
}

impl Machine {
    /// This one.
    fn this() -> &'static Self {
        static THIS: OnceLock<Machine> = OnceLock::new();
        THIS.get_or_init(|| {
            let began = begin();
            Self::new(boot(), move || read(began), up)
        })
    }

    /// A machine that was switched on once under the name `boot`, how its clocks are read, and how long it has been on,
    /// in microseconds.
    pub fn new(
        boot: String,
        read: impl Fn() -> Reading + Send + Sync + 'static,
        up: impl Fn() -> Option<i64> + Send + Sync + 'static,
    ) -> Self {
        Self { boot, read: Box::new(read), up: Box::new(up), steady: Mutex::new(None) }
    }

    /// The time, and what the wall clock shows while it is ahead and not believed.
    pub fn present(&self) -> (Instant, Option<Instant>) {
        let Reading { wall, counted, .. } = (self.read)();
        let mut steady = self.steady.lock().unwrap_or_else(PoisonError::into_inner);
        let steady = steady.get_or_insert(Steady::begin(wall, counted));
        let (now, noticed) = steady.tell(wall, counted);
        tell(noticed);
        (Instant::from_micros(now), steady.ahead().map(Instant::from_micros))
    }

    /// Goes on from the last time that was known to the data, as a server does when it starts.
    pub fn go_on(&self, seen: &Seen) {
        let now = (self.read)();
        let passed = (self.up)().zip(seen.up).filter(|_| seen.boot == self.boot && !self.boot.is_empty());
        let passed = passed.map(|(now, then)| now.saturating_sub(then)).filter(|passed| *passed >= 0);
        let steady = Steady::go_on(now.wall, now.counted, seen.told, passed);
        *self.steady.lock().unwrap_or_else(PoisonError::into_inner) = Some(steady);
    }

    /// What the next start is to go on from.
    pub fn seen(&self) -> Seen {
        let told = self.present().0.micros();
        Seen { told, up: (self.up)(), boot: self.boot.clone() }
    }
}

fn tell(noticed: Option<Noticed>) {
    match noticed {
        None => {}
        Some(Noticed::Step(by)) => {
            tracing::warn!(
                seconds = by / 1_000_000,
                "the machine's clock has jumped, or is wrong since the start; time goes on as before for now"
            );
        }
        Some(Noticed::TakenOver(by)) => {
            tracing::warn!(seconds = by / 1_000_000, "the machine's clock has stood there for long; it is believed");
        }
        Some(Noticed::TakenBack) => tracing::info!("the machine's clock is right again"),
    }
}

fn begin() -> time::Instant {
    time::Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clocks are read")]
fn read(began: time::Instant) -> Reading {
    let since_1970 = time::SystemTime::now().duration_since(time::UNIX_EPOCH).unwrap_or_default();
    Reading { wall: micros(since_1970), counted: micros(began.elapsed()) }
}

/// The name of the time since the machine was switched on; empty where it has none.
fn boot() -> String {
    let read = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
    read.map(|id| id.trim().to_owned()).unwrap_or_default()
}

/// How long the machine has been on, asleep or awake, in microseconds.
fn up() -> Option<i64> {
    let read = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = read.split(' ').next()?.split_once('.')?;
    let hundredths: i64 = hundredths.parse().ok()?;
    seconds.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(hundredths * 10_000)
}

fn micros(span: time::Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
