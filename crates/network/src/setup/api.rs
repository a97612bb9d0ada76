//! Setting up over the API.

use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::service;

/// Who sets a program up.
pub(super) const WHO: &[Role] = &[Role::Admin, Role::Director];

#[derive(Deserialize, JsonSchema)]
pub(super) struct ByStep {
    pub step: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let steps = Operation::get("/api/v1/setup", "setup.steps", "The steps to the first lead, and which are done")
        .one()
        .roles(WHO)
        .run(|cx, tx, _: &Call| Box::pin(async move { Ok(Answer::ok(service::steps(cx, tx).await?)) }));
    let skip = Operation::put("/api/v1/setup/{step}/skip", "setup.skip", "Skip a step: it is not needed here")
        .roles(WHO)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<ByStep, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::skip(cx, tx, &call.path.step, true).await?)) })
        });
    let back = Operation::delete("/api/v1/setup/{step}/skip", "setup.take_up", "Take a skipped step up again")
        .roles(WHO)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<ByStep, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::skip(cx, tx, &call.path.step, false).await?)) })
        });
    vec![steps, skip, back]
}
