//! Following the log as it grows: server-sent events that resume.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use db::Tx;
use futures_util::{StreamExt, stream};
use kit::Instant;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::sync::{
    broadcast::{self, error::RecvError},
    watch,
};

use super::{Mark, Shown, place};
use crate::{
    App, Call, Caller, Fail, Nothing, Operation, Role, View,
    app::Credential,
    events::{self, Event},
    frames::{Frame, Frames},
    live::{Batch, Place},
};

/// A sign of life, so that nobody in between closes a quiet connection, and a chance to see that rights have ended.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Events read at a time when a stream catches up.
const STRETCH: u32 = 200;

/// Where the stream is.
pub(super) const PATH: &str = "/api/v1/events/stream";

/// Where to begin.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FollowQuery {
    /// The `id` of the last event that was received; from now on if absent. `Last-Event-ID` goes before it.
    after: Option<String>,
}

pub(super) fn operation() -> Operation {
    Operation::get(PATH, "events.follow", "The event log as it grows, as server-sent events")
        .roles(Role::ALL)
        .refuses(&[(429, "too-many-requests")])
        .stream::<FollowQuery, Shown, _, _>(follow)
}

async fn follow(
    app: App,
    caller: Caller,
    credential: Credential,
    call: Call<Nothing, FollowQuery, Nothing>,
) -> Result<Frames, Fail> {
    let place = app.live.place(format!("{}/{:?}", caller.program, caller.actor))?;
    // From here on batches wait for us; what was written before is read from the log.
    let (batches, closing) = app.live.follow();
    let after = call.meta.last_event_id.or(call.query.after);
    let program = caller.program;
    let begin = caller.clone();
    let position = app
        .db
        .read(move |tx| {
            let (after, caller) = (after.clone(), begin.clone());
            Box::pin(async move {
                match after {
                    Some(text) => Ok::<_, Fail>(place_of(tx, &caller, &text).await?),
                    None => Ok(events::last_position(tx, program).await?),
                }
            })
        })
        .await?;
    let reader = Reader {
        app,
        caller,
        credential,
        position,
        ready: VecDeque::new(),
        behind: true,
        batches,
        closing,
        _place: place,
    };
    let hello = Frame::Retry(2000);
    let rest = stream::unfold(reader, |mut reader| async move {
        let frame = reader.next().await?;
        Some((frame, reader))
    });
    Ok(stream::once(async move { hello }).chain(rest).boxed())
}

async fn place_of(tx: &mut Tx, caller: &Caller, text: &str) -> Result<i64, Fail> {
    Ok(place(tx, caller, text).await?.0)
}

/// One open stream.
struct Reader {
    app: App,
    caller: Caller,
    credential: Credential,
    /// The last position that was looked at.
    position: i64,
    /// Frames that wait to be taken.
    ready: VecDeque<Frame>,
    /// The log must be read itself: at the beginning, and when batches were missed.
    behind: bool,
    batches: broadcast::Receiver<Arc<Batch>>,
    closing: watch::Receiver<bool>,
    _place: Place,
}

impl Reader {
    /// The next frame; none when the stream has ended.
    async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Some(frame);
            }
            if *self.closing.borrow() {
                return None;
            }
            if self.behind {
                self.catch_up().await?;
                continue;
            }
            tokio::select! {
                _ = self.closing.changed() => return None,
                batch = self.batches.recv() => self.take(batch).await?,
                () = tokio::time::sleep(HEARTBEAT) => {
                    self.still_permitted().await?;
                    return Some(Frame::Heartbeat);
                }
            }
        }
    }

    /// Takes from a batch what the caller may see. None when the caller has lost its rights.
    async fn take(&mut self, batch: Result<Arc<Batch>, RecvError>) -> Option<()> {
        let batch = match batch {
            Ok(batch) => batch,
            Err(RecvError::Lagged(_)) => {
                self.behind = true;
                return Some(());
            }
            Err(RecvError::Closed) => return None,
        };
        if batch.program != self.caller.program || batch.last <= self.position {
            return Some(());
        }
        if batch.after > self.position {
            self.behind = true;
            return Some(());
        }
        let touches_rights = |event: &Event| event.name.starts_with("user.") || event.name.starts_with("session.");
        let touches_rights = |event: &Event| touches_rights(event) || event.name.starts_with("key.");
        let view = self.caller.view();
        if batch.events.iter().any(|event| view.shows(event.partner) || touches_rights(event)) {
            self.still_permitted().await?;
        }
        let view = self.caller.view();
        let new = batch.events.iter().filter(|event| event.position > self.position && view.shows(event.partner));
        self.ready.extend(new.filter_map(|event| frame(event.clone(), view)));
        self.position = batch.last;
        Some(())
    }

    /// Reads a stretch of the log, with the rights of this moment.
    async fn catch_up(&mut self) -> Option<()> {
        self.still_permitted().await?;
        let (program, view, after) = (self.caller.program, self.caller.view(), self.position);
        let read = self.app.db.read(move |tx| {
            Box::pin(async move {
                let last = events::last_position(tx, program).await?;
                Ok::<_, Fail>((events::seen_after(tx, program, view, after, STRETCH).await?, last))
            })
        });
        let (found, last) = noted(read.await)?;
        let whole = found.len() < usize::try_from(STRETCH).unwrap_or(usize::MAX);
        self.behind = !whole;
        // What follows the last event that was found is nothing that the caller may see.
        let end = if whole { last.max(after) } else { found.last().map_or(after, |event| event.position) };
        self.position = end;
        self.ready.extend(found.into_iter().filter_map(|event| frame(event, view)));
        Some(())
    }

    /// Looks again who calls: a session that ended or a key that was revoked ends the stream, and another role sees
    /// something else.
    async fn still_permitted(&mut self) -> Option<()> {
        let (authenticate, credential) = (self.app.authenticate, self.credential.clone());
        let now: Instant = self.app.clock.now();
        let read = self.app.db.read(move |tx| {
            let credential = credential.clone();
            Box::pin(async move { authenticate(tx, &credential, now).await })
        });
        let caller = noted(read.await)??;
        // Who goes on in another program or company begins another stream.
        let same = caller.program == self.caller.program && caller.view() == self.caller.view();
        (same && caller.view() != View::Nothing && may_follow(&caller)).then(|| self.caller = caller)
    }
}

fn may_follow(caller: &Caller) -> bool {
    caller.scopes.iter().any(|scope| scope == "*" || scope == "events:read")
}

/// The value; a failure ends the stream, and its reader comes again where it stopped.
fn noted<T>(read: Result<T, Fail>) -> Option<T> {
    read.inspect_err(|fail| tracing::warn!(?fail, "a stream of events ends")).ok()
}

fn frame(event: Event, view: View) -> Option<Frame> {
    let id = match Mark::of(&event, view) {
        Mark::Position(position) => position.to_string(),
        Mark::Event(id) => id.to_string(),
    };
    let name = event.name.clone();
    let data = serde_json::to_string(&Shown::of(event, view)).ok()?;
    Some(Frame::Event { id, name, data })
}
