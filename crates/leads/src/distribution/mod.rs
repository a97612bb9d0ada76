#![doc = include_str!("README.md")]

mod absence;
mod api;
mod audit;
mod candidates;
mod compact;
pub mod domain;
mod mode_change;
mod modes;
mod nightly;
mod roster;
mod service;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod told;
mod touched;

use platform::{Capability, react::TimerKind};

pub(crate) use absence::{KindOfLead, turn};
pub use audit::wrong_queues;
pub(crate) use roster::segment_name;
pub use service::advance;
pub(crate) use service::{CLOCK, Moved, PAUSE_WAITS, advance_lead, before_clock, gates_now, shift};
pub use store::decisions;
pub(crate) use told::{LATELY_DAYS, explained, told_to};
pub(crate) use touched::touches;

/// What distribution adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "distribution",
        operations: [api::operations(), modes::operations()].concat(),
        places: modes::places(),
        timers: vec![
            TimerKind::locking(CLOCK, service::before_clock, service::on_clock),
            TimerKind::new(nightly::NIGHTLY, nightly::on_night),
        ],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
