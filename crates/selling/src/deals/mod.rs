#![doc = include_str!("README.md")]

mod api;
mod decisions;
mod following;
mod found;
mod news;
mod precheck;
mod refusals;
mod service;
mod store;
mod texts;
mod value;
mod vendor;
pub mod web;

use kit::{
    Instant,
    id::{ClientId, DealId, LeadId, OfferId, PartnerId, ProductId},
};
use platform::Capability;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

impl DealState {
    /// It never changes any more.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Refused | Self::Won | Self::Lost | Self::Withdrawn)
    }
}

/// Why an own deal does not count for reciprocity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Uncounted {
    /// `client_in_vendor_lead`, `identity_failed`, `withdrawn_early` or `inspection_failed`.
    pub code: String,
    /// The lead that its client was in; a partner sees it when the lead was offered to it.
    #[serde(default)]
    pub lead: Option<LeadId>,
    /// When the lead came, or the deal was withdrawn or found wanting.
    #[serde(default)]
    pub at: Option<Instant>,
    /// The same in words, in the reader's language.
    #[serde(default)]
    pub text: String,
}

impl db::Bind for Uncounted {
    fn bind(&self) -> db::ValueRef<'_> {
        let text = serde_json::to_string(self).unwrap_or_default();
        db::ValueRef::Text(text.into())
    }
}
impl db::FromValue for Uncounted {
    fn from_value(value: db::Value) -> Result<Self, db::DbError> {
        <db::Json<Self> as db::FromValue>::from_value(value).map(|json| json.0)
    }
}

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
        /// The competitor that it was lost to; none for "no decision".
        pub lost_to: Option<String>,
        /// Until when the channel manager answers an own deal.
        pub answer_due: Option<Instant>,
        /// The client is who the partner says, as the channel manager found.
        pub identity_confirmed: bool,
        /// When the quality department found it wanting.
        pub inspection_failed_at: Option<Instant>,
        /// Why an own deal does not count for reciprocity.
        pub not_counted: Option<Uncounted>,
        /// Another partner has an open deal with this client. For the vendor alone.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        #[schemars(default)]
        pub conflict: bool,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

/// A deal as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The client's name.
    pub client: String,
    /// The partner's name.
    pub partner_name: String,
    /// The deal.
    pub deal: Deal,
}

pub(crate) use service::get;
pub(crate) use texts::no_such_product;
pub(crate) use web::texts::deals as web_title;

/// Partners that have deals, by name.
pub(crate) async fn with_deals(cx: &platform::Cx, tx: &mut db::Tx) -> Result<Vec<(PartnerId, String)>, platform::Fail> {
    Ok(store::pages::partners(tx, cx.program()).await?)
}

/// Every deal of a partner that has not ended.
pub async fn live(cx: &platform::Cx, tx: &mut db::Tx, partner: PartnerId) -> Result<Vec<Deal>, platform::Fail> {
    Ok(store::live(tx, cx.program(), partner).await?)
}

/// What deals add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "deals",
        operations: [api::operations(), web::operations(), vendor::operations()].concat(),
        places: [web::places(), vendor::places()].concat(),
        parts: vendor::parts(),
        searchables: vec![found::DEALS],
        consumers: vec![following::CONSUMER],
        notices: news::kinds(),
        tasks: vec![&service::REGISTRATION],
        statements: vec![store::STATEMENTS, store::pages::STATEMENTS, store::client::STATEMENTS],
        ..Default::default()
    }
}
