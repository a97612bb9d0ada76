//! What the vendor decides about a partner's own deal, and whether it counts for reciprocity.

use db::Tx;
use jiff::tz::TimeZone;
use kit::id::DealId;
use leads::{
    desk::report,
    intake, locks, protection, reciprocity,
    reciprocity::domain::{OwnDeal, Posted, ReciprocityPolicy, Rule, counts},
};
use network::{partners, policies, programs, tasks, text_field};
use platform::{Cx, Fail, NewEvent, View, events};

use super::{
    Deal, DealState, Origin, Uncounted,
    refusals::Broken,
    service::{REGISTRATION, change, change_because, get, shield, standing_at, still_here},
    store,
};
use crate::stages;

/// The channel manager accepts an own deal. It counts for reciprocity, or the reason why not is kept; from
/// now on its client is the partner's.
pub(super) async fn approve(cx: &Cx, tx: &mut Tx, id: DealId, identity_confirmed: bool) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Registered]).await?;
    // Of several who are approved for one client at once, the first has it; leads of it wait meanwhile.
    locks::client(cx, tx, deal.client).await?;
    let deal = standing_at(cx, tx, id, &[DealState::Registered]).await?;
    still_here(cx, tx, deal.partner).await?;
    unheld(cx, tx, &deal).await?;
    let deal = Deal { state: DealState::Open, state_at: cx.now, accepted_at: Some(cx.now), identity_confirmed, ..deal };
    let not_counted = not_counted(cx, tx, &deal).await?;
    let deal = Deal { not_counted, ..deal };
    let event = change(cx, tx, &deal, "deal.approved").await?;
    tasks::close(cx, tx, &REGISTRATION, id).await?;
    // Offers to others end, and are counted, before the ledger: the order of locks.
    protection::protect(cx, tx, &shield(&deal)).await?;
    if deal.not_counted.is_none() {
        reciprocity::post(cx, tx, deal.partner, event, Rule::OwnDealCounted, id).await?;
    }
    stages::begin(cx, tx, &deal).await?;
    get(cx, tx, id).await
}

/// Refuses if another partner's open deal protects the client by now: the registration may be days old.
async fn unheld(cx: &Cx, tx: &mut Tx, deal: &Deal) -> Result<(), Fail> {
    match protection::holder_of_client(cx, tx, deal.client).await? {
        Some(holder) if holder != deal.partner => {
            let name = partners::get(cx, tx, View::All, holder).await?.name;
            Err(Broken::ClientHeld(name).into())
        }
        _ => Ok(()),
    }
}

/// The channel manager refuses an own deal with a reason.
pub(super) async fn refuse(cx: &Cx, tx: &mut Tx, id: DealId, reason: &str) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Registered]).await?;
    let words = Some(text_field("reason", reason, 2000)?);
    change(cx, tx, &Deal { state: DealState::Refused, state_at: cx.now, words, ..deal }, "deal.refused").await?;
    tasks::close(cx, tx, &REGISTRATION, id).await?;
    get(cx, tx, id).await
}

/// The quality department found an own deal wanting: it counts no longer.
pub(super) async fn fail_inspection(cx: &Cx, tx: &mut Tx, id: DealId, reason: &str) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Open, DealState::Won, DealState::Lost]).await?;
    let reason = text_field("reason", reason, 2000)?;
    if deal.origin != Origin::Own || deal.inspection_failed_at.is_some() {
        return Err(Broken::OutOfOrder(deal.state).into());
    }
    let deal = Deal { inspection_failed_at: Some(cx.now), ..deal };
    count_again(cx, tx, deal, "deal.inspection_failed", Some(&reason)).await?;
    get(cx, tx, id).await
}

/// The event that says that a director counts a deal which the rules do not.
const COUNTED_BY_DECISION: &str = "deal.counted";

/// A director counts an own deal that the rules do not count, with a reason: the answer to an appeal that is right.
pub(super) async fn count_all_the_same(cx: &Cx, tx: &mut Tx, id: DealId, reason: &str) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Open, DealState::Won, DealState::Lost]).await?;
    let reason = text_field("reason", reason, 2000)?;
    if deal.origin != Origin::Own || deal.not_counted.is_none() {
        return Err(Broken::OutOfOrder(deal.state).into());
    }
    let deal = Deal { not_counted: None, ..deal };
    let partner = deal.partner;
    store::save(tx, cx.program(), &deal).await?;
    let event = NewEvent::new::<kit::id::Deal>(COUNTED_BY_DECISION, id).seen_by(partner);
    let event =
        events::record(cx, tx, event.with(serde_json::json!({ "reason": reason, "state": deal.state }))).await?;
    // What had counted and was voided has its entries already: another such entry would say nothing.
    if reciprocity::post(cx, tx, partner, event, Rule::OwnDealCounted, id).await? != Posted::New {
        return Err(Broken::WasVoided.into());
    }
    report::own_deal_counted(cx, tx, partner, id, &reason).await?;
    get(cx, tx, id).await
}

/// Whether a director has counted the deal: then it counts until something new speaks against it.
async fn is_decided(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<bool, Fail> {
    Ok(events::of_subject(tx, cx.program(), id).await?.iter().any(|event| event.name == COUNTED_BY_DECISION))
}

/// Saves a deal that may count no longer; if it had counted, that is undone and the debt re-opens.
pub(super) async fn count_again(
    cx: &Cx,
    tx: &mut Tx,
    deal: Deal,
    event: &'static str,
    reason: Option<&str>,
) -> Result<(), Fail> {
    let counted = deal.origin == Origin::Own && deal.accepted_at.is_some() && deal.not_counted.is_none();
    let not_counted = match counted {
        // What a director has looked past is no reason any more.
        true if is_decided(cx, tx, deal.id).await? => {
            let new = |why: &Uncounted| matches!(why.code.as_str(), "withdrawn_early" | "inspection_failed");
            not_counted(cx, tx, &deal).await?.filter(new)
        }
        true => not_counted(cx, tx, &deal).await?,
        false => deal.not_counted.clone(),
    };
    let voided = counted && not_counted.is_some();
    let event = change_because(cx, tx, &Deal { not_counted, ..deal.clone() }, event, reason).await?;
    if voided {
        reciprocity::post(cx, tx, deal.partner, event, Rule::OwnDealVoided, deal.id).await?;
    }
    Ok(())
}

/// Why an own deal does not count, if it does not; the reason names the lead.
async fn not_counted(cx: &Cx, tx: &mut Tx, deal: &Deal) -> Result<Option<Uncounted>, Fail> {
    let policy: ReciprocityPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("reciprocity")?;
    let zone = programs::get(tx, cx.program()).await?.zone;
    let own = OwnDeal {
        accepted_at: deal.accepted_at.unwrap_or(cx.now),
        client_leads: intake::leads_of_client(cx, tx, deal.client).await?,
        identity_confirmed: deal.identity_confirmed,
        withdrawn_at: (deal.state == DealState::Withdrawn).then_some(deal.state_at),
        inspection_failed_at: deal.inspection_failed_at,
    };
    let counted = counts(&own, &policy, &TimeZone::get(&zone).unwrap_or(TimeZone::UTC));
    // The reason and its short form have the same words in JSON.
    let why = counted.err().and_then(|why| serde_json::to_value(&why).ok());
    Ok(why.and_then(|why| serde_json::from_value(why).ok()))
}
