#![doc = include_str!("README.md")]

mod api;
mod found;
mod groups;
mod life;
mod service;
mod step;
mod store;
mod texts;
mod web;

use kit::{
    Id, Instant,
    id::{CalendarId, PartnerId, ProductId},
};
use platform::Capability;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use groups::{Group, group_of_name};
pub(crate) use life::touches;
pub use life::{Life, PartnerShown, active_since, resume, suspend};
pub use service::{
    PartnerFields, add, certify, change, end_pause, get, pause, remove_unused, revoke_certificate, set_pause,
};
pub use store::{covering, names, pauses_of, was_active, with_certificates};
pub use texts::{life_of, size_class};
pub use web::life_tone;

kit::id_type!(
    /// Partners that belong to the same owner.
    OwnerGroup, OwnerGroupId, "group"
);

kit::codes! {
    /// How large a company is.
    pub enum SizeClass {
        /// One person.
        Solo = "solo",
        /// A small company.
        Small = "small",
        /// A medium company.
        Medium = "medium",
        /// A large company.
        Large = "large",
    }
}
kit::codes! {
    /// Why a partner is offered nothing for a time.
    pub enum PauseKind {
        /// It wins leads and brings nothing of its own.
        Reciprocity = "reciprocity",
        /// It lets offers pass without an answer.
        Ignoring = "ignoring",
        /// A corrective action is overdue.
        Quality = "quality",
        /// Its own wish.
        Holiday = "holiday",
        /// The vendor has suspended it, with a reason.
        Suspended = "suspended",
    }
}
db::stored_codes!(SizeClass, PauseKind);

/// The right to sell a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The product.
    pub product: ProductId,
    /// First moment at which it is no longer valid; without an end when absent.
    #[serde(default)]
    pub valid_until: Option<Instant>,
}

/// A stretch of time without new leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pause {
    /// Why.
    pub kind: PauseKind,
    /// First moment.
    pub from: Instant,
    /// First moment after it; open when absent.
    pub until: Option<Instant>,
    /// Why, in words, where a person decided it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Its name.
    pub name: String,
    /// Its tax id.
    pub tax_id: Option<String>,
    /// How large it is.
    pub size_class: SizeClass,
    /// Its weight in millionths: 1 000 000 is an ordinary share.
    pub tier_weight: i64,
    /// Its contract is in force.
    pub contract_active: bool,
    /// When it joined the network.
    pub joined_at: Instant,
    /// When it left, if it did.
    pub left_at: Option<Instant>,
    /// Its working hours.
    pub calendar: CalendarId,
    /// Its owner's group, if it has one.
    pub owner_group: Option<Id<OwnerGroup>>,
    /// Open work at most; the policy's number when absent.
    pub open_cap: Option<u32>,
    /// Offers a day at most; the policy's number when absent.
    pub new_per_day_cap: Option<u32>,
    /// Sizes of clients that it serves; all when empty.
    pub sizes: Vec<SizeClass>,
    /// Industries that it serves; all when empty.
    pub industries: Vec<String>,
    /// Territories that it covers, with everything inside them.
    pub territories: Vec<String>,
    /// Products that it may sell.
    pub certificates: Vec<Certificate>,
    /// Grows with every change of its fields.
    pub version: i64,
}

/// What partners add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "partners",
        operations: [api::operations(), groups::operations(), web::operations()].concat(),
        places: web::places(),
        searchables: vec![found::PARTNERS],
        steps: vec![step::STEP],
        notices: life::kinds(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
