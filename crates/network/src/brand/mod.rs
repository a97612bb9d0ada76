#![doc = include_str!("README.md")]

mod api;
mod brightness;
pub mod domain;
pub mod logo;
mod service;
mod store;
mod style;
mod texts;
mod web;

use platform::Capability;
use schemars::JsonSchema;
use serde::Serialize;

pub use service::looks;

/// How a program looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Brand {
    /// The name of the program; changed with the program.
    pub name: String,
    /// The accent of light pages, for example `#0f766e`; none as long as Artel's own is used.
    pub accent: Option<String>,
    /// The accent of dark pages.
    pub accent_dark: Option<String>,
    /// Address of the logo on this server, if there is one.
    pub logo: Option<String>,
    /// Grows with every change; the `ETag`.
    pub version: i64,
}

/// What brands add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "brand",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
