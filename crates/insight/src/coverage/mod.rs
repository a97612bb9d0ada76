#![doc = include_str!("README.md")]

mod api;
pub mod domain;
mod service;
mod store;
mod texts;
mod web;

use platform::{
    Capability, Role,
    web::{Group, Place},
};

pub use service::{Coverage, coverage, nearest};

/// What coverage adds to the server.
pub fn capability() -> Capability {
    let mut operations = api::operations();
    operations.extend(web::operations());
    Capability {
        name: "coverage",
        operations,
        statements: vec![store::STATEMENTS],
        places: vec![Place {
            path: "/insight/coverage",
            roles: Role::VENDOR,
            icon: "map-2",
            text: texts::coverage,
            group: Group::Under("/insight"),
            order: 61,
            count: None,
        }],
        ..Default::default()
    }
}
