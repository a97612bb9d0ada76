//! Notices over the API. They belong to a person; a key has none.

use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Choice,
    service::{self, NoticesQuery, Seen},
};

/// What a reader chooses.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewChoice {
    /// The kind.
    kind: String,
    /// Send letters of it.
    mail: bool,
}

/// All that a reader may choose.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Choices {
    /// By kind.
    items: Vec<Choice>,
}

pub(super) fn operations() -> Vec<Operation> {
    let list = Operation::get("/api/v1/notices", "notices.list", "The caller's notices, the newest first")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<Nothing, NoticesQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::list(cx, tx, &call.query).await?)) })
        });
    let unread = Operation::get("/api/v1/notices/unread", "notices.unread", "How many notices wait for the caller")
        .roles(Role::ALL)
        .run(|cx, tx, _: &Call| Box::pin(async move { Ok(Answer::ok(service::unread(cx, tx).await?)) }));
    let read = Operation::post("/api/v1/notices/reading", "notices.read", "Say which notices the caller has seen")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<Nothing, Nothing, Seen>| {
            Box::pin(async move { Ok(Answer::ok(service::read(cx, tx, &call.body).await?)) })
        });
    let choices = Operation::get("/api/v1/me/notices", "notices.choices", "Of what the caller gets letters")
        .one()
        .roles(Role::ALL)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, _: &Call| {
            Box::pin(async move { Ok(Answer::ok(Choices { items: service::choices(cx, tx).await? })) })
        });
    let choose = Operation::put("/api/v1/me/notices", "notices.choose", "Switch letters of a kind on or off")
        .roles(Role::ALL)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewChoice>| {
            Box::pin(async move {
                let items = service::choose(cx, tx, &call.body.kind, call.body.mail).await?;
                Ok(Answer::ok(Choices { items }))
            })
        });
    vec![list, unread, read, choices, choose]
}
