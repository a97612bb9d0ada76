//! Why, for one partner: its own gates, place, draw and share, and what would have changed the outcome.
//! Nothing of any other partner; counts below five are only said to be few.

use kit::{
    Instant,
    id::{LeadId, PartnerId, PolicyId},
};
use serde::{Deserialize, Serialize};

use super::{
    candidate::{Candidate, Certificate, Pause},
    decision::{Decision, Inputs, decide},
    draw::Fit,
    explanation::{Sentence, explain},
    gates::{Gate, Verdict, eligible},
    lead::LeadFacts,
};
use crate::fixed::Millionths;

/// The smallest number of partners that is told as a number.
const TOLD_FROM: u32 = 5;

/// A number of partners, told so that none of them can be made out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Fewer than five.
    FewerThanFive,
    /// Exactly so many.
    Exactly(u32),
}

impl Count {
    /// Tells a number.
    pub const fn tell(n: u32) -> Self {
        if n < TOLD_FROM { Self::FewerThanFive } else { Self::Exactly(n) }
    }
}

/// One thing about the partner that is imagined to be otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum WhatIf {
    /// This gate had been open.
    GateOpen {
        /// The gate.
        gate: Gate,
    },
    /// Every gate had been open.
    EveryGateOpen,
    /// Its fit had been the best.
    BestFit,
    /// It had stood at the head of the queue.
    HeadOfQueue,
}

/// What the same rules give under a [`WhatIf`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Change {
    /// What is imagined.
    #[serde(flatten)]
    pub what_if: WhatIf,
    /// It would have passed every gate.
    pub eligible: bool,
    /// It would have been chosen.
    pub chosen: bool,
}

/// The answer to one partner's "why?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OwnView {
    /// The lead.
    pub lead: LeadId,
    /// When it was decided.
    pub at: Instant,
    /// Under which version of the policy.
    pub policy_version: PolicyId,
    /// The answer in one sentence.
    pub sentence: Sentence,
    /// Every gate.
    pub verdicts: Vec<Verdict>,
    /// Eligible places before its own.
    pub ahead: Option<Count>,
    /// Eligible places in all.
    pub eligible: Count,
    /// How many places the band had room for; it holds no more than are eligible.
    pub band_limit: Option<u32>,
    /// What it drew, when it stood in the band.
    pub draw: Option<u64>,
    /// What it was charged.
    pub charge: Option<i64>,
    /// Its part of the shares; absent among fewer than five, where it would tell the others' shares.
    pub fair_share: Option<Millionths>,
    /// Offers that it received in the segment in the 90 days before.
    pub received: u32,
    /// A pause that is due and is not in force here: the segment would have too few partners.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause_waits: Option<Pause>,
    /// What would have changed the outcome.
    pub changes: Vec<Change>,
}

/// Explains a decision to one partner; nothing when it was not among the candidates.
pub fn own_view(inputs: &Inputs, decision: &Decision, partner: PartnerId) -> Option<OwnView> {
    let whole = explain(inputs, decision);
    let line = whole.partners.into_iter().find(|line| line.partner == partner)?;
    let changes = match line.sentence {
        Sentence::Chosen { .. } => Vec::new(),
        _ => changes(inputs, partner, &line.verdicts),
    };
    Some(OwnView {
        lead: whole.lead,
        at: whole.at,
        policy_version: whole.policy_version,
        sentence: line.sentence,
        verdicts: line.verdicts,
        ahead: line.place.map(|place| Count::tell(place.saturating_sub(1))),
        eligible: Count::tell(whole.eligible),
        band_limit: whole.band_limit,
        draw: line.draw,
        charge: line.charge,
        fair_share: line.fair_share.filter(|_| whole.eligible >= TOLD_FROM),
        received: line.received,
        pause_waits: line.pause_waits,
        changes,
    })
}

/// Runs the decision again with one thing about the partner changed at a time.
fn changes(inputs: &Inputs, partner: PartnerId, verdicts: &[Verdict]) -> Vec<Change> {
    let closed: Vec<Gate> = verdicts.iter().filter(|verdict| !verdict.passed).map(|verdict| verdict.gate).collect();
    let mut imagined: Vec<WhatIf> = closed.iter().map(|gate| WhatIf::GateOpen { gate: *gate }).collect();
    match closed.len() {
        0 => imagined.extend([WhatIf::BestFit, WhatIf::HeadOfQueue]),
        1 => {}
        _ => imagined.push(WhatIf::EveryGateOpen),
    }
    imagined.into_iter().filter_map(|what_if| change(inputs, partner, what_if, &closed)).collect()
}

fn change(inputs: &Inputs, partner: PartnerId, what_if: WhatIf, closed: &[Gate]) -> Option<Change> {
    let mut other = inputs.clone();
    let at = other.candidates.iter().position(|candidate| candidate.partner == partner)?;
    let candidate = other.candidates.get_mut(at)?;
    match what_if {
        WhatIf::GateOpen { gate } => open(gate, candidate, &mut other.lead, inputs.at),
        WhatIf::EveryGateOpen => closed.iter().for_each(|gate| open(*gate, candidate, &mut other.lead, inputs.at)),
        WhatIf::BestFit => candidate.fit = Fit::Two,
        WhatIf::HeadOfQueue => {
            let turn = candidate.turn();
            let head = other.queue.iter().next().map_or(0, |(v, _, _)| v);
            let v = other.queue.virtual_time(turn)?;
            other.queue.shift(turn, head.saturating_sub(v).saturating_sub(1));
        }
    }
    let eligible = eligible(other.candidates.get(at)?, &other.lead, other.wave, other.at);
    let chosen = decide(&other).selection.chosen.contains(&partner);
    Some(Change { what_if, eligible, chosen })
}

/// Changes what closes a gate, and nothing else.
fn open(gate: Gate, candidate: &mut Candidate, lead: &mut LeadFacts, now: Instant) {
    match gate {
        Gate::Contract => candidate.contract_active = true,
        Gate::Pause => candidate.pauses.retain(|pause| !pause.in_force(now)),
        Gate::Territory => drop(candidate.regions.insert(lead.region.clone())),
        Gate::Product => candidate.certificates.push(Certificate { product: lead.product, valid_until: None }),
        Gate::Segment => {
            candidate.sizes.clear();
            candidate.industries.clear();
        }
        Gate::Capacity => {
            candidate.open_work = candidate.open_work.min(candidate.open_cap.saturating_sub(1));
            candidate.open_cap = candidate.open_cap.max(1);
            candidate.new_today = candidate.new_today.min(candidate.new_cap.saturating_sub(1));
            candidate.new_cap = candidate.new_cap.max(1);
        }
        Gate::Calendar => candidate.deadline = Some(now),
        Gate::Conflict => {
            lead.client_of = lead.client_of.filter(|owner| *owner == candidate.partner);
            if let Some(group) = candidate.group {
                lead.group_asked.remove(&group);
            }
        }
        Gate::History => {
            candidate.on_lead = None;
            lead.excluded_by_client.remove(&candidate.partner);
        }
    }
}
