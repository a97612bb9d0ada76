#![doc = include_str!("README.md")]

pub(crate) mod api;
pub(crate) mod clocks;
mod input;
mod precheck;
mod service;
pub(crate) mod sources;
pub(crate) mod store;
pub(crate) mod texts;
mod touches;

use kit::{
    Instant,
    id::{ClientId, LeadId, PartnerId, ProductId},
};
use platform::Capability;
use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use input::{Checked, check};
pub use input::{Consent, Contact, NewClient, NewLead};
pub(crate) use service::{Known, known, stage, stored};
pub use service::{client, find, get, identify, leads_of_client, take};

kit::codes! {
    /// Where a lead stands.
    pub enum LeadStage {
        /// The client has not agreed to be passed on.
        ConsentNeeded = "consent_needed",
        /// Not ripe.
        Nurture = "nurture",
        /// Waves go out.
        Distributing = "distributing",
        /// As many partners as are wanted have started.
        InWork = "in_work",
        /// All waves went out: the lead desk decides.
        Exhausted = "exhausted",
        /// Won.
        Won = "won",
        /// Lost.
        Lost = "lost",
        /// Closed by the lead desk.
        Withdrawn = "withdrawn",
    }
}
db::stored_codes!(LeadStage);

impl LeadStage {
    /// It never changes any more.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Won | Self::Lost | Self::Withdrawn)
    }
}

db::record! {
    /// What is known of a client.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ClientFacts {
        /// Its name.
        pub name: String,
        /// Its tax id.
        pub tax_id: Option<String>,
        /// Code of its region.
        pub region: String,
    }
}

db::record! {
    /// A lead, as the vendor sees it.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Lead {
        /// Its id.
        pub id: LeadId,
        /// Its client.
        pub client: ClientId,
        /// The client's name.
        pub client_name: String,
        /// Where it stands.
        pub state: LeadStage,
        /// Since when.
        pub state_at: Instant,
        /// When it came.
        pub created_at: Instant,
        /// Where it came from.
        pub source: String,
        /// `A`, `B` or `C`.
        pub grade: String,
        /// `hot`, `normal` or `cold`.
        pub urgency: String,
        /// What the client needs.
        pub product: ProductId,
        /// Code of the client's region.
        pub region: String,
        /// The client's size.
        pub size: String,
        /// Code of the client's industry.
        pub industry: Option<String>,
        /// The client's city.
        pub city: Option<String>,
        /// What the client wrote.
        pub need: String,
        /// Expected value in minor units of the program's currency.
        pub value_minor: Option<i64>,
        /// Name of the person.
        pub contact_name: String,
        /// Phone of the person.
        pub contact_phone: Option<String>,
        /// E-mail of the person.
        pub contact_email: Option<String>,
        /// How many partners may work on it.
        pub places: u32,
        /// How many do.
        pub places_held: u32,
        /// Waves that went out.
        pub waves: u32,
        /// Partners that the first wave asked.
        pub first_k: u32,
        /// Until when the client must be answered.
        pub first_answer_due: Option<Instant>,
        /// When somebody answered: a partner or the vendor.
        pub first_answered_at: Option<Instant>,
        /// Points that led to the grade.
        pub points: u32,
        /// Ratings of earlier leads of its source took a grade away.
        pub source_demoted: bool,
        /// The client agreed to be passed on to partners.
        pub consent_to_transfer: bool,
        /// The partner that the lead desk gave it to.
        pub given_to: Option<PartnerId>,
        /// Waves of earlier rounds, before the lead desk had it distributed again.
        pub round_from: u32,
        /// Why a person has to look at it, or why it was closed, as a word.
        pub desk_reason: Option<String>,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

/// A lead in a list, with how the partners that were asked answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeadLine {
    /// The lead.
    #[serde(flatten)]
    pub lead: Lead,
    /// Partners by their answers.
    pub answers: Answers,
}

db::record! {
    /// How many of the partners that were asked stand where.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Answers {
        /// Have not answered yet.
        pub waiting: u32,
        /// Took it and have not begun.
        pub accepted: u32,
        /// Work with the client, or have won.
        pub started: u32,
        /// Let it pass, or took it and did not begin.
        pub ignored: u32,
        /// Declined or gave it back.
        pub declined: u32,
    }
}

impl db::FromRow for LeadLine {
    fn from_row(row: &mut db::Row) -> Result<Self, db::DbError> {
        Ok(Self { lead: Lead::from_row(row)?, answers: Answers::from_row(row)? })
    }
}

impl std::ops::Deref for LeadLine {
    type Target = Lead;
    fn deref(&self) -> &Lead {
        &self.lead
    }
}

db::record! {
    /// One time that the interest came. What the first said is the lead itself.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Touch {
        /// When.
        pub at: Instant,
        /// From where.
        pub source: String,
        /// Under which name.
        pub name: String,
        /// What the client needs this time.
        pub need: Option<String>,
        /// Which product it named.
        pub product: Option<ProductId>,
        /// Name of the person.
        pub contact_name: Option<String>,
        /// Phone of the person.
        pub contact_phone: Option<String>,
        /// E-mail of the person.
        pub contact_email: Option<String>,
        /// Expected value in minor units of the program's currency.
        pub value_minor: Option<i64>,
    }
}

/// What intake adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "intake",
        operations: api::operations(),
        timers: clocks::timers(),
        statements: vec![store::STATEMENTS, store::pages::STATEMENTS, crate::locks::store::STATEMENTS],
        ..Default::default()
    }
}
