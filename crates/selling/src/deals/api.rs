//! Deals over the API.

use kit::{
    id::{DealId, OfferId},
    paging::{self, Cursor, Page},
};
use leads::offers::domain::LossReason;
use platform::{Answer, Call, Cx, Fail, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Deal, DealState,
    service::{self, NewOwnDeal},
    store,
};

#[derive(Deserialize, JsonSchema)]
struct ByDeal {
    deal: DealId,
}

#[derive(Deserialize, JsonSchema)]
struct ByOffer {
    offer: OfferId,
}

/// Which deals.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DealsQuery {
    /// Only in this state.
    state: Option<DealState>,
    /// Rows of the page: 1 to 200, 50 if absent.
    limit: Option<u32>,
    /// Where to read on.
    after: Option<String>,
}

/// Proof of a won deal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Proof {
    /// Order number or document.
    proof: String,
}

/// A reason in words.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Why.
    reason: String,
}

/// To whom a deal was lost.
#[derive(Deserialize, JsonSchema)]
struct Loss {
    /// `{"to": "competitor", "name": …}` or `{"to": "no_decision"}`.
    #[serde(flatten)]
    reason: LossReason,
}

const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];
const DECIDERS: &[Role] = &[Role::ChannelManager, Role::Director, Role::Admin];

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = reads();
    operations.extend(of_partners());
    operations.extend(of_the_vendor());
    operations
}

fn reads() -> Vec<Operation> {
    let list_all = Operation::get("/api/v1/deals", "deals.list", "Deals, the newest first").roles(Role::ALL).run(
        |cx, tx, call: &Call<Nothing, DealsQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(list(cx, tx, &call.query).await?)) })
        },
    );
    let one = Operation::get("/api/v1/deals/{deal}", "deals.get", "A deal").roles(Role::ALL).run(
        |cx, tx, call: &Call<ByDeal, Nothing, Nothing>| {
            Box::pin(async move {
                let deal = service::get(cx, tx, call.path.deal).await?;
                let version = deal.version;
                Ok(Answer::ok(deal).version(version))
            })
        },
    );
    vec![list_all, one]
}

fn of_partners() -> Vec<Operation> {
    let open = Operation::post("/api/v1/offers/{offer}/deal", "deals.open", "Open the deal of a started lead")
        .roles(SELLERS)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::created(service::open(cx, tx, call.path.offer).await?)) })
        });
    let register = Operation::post("/api/v1/deals", "deals.register", "Register the partner's own deal")
        .roles(SELLERS)
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewOwnDeal>| {
            Box::pin(async move { Ok(Answer::created(service::register(cx, tx, &call.body).await?)) })
        });
    let win = Operation::post("/api/v1/deals/{deal}/win", "deals.win", "Win a deal with proof").roles(SELLERS).run(
        |cx, tx, call: &Call<ByDeal, Nothing, Proof>| {
            Box::pin(async move { Ok(Answer::ok(service::win(cx, tx, call.path.deal, &call.body.proof).await?)) })
        },
    );
    let lose = Operation::post("/api/v1/deals/{deal}/loss", "deals.lose", "Lose a deal with a reason")
        .roles(SELLERS)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Loss>| {
            Box::pin(async move { Ok(Answer::ok(service::lose(cx, tx, call.path.deal, &call.body.reason).await?)) })
        });
    let withdraw = Operation::post("/api/v1/deals/{deal}/withdrawal", "deals.withdraw", "Withdraw an own deal")
        .roles(SELLERS)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Reason>| {
            Box::pin(async move { Ok(Answer::ok(service::withdraw(cx, tx, call.path.deal, &call.body.reason).await?)) })
        });
    vec![open, register, win, lose, withdraw]
}

fn of_the_vendor() -> Vec<Operation> {
    let approve = Operation::post("/api/v1/deals/{deal}/approval", "deals.approve", "Accept a partner's own deal")
        .roles(DECIDERS)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::approve(cx, tx, call.path.deal).await?)) })
        });
    let refuse = Operation::post("/api/v1/deals/{deal}/refusal", "deals.refuse", "Refuse a partner's own deal")
        .roles(DECIDERS)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Reason>| {
            Box::pin(async move { Ok(Answer::ok(service::refuse(cx, tx, call.path.deal, &call.body.reason).await?)) })
        });
    vec![approve, refuse]
}

async fn list(cx: &Cx, tx: &mut db::Tx, query: &DealsQuery) -> Result<Page<Deal>, Fail> {
    let limit = paging::limit(query.limit);
    let after = match query.after.as_deref() {
        None => None,
        Some(text) => Some(Cursor::decode(text).ok_or_else(|| Fail::field("after", network::texts::empty))?),
    };
    let rows = store::page(tx, cx.program(), cx.caller.view(), query.state, after, limit + 1).await?;
    let rows = rows.into_iter().map(|deal| service::seen_by(&cx.caller, deal)).collect();
    Ok(Page::of(rows, limit, |deal| Cursor { key: deal.created_at.micros(), id: deal.id.uuid() }))
}
