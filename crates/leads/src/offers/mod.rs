#![doc = include_str!("README.md")]

mod api;
pub(crate) mod board;
mod bot;
mod delivery;
pub mod domain;
mod done;
mod expiry;
mod found;
mod ignoring;
pub mod labels;
mod leaving;
mod links;
mod news;
mod outcome;
mod ratings;
mod recorded;
mod refusals;
mod removal;
mod service;
mod silence;
pub(crate) mod situation;
mod store;
mod texts;
pub mod web;
mod withdrawal;
mod words;

use kit::{
    Instant,
    id::{LeadId, OfferId, PartnerId},
};
use platform::Capability;
use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use expiry::{standing_of, up_to_now};
pub use ignoring::{IgnoringShown, on_probation, standing as ignoring_standing};
pub(crate) use outcome::end_lost;
pub use outcome::{InWork, hold_lead, in_work, lose, of_lead, still_to_win, was_offered, win};
pub(crate) use removal::{forget, take_back};
#[cfg(test)]
pub(crate) use service::accept;
pub(crate) use service::make;
pub(crate) use silence::{REMINDED, remind};
pub(crate) use withdrawal::{
    close_lead, history, keep_for, withdraw, withdraw_all, withdraw_open, withdraw_unanswered,
};

db::record! {
    /// An offer, as it stands in the database.
    #[derive(Debug, Clone)]
    pub(crate) struct Row {
        pub id: OfferId,
        pub lead: LeadId,
        pub partner: PartnerId,
        pub wave: u32,
        pub offered_at: Instant,
        pub deadline: Instant,
        pub state: String,
        pub detail: db::Json<domain::OfferState>,
        pub state_at: Instant,
        pub viewed_at: Option<Instant>,
        pub accepted_at: Option<Instant>,
        pub started_at: Option<Instant>,
        pub segment: String,
        pub turn: String,
        pub charge: i64,
        pub share: i64,
        pub mark: Option<String>,
        pub version: i64,
    }
}

impl Row {
    /// The offer as the rules see it.
    pub(crate) fn offer(&self) -> domain::Offer {
        domain::Offer { offered_at: self.offered_at, deadline: self.deadline, state: self.detail.0.clone() }
    }
}

/// An offer that is about to be made.
pub(crate) struct NewOffer {
    pub id: OfferId,
    pub lead: LeadId,
    pub partner: PartnerId,
    pub wave: u32,
    pub deadline: Instant,
    pub segment: String,
    pub turn: String,
    pub charge: i64,
    pub share: i64,
    pub mark: Option<String>,
    /// The beginning of the partner's day, and the offers that it received in it before this one.
    pub day: Instant,
    pub before_today: u32,
    /// The most that it may have received in its day with this one, where that held when it was chosen.
    pub most_today: Option<u32>,
}

/// The person to call, shown to a partner that works on the lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContactShown {
    /// The client's company.
    pub company: String,
    /// Name of the person.
    pub name: String,
    /// Phone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// An offer, as its partner sees it: no person before the acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferShown {
    /// Its id.
    pub id: OfferId,
    /// The partner that it is for.
    pub partner: PartnerId,
    /// The lead; for the vendor only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<LeadId>,
    /// Which wave brought it.
    pub wave: u32,
    /// When it was made.
    pub offered_at: Instant,
    /// First moment at which it can no longer be accepted.
    pub deadline: Instant,
    /// Where it stands: `offered`, `viewed`, `accepted`, `started` …
    pub state: String,
    /// Since when.
    pub state_at: Instant,
    /// Until when the client must be contacted, once it is accepted.
    pub start_due: Option<Instant>,
    /// Until when the next report is due, once it is started.
    pub update_due: Option<Instant>,
    /// `protected`, `no_other_partner` or `given_by_hand`.
    pub mark: Option<String>,
    /// How many partners may work on the lead.
    pub places: u32,
    /// What the client needs.
    pub need: String,
    /// The product.
    pub product: kit::id::ProductId,
    /// Code of the region.
    pub region: String,
    /// City.
    pub city: Option<String>,
    /// Size of the client.
    pub size: String,
    /// `A` or `B`.
    pub grade: String,
    /// `hot`, `normal` or `cold`.
    pub urgency: String,
    /// Expected value in minor units of the program's currency.
    pub value_minor: Option<i64>,
    /// Whom to call; after the acceptance only.
    pub contact: Option<ContactShown>,
    /// Grows with every change; the `ETag`.
    pub version: i64,
}

/// What offers add to the server.
pub fn capability() -> Capability {
    let mut operations = api::operations();
    operations.extend(board::operations());
    operations.extend(web::operations());
    operations.extend(links::operations());
    Capability {
        name: "offers",
        operations,
        places: web::places(),
        parts: web::parts(),
        timers: vec![silence::TIMER, delivery::TIMER],
        consumers: vec![leaving::CONSUMER, delivery::CONSUMER],
        notices: news::kinds(),
        deeds: vec![bot::DEED],
        searchables: vec![found::OFFERS],
        tasks: vec![&delivery::UNDELIVERED],
        statements: vec![
            store::STATEMENTS,
            store::pages::STATEMENTS,
            store::board::STATEMENTS,
            store::answers::STATEMENTS,
            links::STATEMENTS,
        ],
        ..Default::default()
    }
}
