//! The way of deals over the API.

use kit::id::DealId;
use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    board::{self, BoardQuery, StalledQuery},
    guidance::{self, WayShown},
    own::{self, OwnProcess},
    report,
    service::{self, Description},
};
use crate::playbook::{BuyerRole, ProcessId};

#[derive(Deserialize, JsonSchema)]
struct ByDeal {
    deal: DealId,
}
#[derive(Deserialize, JsonSchema)]
struct ByProcess {
    process: ProcessId,
}

/// The way of a deal, if it follows a process.
#[derive(Debug, Serialize, JsonSchema)]
struct MaybeWay {
    /// None while the deal follows no process.
    way: Option<WayShown>,
}

/// Where a deal goes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Move {
    /// The stage, by its code.
    stage: String,
}

/// Who was reached.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reached {
    /// What this person is in the purchase.
    role: BuyerRole,
    /// How, in words; no names are needed.
    #[serde(default)]
    note: String,
}

/// What was confirmed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Confirmed {
    /// The stage that asks it.
    stage: String,
    /// Its code.
    check: String,
    /// False takes it back.
    #[serde(default = "yes")]
    done: bool,
}

const fn yes() -> bool {
    true
}

/// Those who lead a deal through its process.
pub(crate) const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

/// What every step on the way may be refused.
const WORK: &[(u16, &str)] = &[(409, "deal-not-open"), (409, "process-not-begun")];

pub(super) fn operations() -> Vec<Operation> {
    [reads(), acts()].concat()
}

fn reads() -> Vec<Operation> {
    let way = Operation::get(
        "/api/v1/deals/{deal}/way",
        "stages.way",
        "Where a deal stands in its process, and what to do now",
    )
    .roles(Role::ALL)
    .run(|cx, tx, call: &Call<ByDeal, Nothing, Nothing>| {
        Box::pin(async move { Ok(Answer::ok(MaybeWay { way: guidance::of(cx, tx, call.path.deal).await? })) })
    });
    let board = Operation::get("/api/v1/deal-board", "stages.board", "Open deals by stage, in the reader's words")
        .roles(Role::ALL)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<Nothing, BoardQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(board::board(cx, tx, &call.query).await?)) })
        });
    let stalled = Operation::get("/api/v1/stalled-deals", "stages.stalled", "Deals over the norm of their stage")
        .roles(Role::ALL)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<Nothing, StalledQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(board::stalled(cx, tx, &call.query).await?)) })
        });
    let report = "/api/v1/playbook/processes/{process}/report";
    let report = Operation::get(report, "stages.report", "What became of deals, version by version")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByProcess, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(report::of(cx, tx, call.path.process).await?)) })
        });
    let own = "/api/v1/playbook/processes/{process}/own-columns";
    let mine = Operation::get(own, "stages.own", "The partner's own columns over a process").roles(Role::PARTNER).run(
        |cx, tx, call: &Call<ByProcess, Nothing, Nothing>| {
            Box::pin(async move {
                crate::playbook::seen(cx, tx, call.path.process).await?;
                let Some(partner) = cx.caller.partner else { return Err(platform::Fail::NotFound) };
                Ok(Answer::ok(OwnProcess { columns: own::columns(cx, tx, partner, call.path.process).await? }))
            })
        },
    );
    let keep = Operation::put(own, "stages.keep_own", "Map the partner's own columns to a process").roles(SELLERS).run(
        |cx, tx, call: &Call<ByProcess, Nothing, OwnProcess>| {
            Box::pin(async move { Ok(Answer::ok(own::keep(cx, tx, call.path.process, &call.body).await?)) })
        },
    );
    vec![way, board, stalled, report, mine, keep]
}

async fn shown(cx: &platform::Cx, tx: &mut db::Tx, deal: DealId) -> Result<Answer<MaybeWay>, platform::Fail> {
    Ok(Answer::ok(MaybeWay { way: guidance::of(cx, tx, deal).await? }))
}

fn acts() -> Vec<Operation> {
    let go = Operation::post("/api/v1/deals/{deal}/stage", "stages.go", "Put a deal on another stage of its process")
        .roles(SELLERS)
        .refuses(&[(409, "deal-not-open"), (409, "process-not-begun"), (409, "stage-lacks")])
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Move>| {
            Box::pin(async move {
                service::go(cx, tx, call.path.deal, &call.body.stage).await?;
                shown(cx, tx, call.path.deal).await
            })
        });
    let renew = "/api/v1/deals/{deal}/process-version";
    let renew = Operation::post(renew, "stages.renew", "Move a deal to the version in force, or let it begin")
        .roles(SELLERS)
        .refuses(&[(409, "deal-not-open"), (409, "newest-version"), (409, "no-process")])
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Nothing>| {
            Box::pin(async move {
                service::renew(cx, tx, call.path.deal).await?;
                shown(cx, tx, call.path.deal).await
            })
        });
    let describe = "/api/v1/deals/{deal}/description";
    let describe =
        Operation::put(describe, "stages.describe", "Say what a deal is about, by the words of the typology")
            .roles(SELLERS)
            .refuses(WORK)
            .run(|cx, tx, call: &Call<ByDeal, Nothing, Description>| {
                Box::pin(async move {
                    service::describe(cx, tx, call.path.deal, &call.body).await?;
                    shown(cx, tx, call.path.deal).await
                })
            });
    let reach =
        Operation::post("/api/v1/deals/{deal}/roles-reached", "stages.reach", "Record who at the client was reached")
            .roles(SELLERS)
            .refuses(WORK)
            .run(|cx, tx, call: &Call<ByDeal, Nothing, Reached>| {
                Box::pin(async move {
                    service::reach(cx, tx, call.path.deal, call.body.role, &call.body.note).await?;
                    shown(cx, tx, call.path.deal).await
                })
            });
    let tick =
        Operation::post("/api/v1/deals/{deal}/checks", "stages.tick", "Confirm a check of a stage, or take it back")
            .roles(SELLERS)
            .refuses(WORK)
            .run(|cx, tx, call: &Call<ByDeal, Nothing, Confirmed>| {
                Box::pin(async move {
                    let Confirmed { stage, check, done } = &call.body;
                    service::tick(cx, tx, call.path.deal, (stage, check), *done).await?;
                    shown(cx, tx, call.path.deal).await
                })
            });
    vec![go, renew, describe, reach, tick]
}
