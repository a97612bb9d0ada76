//! A pause begins and ends by time: its partner is told in that moment, once.

use db::{Tx, Work};
use kit::{
    Id, Instant,
    id::{DealId, Partner as Kind, PartnerId},
};
use platform::{Cx, Fail, NewEvent, events, react, react::TimerKind};
use serde_json::json;

use super::{
    domain::{EndedBy, History, Standing},
    service::{held, stands},
    store,
};

const CLOCK: &str = "reciprocity_pause";

pub(super) const TIMER: TimerKind = TimerKind::new(CLOCK, on_clock);

/// Words of `reciprocity_warning`, by the moment since which the partner was paused.
const PAUSED: &str = "paused";
const OVER: &str = "pause_over";

fn on_clock<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], due: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let id: PartnerId = Id::from_uuid(kit::Uuid::from_bytes(subject));
        let history = held(cx, tx, id).await?;
        // A server that was down goes through the moments one by one.
        tell(cx, tx, id, &history, due.min(cx.now), None).await
    })
}

/// Says whether the partner is paused at a moment, if it was told otherwise, and wakes itself for the next change.
pub(super) async fn tell(
    cx: &Cx,
    tx: &mut Tx,
    partner: PartnerId,
    history: &History,
    at: Instant,
    deal: Option<DealId>,
) -> Result<(), Fail> {
    let standing = stands(cx, tx, history, at).await?;
    let (since, told) = (standing.paused_since(at), store::announced(tx, cx.program(), partner).await?);
    if let Some(told) = told.filter(|told| Some(*told) != since)
        && store::warn(tx, cx.program(), partner, told, OVER, at).await?
    {
        let event = NewEvent::new::<Kind>("partner.pause_lifted", partner).seen_by(partner);
        let facts = json!({ "kind": "reciprocity", "by": ended_by(&standing, told, at), "deal": deal });
        events::record_at(cx, tx, at, event.with(facts)).await?;
    }
    if let Some(pause) = standing.pause
        && let Some(since) = since.filter(|since| Some(*since) != told)
        && store::warn(tx, cx.program(), partner, since, PAUSED, at).await?
    {
        let event = NewEvent::new::<Kind>("partner.paused", partner).seen_by(partner);
        let facts = json!({ "kind": "reciprocity", "from": since, "until": pause.until });
        events::record_at(cx, tx, at, event.with(facts)).await?;
    }
    match standing.next_pause_change(at) {
        Some(next) => react::set_timer(tx, cx.program(), CLOCK, partner, next).await?,
        None => react::cancel_timer(tx, cx.program(), CLOCK, partner).await?,
    }
    Ok(())
}

/// Why a pause that was in force since a moment is no longer.
fn ended_by(standing: &Standing, since: Instant, at: Instant) -> &'static str {
    let pause = standing.pauses.iter().rfind(|pause| pause.from <= since);
    match pause {
        Some(pause) if at < pause.until => "override",
        Some(pause) if matches!(pause.ended_by, EndedBy::Time) => "time",
        Some(pause) if matches!(pause.ended_by, EndedBy::Forgiven) => "forgiven",
        _ => "own_deal",
    }
}
