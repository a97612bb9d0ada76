//! Offers over the API.

use kit::{
    id::{LeadId, OfferId, PartnerId},
    paging::{self, Cursor, Page},
};
use platform::{
    Answer, Call, Cx, Fail, Nothing, Operation, Role,
    listing::{self, ByAge},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    OfferShown,
    domain::{CloseReason, DeclineReason, WithdrawReason},
    ignoring,
    ratings::{self, NewRating},
    refusals,
    service::{self, NewContact},
    silence,
    store::{self, pages::WithLead},
    withdrawal,
};
use crate::{
    desk::{self, Given},
    distribution::{domain::OwnView, told_to},
};

#[derive(Deserialize, JsonSchema)]
struct ByOffer {
    offer: OfferId,
}

#[derive(Deserialize, JsonSchema)]
struct ByPartner {
    partner: PartnerId,
}

/// Which offers.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OffersQuery {
    /// Only in this state.
    pub state: Option<String>,
    /// Only those that wait for an answer, or are in work.
    #[serde(default)]
    pub live: bool,
    /// Only of this lead.
    pub lead: Option<LeadId>,
    /// Only of this partner.
    pub partner: Option<PartnerId>,
    /// `newest` (as if absent) or `oldest` first.
    pub sort: Option<ByAge>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

/// Why a partner does not take a lead.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct Reasoned {
    /// The reason.
    #[serde(flatten)]
    reason: DeclineReason,
}

/// Why the vendor takes an offer back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct Withdrawn {
    /// The reason.
    #[serde(flatten)]
    reason: WithdrawReason,
}

/// Why the lead desk closes a lead.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct Closed {
    /// The reason.
    #[serde(flatten)]
    reason: CloseReason,
}

#[derive(Deserialize, JsonSchema)]
struct ByLead {
    lead: LeadId,
}

const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = reads();
    operations.extend(answers());
    operations.extend(of_the_desk());
    operations.extend(super::done::operations());
    operations
}

fn reads() -> Vec<Operation> {
    let list_all = Operation::get("/api/v1/offers", "offers.list", "Offers, by age").roles(Role::ALL).run(
        |cx, tx, call: &Call<Nothing, OffersQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(list(cx, tx, &call.query).await?)) })
        },
    );
    let one = Operation::get("/api/v1/offers/{offer}", "offers.get", "An offer").roles(Role::ALL).run(
        |cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
            Box::pin(async move { Ok(said(service::shown(cx, tx, call.path.offer).await?)) })
        },
    );
    let why = Operation::get("/api/v1/offers/{offer}/why", "offers.why", "Why this offer came to this partner")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(why(cx, tx, call.path.offer).await?)) })
        });
    let ignoring = Operation::get(
        "/api/v1/partners/{partner}/ignoring",
        "offers.ignoring",
        "Where a partner stands with offers that it let pass",
    )
    .roles(Role::ALL)
    .run(|cx, tx, call: &Call<ByPartner, Nothing, Nothing>| {
        Box::pin(async move { Ok(Answer::ok(ignoring::standing(cx, tx, cx.caller.view(), call.path.partner).await?)) })
    });
    vec![list_all, one, why, ignoring]
}

/// An offer with its version.
fn said(offer: OfferShown) -> Answer<OfferShown> {
    let version = offer.version;
    Answer::ok(offer).version(version)
}

fn answers() -> Vec<Operation> {
    let view = Operation::post("/api/v1/offers/{offer}/view", "offers.view", "Open an offer")
        .roles(SELLERS)
        .refuses(refusals::PROBLEMS)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
            Box::pin(async move { Ok(said(service::view(cx, tx, call.path.offer).await?)) })
        });
    let accept = Operation::post("/api/v1/offers/{offer}/acceptance", "offers.accept", "Accept an offer")
        .roles(SELLERS)
        .refuses(refusals::PROBLEMS)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
            Box::pin(async move { Ok(said(service::accept(cx, tx, call.path.offer).await?)) })
        });
    let decline = Operation::post("/api/v1/offers/{offer}/decline", "offers.decline", "Decline an offer with a reason")
        .roles(SELLERS)
        .refuses(refusals::PROBLEMS)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, Reasoned>| {
            let reason = call.body.reason.clone();
            Box::pin(async move { Ok(said(service::decline(cx, tx, call.path.offer, reason).await?)) })
        });
    let contact =
        Operation::post("/api/v1/offers/{offer}/contacts", "offers.contact", "Record a contact with the client")
            .roles(SELLERS)
            .creates()
            .refuses(refusals::PROBLEMS)
            .run(|cx, tx, call: &Call<ByOffer, Nothing, NewContact>| {
                Box::pin(async move {
                    let offer = service::contact(cx, tx, call.path.offer, &call.body).await?;
                    let version = offer.version;
                    Ok(Answer::created(offer).version(version))
                })
            });
    let back = Operation::post("/api/v1/offers/{offer}/return", "offers.return", "Give an accepted lead back")
        .roles(SELLERS)
        .refuses(refusals::PROBLEMS)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, Reasoned>| {
            let reason = call.body.reason.clone();
            Box::pin(async move { Ok(said(service::give_back(cx, tx, call.path.offer, reason).await?)) })
        });
    let rate = Operation::post("/api/v1/offers/{offer}/rating", "offers.rate", "Rate a lead that was accepted")
        .roles(SELLERS)
        .refuses(refusals::PROBLEMS)
        .run(|cx, tx, call: &Call<ByOffer, Nothing, NewRating>| {
            Box::pin(async move { Ok(Answer::ok(ratings::rate(cx, tx, call.path.offer, &call.body).await?)) })
        });
    vec![view, accept, decline, contact, back, rate]
}

fn of_the_desk() -> Vec<Operation> {
    const DESK: &[Role] = &[Role::LeadDesk, Role::ChannelManager, Role::Director];
    let withdraw =
        Operation::post("/api/v1/offers/{offer}/withdrawal", "offers.withdraw", "Take an offer back with a reason")
            .roles(DESK)
            .refuses(refusals::PROBLEMS)
            .run(|cx, tx, call: &Call<ByOffer, Nothing, Withdrawn>| {
                let reason = call.body.reason.clone();
                Box::pin(async move { Ok(said(withdrawal::withdraw(cx, tx, call.path.offer, reason).await?)) })
            });
    let close = Operation::post("/api/v1/leads/{lead}/closure", "leads.close", "Close a lead with a reason")
        .roles(DESK)
        .refuses(refusals::OF_CLOSING)
        .run(|cx, tx, call: &Call<ByLead, Nothing, Closed>| {
            Box::pin(
                async move { Ok(Answer::ok(withdrawal::close_lead(cx, tx, call.path.lead, &call.body.reason).await?)) },
            )
        });
    let remind =
        Operation::post("/api/v1/offers/{offer}/reminder", "offers.remind", "Remind a partner of a lead in its work")
            .roles(DESK)
            .refuses(refusals::OF_REMINDING)
            .run(|cx, tx, call: &Call<ByOffer, Nothing, Nothing>| {
                Box::pin(async move { Ok(said(silence::remind(cx, tx, call.path.offer).await?)) })
            });
    vec![withdraw, close, remind]
}

pub(super) async fn list(cx: &Cx, tx: &mut db::Tx, query: &OffersQuery) -> Result<Page<OfferShown>, Fail> {
    let limit = paging::limit(query.limit);
    let after = listing::cursor(query.after.as_deref())?;
    let rows = store::pages::page(tx, cx.program(), cx.caller.view(), query, after, limit + 1).await?;
    let page = Page::of(rows, limit, |WithLead(row, _)| Cursor { key: row.offered_at.micros(), id: row.id.uuid() });
    let mut items = Vec::with_capacity(page.items.len());
    for WithLead(row, lead) in page.items {
        let update_due = silence::due_of(cx, tx, &row, &lead).await?;
        items.push(service::show(cx, row, lead, update_due));
    }
    Ok(Page { items, next: page.next })
}

/// Why an offer came to a partner.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Why {
    /// Its own view of the decision.
    #[serde(flatten)]
    pub view: OwnView,
    /// Who gave it by hand and why, if somebody did.
    pub given: Option<Given>,
}

/// The partner's own view of the decision that made an offer: nothing of anybody else.
pub(super) async fn why(cx: &Cx, tx: &mut db::Tx, id: OfferId) -> Result<Why, Fail> {
    let (row, _) = service::load(cx, tx, id).await?;
    let decisions = crate::distribution::store::decisions(tx, cx.program(), row.lead).await?;
    let record = decisions.into_iter().find(|(wave, _)| *wave == row.wave).ok_or(Fail::NotFound)?.1;
    let view = told_to(cx, tx, (&record.inputs, &record.decision), row.partner).await?;
    let given = match row.mark.as_deref() {
        Some("given_by_hand") => desk::given(cx, tx, row.lead, row.partner, row.offered_at).await?,
        _ => None,
    };
    Ok(Why { view, given })
}
