//! Links over the API: whoever has one needs no key.

use platform::{Answer, Call, Nothing, Operation};
use schemars::JsonSchema;
use serde::Deserialize;

use super::service;
use crate::offers::domain::DeclineReason;

/// A link of the path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(super) struct ByToken {
    /// Its token.
    pub(super) token: String,
}

/// Why the named user does not take the lead.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct Reasoned {
    /// The reason.
    #[serde(flatten)]
    reason: DeclineReason,
}

/// What a link may be refused.
const PROBLEMS: &[(u16, &str)] = &[
    (409, "already-done"),
    (409, "link-spent"),
    (409, "offer-ended"),
    (409, "offer-expired"),
    (409, "offer-not-begun"),
    (409, "open-work-full"),
    (409, "out-of-order"),
    (409, "taken"),
    (422, "reason-missing"),
];

pub(super) fn operations() -> Vec<Operation> {
    let look =
        Operation::get("/api/v1/offer-links/{token}", "offer_links.look", "The offer of a link, without the contact")
            .public()
            .refuses(PROBLEMS)
            .run(|cx, tx, call: &Call<ByToken>| {
                Box::pin(async move { Ok(Answer::ok(service::look(cx, tx, &call.path.token).await?.looked)) })
            });
    let accept = Operation::post("/api/v1/offer-links/{token}/acceptance", "offer_links.accept", "Accept by a link")
        .public()
        .refuses(PROBLEMS)
        .run(|cx, tx, call: &Call<ByToken>| {
            Box::pin(async move { Ok(Answer::ok(service::accept(cx, tx, &call.path.token).await?.offer)) })
        });
    let decline = Operation::post("/api/v1/offer-links/{token}/decline", "offer_links.decline", "Decline by a link")
        .public()
        .refuses(PROBLEMS)
        .run(|cx, tx, call: &Call<ByToken, Nothing, Reasoned>| {
            let reason = call.body.reason.clone();
            Box::pin(async move { Ok(Answer::ok(service::decline(cx, tx, &call.path.token, reason).await?.offer)) })
        });
    vec![look, accept, decline]
}
