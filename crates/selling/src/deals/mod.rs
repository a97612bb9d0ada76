#![doc = include_str!("README.md")]

mod api;
mod refusals;
mod service;
mod store;
mod texts;

use kit::{
    Instant,
    id::{ClientId, DealId, LeadId, OfferId, PartnerId, ProductId},
};
use platform::Capability;
use schemars::JsonSchema;
use serde::Serialize;

kit::codes! {
    /// Who brought the client.
    pub enum Origin {
        /// The vendor, by a lead.
        Lead = "lead",
        /// The partner itself.
        Own = "own",
    }
}
kit::codes! {
    /// Where a deal stands.
    pub enum DealState {
        /// The partner's own; it waits for the channel manager.
        Registered = "registered",
        /// The channel manager refused it.
        Refused = "refused",
        /// In work.
        Open = "open",
        /// Won.
        Won = "won",
        /// Lost.
        Lost = "lost",
        /// The partner withdrew it.
        Withdrawn = "withdrawn",
    }
}
db::stored_codes!(Origin, DealState);

db::record! {
    /// A deal.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Deal {
        /// Its id.
        pub id: DealId,
        /// The partner that works on it.
        pub partner: PartnerId,
        /// Who brought the client.
        pub origin: Origin,
        /// The offer that it comes from.
        pub offer: Option<OfferId>,
        /// The lead that it comes from.
        pub lead: Option<LeadId>,
        /// The client.
        pub client: ClientId,
        /// The product.
        pub product: ProductId,
        /// What it is about.
        pub title: String,
        /// Expected value in minor units.
        pub value_minor: Option<i64>,
        /// Where it stands.
        pub state: DealState,
        /// Since when.
        pub state_at: Instant,
        /// When it was opened or registered.
        pub created_at: Instant,
        /// When the channel manager accepted an own deal.
        pub accepted_at: Option<Instant>,
        /// Proof of a won deal; reason of a lost, refused or withdrawn one.
        pub words: Option<String>,
        /// Why an own deal does not count for reciprocity, as JSON.
        pub not_counted: Option<String>,
        /// Another partner has an open deal with this client. For the vendor alone.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        pub conflict: bool,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

/// What deals add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "deals",
        operations: api::operations(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
