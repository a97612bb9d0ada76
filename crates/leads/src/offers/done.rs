//! What a partner did with an offer, over the API: its contacts and its rating.

use kit::{Instant, id::OfferId, paging::Page};
use platform::{Answer, Call, Fail, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{service, store};

#[derive(Deserialize, JsonSchema)]
struct ByOffer {
    offer: OfferId,
}

/// A contact that was recorded.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct ContactMade {
    /// When.
    at: Instant,
    /// How it is shown: `call`, `meeting`, `letter`.
    evidence: String,
    /// What came of it.
    note: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let contacts =
        Operation::get("/api/v1/offers/{offer}/contacts", "offers.contacts", "Contacts with the client, oldest first")
            .roles(Role::ALL)
            .run(|cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
                Box::pin(async move {
                    service::load(cx, tx, call.path.offer).await?;
                    let rows = store::contacts(tx, cx.program(), call.path.offer).await?;
                    let items = rows.into_iter().map(|(at, evidence, note)| ContactMade { at, evidence, note });
                    Ok(Answer::ok(Page::whole(items.collect())))
                })
            });
    let rating = Operation::get("/api/v1/offers/{offer}/rating", "offers.rating", "How its partner rated the lead")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
            Box::pin(async move {
                service::load(cx, tx, call.path.offer).await?;
                let rating = store::rating(tx, cx.program(), call.path.offer).await?;
                Ok(Answer::ok(rating.ok_or(Fail::NotFound)?))
            })
        });
    vec![contacts, rating]
}
