#![doc = include_str!("README.md")]

mod api;
mod export;
mod service;
mod store;
mod texts;
mod web;

use platform::Capability;

pub use service::{Line, Only, PartnersBy, PartnersQuery};

/// What the list of partners adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "partner_list",
        operations: [api::operations(), web::operations(), export::operations()].concat(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
