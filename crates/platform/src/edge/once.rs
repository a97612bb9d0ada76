//! One effect and one answer for a POST that comes several times with the same `Idempotency-Key`.
//!
//! The answer is kept in the transaction of the effect, so neither stands without the other.

use std::sync::Arc;

use db::{Json, Tx, params};
use kit::Lang;
use sha2::{Digest, Sha256};

use super::{
    problem::{Reused, texts},
    reply::Reply,
    versions,
};
use crate::{Caller, Cx, Fail, Operation, app::App, operation::Incoming};

db::statements! {
    KEPT: "select operation, body_hash, reply from idempotent_answer where program_id = $1 and actor = $2 and key = $3";
    KEEP: "insert into idempotent_answer (program_id, actor, key, operation, body_hash, reply, at) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (program_id, actor, key) do nothing";
}

/// Bytes of an `Idempotency-Key` at most, as `OpenAPI` says.
pub(super) const LONGEST_KEY: usize = 200;

pub(super) async fn act(
    app: &App,
    operation: &Arc<Operation>,
    caller: Caller,
    request_id: &str,
    lang: Lang,
    incoming: Incoming,
) -> Result<Reply, Fail> {
    let (app, operation, request_id) = (app.clone(), Arc::clone(operation), request_id.to_owned());
    let incoming = Arc::new(incoming);
    app.clone()
        .db
        .act(move |tx| {
            // The moment of the act is read when its transaction runs, not when its request arrived.
            let cx = app.cx(caller.clone(), &request_id, lang);
            let (operation, incoming) = (Arc::clone(&operation), Arc::clone(&incoming));
            Box::pin(async move {
                let key = incoming.meta.once.as_ref().filter(|_| !operation.shown_once);
                if key.is_some_and(|key| key.len() > LONGEST_KEY) {
                    return Err(Fail::field("Idempotency-Key", texts::key_too_long));
                }
                let Some(key) = key else { return versions::act(&operation, &cx, tx, &incoming).await };
                let call = Repeatable::of(&cx, &operation, key, &incoming);
                if let Some(kept) = call.kept(tx).await? {
                    return Ok(kept);
                }
                let reply = versions::act(&operation, &cx, tx, &incoming).await?;
                call.keep(&cx, tx, &reply).await?;
                Ok(reply)
            })
        })
        .await
}

/// A call that may come again.
struct Repeatable<'a> {
    program: kit::id::ProgramId,
    actor: String,
    key: &'a str,
    operation: &'static str,
    body_hash: [u8; 32],
}

impl<'a> Repeatable<'a> {
    fn of(cx: &Cx, operation: &Operation, key: &'a str, incoming: &Incoming) -> Self {
        let actor = cx.caller.actor;
        let mut hash = Sha256::new();
        for (name, value) in &incoming.path {
            hash.update([name.as_bytes(), b"=", value.as_bytes(), b"\n"].concat());
        }
        hash.update(&incoming.meta.raw);
        Self {
            program: cx.caller.program,
            actor: format!("{}:{}", actor.kind(), hex::encode(actor.id_bytes().unwrap_or_default())),
            key,
            operation: operation.id,
            body_hash: hash.finalize().into(),
        }
    }

    async fn kept(&self, tx: &mut Tx) -> Result<Option<Reply>, Fail> {
        let kept: Option<(String, [u8; 32], Json<Reply>)> =
            tx.optional(&KEPT, params![self.program, self.actor, self.key]).await?;
        match kept {
            None => Ok(None),
            Some((operation, hash, reply)) if operation == self.operation && hash == self.body_hash => {
                Ok(Some(reply.0))
            }
            Some(_) => Err(Reused.into()),
        }
    }

    async fn keep(&self, cx: &Cx, tx: &mut Tx, reply: &Reply) -> Result<(), Fail> {
        let (reply, at) = (Json(reply), cx.now);
        let params = params![self.program, self.actor, self.key, self.operation, self.body_hash, reply, at];
        // The same call ran beside this one and was faster: its effect stands, and its answer is given.
        if tx.execute(&KEEP, params).await? == 1 { Ok(()) } else { Err(tx.run_again().into()) }
    }
}
