//! Writes what happened to an offer: its state, its events, its counts, its place at the lead and in the queue.

use db::{Json, Tx};
use kit::{Instant, id::Offer as Kind};
use platform::{Cx, Fail, NewEvent, events};
use serde_json::json;

use super::{
    Row,
    domain::{Event, OfferState},
    ignoring, silence,
    store::{self, Added},
};
use crate::{distribution, intake::store as leads};

/// Writes what happened to an offer: its state, its events, its counts, its place at the lead. Returns it as it is then.
pub(super) async fn apply(cx: &Cx, tx: &mut Tx, before: Row, happened: &[Event]) -> Result<Row, Fail> {
    written(cx, tx, before, happened, None).await
}

/// The same when its place in the queue moves, too. The event says where and how far: from that the queue can be proved.
pub(super) async fn apply_moving(
    cx: &Cx,
    tx: &mut Tx,
    before: Row,
    happened: &[Event],
    amount: i64,
) -> Result<Row, Fail> {
    let moved = distribution::shift(cx, tx, &before.segment, &before.turn, amount).await?;
    written(cx, tx, before, happened, Some(moved)).await
}

async fn written(
    cx: &Cx,
    tx: &mut Tx,
    before: Row,
    happened: &[Event],
    moved: Option<distribution::Moved>,
) -> Result<Row, Fail> {
    let after = happened.iter().fold(before.offer(), super::domain::Offer::after);
    let (old, new) = (&before.detail.0, &after.state);
    if old.holds_a_place() && !new.holds_a_place() {
        leads::free_place(tx, cx.program(), before.lead).await?;
    }
    let at = moment(new).unwrap_or(cx.now);
    let row = Row {
        state: new.code().to_owned(),
        detail: Json(new.clone()),
        state_at: at,
        viewed_at: before.viewed_at.or_else(|| (*new == OfferState::Viewed).then_some(cx.now)),
        accepted_at: before.accepted_at.or_else(|| matches!(new, OfferState::Accepted { .. }).then_some(at)),
        started_at: before.started_at.or_else(|| matches!(new, OfferState::Started { .. }).then_some(at)),
        ..before.clone()
    };
    store::save(tx, cx.program(), &row).await?;
    store::count(tx, cx.program(), row.partner, added(old, new)).await?;
    ignoring::count(cx, tx, old, &row).await?;
    if old.code() != new.code() {
        let event = NewEvent::new::<Kind>(event_name(new), row.id).seen_by(row.partner);
        let mut facts = json!({ "lead": row.lead, "offered_at": row.offered_at, "state": new });
        if let Some(moved) = moved {
            facts["moved"] = json!(moved);
        }
        let event = event.with(facts);
        // A deadline that passed while nobody was awake is stamped with itself.
        let stamp = if new.is_terminal() { at } else { cx.now };
        events::record_at(cx, tx, stamp, event).await?;
    }
    if matches!(old, OfferState::Started { .. }) && new.is_terminal() {
        silence::over(cx, tx, row.id).await?;
    }
    if matches!(new, OfferState::Ignored { .. }) {
        ignoring::review_partner(cx, tx, row.partner).await?;
    }
    Ok(Row { version: row.version + 1, ..row })
}

fn added(old: &OfferState, new: &OfferState) -> Added {
    let (before, after) = (old.counts(), new.counts());
    let step = |was: bool, is: bool| i64::from(is) - i64::from(was);
    let closed = |state: &OfferState| matches!(state, OfferState::Won { .. } | OfferState::Lost { .. });
    let open_work = step(old.is_open_work(), new.is_open_work());
    Added {
        open_work,
        offered: step(before.offered, after.offered),
        answered: step(before.answered, after.answered),
        ignored: step(before.ignored, after.ignored),
        won: step(matches!(old, OfferState::Won { .. }), matches!(new, OfferState::Won { .. })),
        closed: step(closed(old), closed(new)),
    }
}

const fn moment(state: &OfferState) -> Option<Instant> {
    match state {
        OfferState::Offered | OfferState::Delivered | OfferState::Viewed => None,
        OfferState::Accepted { at, .. }
        | OfferState::Started { at, .. }
        | OfferState::Won { at, .. }
        | OfferState::Lost { at, .. }
        | OfferState::Returned { at, .. }
        | OfferState::Declined { at, .. }
        | OfferState::Ignored { at }
        | OfferState::Undelivered { at }
        | OfferState::Withdrawn { at, .. }
        | OfferState::Taken { at }
        | OfferState::NotStarted { at } => Some(*at),
    }
}

const fn event_name(state: &OfferState) -> &'static str {
    match state {
        OfferState::Offered => "offer.made",
        OfferState::Delivered => "offer.delivered",
        OfferState::Viewed => "offer.viewed",
        OfferState::Accepted { .. } => "offer.accepted",
        OfferState::Started { .. } => "offer.started",
        OfferState::Won { .. } => "offer.won",
        OfferState::Lost { .. } => "offer.lost",
        OfferState::Returned { .. } => "offer.returned",
        OfferState::Declined { .. } => "offer.declined",
        OfferState::Ignored { .. } => "offer.ignored",
        OfferState::Undelivered { .. } => "offer.undelivered",
        OfferState::Withdrawn { .. } => "offer.withdrawn",
        OfferState::Taken { .. } => "offer.taken",
        OfferState::NotStarted { .. } => "offer.not_started",
    }
}
