//! *Today* over the API.

use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Counted, Waiting, service};

/// How much of it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TodayQuery {
    /// Lines at most: 1 to 200, 50 if absent.
    limit: Option<u32>,
    /// Only of this kind.
    kind: Option<String>,
}

/// What waits for the caller.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Today {
    /// The most urgent first.
    waiting: Vec<Waiting>,
    /// There is more than was asked for.
    more: bool,
    /// How much waits of each kind, what weighs most first.
    kinds: Vec<Counted>,
}

pub(super) fn operations() -> Vec<Operation> {
    let read = Operation::get("/api/v1/today", "today.read", "What waits for the caller, by deadline")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<Nothing, TodayQuery, Nothing>| {
            Box::pin(async move {
                let (waiting, more) = service::waiting(cx, tx, call.query.kind.as_deref(), call.query.limit).await?;
                Ok(Answer::ok(Today { waiting, more, kinds: service::kinds(cx, tx).await? }))
            })
        });
    vec![read]
}
