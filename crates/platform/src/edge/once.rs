//! One effect and one answer for a POST that comes several times with the same `Idempotency-Key`.
//!
//! The answer is kept in the transaction of the effect, so neither stands without the other. Work that opens its own
//! transactions is marked as running before it begins, so that it never begins twice. Of work that answers with a
//! secret only a mark is kept that it was done.

use std::sync::Arc;

use db::{Json, Tx, params};
use kit::Lang;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    problem::{Reused, ShownOnce, StillRunning, texts},
    reply::Reply,
    versions,
};
use crate::{Caller, Cx, Fail, Operation, app::App, operation::Incoming};

db::statements! {
    KEPT: "select operation, body_hash, reply from idempotent_answer where program_id = $1 and actor = $2 and key = $3";
    KEEP: "insert into idempotent_answer (program_id, actor, key, operation, body_hash, reply, at) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (program_id, actor, key) do nothing";
    SETTLE: "update idempotent_answer set reply = $4 where program_id = $1 and actor = $2 and key = $3";
    RELEASE: "delete from idempotent_answer where program_id = $1 and actor = $2 and key = $3";
}

/// Bytes of an `Idempotency-Key` at most, as `OpenAPI` says.
pub(super) const LONGEST_KEY: usize = 200;

/// What is kept of a call.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Mark(Mark),
    Answer(Box<Reply>),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mark {
    /// It was done, and its answer is not shown twice.
    Shown,
    /// It runs, or its server ended while it ran.
    Running,
}

impl Kept {
    fn of(operation: &Operation, reply: &Reply) -> Self {
        if operation.shown_once { Self::Mark(Mark::Shown) } else { Self::Answer(Box::new(reply.clone())) }
    }
}

/// The key of a call that may come again.
fn key(operation: &Operation, incoming: &Incoming) -> Result<Option<String>, Fail> {
    let key = incoming.meta.once.clone().filter(|_| operation.once());
    if key.as_ref().is_some_and(|key| key.len() > LONGEST_KEY) {
        return Err(Fail::field("Idempotency-Key", texts::key_too_long));
    }
    Ok(key)
}

pub(super) async fn act(
    app: &App,
    operation: &Arc<Operation>,
    caller: Caller,
    request_id: &str,
    lang: Lang,
    incoming: Incoming,
) -> Result<Reply, Fail> {
    let key = key(operation, &incoming)?;
    let (app, operation, request_id) = (app.clone(), Arc::clone(operation), request_id.to_owned());
    let incoming = Arc::new(incoming);
    app.clone()
        .db
        .act(move |tx| {
            // The moment of the act is read when its transaction runs, not when its request arrived.
            let cx = app.cx(caller.clone(), &request_id, lang);
            let (operation, incoming, key) = (Arc::clone(&operation), Arc::clone(&incoming), key.clone());
            Box::pin(async move {
                let Some(key) = key else { return versions::act(&operation, &cx, tx, &incoming).await };
                let call = Repeatable::of(&cx, &operation, key, &incoming);
                if let Some(kept) = call.kept(tx).await? {
                    return Ok(kept);
                }
                let reply = versions::act(&operation, &cx, tx, &incoming).await?;
                call.keep(&cx, tx, &Kept::of(&operation, &reply)).await?;
                Ok(reply)
            })
        })
        .await
}

/// The same for work that opens its own transactions. It goes on when the caller goes away: nothing is left half done, and
/// who comes again finds its answer.
pub(super) async fn act_outside(
    app: &App,
    operation: &Arc<Operation>,
    caller: Caller,
    lang: Lang,
    incoming: Incoming,
) -> Result<Reply, Fail> {
    let Some(key) = key(operation, &incoming)? else {
        let (app, operation) = (app.clone(), Arc::clone(operation));
        return to_its_end(async move { versions::act_outside(&app, &operation, caller, lang, incoming).await }).await;
    };
    let cx = app.cx(caller.clone(), "", lang);
    let call = Repeatable::of(&cx, operation, key, &incoming);
    let claim = call.clone();
    let kept = app
        .db
        .act(move |tx| {
            let (cx, call) = (cx.clone(), claim.clone());
            Box::pin(async move {
                let kept = call.kept(tx).await?;
                if kept.is_none() {
                    call.keep(&cx, tx, &Kept::Mark(Mark::Running)).await?;
                }
                Ok::<_, Fail>(kept)
            })
        })
        .await?;
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let (app, operation) = (app.clone(), Arc::clone(operation));
    to_its_end(async move {
        let done = versions::act_outside(&app, &operation, caller, lang, incoming).await;
        call.settle(&app, done.as_ref().ok().map(|reply| Kept::of(&operation, reply))).await;
        done
    })
    .await
}

/// Does work in a task of its own, which nobody drops.
async fn to_its_end(work: impl Future<Output = Result<Reply, Fail>> + Send + 'static) -> Result<Reply, Fail> {
    tokio::spawn(work).await.map_err(|error| db::DbError::Broken(format!("an operation broke off: {error}")))?
}

/// A call that may come again.
#[derive(Clone)]
struct Repeatable {
    program: kit::id::ProgramId,
    actor: String,
    key: String,
    operation: &'static str,
    body_hash: [u8; 32],
}

impl Repeatable {
    fn of(cx: &Cx, operation: &Operation, key: String, incoming: &Incoming) -> Self {
        let actor = cx.caller.actor;
        let mut hash = Sha256::new();
        for (name, value) in &incoming.path {
            hash.update([name.as_bytes(), b"=", value.as_bytes(), b"\n"].concat());
        }
        // A body that belongs to a secret may hold a password: not even its hash is kept.
        if !operation.shown_once {
            hash.update(&incoming.meta.raw);
        }
        Self {
            program: cx.caller.program,
            actor: format!("{}:{}", actor.kind(), hex::encode(actor.id_bytes().unwrap_or_default())),
            key,
            operation: operation.id,
            body_hash: hash.finalize().into(),
        }
    }

    async fn kept(&self, tx: &mut Tx) -> Result<Option<Reply>, Fail> {
        let kept: Option<(String, [u8; 32], Json<Kept>)> =
            tx.optional(&KEPT, params![self.program, self.actor, self.key]).await?;
        let Some((operation, hash, kept)) = kept else { return Ok(None) };
        if operation != self.operation || hash != self.body_hash {
            return Err(Reused.into());
        }
        match kept.0 {
            Kept::Answer(reply) => Ok(Some(*reply)),
            Kept::Mark(Mark::Shown) => Err(ShownOnce.into()),
            Kept::Mark(Mark::Running) => Err(StillRunning.into()),
        }
    }

    async fn keep(&self, cx: &Cx, tx: &mut Tx, kept: &Kept) -> Result<(), Fail> {
        let (kept, at) = (Json(kept), cx.now);
        let params = params![self.program, self.actor, self.key, self.operation, self.body_hash, kept, at];
        // The same call ran beside this one and was faster: its effect stands, and its answer is given.
        if tx.execute(&KEEP, params).await? == 1 { Ok(()) } else { Err(tx.run_again().into()) }
    }

    /// Puts what is kept of work that has ended in the place of its mark; nothing, if it did nothing.
    async fn settle(self, app: &App, kept: Option<Kept>) {
        let shared = Arc::new((self, kept));
        let settled = app.db.act(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (call, kept) = &*shared;
                match kept {
                    Some(kept) => tx.execute(&SETTLE, params![call.program, call.actor, call.key, Json(kept)]).await,
                    None => tx.execute(&RELEASE, params![call.program, call.actor, call.key]).await,
                }
            })
        });
        if let Err(error) = settled.await {
            tracing::error!(?error, "the answer to a repeated request is not kept");
        }
    }
}
