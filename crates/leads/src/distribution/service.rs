//! Distribution goes on: what is due expires, the next wave goes out, or the lead desk takes over.
//!
//! One timer a lead wakes it at its next moment; every answer of a partner wakes it at once.

use db::{Tx, Work};
use kit::{
    Id, Instant,
    id::{Lead as Kind, LeadId, OfferId, PartnerId},
};
use network::{calendars, policies, programs};
use platform::{Cx, Fail, NewEvent, View, events, react};
use serde_json::json;

use super::{
    candidates, domain,
    domain::{DistributionPolicy, NextStep, Record, WaveState, decide, plan_next_wave},
    store,
};
use crate::{
    intake::{Lead, LeadStage, store as leads},
    offers::{self, NewOffer},
};

/// The kind of a lead's timer.
pub(crate) const CLOCK: &str = "lead_clock";

/// A deadline of the lead has come.
pub(super) fn on_clock<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        match advance(cx, tx, Id::from_uuid(uuid(subject))).await {
            Err(Fail::NotFound) => Ok(()),
            done => done,
        }
    })
}

fn uuid(bytes: [u8; 16]) -> kit::Uuid {
    kit::Uuid::from_bytes(bytes)
}

/// Does all that is due for a lead at this moment and sets its timer for the next.
pub async fn advance(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<(), Fail> {
    loop {
        let lead = leads::get(tx, cx.program(), View::All, id).await?.ok_or(Fail::NotFound)?;
        if !matches!(lead.state, LeadStage::Distributing | LeadStage::InWork) {
            react::cancel_timer(tx, cx.program(), CLOCK, id).await?;
            return Ok(());
        }
        offers::expire_due(cx, tx, &lead).await?;
        let policy: DistributionPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("distribution")?;
        let state = wave_state(cx, tx, &lead, &policy).await?;
        match plan_next_wave(&state) {
            NextStep::SendWave { number, wave } => send_wave(cx, tx, &lead, number, wave).await?,
            NextStep::Wait { until } => {
                leads::move_to(tx, cx.program(), id, LeadStage::Distributing, cx.now).await?;
                return wake_at(cx, tx, id, Some(until)).await;
            }
            NextStep::Enough => {
                if leads::move_to(tx, cx.program(), id, LeadStage::InWork, cx.now).await? {
                    events::record(cx, tx, NewEvent::new::<Kind>("lead.in_work", id)).await?;
                }
                return wake_at(cx, tx, id, None).await;
            }
            NextStep::LeadDesk { reason } => {
                if leads::move_to(tx, cx.program(), id, LeadStage::Exhausted, cx.now).await? {
                    let event = NewEvent::new::<Kind>("lead.exhausted", id).with(json!({ "reason": reason }));
                    events::record(cx, tx, event).await?;
                }
                return wake_at(cx, tx, id, None).await;
            }
        }
    }
}

/// The next moment of a lead: what the plan waits for, or the end of a clock of one of its offers.
async fn wake_at(cx: &Cx, tx: &mut Tx, id: LeadId, planned: Option<Instant>) -> Result<(), Fail> {
    let next = offers::next_due(tx, cx.program(), id).await?.into_iter().chain(planned).min();
    match next {
        Some(at) => react::set_timer(tx, cx.program(), CLOCK, id, at).await?,
        None => react::cancel_timer(tx, cx.program(), CLOCK, id).await?,
    }
    Ok(())
}

async fn wave_state(cx: &Cx, tx: &mut Tx, lead: &Lead, policy: &DistributionPolicy) -> Result<WaveState, Fail> {
    let program = programs::get(tx, cx.program()).await?;
    let calendar = calendars::get(tx, cx.program(), program.calendar).await?;
    Ok(WaveState {
        now: cx.now,
        works_at: calendar.hours.next_open(cx.now).unwrap_or(cx.now),
        mode: policy.mode_for(&candidates::facts(lead, policy)?),
        wanted_started: policy.wanted_started,
        waves: policy.waves,
        decided: lead.waves,
        first_k: lead.first_k,
        offers: offers::progress(tx, cx.program(), lead.id).await?,
    })
}

async fn send_wave(cx: &Cx, tx: &mut Tx, lead: &Lead, number: u32, wave: domain::Wave) -> Result<(), Fail> {
    let (inputs, version) = candidates::inputs(cx, tx, lead, wave, number).await?;
    let decision = decide(&inputs);
    let segment = candidates::segment_key(&inputs.lead);
    let mut queue = inputs.queue.clone();
    queue.settle(&decision.selection);
    store::save_queue(tx, cx.program(), &segment, &queue, version).await?;
    let chosen = decision.selection.chosen.clone();
    let k = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    let first_k = if number == 1 { k } else { lead.first_k };
    if !leads::wave_sent(tx, cx.program(), lead.id, number, first_k, decision.mode.slots()).await? {
        return Err(tx.run_again().into());
    }
    let event = NewEvent::new::<Kind>("lead.wave_sent", lead.id)
        .with(json!({ "wave": number, "k": k, "policy": inputs.policy_version, "mark": decision.mark }));
    events::record(cx, tx, event).await?;
    for partner in &chosen {
        make_offer(cx, tx, lead, number, *partner, &inputs, &decision, &segment).await?;
    }
    store::keep(tx, cx.program(), lead.id, number, &Record { inputs, decision }).await?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "one offer is made of one decision; a struct would only rename it")]
async fn make_offer(
    cx: &Cx,
    tx: &mut Tx,
    lead: &Lead,
    wave: u32,
    partner: PartnerId,
    inputs: &domain::Inputs,
    decision: &domain::Decision,
    segment: &str,
) -> Result<(), Fail> {
    let Some(candidate) = inputs.candidates.iter().find(|c| c.partner == partner) else { return Ok(()) };
    let charge = decision.selection.charges.iter().find(|charge| charge.partner == partner);
    let offer = NewOffer {
        id: cx.new_id::<kit::id::Offer>() as OfferId,
        lead: lead.id,
        partner,
        wave,
        // Nobody on duty in the window: only a protected client's partner is asked all the same.
        deadline: candidate.deadline.unwrap_or(cx.now),
        segment: segment.to_owned(),
        turn: candidate.turn().to_string(),
        charge: charge.map_or(0, |charge| charge.amount),
        share: candidate.share.0,
        mark: decision.mark.map(|mark| crate::code_of(&mark)),
    };
    offers::make(cx, tx, &offer).await
}

/// Moves a place in the queue of a segment: an acceptance back, a refund forth.
pub(crate) async fn shift(cx: &Cx, tx: &mut Tx, segment: &str, turn: &str, amount: i64) -> Result<(), Fail> {
    let (mut queue, version) = store::queue(tx, cx.program(), segment).await?;
    if let Ok(turn) = turn.parse()
        && amount != 0
        && queue.shift(turn, amount).is_some()
    {
        store::save_queue(tx, cx.program(), segment, &queue, version).await?;
    }
    Ok(())
}
