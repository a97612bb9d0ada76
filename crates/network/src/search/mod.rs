#![doc = include_str!("README.md")]

mod api;
mod service;
mod store;
mod terms;
mod texts;
mod web;

use platform::{Capability, react::Consumer};
use schemars::JsonSchema;
use serde::Serialize;

pub use service::{SearchQuery, find};

/// What was found of one kind.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Found {
    /// The kind, for example `lead`.
    pub kind: String,
    /// What it is called, in the reader's language.
    pub title: String,
    /// Its picture on the page.
    #[serde(skip)]
    pub icon: &'static str,
    /// The newest first.
    pub items: Vec<FoundItem>,
    /// There is more of it than is shown.
    pub more: bool,
}

/// One that was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FoundItem {
    /// Its id, for example `lead_…`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What tells it from others of the same name.
    pub text: String,
    /// Its page.
    pub path: String,
}

/// What search adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "search",
        operations: [api::operations(), web::operations()].concat(),
        consumers: vec![Consumer { name: "search", run: service::on_events }],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
