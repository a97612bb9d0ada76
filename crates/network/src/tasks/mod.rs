#![doc = include_str!("README.md")]

mod api;
mod service;
mod set_aside;
mod store;
mod texts;

use kit::{Id, Instant, Uuid, id::Kind, id::UserId};
use platform::{Capability, Role, TaskKind};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

pub use service::{TasksQuery, close, done, due_in, list, open, release, take};
pub use set_aside::set_aside;

kit::id_type!(
    /// What waits for a person at the vendor.
    Task, TaskId, "task"
);

/// A task that is about to be opened.
#[derive(Debug, Clone)]
pub struct NewTask {
    kind: &'static TaskKind,
    subject_kind: &'static str,
    subject: Uuid,
    due_at: Instant,
    owner: Option<UserId>,
    data: Value,
}

impl NewTask {
    /// Work of a kind about a subject, due at a moment (see [`due_in`]).
    pub fn new<K: Kind>(kind: &'static TaskKind, subject: Id<K>, due_at: Instant) -> Self {
        Self { kind, subject_kind: K::PREFIX, subject: subject.uuid(), due_at, owner: None, data: Value::Null }
    }

    /// Gives it to a user from the beginning.
    #[must_use]
    pub const fn owned_by(mut self, user: UserId) -> Self {
        self.owner = Some(user);
        self
    }

    /// What the owner needs to know, as JSON without personal data.
    #[must_use]
    pub fn with(mut self, data: impl Serialize) -> Self {
        self.data = serde_json::to_value(data).unwrap_or_default();
        self
    }
}

/// A task, as it is read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskShown {
    /// Its id.
    pub id: TaskId,
    /// Its kind, for example `lead_exhausted`.
    pub kind: String,
    /// What is to be done, in the reader's language.
    pub title: String,
    /// It closes with the act that it waits for: nobody can merely say that it is done.
    pub closed_by_act: bool,
    /// What it is about, for example `lead_…`.
    pub subject: String,
    /// Whose it is until somebody takes it.
    pub role: Role,
    /// Who has taken it.
    pub owner: Option<UserId>,
    /// The name of who has taken it.
    pub owner_name: Option<String>,
    /// Until when it should be done.
    pub due_at: Instant,
    /// It is open and its time is over.
    pub overdue: bool,
    /// What the owner needs to know.
    pub data: Value,
    /// When it was opened.
    pub opened_at: Instant,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// Who did it: `user_…`, `key_…`, or `system` if it closed by itself.
    pub done_by: Option<String>,
    /// What whoever did it wrote.
    pub note: Option<String>,
}

/// What tasks add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "tasks",
        operations: api::operations(),
        notices: vec![service::OPENED],
        tasks: vec![&set_aside::EVENT_SET_ASIDE],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
