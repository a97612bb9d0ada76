#![doc = include_str!("README.md")]

mod absence;
mod api;
mod candidates;
mod compact;
pub mod domain;
mod modes;
mod nightly;
mod roster;
mod service;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use platform::{Capability, react::TimerKind};

pub(crate) use absence::{KindOfLead, turn};
pub use service::advance;
pub(crate) use service::{CLOCK, advance_lead, gates_now, shift};

/// What distribution adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "distribution",
        operations: [api::operations(), modes::operations()].concat(),
        places: modes::places(),
        timers: vec![
            TimerKind { kind: CLOCK, run: service::on_clock },
            TimerKind { kind: nightly::NIGHTLY, run: nightly::on_night },
        ],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
