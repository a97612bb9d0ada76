#![doc = include_str!("README.md")]

mod api;
mod service;
mod store;
mod texts;

use kit::paging::whole;
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

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExclusionsBy {
    /// By name of the partner.
    Name,
    /// By when it was made.
    At,
}

impl whole::By for ExclusionsBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Name, "name"), (Self::At, "at")];
}

impl whole::Row for Exclusion {
    type By = ExclusionsBy;
    const USUAL: whole::Sort<ExclusionsBy> = whole::Sort::rising(ExclusionsBy::Name);
    fn key(&self, by: ExclusionsBy) -> whole::Key {
        match by {
            ExclusionsBy::Name => self.name.as_str().into(),
            ExclusionsBy::At => self.at.into(),
        }
    }
    fn id(&self) -> String {
        self.partner.to_string()
    }
    fn words(&self) -> String {
        format!("{} {}", self.name, self.reason)
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
