//! One decision: everything that went in, everything that came out, and the proof that the one follows
//! from the other.

use std::collections::BTreeMap;

use kit::{
    Instant,
    id::{PartnerId, PolicyId},
};
use serde::{Deserialize, Serialize};

use super::{
    candidate::Candidate,
    draw::{Entropy, Seed},
    gates::{eligible, held_by_reciprocity_alone},
    lead::LeadFacts,
    policy::{DistributionPolicy, Mode},
    queue::Queue,
    selection::{Ask, Seat, Selection, Wave, select},
};

/// Everything that a decision depends on. Stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The lead.
    pub lead: LeadFacts,
    /// The present.
    pub at: Instant,
    /// The epoch's entropy.
    pub entropy: Entropy,
    /// The version of the policy.
    pub policy_version: PolicyId,
    /// The policy itself.
    pub policy: DistributionPolicy,
    /// The moment for which the numbers of the partners were frozen; absent before the first night.
    #[serde(default)]
    pub numbers_at: Option<Instant>,
    /// The wave to decide.
    pub wave: Wave,
    /// The queue of the lead's segment, before the decision.
    pub queue: Queue,
    /// The partners, each once. Who does not stand in the queue is not chosen, but is explained.
    pub candidates: Vec<Candidate>,
}

/// Something about a decision that the offer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The client is this partner's own; the queue was not asked.
    Protected,
    /// No other partner covers the segment, so a pause for reciprocity was set aside.
    NoOtherPartner,
    /// The lead desk gave the lead to this partner by hand, with a reason.
    GivenByHand,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Decision {
    /// How many may work on the lead.
    pub mode: Mode,
    /// What the offers say beside that.
    pub mark: Option<Mark>,
    /// Who was chosen and how.
    pub selection: Selection,
}

/// A decision with its inputs: enough to repeat it anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What went in.
    pub inputs: Inputs,
    /// What came out.
    pub decision: Decision,
}

/// A stored decision is not what its inputs give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// What the inputs give.
    pub computed: Box<Decision>,
}

/// What the queue needs to know about a partner that passed the gates.
pub fn seat(candidate: &Candidate, policy: &DistributionPolicy, now: Instant) -> Seat {
    let Candidate { share, fit, answers, joined_at, offers_ever, .. } = *candidate;
    Seat { share, fit, answers, newcomer: policy.is_newcomer(joined_at, offers_ever, now) }
}

/// Decides one wave of one lead.
pub fn decide(inputs: &Inputs) -> Decision {
    let Inputs { lead, policy, wave, queue, .. } = inputs;
    let mode = lead.mode(policy);
    if mode == Mode::Assigned {
        return assign(inputs);
    }
    let seed = Seed::of(&inputs.entropy, lead.lead);
    let ask = Ask { seed: &seed, policy, value: lead.value, wave: *wave };
    let by_id: BTreeMap<PartnerId, &Candidate> = inputs.candidates.iter().map(|c| (c.partner, c)).collect();
    let seats = |admits: fn(&Candidate, &LeadFacts, Wave, Instant) -> bool| {
        select(&ask, queue, |partner| {
            let candidate = by_id.get(&partner).copied().filter(|c| admits(c, lead, *wave, inputs.at))?;
            Some(seat(candidate, policy, inputs.at))
        })
    };
    let selection = seats(eligible);
    if !selection.chosen.is_empty() || *wave != Wave::First {
        return Decision { mode, mark: None, selection };
    }
    let alone = seats(held_by_reciprocity_alone);
    let mark = (!alone.chosen.is_empty()).then_some(Mark::NoOtherPartner);
    Decision { mode, mark, selection: alone }
}

/// A lead of the assigned mode goes to one partner alone, whatever its place, work or pauses, and free of
/// charge: to whom the lead desk gave it, else to the client's own. Without such a partner, or when its
/// contract has ended or the client does not want it, nobody is chosen and the lead desk decides.
fn assign(inputs: &Inputs) -> Decision {
    let lead = &inputs.lead;
    let (named, mark) = match lead.given_to {
        Some(partner) => (Some(partner), Mark::GivenByHand),
        None => (lead.client_of, Mark::Protected),
    };
    let wanted = named.filter(|partner| !lead.excluded_by_client.contains(partner));
    let owner = inputs.candidates.iter().find(|c| Some(c.partner) == wanted && c.contract_active);
    let chosen: Vec<PartnerId> = owner.into_iter().map(|candidate| candidate.partner).collect();
    let k = u32::from(!chosen.is_empty());
    let mark = owner.map(|_| mark);
    let selection = Selection { wave: inputs.wave, k, chosen, clock: inputs.queue.clock(), ..Selection::default() };
    Decision { mode: Mode::Assigned, mark, selection }
}

/// Decides again from the stored inputs. The answer must be the stored decision, to the byte.
pub fn replay(record: &Record) -> Result<(), Drift> {
    let computed = decide(&record.inputs);
    if computed == record.decision { Ok(()) } else { Err(Drift { computed: Box::new(computed) }) }
}
