//! The partners as the gates and the queue see them, as far as it does not depend on the moment: read once
//! for each version of the network, kept in memory, and stored once for all decisions that saw it.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use db::{Tx, Version};
use kit::{
    Id, Instant, WorkingCalendar,
    id::{PartnerId, PolicyId, ProductId},
};
use network::{
    partners::{self, Partner},
    versions::{self, Directory, Rules},
};
use platform::{Cx, Fail};
use serde::{Deserialize, Serialize};

use super::{
    domain::{
        Candidate, Certificate, DistributionPolicy, Entropy, Fit, LeadFacts, OnLead, Pause, PauseKind,
        numbers::{Frozen, share},
    },
    store,
};
use crate::{code_of, fixed::Millionths, from_code};

/// A partner without what depends on the moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Member {
    /// Everything that stays, with nothing counted and nothing judged.
    pub candidate: Candidate,
    /// Its calendar, as a place in the roster's list.
    pub calendar: usize,
    /// The weight of its tier.
    pub tier: Millionths,
    /// Its own limits; the policy's when absent.
    pub open_cap: Option<u32>,
    pub new_cap: Option<u32>,
    /// Its numbers, when they have been frozen.
    pub frozen: Frozen,
}

/// What is stored of a roster, once for all decisions that saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Body {
    pub members: Vec<Member>,
    pub entropy: Entropy,
    /// The moment for which the numbers of the members were frozen.
    #[serde(default)]
    pub numbers_at: Option<Instant>,
    /// The numbers of the policies that are or will be in force.
    pub policies: BTreeMap<PolicyId, DistributionPolicy>,
}

pub(super) struct Roster {
    pub version: Version,
    pub body: Body,
    /// The ids of the members, in order.
    pub ids: Vec<PartnerId>,
    pub calendars: Vec<WorkingCalendar>,
    read_at: Instant,
    packed: OnceLock<Vec<u8>>,
}

impl Roster {
    /// The body as it is stored: a few kB for sixty partners.
    pub fn packed(&self) -> &[u8] {
        self.packed.get_or_init(|| store::pack(&self.body))
    }
}

/// What was counted of one partner at the moment of a decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub open_work: u32,
    pub new_today: u32,
    pub received: u32,
}

/// All that a decision saw besides the roster, the lead and the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// When the wave's window ends, for each calendar of the roster.
    pub deadlines: Vec<Option<Instant>>,
    /// What was counted of each member.
    pub loads: Vec<Load>,
    /// How the partners that were asked before stand with the lead.
    pub on_lead: BTreeMap<PartnerId, OnLead>,
    /// Pauses for reciprocity, after the valve of the segment.
    pub debtors: BTreeMap<PartnerId, Pause>,
    /// Pauses for reciprocity that are due and that the valve keeps out of force.
    pub waiting: BTreeMap<PartnerId, Pause>,
    /// Caps of partners that came back from a pause for ignoring and are not clean yet.
    pub probation: BTreeMap<PartnerId, u32>,
}

impl Body {
    /// The candidates of a decision, in the order of their ids.
    pub fn candidates(
        &self,
        lead: &LeadFacts,
        policy: &DistributionPolicy,
        at: Instant,
        seen: &Seen,
    ) -> Vec<Candidate> {
        let segment = segment_key(lead);
        let loads = seen.loads.iter().copied().chain(std::iter::repeat(Load::default()));
        let made = self.members.iter().zip(loads).map(|(member, load)| {
            let partner = member.candidate.partner;
            let own_cap = member.open_cap.unwrap_or(policy.open_cap);
            let lasting = member.candidate.pauses.iter().filter(|pause| pause.until.is_none_or(|until| until > at));
            Candidate {
                pauses: lasting.chain(seen.debtors.get(&partner)).copied().collect(),
                open_work: load.open_work,
                open_cap: own_cap.min(seen.probation.get(&partner).copied().unwrap_or(own_cap)),
                new_today: load.new_today,
                new_cap: member.new_cap.unwrap_or(policy.new_per_day_cap),
                deadline: seen.deadlines.get(member.calendar).copied().flatten(),
                on_lead: seen.on_lead.get(&partner).copied(),
                share: share(member.tier, member.frozen.balance, policy),
                fit: member.frozen.fit_in(&segment),
                answers: member.frozen.answers,
                offers_ever: load.received,
                pause_waits: seen.waiting.get(&partner).copied(),
                ..member.candidate.clone()
            }
        });
        made.collect()
    }
}

/// The name of a lead's segment in the table of queues.
pub(crate) fn segment_name(product: ProductId, region: &str, size: &str) -> String {
    format!("{product}/{region}/{size}")
}

/// The same of a lead as the rules see it.
pub(super) fn segment_key(facts: &LeadFacts) -> String {
    segment_name(facts.product, &facts.region, &code_of(&facts.size))
}

/// The roster at this moment.
pub(super) async fn roster(cx: &Cx, tx: &mut Tx) -> Result<Arc<Roster>, Fail> {
    let program = cx.program();
    if cfg!(debug_assertions) {
        // Each use of a roster also compares what it was made of with the database.
        versions::directory(tx, program, cx.now).await?;
    }
    let version = versions::of(tx, program).await?.partners;
    if let Some(kept) = tx.kept::<Roster>(program.bytes(), &version).filter(|kept| kept.read_at <= cx.now) {
        return Ok(kept);
    }
    loop {
        let before = versions::of(tx, program).await?;
        let rules = versions::rules(tx, program).await?;
        let directory = versions::directory(tx, program, cx.now).await?;
        let frozen = store::frozen(tx, program).await?;
        if versions::unchanged(tx, program, before, |v| v.partners).await? {
            let roster = Arc::new(make(before.partners, &rules, &directory, &frozen)?);
            tx.keep(program.bytes(), &before.partners, Arc::clone(&roster));
            return Ok(roster);
        }
    }
}

fn make(version: Version, rules: &Rules, directory: &Directory, frozen: &store::FrozenNumbers) -> Result<Roster, Fail> {
    let read_at = directory.read_at;
    let numbered: BTreeMap<_, usize> = rules.calendars.keys().copied().zip(0..).collect();
    // A partner whose calendar is gone has no hours: its number names no calendar of the list.
    let calendar_of = |partner: &Partner| numbered.get(&partner.calendar).copied().unwrap_or(usize::MAX);
    // Numbers are frozen at a moment; of whom nothing was known then has what the policy of then supposes.
    let first = || rules.policies().next().ok_or(Fail::NotFound);
    let policy = frozen.at.map_or_else(first, |at| rules.policy(at).or_else(|_| first()))?;
    let unknown = Frozen::unknown(&policy.section::<DistributionPolicy>("distribution")?);
    let member = |partner: &Partner| Member {
        candidate: candidate(partner, directory.pauses(partner.id, read_at)),
        calendar: calendar_of(partner),
        tier: Millionths(partner.tier_weight),
        open_cap: partner.open_cap,
        new_cap: partner.new_per_day_cap,
        frozen: frozen.partners.get(&partner.id).unwrap_or(&unknown).clone(),
    };
    let members: Vec<Member> = directory.partners.iter().map(member).collect();
    let policies = rules.policies_from(read_at).map(|policy| Ok((policy.id, policy.section("distribution")?)));
    Ok(Roster {
        version,
        ids: members.iter().map(|member| member.candidate.partner).collect(),
        body: Body {
            members,
            entropy: Entropy(rules.epoch_entropy),
            numbers_at: frozen.at,
            policies: policies.collect::<Result<_, Fail>>()?,
        },
        calendars: rules.calendars.values().map(|calendar| calendar.hours.clone()).collect(),
        read_at,
        packed: OnceLock::new(),
    })
}

fn candidate<'a>(partner: &Partner, pauses: impl Iterator<Item = &'a partners::Pause>) -> Candidate {
    let certificate = |c: &partners::Certificate| Certificate { product: c.product, valid_until: c.valid_until };
    Candidate {
        partner: partner.id,
        group: partner.owner_group.map(|group| Id::from_uuid(group.uuid())),
        contract_active: partner.contract_active,
        pauses: pauses.map(|p| Pause { kind: pause_kind(p.kind), from: p.from, until: p.until }).collect(),
        regions: partner.territories.iter().cloned().collect(),
        certificates: partner.certificates.iter().map(certificate).collect(),
        sizes: partner.sizes.iter().filter_map(|size| from_code(size.code())).collect(),
        industries: partner.industries.iter().cloned().collect(),
        open_work: 0,
        open_cap: 0,
        new_today: 0,
        new_cap: 0,
        deadline: None,
        on_lead: None,
        share: Millionths::ONE,
        fit: Fit::One,
        answers: Millionths::ZERO,
        joined_at: partner.joined_at,
        offers_ever: 0,
        pause_waits: None,
    }
}

const fn pause_kind(kind: partners::PauseKind) -> PauseKind {
    match kind {
        partners::PauseKind::Reciprocity => PauseKind::Reciprocity,
        partners::PauseKind::Ignoring => PauseKind::Ignoring,
        partners::PauseKind::Quality => PauseKind::Quality,
        partners::PauseKind::Holiday => PauseKind::Holiday,
        partners::PauseKind::Suspended => PauseKind::Suspended,
    }
}
