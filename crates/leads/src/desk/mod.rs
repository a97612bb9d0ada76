#![doc = include_str!("README.md")]

mod api;
pub mod domain;
mod given;
pub mod kinds;
mod refusals;
pub mod report;
mod service;
mod store;
mod texts;
mod web;

use platform::Capability;

pub use domain::DeskPolicy;
pub use given::Given;
pub(crate) use given::given;
pub(crate) use service::take_over;
pub use service::{
    Gates, NewHandGive, consent_given, consent_withdrawn, first_answer, gates, give, qualify, redistribute,
};

/// What the lead desk adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "desk",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        tasks: kinds::all(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
