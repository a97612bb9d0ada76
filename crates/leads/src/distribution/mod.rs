#![doc = include_str!("README.md")]

mod api;
mod candidates;
pub mod domain;
mod service;
pub(crate) mod store;

use platform::{Capability, react::TimerKind};

pub use service::advance;
pub(crate) use service::{CLOCK, shift};

/// What distribution adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "distribution",
        operations: api::operations(),
        timers: vec![TimerKind { kind: CLOCK, run: service::on_clock }],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
