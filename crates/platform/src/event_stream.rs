//! The event log over the API: read on from where one stopped, again and again, and nothing is missed.
//!
//! Who works at the vendor goes on after a position. A partner goes on after an event of its own: positions count
//! what happens to others, and would tell how much that is.

mod follow;

use db::Tx;
use kit::{Instant, Uuid, id::EventId, paging};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Call, Caller, Capability, Cx, Fail, Nothing, Operation, Role, View,
    edge::problem::texts,
    events::{self, Event},
};

/// Where to read on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    /// What `next` was when the log was read before: a position for the vendor, an event for a partner. From the
    /// beginning if absent.
    after: Option<String>,
    /// Only what happened to this, for example `lead_…`: its time line, the oldest first and at once. It has no
    /// positions, and `after` and `limit` do not count.
    subject: Option<String>,
    /// Events at most: 1 to 200, 50 if absent.
    limit: Option<u32>,
}

/// Where a reader has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
enum Mark {
    /// At the vendor: a place in the log.
    Position(i64),
    /// At a partner: the last event that it has seen.
    Event(EventId),
}

impl Mark {
    fn of(event: &Event, view: View) -> Self {
        if view == View::All { Self::Position(event.position) } else { Self::Event(event.id) }
    }
}

/// An event, as it is read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Shown {
    /// Its place in the program's log, without gaps; for the vendor alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<i64>,
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

/// The address of the stream that tells what happens after what this transaction sees: between a page and the
/// stream that it opens nothing is lost.
pub(crate) async fn address(cx: &Cx, tx: &mut Tx) -> Result<String, Fail> {
    let after = match cx.caller.view() {
        View::All => Some(events::last_position(tx, cx.program()).await?.to_string()),
        View::Company(partner) => events::last_seen(tx, cx.program(), partner).await?.map(|id| id.to_string()),
        View::Nothing => None,
    };
    Ok(after.map_or_else(|| follow::PATH.to_owned(), |mark| format!("{}?after={mark}", follow::PATH)))
}

/// A stretch of the log.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Stretch {
    /// Events in order.
    events: Vec<Shown>,
    /// Give it as `after` to read on; absent as long as there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Mark>,
}

impl Shown {
    fn of(event: Event, view: View) -> Self {
        Self {
            position: (view == View::All).then_some(event.position),
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
    let read = Operation::get("/api/v1/events", "events.read", "The event log from a place on").roles(Role::ALL).run(
        |cx, tx, call: &Call<Nothing, EventsQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(stretch(cx, tx, &call.query).await?)) })
        },
    );
    let operations = vec![read, follow::operation()];
    Capability { name: "events", operations, statements: vec![events::STATEMENTS], ..Default::default() }
}

async fn stretch(cx: &Cx, tx: &mut Tx, query: &EventsQuery) -> Result<Stretch, Fail> {
    let view = cx.caller.view();
    if let Some(subject) = &query.subject {
        return time_line(cx, tx, subject).await;
    }
    let after = match query.after.as_deref() {
        Some(text) => place(tx, &cx.caller, text).await?,
        None => (0, None),
    };
    let limit = paging::limit(query.limit);
    let found = events::seen_after(tx, cx.program(), view, after.0, limit).await?;
    let next = found.last().map(|event| Mark::of(event, view)).or(after.1);
    Ok(Stretch { events: found.into_iter().map(|event| Shown::of(event, view)).collect(), next })
}

/// What happened to one thing, as far as the caller may see it.
async fn time_line(cx: &Cx, tx: &mut Tx, subject: &str) -> Result<Stretch, Fail> {
    let view = cx.caller.view();
    let named = subject.rsplit_once('_').and_then(|(kind, id)| Some((kind, Uuid::try_parse(id).ok()?)));
    let (kind, id) = named.ok_or_else(|| Fail::field("subject", texts::no_such_subject))?;
    let found = events::of_anything(tx, cx.program(), kind, *id.as_bytes()).await?;
    let seen = found.into_iter().filter(|event| view.shows(event.partner));
    let events = seen.map(|event| Shown { position: None, ..Shown::of(event, view) }).collect();
    Ok(Stretch { events, next: None })
}

/// The position that a text stands for, and the mark itself. Another partner's event is like one that does not exist.
async fn place(tx: &mut Tx, caller: &Caller, text: &str) -> Result<(i64, Option<Mark>), Fail> {
    let found = match (caller.view(), text.parse::<i64>(), text.parse::<EventId>()) {
        (View::All, Ok(position), _) => Some((position, Mark::Position(position))),
        (View::Company(partner), _, Ok(event)) => {
            let position = events::place_of(tx, caller.program, partner, event).await?;
            position.map(|position| (position, Mark::Event(event)))
        }
        _ => None,
    };
    let (position, mark) = found.ok_or_else(|| Fail::field("after", texts::no_such_place))?;
    Ok((position, Some(mark)))
}
