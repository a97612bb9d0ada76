#![doc = include_str!("README.md")]

mod api;
mod service;
mod store;
mod texts;

use kit::{
    Instant,
    id::{ClientId, DealId, LeadId, PartnerId},
};
use platform::Capability;
use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use service::ties;
pub use service::{NewExclusion, admit, exclude, holder, holder_of_client, list, protect, release};

/// What protects a client: an open deal of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    /// The client.
    pub client: ClientId,
    /// The partner that it belongs to.
    pub partner: PartnerId,
    /// The deal that protects it.
    pub deal: DealId,
    /// The lead that the deal came from: that lead itself stays open to the others.
    pub lead: Option<LeadId>,
}

db::record! {
    /// A partner from which a client does not want to hear.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Exclusion {
        /// The partner.
        pub partner: PartnerId,
        /// Its name.
        pub name: String,
        /// Why.
        pub reason: String,
        /// Since when.
        pub at: Instant,
    }
}

/// What protection adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "protection",
        operations: api::operations(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
