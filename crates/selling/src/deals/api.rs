//! Deals over the API.

use kit::{
    id::{DealId, LeadId, OfferId, PartnerId},
    paging::{self, Cursor, Page},
};
use leads::offers::domain::LossReason;
use platform::{Answer, Call, Cx, Fail, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Deal, DealState, Line, Origin, decisions, precheck,
    service::{self, ClientGiven, NewOwnDeal},
    store, value,
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
pub(super) struct DealsQuery {
    /// Only in this state.
    pub state: Option<DealState>,
    /// Only of this partner.
    pub partner: Option<PartnerId>,
    /// Only from leads, or only partners' own.
    pub origin: Option<Origin>,
    /// Only from this lead.
    pub lead: Option<LeadId>,
    /// `newest` (as if absent), `oldest` or `largest` first.
    pub sort: Option<DealSort>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

kit::codes! {
    /// In which order deals are listed.
    pub enum DealSort {
        /// The newest first.
        Newest = "newest",
        /// The oldest first.
        Oldest = "oldest",
        /// The largest expected value first.
        Largest = "largest",
    }
}

/// Proof of a won deal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Proof {
    /// Order number or document.
    proof: String,
    /// Sum of the contract in minor units; as it stands if absent.
    value_minor: Option<i64>,
}

/// The sum of a deal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Sum {
    /// In minor units, above zero.
    value_minor: i64,
}

/// A reason in words.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Why.
    reason: String,
}

/// To whom a deal was lost, and why.
#[derive(Deserialize, JsonSchema)]
struct Loss {
    /// `{"to": "competitor", "name": …}` or `{"to": "no_decision"}`.
    #[serde(flatten)]
    to: LossReason,
    /// Why.
    reason: String,
}

/// How the channel manager accepts an own deal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Approval {
    /// The client is who the partner says; otherwise the deal does not count for reciprocity.
    #[serde(default = "yes")]
    identity_confirmed: bool,
}

const fn yes() -> bool {
    true
}

const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];
/// Who may correct the sum of a deal: who sells it, and who answers for the channel.
const CORRECTORS: &[Role] =
    &[Role::PartnerOwner, Role::PartnerSeller, Role::ChannelManager, Role::Director, Role::Admin];
const DECIDERS: &[Role] = &[Role::ChannelManager, Role::Director, Role::Admin];

/// What a deal may be refused: by where it stands, or by where its offer stands.
const FROM_OFFER: &[(u16, &str)] = &[
    (409, "already-done"),
    (409, "deal-out-of-order"),
    (409, "offer-ended"),
    (409, "offer-expired"),
    (409, "out-of-order"),
    (409, "won-by-another"),
    (422, "reason-missing"),
];

/// What a win may be refused besides: by the stage of the deal.
const WIN: &[(u16, &str)] = &[
    (409, "already-done"),
    (409, "deal-out-of-order"),
    (409, "no-exit-here"),
    (409, "offer-ended"),
    (409, "offer-expired"),
    (409, "out-of-order"),
    (409, "stage-lacks"),
    (409, "won-by-another"),
    (422, "reason-missing"),
];

/// What an own deal may be refused.
const APPROVAL: &[(u16, &str)] =
    &[(409, "client-held"), (409, "deal-out-of-order"), (409, "partner-left"), (422, "reason-missing")];

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = reads();
    operations.extend(of_partners());
    operations.extend(of_the_vendor());
    operations
}

fn reads() -> Vec<Operation> {
    let list_all = Operation::get("/api/v1/deals", "deals.list", "Deals, the newest first")
        .roles(Role::ALL)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<Nothing, DealsQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(list(cx, tx, &call.query).await?)) })
        });
    let one = Operation::get("/api/v1/deals/{deal}", "deals.get", "A deal").roles(Role::ALL).run(
        |cx, tx, call: &Call<ByDeal, Nothing, Nothing>| {
            Box::pin(async move { Ok(said(service::get(cx, tx, call.path.deal).await?)) })
        },
    );
    vec![list_all, one]
}

/// A deal with its version.
fn said(deal: Deal) -> Answer<Deal> {
    let version = deal.version;
    Answer::ok(deal).version(version)
}

fn of_partners() -> Vec<Operation> {
    let open = Operation::post("/api/v1/offers/{offer}/deal", "deals.open", "Open the deal of a started lead")
        .roles(SELLERS)
        .creates_elsewhere()
        .refuses(FROM_OFFER)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
            Box::pin(async move {
                let deal = service::open(cx, tx, call.path.offer).await?;
                let (version, place) = (deal.version, format!("/api/v1/deals/{}", deal.id));
                Ok(Answer::created(deal).version(version).at(place))
            })
        });
    let register = Operation::post("/api/v1/deals", "deals.register", "Register the partner's own deal")
        .roles(SELLERS)
        .creates()
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewOwnDeal>| {
            Box::pin(async move { Ok(Answer::created(service::register(cx, tx, &call.body).await?)) })
        });
    let win = Operation::post("/api/v1/deals/{deal}/win", "deals.win", "Win a deal with proof")
        .roles(SELLERS)
        .refuses(WIN)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Proof>| {
            Box::pin(async move {
                let Proof { proof, value_minor } = &call.body;
                Ok(said(service::win(cx, tx, call.path.deal, proof, *value_minor).await?))
            })
        });
    let lose = Operation::post("/api/v1/deals/{deal}/loss", "deals.lose", "Lose a deal with a reason")
        .roles(SELLERS)
        .refuses(FROM_OFFER)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Loss>| {
            Box::pin(
                async move { Ok(said(service::lose(cx, tx, call.path.deal, &call.body.to, &call.body.reason).await?)) },
            )
        });
    let withdraw = Operation::post("/api/v1/deals/{deal}/withdrawal", "deals.withdraw", "Withdraw an own deal")
        .roles(SELLERS)
        .refuses(FROM_OFFER)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Reason>| {
            Box::pin(async move { Ok(said(service::withdraw(cx, tx, call.path.deal, &call.body.reason).await?)) })
        });
    let check = Operation::post("/api/v1/deals/pre-check", "deals.pre_check", "Ask whether a client is free")
        .roles(SELLERS)
        .run(|cx, tx, call: &Call<Nothing, Nothing, ClientGiven>| {
            Box::pin(async move { Ok(Answer::ok(precheck::pre_check(cx, tx, &call.body).await?)) })
        });
    let correct = Operation::post("/api/v1/deals/{deal}/value", "deals.correct_value", "Correct the sum of a deal")
        .roles(CORRECTORS)
        .refuses(&[(409, "deal-out-of-order")])
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Sum>| {
            Box::pin(async move { Ok(said(value::correct(cx, tx, call.path.deal, call.body.value_minor).await?)) })
        });
    vec![open, register, win, lose, withdraw, check, correct]
}

fn of_the_vendor() -> Vec<Operation> {
    let approve = Operation::post("/api/v1/deals/{deal}/approval", "deals.approve", "Accept a partner's own deal")
        .roles(DECIDERS)
        .refuses(APPROVAL)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Approval>| {
            Box::pin(async move {
                Ok(said(decisions::approve(cx, tx, call.path.deal, call.body.identity_confirmed).await?))
            })
        });
    let refuse = Operation::post("/api/v1/deals/{deal}/refusal", "deals.refuse", "Refuse a partner's own deal")
        .roles(DECIDERS)
        .refuses(FROM_OFFER)
        .run(|cx, tx, call: &Call<ByDeal, Nothing, Reason>| {
            Box::pin(async move { Ok(said(decisions::refuse(cx, tx, call.path.deal, &call.body.reason).await?)) })
        });
    let fail = Operation::post(
        "/api/v1/deals/{deal}/inspection-failure",
        "deals.fail_inspection",
        "Record that an own deal failed its inspection",
    )
    .roles(&[Role::Quality, Role::Director])
    .refuses(FROM_OFFER)
    .run(|cx, tx, call: &Call<ByDeal, Nothing, Reason>| {
        Box::pin(async move { Ok(said(decisions::fail_inspection(cx, tx, call.path.deal, &call.body.reason).await?)) })
    });
    let count = Operation::post(
        "/api/v1/deals/{deal}/counting",
        "deals.count",
        "Count an own deal that the rules do not count, with a reason",
    )
    .roles(&[Role::Director])
    .refuses(&[(409, "deal-out-of-order"), (409, "deal-was-voided")])
    .run(|cx, tx, call: &Call<ByDeal, Nothing, Reason>| {
        let reason = &call.body.reason;
        Box::pin(async move { Ok(said(decisions::count_all_the_same(cx, tx, call.path.deal, reason).await?)) })
    });
    vec![approve, refuse, fail, count]
}

pub(super) async fn list(cx: &Cx, tx: &mut db::Tx, query: &DealsQuery) -> Result<Page<Deal>, Fail> {
    let page = lines(cx, tx, query).await?;
    Ok(Page { items: page.items.into_iter().map(|line| line.deal).collect(), next: page.next })
}

/// Deals with the names of client and partner.
pub(super) async fn lines(cx: &Cx, tx: &mut db::Tx, query: &DealsQuery) -> Result<Page<Line>, Fail> {
    let limit = paging::limit(query.limit);
    let after = listing::cursor(query.after.as_deref())?;
    let rows = store::pages::page(tx, cx.program(), cx.caller.view(), query, after, limit + 1).await?;
    let mut seen = Vec::with_capacity(rows.len());
    for line in rows {
        seen.push(Line { deal: service::seen_by(cx, tx, line.deal).await?, ..line });
    }
    let largest = query.sort == Some(DealSort::Largest);
    let key = |deal: &Deal| if largest { deal.value_minor.unwrap_or(0) } else { deal.created_at.micros() };
    Ok(Page::of(seen, limit, |line| Cursor { key: key(&line.deal), id: line.deal.id.uuid() }))
}
