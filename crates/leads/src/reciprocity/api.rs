//! Reciprocity over the API.

use kit::{id::PartnerId, paging::Page};
use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    appeals::{self, AppealId, AppealsQuery, NewAnswer, NewAppeal, NewPassing},
    service::{self, NewOverride},
};

#[derive(Deserialize, JsonSchema)]
struct ByPartner {
    partner: PartnerId,
}

#[derive(Deserialize, JsonSchema)]
struct ByAppeal {
    appeal: AppealId,
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
    .creates()
    .run(|cx, tx, call: &Call<ByPartner, Nothing, NewOverride>| {
        Box::pin(async move { Ok(Answer::created(service::set_aside(cx, tx, call.path.partner, &call.body).await?)) })
    });
    let mut operations = vec![counter, aside];
    operations.extend(on_appeals());
    operations
}

fn on_appeals() -> Vec<Operation> {
    const PATH: &str = "/api/v1/partners/{partner}/reciprocity/appeals";
    let list = Operation::get(PATH, "reciprocity.appeals", "Appeals of a partner with their answers")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<ByPartner, Nothing, Nothing>| {
            Box::pin(async move {
                Ok(Answer::ok(Page::whole(appeals::list(cx, tx, cx.caller.view(), call.path.partner).await?)))
            })
        });
    let appeal = Operation::post(PATH, "reciprocity.appeal", "Appeal against a pause or a debt")
        .roles(&[Role::PartnerOwner, Role::PartnerSeller])
        .creates()
        .refuses(&[(409, "appeal-stands"), (422, "appeal-without-words")])
        .run(|cx, tx, call: &Call<ByPartner, Nothing, NewAppeal>| {
            Box::pin(async move { Ok(Answer::created(appeals::appeal(cx, tx, call.path.partner, &call.body).await?)) })
        });
    let answer =
        Operation::post("/api/v1/appeals/{appeal}/answer", "reciprocity.answer_appeal", "Answer an appeal, once")
            .roles(&[Role::ChannelManager, Role::Director, Role::Admin])
            .refuses(&[(409, "appeal-answered"), (422, "appeal-without-words")])
            .run(|cx, tx, call: &Call<ByAppeal, Nothing, NewAnswer>| {
                Box::pin(async move { Ok(Answer::ok(appeals::answer(cx, tx, call.path.appeal, &call.body).await?)) })
            });
    let all = Operation::get("/api/v1/appeals", "reciprocity.all_appeals", "Appeals of all partners")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<Nothing, AppealsQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(appeals::of_all(cx, tx, &call.query).await?)) })
        });
    let one = Operation::get("/api/v1/appeals/{appeal}", "reciprocity.appeal_of_partner", "An appeal with its answer")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByAppeal, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(appeals::get(cx, tx, call.path.appeal).await?)) })
        });
    let passed = Operation::post(
        "/api/v1/appeals/{appeal}/passing",
        "reciprocity.pass_appeal_on",
        "Hand an appeal on to a director",
    )
    .roles(&[Role::ChannelManager])
    .refuses(&[(409, "appeal-answered"), (409, "appeal-passed-on")])
    .run(|cx, tx, call: &Call<ByAppeal, Nothing, NewPassing>| {
        Box::pin(async move { Ok(Answer::ok(appeals::pass_on(cx, tx, call.path.appeal, &call.body).await?)) })
    });
    vec![list, appeal, answer, passed, all, one]
}
