//! What a decision is made from: the roster of the network, and what is counted at this moment.

use std::{collections::BTreeMap, sync::Arc};

use db::Tx;
use kit::{
    Instant, WorkingCalendar,
    id::{PartnerId, ProductId},
    time::Span,
};
use network::{
    territories,
    versions::{self, Rules},
};
use platform::{Cx, Fail};

use super::{
    domain::{
        Candidate, DistributionPolicy, Gate, Inputs, LeadFacts, OnLead, Pause, PauseKind, Queue, TurnKey, Wave,
        gates::{held_by_reciprocity_alone, passes},
    },
    roster::{Load, Roster, Seen, roster, segment_key},
    store::{self, LoadRow},
};
use crate::{
    from_code,
    intake::Lead,
    offers, protection,
    reciprocity::{
        self,
        domain::{InSegment, in_force, policy::ReciprocityPolicy},
    },
};

/// Everything that goes into a decision, and what is needed to write it down.
pub(super) struct Ground {
    pub inputs: Inputs,
    pub roster: Arc<Roster>,
    pub seen: Seen,
    /// The name of the lead's segment.
    pub segment: String,
    /// The version of its queue that was read.
    pub queue_version: i64,
}

/// The gates that say whether a partner serves a segment at all.
const SERVING: [Gate; 3] = [Gate::Territory, Gate::Product, Gate::Segment];
/// The gates that say whether it can be asked just now.
const ASKABLE: [Gate; 3] = [Gate::Contract, Gate::Pause, Gate::Capacity];

/// What the ground is prepared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A decision, which will be saved.
    Decide,
    /// A look, which changes nothing.
    Look,
}

/// Everything that a decision about a lead depends on.
pub(super) async fn ground(
    cx: &Cx,
    tx: &mut Tx,
    mut facts: LeadFacts,
    wave: Wave,
    number: u32,
    on_lead: BTreeMap<PartnerId, OnLead>,
    purpose: Purpose,
) -> Result<Ground, Fail> {
    let rules = versions::rules(tx, cx.program()).await?;
    let in_force = rules.policy(cx.now)?;
    let policy: DistributionPolicy = in_force.section("distribution")?;
    let segment = segment_key(&facts);
    // Before anything is counted: whoever decides about the same queue counts what this decision has changed.
    let (mut queue, queue_version) = match purpose {
        Purpose::Decide => store::lock_queue(tx, cx.program(), &segment).await?,
        Purpose::Look => store::queue(tx, cx.program(), &segment).await?,
    };
    let roster = roster(cx, tx).await?;
    let window = Span::minutes(policy.window(facts.urgency, number).unwrap_or(0).into());
    let mut seen = Seen {
        deadlines: roster.calendars.iter().map(|hours| hours.add_working(cx.now, window)).collect(),
        loads: loads(cx, tx, &roster).await?,
        on_lead,
        debtors: BTreeMap::new(),
        waiting: BTreeMap::new(),
        probation: offers::on_probation(cx, tx).await?,
    };
    let mut candidates = roster.body.candidates(&facts, &policy, cx.now, &seen);
    let debts: ReciprocityPolicy = in_force.section("reciprocity")?;
    (seen.debtors, seen.waiting) = debtors(cx, tx, &candidates, &facts, &debts).await?;
    if !(seen.debtors.is_empty() && seen.waiting.is_empty()) {
        candidates = roster.body.candidates(&facts, &policy, cx.now, &seen);
    }
    // Of partners of one owner the first that was asked stands for all.
    let asked = candidates.iter().filter(|candidate| candidate.on_lead.is_some());
    facts.group_asked = asked.filter_map(|candidate| Some((candidate.group?, candidate.partner))).collect();
    line_up(&mut queue, &candidates, &facts, wave, cx.now);
    let inputs = Inputs {
        lead: facts,
        at: cx.now,
        entropy: roster.body.entropy,
        policy_version: in_force.id,
        policy,
        numbers_at: roster.body.numbers_at,
        wave,
        queue,
        candidates,
    };
    Ok(Ground { inputs, roster, seen, segment, queue_version })
}

/// A lead as the rules see it: what it says itself, whose its client is, whom the client does not want.
pub(super) async fn facts(cx: &Cx, tx: &mut Tx, lead: &Lead, policy: &DistributionPolicy) -> Result<LeadFacts, Fail> {
    let (client_of, excluded_by_client) = protection::ties(cx, tx, lead).await?;
    let rules = versions::rules(tx, cx.program()).await?;
    let wrong = |what: &str| Fail::Db(db::DbError::Broken(format!("lead {}: {what}", lead.id)));
    Ok(LeadFacts {
        lead: lead.id,
        product: lead.product,
        certificate_needed: certificate_needed(&rules, lead.product),
        region: lead.region.clone(),
        regions_around: territories::around(&lead.region).into_iter().map(str::to_owned).collect(),
        size: from_code(&lead.size).ok_or_else(|| wrong("size"))?,
        industry: lead.industry.clone(),
        urgency: from_code(&lead.urgency).ok_or_else(|| wrong("urgency"))?,
        value: policy.value.class(lead.value_minor),
        source: lead.source.clone(),
        client_of,
        given_to: lead.given_to,
        excluded_by_client,
        group_asked: BTreeMap::new(),
    })
}

/// Whether who sells a product must hold a certificate for it.
pub(super) fn certificate_needed(rules: &Rules, product: ProductId) -> bool {
    rules.products.get(&product).is_none_or(|product| product.needs_certificate)
}

/// What is counted of each member of the roster at this moment.
async fn loads(cx: &Cx, tx: &mut Tx, roster: &Roster) -> Result<Vec<Load>, Fail> {
    let today: Vec<Instant> = roster.calendars.iter().map(|hours| day_of(hours, cx.now)).collect();
    let mut rows = store::loads(tx, cx.program()).await?.into_iter().peekable();
    let mut found = Vec::with_capacity(roster.body.members.len());
    for member in &roster.body.members {
        let partner = member.candidate.partner;
        // Both are in the order of ids; a partner that has left has a row and no member.
        while rows.next_if(|row| row.partner < partner).is_some() {}
        let Some(row) = rows.next_if(|row| row.partner == partner) else {
            found.push(Load::default());
            continue;
        };
        // A day is the partner's own. Without a calendar it has none.
        let day = today.get(member.calendar).copied().unwrap_or(cx.now);
        let new_today = new_today(cx, tx, &row, day).await?;
        found.push(Load { open_work: row.open_work, new_today, received: row.received });
    }
    Ok(found)
}

async fn new_today(cx: &Cx, tx: &mut Tx, row: &LoadRow, day: Instant) -> Result<u32, Fail> {
    if row.day_at == day {
        return Ok(row.day_offers);
    }
    if row.last_offered_at < day {
        return Ok(0);
    }
    // The partner's calendar has changed in the middle of its day.
    Ok(store::offered_since(tx, cx.program(), row.partner, day).await?)
}

/// The beginning of the day at a moment, by a partner's own hours.
pub(super) fn day_of(hours: &WorkingCalendar, now: Instant) -> Instant {
    hours.start_of(hours.local_date(now))
}

/// Partners that owe own deals are paused, as far as the valve of the segment allows; and those that it lets through.
async fn debtors(
    cx: &Cx,
    tx: &mut Tx,
    candidates: &[Candidate],
    lead: &LeadFacts,
    policy: &ReciprocityPolicy,
) -> Result<(BTreeMap<PartnerId, Pause>, BTreeMap<PartnerId, Pause>), Fail> {
    let due = reciprocity::due(cx, tx, policy).await?;
    if due.is_empty() {
        return Ok(Default::default());
    }
    let serving = candidates.iter().filter(|candidate| passes(&SERVING, candidate, lead, Wave::First, cx.now));
    let owes = |partner: PartnerId| due.get(&partner).map(|(debt, pause)| (*debt, pause.from));
    let segment: Vec<InSegment> = serving.map(|c| InSegment { partner: c.partner, due: owes(c.partner) }).collect();
    let in_force = in_force(&segment, policy);
    let pauses = segment.iter().filter_map(|one| {
        let (_, pause) = due.get(&one.partner)?;
        Some((one.partner, Pause { kind: PauseKind::Reciprocity, from: pause.from, until: Some(pause.until) }))
    });
    Ok(pauses.partition(|(partner, _)| in_force.contains(partner)))
}

/// Brings the queue up to the present: who serves the segment stands in it; who cannot be asked for a
/// while is parked and comes back at the present time, so that nothing is banked.
pub(super) fn line_up(queue: &mut Queue, candidates: &[Candidate], lead: &LeadFacts, wave: Wave, now: Instant) {
    if queue.has_groups() || candidates.iter().any(|candidate| candidate.group.is_some()) {
        let turns: BTreeMap<PartnerId, TurnKey> = candidates.iter().map(|c| (c.partner, c.turn())).collect();
        // Whose owner has changed since the segment was last asked.
        for (turn, partner) in queue.strays(&turns) {
            if let Some(now) = turns.get(&partner) {
                queue.change(turn, *now, partner);
            }
        }
    }
    let mut can_be_asked: BTreeMap<TurnKey, bool> = BTreeMap::new();
    for candidate in candidates {
        let turn = candidate.turn();
        if !passes(&SERVING, candidate, lead, wave, now) {
            queue.leave(turn, candidate.partner);
            continue;
        }
        queue.join(turn, candidate.partner);
        *can_be_asked.entry(turn).or_default() |= passes(&ASKABLE, candidate, lead, wave, now);
    }
    if !can_be_asked.values().any(|asked| *asked) {
        // Nobody else covers the segment: a pause for reciprocity alone keeps nobody out of the queue.
        for candidate in candidates.iter().filter(|c| held_by_reciprocity_alone(c, lead, wave, now)) {
            can_be_asked.insert(candidate.turn(), true);
        }
    }
    for (turn, asked) in can_be_asked {
        match (asked, queue.stands(turn)) {
            (false, true) => queue.park(turn),
            (true, false) => queue.rejoin(turn),
            _ => {}
        }
    }
}
