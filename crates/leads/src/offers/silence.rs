//! The update clock: a partner that works on a lead reports every few days, by the lead's urgency. It is
//! reminded a day before (the policy's number); after that its silence is seen on the board, until the next report.

use db::{Tx, Work};
use kit::{
    Id, Instant, Uuid,
    id::{Offer as Kind, OfferId},
    time::Span,
};
use platform::{Cx, Fail, NewEvent, View, events, react, react::TimerKind};
use serde_json::json;

use super::{
    OfferShown, Row,
    domain::{Broken, OfferState},
    refusals::RemindedToday,
    service::{hold, numbers, shown},
    store,
};
use crate::{
    distribution::domain::{DistributionPolicy, Urgency},
    from_code,
    intake::{Lead, store as leads},
    locks,
};

const CLOCK: &str = "offer_update";
/// The event of a reminder by the lead desk.
pub(crate) const REMINDED: &str = "offer.reminded";

pub(super) const TIMER: TimerKind = TimerKind::locking(CLOCK, before_clock, on_clock);

/// Until when the next report is due, for an offer in work.
pub(super) fn update_due(state: &OfferState, urgency: &str, policy: &DistributionPolicy) -> Option<Instant> {
    let OfferState::Started { updated_at, .. } = state else { return None };
    let urgency: Urgency = from_code(urgency).unwrap_or_default();
    Some(*updated_at + Span::days((*policy.update_days.of(urgency)).into()))
}

/// The same for an offer that was read; the policy is read only when there is work to report on.
pub(super) async fn due_of(cx: &Cx, tx: &mut Tx, row: &Row, lead: &Lead) -> Result<Option<Instant>, Fail> {
    if !matches!(row.detail.0, OfferState::Started { .. }) {
        return Ok(None);
    }
    Ok(update_due(&row.detail.0, &lead.urgency, &numbers(cx, tx).await?))
}

/// The partner has reported: the clock starts anew.
pub(super) async fn reported(cx: &Cx, tx: &mut Tx, id: OfferId, lead: &Lead) -> Result<(), Fail> {
    let urgency: Urgency = from_code(&lead.urgency).unwrap_or_default();
    let policy = numbers(cx, tx).await?;
    let due = cx.now + Span::days((*policy.update_days.of(urgency)).into());
    let reminded = due - Span::days(policy.update_reminder_days.into());
    Ok(react::set_timer(tx, cx.program(), CLOCK, id, reminded.max(cx.now)).await?)
}

/// The lead desk asks a partner that has accepted a lead or works on it how it goes; at most once in a day.
pub(crate) async fn remind(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<OfferShown, Fail> {
    const AGAIN_AFTER: Span = Span::days(1);
    let (row, lead) = hold(cx, tx, id).await?;
    if !matches!(row.detail.0, OfferState::Accepted { .. } | OfferState::Started { .. }) {
        return Err(Broken::OutOfOrder { state: row.state }.into());
    }
    let before = events::of_subject(tx, cx.program(), id).await?;
    if before.iter().any(|event| event.name == REMINDED && cx.now < event.at + AGAIN_AFTER) {
        return Err(RemindedToday.into());
    }
    let event = NewEvent::new::<Kind>(REMINDED, id).seen_by(row.partner).with(json!({ "lead": lead.id }));
    events::record(cx, tx, event).await?;
    shown(cx, tx, id).await
}

/// The work has ended, and nobody reports on it any more.
pub(super) async fn over(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<(), Fail> {
    Ok(react::cancel_timer(tx, cx.program(), CLOCK, id).await?)
}

/// Who reports sets the clock while it holds the lead.
fn before_clock<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let id: OfferId = Id::from_uuid(Uuid::from_bytes(subject));
        match store::get(tx, cx.program(), View::All, id).await? {
            Some(row) => locks::lead(cx, tx, row.lead).await,
            None => Ok(()),
        }
    })
}

fn on_clock<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let id: OfferId = Id::from_uuid(Uuid::from_bytes(subject));
        let Some(row) = store::get(tx, cx.program(), View::All, id).await? else { return Ok(()) };
        let Some(lead) = leads::get(tx, cx.program(), View::All, row.lead).await? else { return Ok(()) };
        let policy = numbers(cx, tx).await?;
        let Some(due) = update_due(&row.detail.0, &lead.urgency, &policy) else { return Ok(()) };
        let silent = due <= cx.now;
        let name = if silent { "offer.silent" } else { "offer.update_reminded" };
        let event = NewEvent::new::<Kind>(name, id).seen_by(row.partner);
        let stamp = if silent { due } else { cx.now };
        events::record_at(cx, tx, stamp, event.with(json!({ "lead": row.lead, "due": due }))).await?;
        if !silent {
            react::set_timer(tx, cx.program(), CLOCK, id, due).await?;
        }
        Ok(())
    })
}
