//! Reciprocity over the API.

use kit::id::PartnerId;
use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::service::{self, NewOverride};

#[derive(Deserialize, JsonSchema)]
struct ByPartner {
    partner: PartnerId,
}

pub(super) fn operations() -> Vec<Operation> {
    const PATH: &str = "/api/v1/partners/{partner}/reciprocity";
    let counter = Operation::get(PATH, "reciprocity.counter", "Received, won, own: where a partner stands")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<ByPartner, Nothing, Nothing>| {
            Box::pin(
                async move { Ok(Answer::ok(service::counter(cx, tx, cx.caller.view(), call.path.partner).await?)) },
            )
        });
    let aside = Operation::post(
        "/api/v1/partners/{partner}/reciprocity/overrides",
        "reciprocity.override",
        "Set a pause aside with a reason and an end",
    )
    .roles(&[Role::Director, Role::Admin])
    .run(|cx, tx, call: &Call<ByPartner, Nothing, NewOverride>| {
        Box::pin(async move { Ok(Answer::created(service::set_aside(cx, tx, call.path.partner, &call.body).await?)) })
    });
    vec![counter, aside]
}
