//! A small network for the tests of this folder.

use std::collections::{BTreeMap, BTreeSet};

use kit::{
    Instant,
    id::{LeadId, PartnerId, PolicyId, ProductId},
    time::Span,
};
use uuid::Uuid;

use super::{
    candidate::{Candidate, Certificate},
    decision::{Decision, Inputs, decide},
    draw::{Entropy, Fit},
    lead::{LeadFacts, SizeBand, Urgency, ValueClass},
    policy::{BandRule, DistributionPolicy, KRule},
    queue::Queue,
    selection::Wave,
};
use crate::fixed::Millionths;

pub fn partner(n: u128) -> PartnerId {
    PartnerId::from_uuid(Uuid::from_u128(n))
}
pub fn product(n: u128) -> ProductId {
    ProductId::from_uuid(Uuid::from_u128(n))
}
/// Monday 15 June 2026, 10:00 in Moscow.
pub fn monday() -> Instant {
    "2026-06-15T10:00:00+03:00".parse().unwrap()
}

pub fn lead(n: u128) -> LeadFacts {
    LeadFacts {
        lead: LeadId::from_uuid(Uuid::from_u128(n)),
        product: product(1),
        certificate_needed: true,
        region: "RU-MOW".to_owned(),
        regions_around: vec!["RU-CENTRAL".to_owned(), "RU".to_owned()],
        size: SizeBand::Medium,
        industry: Some("water".to_owned()),
        urgency: Urgency::Normal,
        value: ValueClass::One,
        source: "site".to_owned(),
        client_of: None,
        given_to: None,
        excluded_by_client: BTreeSet::new(),
        group_asked: BTreeMap::new(),
    }
}

pub fn candidate(n: u128) -> Candidate {
    Candidate {
        partner: partner(n),
        group: None,
        contract_active: true,
        pauses: vec![],
        regions: ["RU-MOW".to_owned()].into(),
        certificates: vec![Certificate { product: product(1), valid_until: None }].into(),
        sizes: [].into(),
        industries: [].into(),
        open_work: 0,
        open_cap: 10,
        new_today: 0,
        new_cap: 5,
        deadline: Some(monday() + Span::hours(8)),
        on_lead: None,
        share: Millionths::ONE,
        fit: Fit::One,
        answers: Millionths(500_000),
        joined_at: monday() - Span::days(400),
        offers_ever: 100,
        pause_waits: None,
    }
}

/// Fixed k, and `band = k`.
pub fn strict(k: u32) -> DistributionPolicy {
    DistributionPolicy { k: KRule::Fixed { k }, band: BandRule::K, ..DistributionPolicy::default() }
}
/// Fixed k with the usual band of sixteen.
pub fn drawn(k: u32) -> DistributionPolicy {
    DistributionPolicy { k: KRule::Fixed { k }, ..DistributionPolicy::default() }
}

/// A network with one queue, that leads are given to one after another.
#[derive(Debug, Clone)]
pub struct Network {
    pub inputs: Inputs,
}

impl Network {
    pub fn new(policy: DistributionPolicy, candidates: Vec<Candidate>) -> Self {
        let mut queue = Queue::default();
        for candidate in &candidates {
            queue.join(candidate.turn(), candidate.partner);
        }
        Self {
            inputs: Inputs {
                lead: lead(0),
                at: monday(),
                entropy: Entropy([7; 32]),
                policy_version: PolicyId::from_uuid(Uuid::from_u128(1)),
                policy,
                numbers_at: None,
                wave: Wave::First,
                queue,
                candidates,
            },
        }
    }
    /// Decides the first wave of lead `n` and settles it in the queue.
    pub fn give(&mut self, n: u128) -> Decision {
        self.inputs.lead.lead = LeadId::from_uuid(Uuid::from_u128(n));
        let decision = decide(&self.inputs);
        self.inputs.queue.settle(&decision.selection);
        decision
    }
    pub fn candidate(&mut self, n: u128) -> &mut Candidate {
        self.inputs.candidates.iter_mut().find(|c| c.partner == partner(n)).unwrap()
    }
    pub fn virtual_time(&self, n: u128) -> i64 {
        let turn = self.inputs.candidates.iter().find(|c| c.partner == partner(n)).unwrap().turn();
        self.inputs.queue.virtual_time(turn).unwrap()
    }
}

/// How often each partner was chosen.
pub fn tally(decisions: &[Decision]) -> BTreeMap<PartnerId, i64> {
    let mut counts = BTreeMap::new();
    for chosen in decisions.iter().flat_map(|decision| &decision.selection.chosen) {
        *counts.entry(*chosen).or_insert(0) += 1;
    }
    counts
}
