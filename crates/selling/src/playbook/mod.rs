#![doc = include_str!("README.md")]

mod api;
mod cards;
mod coverage;
mod diff;
mod processes;
mod refusals;
mod store;
mod templates;
mod terms;
mod texts;
mod valid;
mod web;
pub mod words;

use kit::{Instant, id::ProductId};
use platform::{Capability, Role};
use schemars::JsonSchema;
use serde::Serialize;

pub use cards::{CardContent, fitting};
pub(crate) use processes::{for_deal, published, seen, version};
pub(crate) use terms::{all as all_terms, chosen as chosen_term};
pub(crate) use texts::{field_name, role_name};
pub use words::{Both, BuyerRole, Content, Criteria, DealField, Motion, Stage};

kit::id_type!(
    /// A word of the typology.
    Term, TermId, "term"
);
kit::id_type!(
    /// A card of the typology.
    Card, CardId, "card"
);
kit::id_type!(
    /// The formalised way to sell a product.
    Process, ProcessId, "process"
);

kit::codes! {
    /// A side of the typology.
    pub enum Axis {
        /// What a client is.
        ClientType = "client_type",
        /// What it buys.
        Category = "category",
        /// How one comes in.
        EntryPoint = "entry_point",
        /// For which work of the client.
        BusinessProcess = "business_process",
    }
}
db::stored_codes!(Axis);

/// Who writes the playbook.
pub(crate) const EDITORS: &[Role] = &[Role::Trainer, Role::ChannelManager, Role::Director, Role::Admin];
/// Who puts a version of a process in force: those who answer for the channel and its rules.
pub(crate) const PUBLISHERS: &[Role] = &[Role::ChannelManager, Role::Director, Role::Admin];

db::record! {
    /// A word of the typology: a client type, a category, an entry point, a business process.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct TermShown {
        /// Its id.
        pub id: TermId,
        /// Which side of the typology it stands on.
        pub axis: Axis,
        /// What it is called.
        #[serde(with = "stored")]
        #[schemars(with = "Both")]
        pub name: db::Json<Both>,
        /// Since when it is offered no more.
        pub retired_at: Option<Instant>,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

db::record! {
    /// The formalised way to sell a product.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct ProcessShown {
        /// Its id.
        pub id: ProcessId,
        /// The product that it sells.
        pub product: ProductId,
        /// Which deals it leads.
        pub motion: Motion,
        /// What it is called.
        #[serde(with = "stored")]
        #[schemars(with = "Both")]
        pub name: db::Json<Both>,
        /// The number of the version in force; none before the first publication.
        pub published: Option<i64>,
        /// What is being written; none while nothing is.
        #[serde(with = "stored_option")]
        #[schemars(with = "Option<Content>")]
        pub draft: Option<db::Json<Content>>,
        /// Since when no deal begins with it.
        pub retired_at: Option<Instant>,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

db::record! {
    /// A published version of a process.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct VersionShown {
        /// Its number, from 1.
        pub number: i64,
        /// What it says.
        #[serde(with = "stored")]
        #[schemars(with = "Content")]
        pub content: db::Json<Content>,
        /// Why it was published.
        pub note: String,
        /// Since when it is in force.
        pub published_at: Instant,
    }
}

mod stored {
    use serde::{Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(value: &db::Json<T>, to: S) -> Result<S::Ok, S::Error> {
        value.0.serialize(to)
    }
}
mod stored_option {
    use serde::{Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands the field on so")]
    pub fn serialize<T: Serialize, S: Serializer>(value: &Option<db::Json<T>>, to: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(|kept| &kept.0).serialize(to)
    }
}

/// What the playbook adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "playbook",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
