//! Exclusion lists over the API.

use kit::{
    id::{ClientId, PartnerId},
    paging::{Page, whole::Listed},
};
use platform::{Answer, Call, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    ExclusionsBy,
    service::{self, NewExclusion},
};

#[derive(Deserialize, JsonSchema)]
struct ByClient {
    client: ClientId,
}

#[derive(Deserialize, JsonSchema)]
struct ByPartner {
    client: ClientId,
    partner: PartnerId,
}

const DESK: &[Role] = &[Role::LeadDesk, Role::ChannelManager, Role::Director, Role::Admin];

pub(super) fn operations() -> Vec<Operation> {
    const PATH: &str = "/api/v1/clients/{client}/exclusions";
    let list = Operation::get(PATH, "clients.exclusions", "Partners from which a client does not want to hear")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByClient, Listed<ExclusionsBy>, Nothing>| {
            Box::pin(async move {
                let rows = service::list(cx, tx, call.path.client).await?;
                Ok(Answer::ok(listing::page(rows, &call.query)?))
            })
        });
    let exclude = Operation::post(PATH, "clients.exclude", "Put a partner on a client's exclusion list")
        .roles(DESK)
        .creates()
        .run(|cx, tx, call: &Call<ByClient, Nothing, NewExclusion>| {
            Box::pin(async move {
                Ok(Answer::created(Page::whole(service::exclude(cx, tx, call.path.client, &call.body).await?)))
            })
        });
    let admit = Operation::delete(
        "/api/v1/clients/{client}/exclusions/{partner}",
        "clients.admit",
        "Take a partner off a client's exclusion list",
    )
    .roles(DESK)
    .run(|cx, tx, call: &Call<ByPartner, Nothing, Nothing>| {
        Box::pin(async move {
            Ok(Answer::ok(Page::whole(service::admit(cx, tx, call.path.client, call.path.partner).await?)))
        })
    });
    vec![list, exclude, admit]
}
