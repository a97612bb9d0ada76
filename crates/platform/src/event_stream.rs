//! The event log over the API: read on from a position, again and again, and nothing is missed.

use kit::{Instant, Uuid, id::EventId, paging};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Call, Capability, Cx, Fail, Nothing, Operation, Role,
    events::{self, Event},
};

/// Where to read on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    /// The last position that was read; from the beginning if absent.
    after: Option<i64>,
    /// Events at most: 1 to 200, 50 if absent.
    limit: Option<u32>,
}

/// An event, as it is read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Shown {
    /// Its place in the program's log, without gaps. A partner sees the places of its own events only.
    position: i64,
    /// Its id.
    id: EventId,
    /// When it happened.
    at: Instant,
    /// `noun.past_tense`.
    name: String,
    /// `user`, `key`, `operator`, `public`, `system`.
    actor: String,
    /// What it happened to, for example `offer_…`.
    subject: String,
    /// What changed.
    data: serde_json::Value,
}

/// A stretch of the log.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Stretch {
    /// Events in order.
    events: Vec<Shown>,
    /// Give it as `after` to read on.
    next: i64,
}

impl From<Event> for Shown {
    fn from(event: Event) -> Self {
        Self {
            position: event.position,
            id: event.id,
            at: event.at,
            name: event.name,
            actor: event.actor_kind,
            subject: format!("{}_{}", event.subject_kind, Uuid::from_bytes(event.subject_id).simple()),
            data: event.data.0,
        }
    }
}

/// What the event log adds to the server.
pub fn capability() -> Capability {
    let read = Operation::get("/api/v1/events", "events.read", "The event log from a position on")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<Nothing, EventsQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(stretch(cx, tx, &call.query).await?)) })
        });
    Capability { name: "events", operations: vec![read], statements: vec![events::STATEMENTS], ..Default::default() }
}

async fn stretch(cx: &Cx, tx: &mut db::Tx, query: &EventsQuery) -> Result<Stretch, Fail> {
    let after = query.after.unwrap_or(0);
    let limit = paging::limit(query.limit);
    let found = events::seen_after(tx, cx.program(), cx.caller.view(), after, limit).await?;
    let next = found.last().map_or(after, |event| event.position);
    Ok(Stretch { events: found.into_iter().map(Shown::from).collect(), next })
}
