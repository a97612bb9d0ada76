//! The caller's own chat over the API. It belongs to a person; a key has none.

use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Sends, service};

/// How news are to come.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// By mail, by Telegram, by both.
    sends: Sends,
}

pub(super) fn operations() -> Vec<Operation> {
    let state = Operation::get("/api/v1/me/telegram", "telegram.get", "The caller's chat with the bot")
        .one()
        .roles(Role::ALL)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, _: &Call| Box::pin(async move { Ok(Answer::ok(service::state(cx, tx).await?)) }));
    let link = Operation::post(
        "/api/v1/me/telegram/links",
        "telegram.link",
        "A link that makes a chat with the bot the caller's; shown once",
    )
    .roles(Role::ALL)
    .shown_once()
    .refuses(&[(404, "not-found"), (409, "telegram-off"), (409, "telegram-unreachable")])
    .run(|cx, tx, _: &Call| Box::pin(async move { Ok(Answer::ok(service::make_link(cx, tx).await?)) }));
    let choose = Operation::put("/api/v1/me/telegram", "telegram.choose", "Choose how news reach the caller")
        .roles(Role::ALL)
        .refuses(&[(404, "not-found"), (409, "telegram-blocked"), (409, "telegram-not-linked")])
        .run(|cx, tx, call: &Call<Nothing, Nothing, Chosen>| {
            Box::pin(async move { Ok(Answer::ok(service::choose(cx, tx, call.body.sends).await?)) })
        });
    let unlink = Operation::delete("/api/v1/me/telegram", "telegram.unlink", "End the caller's chat with the bot")
        .roles(Role::ALL)
        .refuses(&[(404, "not-found"), (409, "telegram-not-linked")])
        .run(|cx, tx, _: &Call| Box::pin(async move { Ok(Answer::ok(service::unlink(cx, tx).await?)) }));
    vec![state, link, choose, unlink]
}
