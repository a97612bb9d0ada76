#![doc = include_str!("README.md")]

mod api;
mod service;
mod store;
mod texts;
mod ways;
mod web;
mod words;

use kit::Instant;
use platform::{Capability, notice::ByMail, react::Consumer};
use schemars::JsonSchema;
use serde::Serialize;

pub use service::{choices, choose, list, read, unread};
pub use words::{day, masked, moment, money};

kit::id_type!(
    /// News for one user.
    Notice, NoticeId, "notice"
);

/// News, as its reader sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoticeShown {
    /// Its id.
    pub id: NoticeId,
    /// Its kind, for example `offer_made`.
    pub kind: String,
    /// The heading.
    pub title: String,
    /// What it says.
    pub text: String,
    /// The page that shows more.
    pub path: String,
    /// What it is about, for example `offer_…`.
    pub subject: String,
    /// When it happened.
    pub at: Instant,
    /// When the reader saw it.
    pub read_at: Option<Instant>,
}

/// Whether a reader gets letters of a kind.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Choice {
    /// The kind.
    pub kind: String,
    /// What it is called, in the reader's language.
    pub title: String,
    /// Letters are sent.
    pub mail: bool,
    /// Whether the reader may choose, and what holds otherwise.
    pub by_mail: ByMail,
}

/// What notices add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "notices",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        consumers: vec![Consumer { name: "notices", run: service::on_events }],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
