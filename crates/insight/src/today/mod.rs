#![doc = include_str!("README.md")]

mod api;
mod service;
mod store;
mod texts;
mod web;

use kit::{Instant, id::LeadId};
use network::tasks::TaskId;
use platform::{
    Capability, Role,
    web::{Group, Place},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waiting {
    /// The kind of the task, or `offers_end`.
    pub kind: String,
    /// Why it waits, in the reader's language.
    pub title: String,
    /// What it is about: the client and the need, the deal, the partner.
    pub about: String,
    /// The region of the lead, if it is about one.
    pub region: Option<String>,
    /// The id of what it is about, for example `lead_…`.
    pub subject: String,
    /// The page on which it is done.
    pub href: String,
    /// Until when it should be done.
    pub due_at: Instant,
    /// Its time is over.
    pub overdue: bool,
    /// By how many minutes of the vendor's working time it is late; none while it is not.
    pub late_minutes: Option<i64>,
    /// The task, if it is one.
    pub task: Option<TaskId>,
    /// It closes with the act that it waits for: nobody can merely say that it is done.
    pub closed_by_act: bool,
    /// Whose it is until somebody takes it.
    pub role: Option<Role>,
    /// Who has taken it.
    pub owner: Option<String>,
    /// Since when it waits.
    pub since: Instant,
}

/// How much waits for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counted {
    /// The kind of the tasks, or `offers_end`.
    pub kind: String,
    /// Why they wait, in the reader's language.
    pub title: String,
    /// How many.
    pub count: i64,
    /// Of those, how many are overdue.
    pub overdue: i64,
}

/// A lead whose offers are about to end unanswered.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    /// The lead.
    pub lead: LeadId,
    /// Its client.
    pub client: String,
    /// What the client needs.
    pub need: String,
    /// Where.
    pub region: String,
    /// Offers that are open.
    pub offers: i64,
    /// When the first of them ends.
    pub ends_at: Instant,
    /// When the first of them was made.
    pub since: Instant,
}

/// What *Today* adds to the server.
pub fn capability() -> Capability {
    let mut operations = api::operations();
    operations.extend(web::operations());
    Capability {
        name: "today",
        operations,
        statements: vec![store::STATEMENTS],
        places: vec![Place {
            path: "/today",
            roles: Role::VENDOR,
            icon: "sun",
            text: texts::today,
            group: Group::Main,
            order: 0,
            count: Some(service::overdue),
        }],
        ..Default::default()
    }
}
