//! Where the time of the database goes, by statement and by stage: counted only after [`start`].

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

static COUNTING: AtomicBool = AtomicBool::new(false);
static STAGES: Mutex<BTreeMap<Stage, (u64, Duration)>> = Mutex::new(BTreeMap::new());

/// A stage: of what kind, and which.
pub type Stage = (&'static str, &'static str);

/// Counts from now on, in every database of this process.
pub fn start() {
    COUNTING.store(true, Ordering::Relaxed);
}

/// The stages so far.
pub fn stages() -> BTreeMap<Stage, (u64, Duration)> {
    STAGES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The present moment, while it counts.
pub fn clock() -> Option<Instant> {
    COUNTING.load(Ordering::Relaxed).then(Instant::now)
}

/// Adds what has passed since [`clock`] to a stage.
pub fn stage(stage: Stage, began: Option<Instant>) {
    if let Some(began) = began {
        add(stage, began.elapsed());
    }
}

/// Adds to a stage, while it counts.
pub(crate) fn add(stage: Stage, time: Duration) {
    if COUNTING.load(Ordering::Relaxed) {
        let mut stages = STAGES.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, spent) = stages.entry(stage).or_default();
        (*count, *spent) = (*count + 1, *spent + time);
    }
}

/// How often something was done, and how long it took in all.
#[derive(Debug)]
pub struct Spent {
    times: AtomicU64,
    nanos: AtomicU64,
}

impl Spent {
    pub(crate) const fn new() -> Self {
        Self { times: AtomicU64::new(0), nanos: AtomicU64::new(0) }
    }
    pub(crate) fn add(&self, time: Duration) {
        self.times.fetch_add(1, Ordering::Relaxed);
        self.nanos.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
    /// How often, and how long in all.
    pub fn so_far(&self) -> (u64, Duration) {
        (self.times.load(Ordering::Relaxed), Duration::from_nanos(self.nanos.load(Ordering::Relaxed)))
    }
}
