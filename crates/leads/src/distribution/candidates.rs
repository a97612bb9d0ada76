//! The network as the rules see it: every partner with all that the gates and the queue ask of it.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use kit::{
    Id, Instant, WorkingCalendar,
    id::{CalendarId, PartnerId},
    time::Span,
};
use network::{
    calendars,
    partners::{self, Partner},
    policies, programs, territories,
};
use platform::{Cx, Fail};

use super::{
    domain::{
        Candidate, Certificate, DistributionPolicy, Entropy, Gate, Inputs, LeadFacts, Pause, PauseKind, Queue, TurnKey,
        Wave,
        gates::held_by_reciprocity_alone,
        numbers::{Numbers, Past, Tally, freeze},
        verdicts,
    },
    store::{self, TallyRow},
};
use crate::{
    code_of,
    fixed::Millionths,
    from_code,
    intake::Lead,
    offers,
    reciprocity::{
        self,
        domain::{History, InSegment, in_force, policy::ReciprocityPolicy},
    },
};

/// Everything that a decision about a lead depends on, and the version of the queue that was read.
pub(super) async fn inputs(cx: &Cx, tx: &mut Tx, lead: &Lead, wave: Wave, number: u32) -> Result<(Inputs, i64), Fail> {
    let policy = policies::in_force(tx, cx.program(), cx.now).await?;
    let numbers: DistributionPolicy = policy.section("distribution")?;
    let reciprocity: ReciprocityPolicy = policy.section("reciprocity")?;
    let facts = facts(lead, &numbers)?;
    let candidates = candidates(cx, tx, lead, &facts, &numbers, &reciprocity, number).await?;
    let (mut queue, version) = store::queue(tx, cx.program(), &segment_key(&facts)).await?;
    line_up(&mut queue, &candidates, &facts, wave, cx.now);
    let inputs = Inputs {
        lead: facts,
        at: cx.now,
        entropy: Entropy(programs::epoch_entropy(tx, cx.program()).await?),
        policy_version: policy.id,
        policy: numbers,
        wave,
        queue,
        candidates,
    };
    Ok((inputs, version))
}

/// The name of a lead's segment in the table of queues.
pub(super) fn segment_key(facts: &LeadFacts) -> String {
    format!("{}/{}/{}", facts.product, facts.region, code_of(&facts.size))
}

pub(super) fn facts(lead: &Lead, policy: &DistributionPolicy) -> Result<LeadFacts, Fail> {
    let wrong = |what: &str| Fail::Db(db::DbError::Broken(format!("lead {}: {what}", lead.id)));
    Ok(LeadFacts {
        lead: lead.id,
        product: lead.product,
        region: lead.region.clone(),
        regions_around: territories::around(&lead.region).into_iter().map(str::to_owned).collect(),
        size: from_code(&lead.size).ok_or_else(|| wrong("size"))?,
        industry: lead.industry.clone(),
        urgency: from_code(&lead.urgency).ok_or_else(|| wrong("urgency"))?,
        value: policy.value.class(lead.value_minor),
        source: lead.source.clone(),
        client_of: None,
        excluded_by_client: BTreeSet::new(),
        group_asked: BTreeMap::new(),
    })
}

/// What was read of the whole network for one decision.
struct Network {
    calendars: BTreeMap<CalendarId, WorkingCalendar>,
    pauses: BTreeMap<PartnerId, Vec<partners::Pause>>,
    tallies: BTreeMap<PartnerId, TallyRow>,
    frozen: BTreeMap<PartnerId, Numbers>,
    open_work: BTreeMap<PartnerId, u32>,
    on_lead: BTreeMap<PartnerId, super::domain::OnLead>,
    window: Span,
}

async fn candidates(
    cx: &Cx,
    tx: &mut Tx,
    lead: &Lead,
    facts: &LeadFacts,
    policy: &DistributionPolicy,
    policy_of_debts: &ReciprocityPolicy,
    number: u32,
) -> Result<Vec<Candidate>, Fail> {
    let program = cx.program();
    let all = partners::covering(tx, program).await?;
    let tallies = store::tallies(tx, program).await?;
    let past: BTreeMap<PartnerId, Past> = all.iter().map(|p| (p.id, past(p, tallies.get(&p.id)))).collect();
    let calendars = calendars::list(tx, program).await?.into_iter().map(|c| (c.id, c.hours)).collect();
    let network = Network {
        calendars,
        pauses: partners::pauses_of(tx, program, cx.now).await?,
        frozen: freeze(&past, policy, policy_of_debts.ratio),
        tallies,
        open_work: store::open_work(tx, program).await?,
        on_lead: offers::on_lead(tx, program, lead.id).await?,
        window: Span::minutes(policy.window(facts.urgency, number).unwrap_or(0).into()),
    };
    let mut today: BTreeMap<Instant, BTreeMap<PartnerId, u32>> = BTreeMap::new();
    let histories = reciprocity::histories(cx, tx, &all).await?;
    let mut found = Vec::with_capacity(all.len());
    for partner in all {
        // A day is the partner's own: partners of one zone share the count.
        let hours = network.calendars.get(&partner.calendar);
        let day = hours.map_or(cx.now, |h| h.start_of(h.local_date(cx.now)));
        if let std::collections::btree_map::Entry::Vacant(e) = today.entry(day) {
            e.insert(store::offered_since(tx, program, day).await?);
        }
        let new_today = today.get(&day).and_then(|counts| counts.get(&partner.id)).copied().unwrap_or(0);
        found.push(candidate(cx.now, partner, &network, policy, new_today));
    }
    pause_debtors(cx, tx, &mut found, facts, &histories, policy_of_debts).await?;
    Ok(found)
}

/// Partners that owe own deals are paused, as far as the valve of the segment allows.
async fn pause_debtors(
    cx: &Cx,
    tx: &mut Tx,
    found: &mut [Candidate],
    lead: &LeadFacts,
    histories: &BTreeMap<PartnerId, History>,
    policy: &ReciprocityPolicy,
) -> Result<(), Fail> {
    let mut due = BTreeMap::new();
    for (partner, history) in histories {
        let standing = reciprocity::standing_of(cx, tx, history).await?;
        if let Some(pause) = standing.pause.filter(|_| standing.is_paused(cx.now)) {
            due.insert(*partner, (standing.debt, pause));
        }
    }
    let serves = |candidate: &&mut Candidate| {
        let verdicts = verdicts(candidate, lead, Wave::First, cx.now);
        let serving = [Gate::Territory, Gate::Product, Gate::Segment];
        verdicts.iter().all(|verdict| verdict.passed || !serving.contains(&verdict.gate))
    };
    let segment: Vec<InSegment> = found
        .iter_mut()
        .filter(serves)
        .map(|c| InSegment { partner: c.partner, due: due.get(&c.partner).map(|(debt, pause)| (*debt, pause.from)) })
        .collect();
    let paused = in_force(&segment, policy);
    for candidate in found.iter_mut().filter(|c| paused.contains(&c.partner)) {
        if let Some((_, pause)) = due.get(&candidate.partner) {
            let kind = PauseKind::Reciprocity;
            candidate.pauses.push(Pause { kind, from: pause.from, until: Some(pause.until) });
        }
    }
    Ok(())
}

fn past(partner: &Partner, tally: Option<&TallyRow>) -> Past {
    let tally = tally.copied().unwrap_or_default();
    let of = |hits: i64, tries: i64| Tally { hits: Millionths::whole(hits), tries: Millionths::whole(tries) };
    Past {
        offers: of(tally.answered, tally.offered),
        deals: of(tally.won, tally.closed),
        tier: Millionths(partner.tier_weight),
        own: 0,
        won: u32::try_from(tally.won).unwrap_or(0),
    }
}

fn candidate(
    now: Instant,
    partner: Partner,
    network: &Network,
    policy: &DistributionPolicy,
    new_today: u32,
) -> Candidate {
    let id = partner.id;
    let tally = network.tallies.get(&id).copied().unwrap_or_default();
    let frozen = network.frozen.get(&id).copied();
    let hours = network.calendars.get(&partner.calendar);
    let pauses = network.pauses.get(&id).into_iter().flatten();
    Candidate {
        partner: id,
        group: partner.owner_group.map(|group| Id::from_uuid(group.uuid())),
        contract_active: partner.contract_active,
        pauses: pauses.map(|p| Pause { kind: pause_kind(p.kind), from: p.from, until: p.until }).collect(),
        regions: partner.territories.into_iter().collect(),
        certificates: partner
            .certificates
            .into_iter()
            .map(|c| Certificate { product: c.product, valid_until: c.valid_until })
            .collect(),
        sizes: partner.sizes.iter().filter_map(|size| from_code(size.code())).collect(),
        industries: partner.industries.into_iter().collect(),
        open_work: network.open_work.get(&id).copied().unwrap_or(0),
        open_cap: partner.open_cap.unwrap_or(policy.open_cap),
        new_today,
        new_cap: partner.new_per_day_cap.unwrap_or(policy.new_per_day_cap),
        deadline: hours.and_then(|hours| hours.add_working(now, network.window)),
        on_lead: network.on_lead.get(&id).copied(),
        share: frozen.map_or(Millionths::ONE, |n| n.share),
        fit: frozen.map_or_else(Default::default, |n| n.fit),
        answers: frozen.map_or(Millionths(333_333), |n| n.answers),
        joined_at: partner.joined_at,
        offers_ever: tally.received,
        received: tally.received,
    }
}

const fn pause_kind(kind: partners::PauseKind) -> PauseKind {
    match kind {
        partners::PauseKind::Reciprocity => PauseKind::Reciprocity,
        partners::PauseKind::Ignoring => PauseKind::Ignoring,
        partners::PauseKind::Quality => PauseKind::Quality,
        partners::PauseKind::Holiday => PauseKind::Holiday,
    }
}

/// Brings the queue up to the present: who serves the segment stands in it; who cannot be asked for a
/// while is parked and comes back at the present time, so that nothing is banked.
fn line_up(queue: &mut Queue, candidates: &[Candidate], lead: &LeadFacts, wave: Wave, now: Instant) {
    let mut can_be_asked: BTreeMap<TurnKey, bool> = BTreeMap::new();
    for candidate in candidates {
        let verdicts = verdicts(candidate, lead, wave, now);
        let closed = |gates: &[Gate]| verdicts.iter().any(|v| gates.contains(&v.gate) && !v.passed);
        let turn = candidate.turn();
        if closed(&[Gate::Territory, Gate::Product, Gate::Segment]) {
            queue.leave(turn, candidate.partner);
            continue;
        }
        queue.join(turn, candidate.partner);
        *can_be_asked.entry(turn).or_default() |= !closed(&[Gate::Contract, Gate::Pause, Gate::Capacity]);
    }
    if !can_be_asked.values().any(|asked| *asked) {
        // Nobody else covers the segment: a pause for reciprocity alone keeps nobody out of the queue.
        for candidate in candidates.iter().filter(|c| held_by_reciprocity_alone(c, lead, wave, now)) {
            can_be_asked.insert(candidate.turn(), true);
        }
    }
    let standing: BTreeSet<TurnKey> = queue.iter().map(|(_, turn, _)| turn).collect();
    for (turn, asked) in can_be_asked {
        match (asked, standing.contains(&turn)) {
            (false, true) => queue.park(turn),
            (true, false) => queue.rejoin(turn),
            _ => {}
        }
    }
}
