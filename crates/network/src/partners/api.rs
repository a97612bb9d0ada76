//! Partners over the API.

use db::Tx;
use kit::{
    Instant,
    id::{PartnerId, ProductId},
    paging::Page,
};
use platform::{Answer, Call, Cx, Fail, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Certificate, Partner, PartnerShown, Pause, PauseKind, life,
    service::{self, PartnerFields},
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

/// Why a partner is suspended.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Suspending {
    /// The reason; the partner reads it.
    reason: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = on_partners();
    operations.extend(on_certificates());
    operations.extend(on_suspension());
    operations
}

/// A partner as it is answered. Its version is what of it a caller may change, certificates among it; its life changes
/// with time alone.
async fn answered(cx: &Cx, tx: &mut Tx, partner: Partner) -> Result<Answer<PartnerShown>, Fail> {
    let shown = life::shown(cx, tx, partner).await?;
    let changeable = shown.partner.clone();
    Ok(Answer::ok(shown).version_of(&changeable))
}

fn on_suspension() -> Vec<Operation> {
    let suspend = Operation::post(
        "/api/v1/partners/{partner}/suspension",
        "partners.suspend",
        "Give a partner no new leads, with a reason",
    )
    .roles(LEADERS)
    .refuses(life::PROBLEMS)
    .run(|cx, tx, call: &Call<ById, Nothing, Suspending>| {
        Box::pin(async move { Ok(Answer::ok(life::suspend(cx, tx, call.path.partner, &call.body.reason).await?)) })
    });
    let resume = Operation::delete(
        "/api/v1/partners/{partner}/suspension",
        "partners.resume",
        "Give a suspended partner leads again",
    )
    .roles(LEADERS)
    .refuses(life::PROBLEMS)
    .run(|cx, tx, call: &Call<ById, Nothing, Nothing>| {
        Box::pin(async move { Ok(Answer::ok(life::resume(cx, tx, call.path.partner).await?)) })
    });
    vec![suspend, resume]
}

fn on_partners() -> Vec<Operation> {
    let new = Operation::post("/api/v1/partners", "partners.add", "Add a partner").roles(LEADERS).creates().run(
        |cx, tx, call: &Call<Nothing, Nothing, PartnerFields>| {
            Box::pin(async move {
                let added = service::add(cx, tx, &call.body).await?;
                Ok(Answer::created(life::shown(cx, tx, added).await?))
            })
        },
    );
    let one = Operation::get("/api/v1/partners/{partner}", "partners.get", "A partner").roles(READERS).run(
        |cx, tx, call: &Call<ById, Nothing, Nothing>| {
            Box::pin(async move {
                let found = service::get(cx, tx, cx.caller.view(), call.path.partner).await?;
                answered(cx, tx, found).await
            })
        },
    );
    let changed = Operation::patch("/api/v1/partners/{partner}", "partners.change", "Change a partner")
        .roles(LEADERS)
        .run(|cx, tx, call: &Call<ById, Nothing, PartnerFields>| {
            Box::pin(async move {
                let before = service::get(cx, tx, cx.caller.view(), call.path.partner).await?;
                let after = service::change(cx, tx, before, &call.body).await?;
                answered(cx, tx, after).await
            })
        });
    vec![new, one, changed]
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
        Box::pin(async move {
            let partner = service::certify(cx, tx, call.path.partner, &call.body).await?;
            Ok(Answer::created(life::shown(cx, tx, partner).await?))
        })
    });
    let revoke = Operation::delete(
        "/api/v1/partners/{partner}/certificates/{product}",
        "partners.revoke_certificate",
        "Take the right to sell a product away",
    )
    .roles(LEADERS)
    .run(|cx, tx, call: &Call<ByProduct, Nothing, Nothing>| {
        Box::pin(async move {
            let partner = service::revoke_certificate(cx, tx, call.path.partner, call.path.product).await?;
            answered(cx, tx, partner).await
        })
    });
    let holiday =
        Operation::post("/api/v1/partners/{partner}/holidays", "partners.holiday", "Take no new leads for a time")
            .roles(ABSENT)
            .creates()
            .run(|cx, tx, call: &Call<ById, Nothing, Holiday>| {
                Box::pin(async move {
                    let from = call.body.from.unwrap_or(cx.now);
                    let pause = Pause { kind: PauseKind::Holiday, from, until: Some(call.body.until), reason: None };
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
