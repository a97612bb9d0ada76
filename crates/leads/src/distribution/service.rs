//! Distribution goes on: what is due expires, the next wave goes out, or the lead desk takes over.
//!
//! One timer a lead wakes it at its next moment; every answer of a partner wakes it at once.

use std::collections::BTreeMap;

use db::{Tx, Work};
use kit::{
    Id, Instant,
    id::{Lead as Kind, LeadId, OfferId, PartnerId},
    time::Span,
};
use network::versions;
use platform::{Cx, Fail, NewEvent, View, events, react};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    candidates::{self, Purpose},
    domain,
    domain::{
        DistributionPolicy, LeadFacts, NextStep, OnLead, Verdict, Wave, WaveState, decide, plan_next_wave, verdicts,
        waves::Progress,
    },
    nightly, store,
};
use crate::{
    desk,
    intake::{Lead, LeadStage, store as leads},
    locks,
    offers::{self, NewOffer},
};

/// How long a wave waits at a time while nobody knows what time it is.
const UNTIL_TIME_IS_KNOWN: Span = Span::minutes(1);

/// The mark of an offer to a partner whose pause is not in force in the segment, which would have too few partners.
pub(crate) const PAUSE_WAITS: &str = "pause_waits";

/// The kind of a lead's timer.
pub(crate) const CLOCK: &str = "lead_clock";

/// The lead is locked before its timer, as whoever sets the timer has it locked.
pub(crate) fn before_clock<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move { locks::lead(cx, tx, Id::from_uuid(uuid(subject))).await })
}

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
    locks::lead(cx, tx, id).await?;
    let lead = leads::get(tx, cx.program(), View::All, id).await?.ok_or(Fail::NotFound)?;
    advance_lead(cx, tx, lead).await.map(drop)
}

/// The same for a lead that was read in this transaction. Returns where the lead stands now.
pub(crate) async fn advance_lead(cx: &Cx, tx: &mut Tx, mut lead: Lead) -> Result<LeadStage, Fail> {
    let id = lead.id;
    if !matches!(lead.state, LeadStage::Distributing | LeadStage::InWork) {
        react::cancel_timer(tx, cx.program(), CLOCK, id).await?;
        return Ok(lead.state);
    }
    versions::hold_still(cx, tx).await?;
    let rules = versions::rules(tx, cx.program()).await?;
    let policy: DistributionPolicy = rules.policy(cx.now)?.section("distribution")?;
    // Before its first wave a lead has no offers.
    let mut offers = if lead.waves == 0 { Vec::new() } else { offers::up_to_now(cx, tx, &lead).await? };
    let facts = candidates::facts(cx, tx, &lead, &policy).await?;
    loop {
        let state = WaveState {
            now: cx.now,
            works_at: rules.vendor_calendar()?.hours.next_open(cx.now).unwrap_or(cx.now),
            mode: facts.mode(&policy),
            wanted_started: policy.wanted_started,
            waves: policy.waves,
            decided: lead.waves.saturating_sub(lead.round_from),
            first_k: lead.first_k,
            offers: offers.iter().map(|(_, _, progress)| *progress).collect(),
        };
        let (stage, until) = match plan_next_wave(&state) {
            // An offer made now might be over when the machine's clock is believed.
            NextStep::SendWave { .. } if cx.ahead.is_some() => {
                (LeadStage::Distributing, Some(cx.now + UNTIL_TIME_IS_KNOWN))
            }
            NextStep::SendWave { number, wave } => {
                send_wave(cx, tx, &mut lead, facts.clone(), (number, wave), &mut offers).await?;
                continue;
            }
            NextStep::Wait { until } => (LeadStage::Distributing, Some(until)),
            NextStep::Enough if all_lost(&offers) => {
                offers::end_lost(cx, tx, &lead).await?;
                return Ok(LeadStage::Lost);
            }
            NextStep::Enough => (LeadStage::InWork, None),
            NextStep::LeadDesk { reason } => {
                if leads::move_to(tx, cx.program(), id, LeadStage::Exhausted, cx.now).await? {
                    desk::take_over(cx, tx, &lead, reason).await?;
                }
                wake_at(cx, tx, id, None, &offers).await?;
                return Ok(LeadStage::Exhausted);
            }
        };
        if lead.state != stage
            && leads::move_to(tx, cx.program(), id, stage, cx.now).await?
            && stage == LeadStage::InWork
        {
            events::record(cx, tx, NewEvent::new::<Kind>("lead.in_work", id)).await?;
        }
        wake_at(cx, tx, id, until, &offers).await?;
        return Ok(stage);
    }
}

/// The offers of a lead, as far as the plan asks: whose, how it counts in the history, how far it is.
type Offers = Vec<(PartnerId, OnLead, Progress)>;

/// Somebody lost its deal, and nobody has the lead any more.
fn all_lost(offers: &Offers) -> bool {
    let over = offers.iter().all(|(_, _, progress)| matches!(progress, Progress::Lost | Progress::Over));
    over && offers.iter().any(|(_, _, progress)| *progress == Progress::Lost)
}

/// The next moment of a lead: what the plan waits for, or the end of a clock of one of its offers.
async fn wake_at(cx: &Cx, tx: &mut Tx, id: LeadId, planned: Option<Instant>, offers: &Offers) -> Result<(), Fail> {
    let ends = offers.iter().filter_map(|(_, _, progress)| progress.ends());
    match ends.chain(planned).min() {
        Some(at) => react::set_timer(tx, cx.program(), CLOCK, id, at).await?,
        None => react::cancel_timer(tx, cx.program(), CLOCK, id).await?,
    }
    Ok(())
}

async fn send_wave(
    cx: &Cx,
    tx: &mut Tx,
    lead: &mut Lead,
    facts: LeadFacts,
    (number, wave): (u32, Wave),
    offers: &mut Offers,
) -> Result<(), Fail> {
    let ground = candidates::ground(cx, tx, facts, wave, number, last_of_each(offers), Purpose::Decide).await?;
    let decision = decide(&ground.inputs);
    let chosen = &decision.selection.chosen;
    let k = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    let first_k = if number == 1 { k } else { lead.first_k };
    let places = decision.mode.slots().max(lead.places_held);
    // Waves are counted over all rounds of the lead; the number within the round chose the window.
    let (number, window) = (lead.waves.saturating_add(1), number);
    if !leads::wave_sent(tx, cx.program(), lead.id, number, first_k, places).await? {
        return Err(tx.run_again().into());
    }
    let facts = json!({ "wave": number, "k": k, "policy": ground.inputs.policy_version, "mark": decision.mark,
        "segment": ground.segment });
    events::record(cx, tx, NewEvent::new::<Kind>("lead.wave_sent", lead.id).with(facts)).await?;
    let made: Vec<NewOffer> =
        chosen.iter().filter_map(|partner| new_offer(cx, (number, window), *partner, &ground, &decision)).collect();
    offers.extend(made.iter().map(|new| (new.partner, OnLead::Live, Progress::Open { deadline: new.deadline })));
    offers::make(cx, tx, &made).await?;
    versions::stand_still(cx, tx).await?;
    let candidates::Ground { inputs, roster, seen, segment, queue_version } = ground;
    let kept = store::Kept { number, inputs: &inputs, decision: &decision, roster: &roster, seen: &seen };
    store::keep(tx, cx.program(), &kept).await?;
    if number == 1 {
        let rules = versions::rules(tx, cx.program()).await?;
        nightly::first_night(cx, tx, &rules).await?;
    }
    let mut queue = inputs.queue;
    queue.settle(&decision.selection);
    store::save_queue(tx, cx.program(), &segment, &queue, queue_version).await?;
    (lead.waves, lead.first_k, lead.places) = (number, first_k, places);
    Ok(())
}

/// How each partner's last offer of a lead stands or ended; a decline is never forgotten.
fn last_of_each(offers: &Offers) -> BTreeMap<PartnerId, OnLead> {
    let mut found: BTreeMap<PartnerId, OnLead> = BTreeMap::new();
    for (partner, on_lead, _) in offers {
        let kept = found.entry(*partner).or_insert(*on_lead);
        if *kept != OnLead::Declined {
            *kept = *on_lead;
        }
    }
    found
}

/// The offer of one chosen partner.
fn new_offer(
    cx: &Cx,
    (wave, window): (u32, u32),
    partner: PartnerId,
    ground: &candidates::Ground,
    decision: &domain::Decision,
) -> Option<NewOffer> {
    let candidates = &ground.inputs.candidates;
    let at = candidates.binary_search_by_key(&partner, |c| c.partner).ok()?;
    let candidate = candidates.get(at)?;
    let charge = decision.selection.charges.iter().find(|charge| charge.partner == partner);
    // Nobody on duty: only who is to have the lead alone is asked all the same, by the clock on the wall.
    let minutes = ground.inputs.policy.window(ground.inputs.lead.urgency, window).unwrap_or(0);
    let deadline = candidate.deadline.unwrap_or(cx.now + Span::minutes(minutes.into()));
    let member = ground.roster.body.members.get(at);
    let hours = member.and_then(|member| ground.roster.calendars.get(member.calendar));
    Some(NewOffer {
        id: cx.new_id::<kit::id::Offer>() as OfferId,
        lead: ground.inputs.lead.lead,
        partner,
        wave,
        deadline,
        segment: ground.segment.clone(),
        turn: candidate.turn().to_string(),
        charge: charge.map_or(0, |charge| charge.amount),
        share: candidate.share.0,
        mark: decision.mark.map(|mark| crate::code_of(&mark)).or(candidate.pause_waits.map(|_| PAUSE_WAITS.to_owned())),
        day: hours.map_or(cx.now, |hours| candidates::day_of(hours, cx.now)),
        before_today: candidate.new_today,
        most_today: (candidate.new_today < candidate.new_cap).then_some(candidate.new_cap),
    })
}

/// How a place in a queue moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    pub segment: String,
    pub turn: String,
    /// 0 when it stands there no longer.
    pub by: i64,
}

/// Moves a place in the queue of a segment: an acceptance back, a refund forth.
pub(crate) async fn shift(cx: &Cx, tx: &mut Tx, segment: &str, turn: &str, amount: i64) -> Result<Moved, Fail> {
    let (mut queue, version) = store::lock_queue(tx, cx.program(), segment).await?;
    let mut moved = Moved { segment: segment.to_owned(), turn: turn.to_owned(), by: 0 };
    if let Ok(turn) = turn.parse()
        && amount != 0
        && queue.shift(turn, amount).is_some()
    {
        store::save_queue(tx, cx.program(), segment, &queue, version).await?;
        moved.by = amount;
    }
    Ok(moved)
}

/// Every partner's gates for a lead as they stand at this moment, whoever was asked before.
pub(crate) async fn gates_now(cx: &Cx, tx: &mut Tx, lead: &Lead) -> Result<Vec<(PartnerId, Vec<Verdict>)>, Fail> {
    let rules = versions::rules(tx, cx.program()).await?;
    let policy: DistributionPolicy = rules.policy(cx.now)?.section("distribution")?;
    let facts = candidates::facts(cx, tx, lead, &policy).await?;
    let offers = offers::standing_of(cx, tx, lead.id).await?;
    let ground = candidates::ground(cx, tx, facts, Wave::Everybody, 1, last_of_each(&offers), Purpose::Look).await?;
    let of = |c: &domain::Candidate| verdicts(c, &ground.inputs.lead, Wave::Everybody, cx.now);
    Ok(ground.inputs.candidates.iter().map(|candidate| (candidate.partner, of(candidate))).collect())
}
