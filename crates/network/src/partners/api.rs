//! Partners over the API.

use kit::{
    Instant,
    id::{PartnerId, ProductId},
    paging::Page,
};
use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Certificate, Pause, PauseKind,
    service::{self, PartnerFields, PartnersQuery},
    store,
};

#[derive(Deserialize, JsonSchema)]
struct ById {
    partner: PartnerId,
}

#[derive(Deserialize, JsonSchema)]
struct ByProduct {
    partner: PartnerId,
    product: ProductId,
}

/// A holiday of a partner.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Holiday {
    /// First moment; now if absent.
    from: Option<Instant>,
    /// First moment after it.
    until: Instant,
}

const LEADERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager];
const READERS: &[Role] = Role::ALL;
const ABSENT: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager, Role::PartnerOwner];

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = on_partners();
    operations.extend(on_certificates());
    operations
}

fn on_partners() -> Vec<Operation> {
    let list = Operation::get("/api/v1/partners", "partners.list", "Partners").roles(READERS).run(
        |cx, tx, call: &Call<Nothing, PartnersQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::list(cx, tx, cx.caller.view(), &call.query).await?)) })
        },
    );
    let new = Operation::post("/api/v1/partners", "partners.add", "Add a partner").roles(LEADERS).creates().run(
        |cx, tx, call: &Call<Nothing, Nothing, PartnerFields>| {
            Box::pin(async move { Ok(Answer::created(service::add(cx, tx, &call.body).await?)) })
        },
    );
    let one = Operation::get("/api/v1/partners/{partner}", "partners.get", "A partner").roles(READERS).run(
        |cx, tx, call: &Call<ById, Nothing, Nothing>| {
            Box::pin(async move {
                // Its version is what it looks like: certificates change it, too.
                Ok(Answer::ok(service::get(cx, tx, cx.caller.view(), call.path.partner).await?))
            })
        },
    );
    let changed = Operation::patch("/api/v1/partners/{partner}", "partners.change", "Change a partner")
        .roles(LEADERS)
        .run(|cx, tx, call: &Call<ById, Nothing, PartnerFields>| {
            Box::pin(async move {
                let before = service::get(cx, tx, cx.caller.view(), call.path.partner).await?;
                Ok(Answer::ok(service::change(cx, tx, before, &call.body).await?))
            })
        });
    vec![list, new, one, changed]
}

fn on_certificates() -> Vec<Operation> {
    let certify = Operation::post(
        "/api/v1/partners/{partner}/certificates",
        "partners.certify",
        "Give a partner the right to sell a product",
    )
    .roles(&[Role::Admin, Role::Director, Role::ChannelManager, Role::Trainer])
    .creates()
    .run(|cx, tx, call: &Call<ById, Nothing, Certificate>| {
        Box::pin(async move { Ok(Answer::created(service::certify(cx, tx, call.path.partner, &call.body).await?)) })
    });
    let revoke = Operation::delete(
        "/api/v1/partners/{partner}/certificates/{product}",
        "partners.revoke_certificate",
        "Take the right to sell a product away",
    )
    .roles(LEADERS)
    .run(|cx, tx, call: &Call<ByProduct, Nothing, Nothing>| {
        Box::pin(async move {
            Ok(Answer::ok(service::revoke_certificate(cx, tx, call.path.partner, call.path.product).await?))
        })
    });
    let holiday =
        Operation::post("/api/v1/partners/{partner}/holidays", "partners.holiday", "Take no new leads for a time")
            .roles(ABSENT)
            .creates()
            .run(|cx, tx, call: &Call<ById, Nothing, Holiday>| {
                Box::pin(async move {
                    let from = call.body.from.unwrap_or(cx.now);
                    let pause = Pause { kind: PauseKind::Holiday, from, until: Some(call.body.until) };
                    Ok(Answer::created(service::pause(cx, tx, call.path.partner, &pause).await?))
                })
            });
    let pauses = Operation::get(
        "/api/v1/partners/{partner}/pauses",
        "partners.pauses",
        "Every pause of a partner, the latest first: its own wish and those that the rules have set",
    )
    .roles(READERS)
    .run(|cx, tx, call: &Call<ById, Nothing, Nothing>| {
        Box::pin(async move {
            service::get(cx, tx, cx.caller.view(), call.path.partner).await?;
            Ok(Answer::ok(Page::whole(store::pauses(tx, cx.program(), call.path.partner).await?)))
        })
    });
    vec![certify, revoke, holiday, pauses]
}
