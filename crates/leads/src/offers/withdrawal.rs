//! The vendor takes offers back and closes leads: never silently.

use db::Tx;
use kit::{
    Instant,
    id::{ClientId, LeadId, OfferId, PartnerId},
};
use network::text_field;
use platform::{Cx, Fail, NewEvent, Role, View, events, react};
use serde::Serialize;
use serde_json::json;

use super::{
    OfferShown, Row,
    domain::{Broken, CloseReason, Command, OfferState, WithdrawReason},
    recorded::apply,
    refusals::Poaching,
    service::{hold, shown},
    store,
};
use crate::{
    desk::report::{self, NewEntry, Steered},
    distribution,
    intake::{Lead, LeadStage, clocks, store as leads},
    locks, protection,
};

/// The lead desk takes an offer back, with a reason that the board shows.
pub(crate) async fn withdraw(cx: &Cx, tx: &mut Tx, id: OfferId, reason: WithdrawReason) -> Result<OfferShown, Fail> {
    let (row, lead) = hold(cx, tx, id).await?;
    let happened = row.offer().decide(&Command::Withdraw { reason }, cx.now)?;
    apply(cx, tx, row, &happened).await?;
    distribution::advance(&cx.as_system(), tx, lead.id).await?;
    shown(cx, tx, id).await
}

/// Takes back every offer of a lead that waits for an answer.
pub(crate) async fn withdraw_open(cx: &Cx, tx: &mut Tx, lead: LeadId, reason: &WithdrawReason) -> Result<(), Fail> {
    let rows = store::of_lead(tx, cx.program(), View::All, lead).await?;
    take_back(cx, tx, rows.into_iter().filter(|row| row.detail.0.is_open()), reason).await
}

/// Takes back every offer of a lead that has not ended, work included. What has run out unnoticed ends by its own
/// clock: nobody wakes the lead any more.
pub(crate) async fn withdraw_all(cx: &Cx, tx: &mut Tx, lead: LeadId, reason: &WithdrawReason) -> Result<(), Fail> {
    let mut rows = store::of_lead(tx, cx.program(), View::All, lead).await?;
    if super::expiry::expire_due(&cx.as_system(), tx, &rows).await? {
        rows = store::of_lead(tx, cx.program(), View::All, lead).await?;
    }
    take_back(cx, tx, rows.into_iter(), reason).await
}

/// The lead is won: whoever still works on it is told that the client chose another.
pub(super) async fn withdraw_losers(cx: &Cx, tx: &mut Tx, lead: LeadId) -> Result<(), Fail> {
    withdraw_all(&cx.as_system(), tx, lead, &WithdrawReason::ClientChoseAnother).await
}

/// Takes back the offers that wait for a partner's answer: all of them, or those of one client. Their leads go on.
pub(crate) async fn withdraw_unanswered(
    cx: &Cx,
    tx: &mut Tx,
    partner: PartnerId,
    client: Option<ClientId>,
) -> Result<(), Fail> {
    let reason = if client.is_some() { WithdrawReason::ExcludedByClient } else { WithdrawReason::PartnerLeft };
    let rows = store::unanswered(tx, cx.program(), partner, client).await?;
    locks::leads(cx, tx, rows.iter().map(|row| row.lead)).await?;
    let rows = store::unanswered(tx, cx.program(), partner, client).await?;
    withdraw_and_go_on(cx, tx, rows, &reason).await
}

/// Takes back everything that a partner holds, because it left. Its leads go on to others.
pub(super) async fn withdraw_of_leaver(cx: &Cx, tx: &mut Tx, partner: PartnerId) -> Result<(), Fail> {
    let rows = store::live(tx, cx.program(), partner).await?;
    locks::leads(cx, tx, rows.iter().map(|row| row.lead)).await?;
    let rows = store::live(tx, cx.program(), partner).await?;
    withdraw_and_go_on(cx, tx, rows, &WithdrawReason::PartnerLeft).await
}

async fn withdraw_and_go_on(cx: &Cx, tx: &mut Tx, rows: Vec<Row>, reason: &WithdrawReason) -> Result<(), Fail> {
    let leads: Vec<LeadId> = rows.iter().map(|row| row.lead).collect();
    take_back(cx, tx, rows.into_iter(), reason).await?;
    for lead in leads {
        distribution::advance(&cx.as_system(), tx, lead).await?;
    }
    Ok(())
}

async fn take_back(cx: &Cx, tx: &mut Tx, rows: impl Iterator<Item = Row>, reason: &WithdrawReason) -> Result<(), Fail> {
    for row in rows {
        // What has ended, or has run out in this moment, refuses; then there is nothing to take back.
        if let Ok(happened) = row.offer().decide(&Command::Withdraw { reason: reason.clone() }, cx.now) {
            apply(cx, tx, row, &happened).await?;
        }
    }
    Ok(())
}

/// A client, which is locked, became a partner's: leads of it that look for partners go to that one, and to no other.
pub(crate) async fn keep_for(
    cx: &Cx,
    tx: &mut Tx,
    client: ClientId,
    partner: PartnerId,
    but: Option<LeadId>,
) -> Result<(), Fail> {
    for (id, _) in leads::leads_of_client(tx, cx.program(), client).await? {
        let Some(lead) = leads::get(tx, cx.program(), View::All, id).await? else { continue };
        if Some(id) == but || lead.state != LeadStage::Distributing {
            continue;
        }
        let rows = store::of_lead(tx, cx.program(), View::All, id).await?;
        let has_it = rows.iter().any(|row| row.partner == partner && !row.detail.0.is_terminal());
        let others = rows.into_iter().filter(|row| row.partner != partner && row.detail.0.is_open());
        take_back(cx, tx, others, &WithdrawReason::ClientProtected).await?;
        if !has_it && let Some(lead) = leads::get(tx, cx.program(), View::All, id).await? {
            leads::new_round(tx, cx.program(), &lead, None, cx.now).await?;
        }
        distribution::advance(&cx.as_system(), tx, id).await?;
    }
    Ok(())
}

/// The lead desk closes a lead: never silently, the reason is an event; direct handling is published.
pub(crate) async fn close_lead(cx: &Cx, tx: &mut Tx, id: LeadId, reason: &CloseReason) -> Result<Lead, Fail> {
    locks::lead(cx, tx, id).await?;
    let lead = leads::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)?;
    if let CloseReason::DirectHandling { text } | CloseReason::Other { text } = reason {
        text_field("text", text, 2000)?;
    }
    if let CloseReason::DirectHandling { text } = reason {
        handle_directly(cx, tx, &lead, text.trim()).await?;
    }
    withdraw_all(cx, tx, id, &WithdrawReason::LeadClosed).await?;
    if !leads::move_to(tx, cx.program(), id, LeadStage::Withdrawn, cx.now).await? {
        return Err(Broken::Ended { state: lead.state.code().to_owned() }.into());
    }
    leads::send_to_desk(tx, cx.program(), id, reason.code()).await?;
    let event = NewEvent::new::<kit::id::Lead>("lead.closed", id).with(json!({ "reason": reason }));
    events::record(cx, tx, event).await?;
    clocks::over(cx, tx, id).await?;
    react::cancel_timer(tx, cx.program(), distribution::CLOCK, id).await?;
    leads::get(tx, cx.program(), View::All, id).await?.ok_or(Fail::NotFound)
}

/// The vendor takes a client for itself. Another's client it may not take, unless a director says so: then
/// the partner is told.
async fn handle_directly(cx: &Cx, tx: &mut Tx, lead: &Lead, reason: &str) -> Result<(), Fail> {
    let owner = protection::holder_of_client(cx, tx, lead.client).await?;
    if let Some(partner) = owner {
        if cx.caller.role != Some(Role::Director) {
            return Err(Poaching.into());
        }
        let told = NewEvent::new::<kit::id::Client>("client.handled_directly", lead.client).seen_by(partner);
        events::record(cx, tx, told.with(json!({ "reason": reason }))).await?;
    }
    let (kind, lead_id) = (Steered::DirectHandling, Some(lead.id));
    let entry = NewEntry { kind, lead: lead_id, partner: owner, reason, gates: &[], deal: None, wins: None };
    report::enter(cx, tx, &entry).await
}

/// What became of one offer of a lead, for whoever has to decide about the lead.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Past {
    wave: u32,
    partner: PartnerId,
    offered_at: Instant,
    became: OfferState,
}

/// What became of every offer of a lead, wave by wave.
pub(crate) async fn history(cx: &Cx, tx: &mut Tx, lead: LeadId) -> Result<Vec<Past>, Fail> {
    let rows = store::of_lead(tx, cx.program(), View::All, lead).await?;
    let past = rows.into_iter().map(|row| Past {
        wave: row.wave,
        partner: row.partner,
        offered_at: row.offered_at,
        became: row.detail.0,
    });
    Ok(past.collect())
}
