//! Why: the whole of a decision, for every partner, as the vendor's staff see it.
//!
//! Data, not text: codes and values that the two languages are made from.

use std::collections::BTreeMap;

use kit::{
    Instant,
    id::{LeadId, PartnerId, PolicyId},
};
use serde::{Deserialize, Serialize};

use super::{
    candidate::{Candidate, Pause},
    decision::{Decision, Inputs, Mark},
    gates::{Gate, Reason, Verdict, eligible, verdicts},
    lead::Segment,
    policy::Mode,
    queue::TurnKey,
    selection::{Selection, Standing, Wave},
};
use crate::fixed::Millionths;

/// By which rule a partner was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServedAs {
    /// It was passed over so often that it came first.
    MustServe,
    /// It took the newcomers' place.
    Newcomer,
    /// It drew well.
    Draw,
    /// It was its turn, and nothing was drawn.
    Turn,
    /// The client is its own.
    Protected,
    /// The lead desk gave it by hand.
    GivenByHand,
    /// No other partner covers the segment.
    NoOtherPartner,
    /// Everybody was asked.
    Everybody,
}

/// The answer in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Sentence {
    /// It was chosen.
    Chosen {
        /// By which rule.
        served_as: ServedAs,
    },
    /// A gate was closed.
    GateClosed {
        /// The first that was closed, and why.
        reason: Reason,
    },
    /// It does not stand in the queue of the segment.
    NotInQueue,
    /// Another partner of the same owner stood for their common place.
    OwnerStoodForIt,
    /// Others stood before it: the band was full.
    BehindTheBand {
        /// How many places the band had.
        band_limit: Option<u32>,
    },
    /// It is ahead of its turn: it received more than its share lately, and the others catch up first.
    AheadOfItsTurn,
    /// It stood in the band, and others drew better.
    PassedOver {
        /// How often in a row, this time included.
        passes: u32,
        /// After so many it is served first.
        served_first_after: u32,
    },
    /// The client belongs to a partner, and the queue was not asked.
    NotAsked,
    /// The lead desk gave the lead to one partner by hand, and the queue was not asked.
    GivenByHand,
    /// The lead goes to one named partner alone, nobody is named, and the queue was not asked.
    NobodyNamed,
}

/// One partner in a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Line {
    /// The partner.
    pub partner: PartnerId,
    /// The place that it stands at.
    pub turn: TurnKey,
    /// The answer.
    pub sentence: Sentence,
    /// Every gate.
    pub verdicts: Vec<Verdict>,
    /// The first gate that was closed.
    pub closed_by: Option<Gate>,
    /// Its place among the eligible, 1 is the head.
    pub place: Option<u32>,
    /// Its virtual time before the decision.
    pub virtual_time: Option<i64>,
    /// How far it had run ahead of the head of the queue: who is less far stands before it. 1 000 000 is an ordinary lead at
    /// an ordinary share.
    pub ahead_by: Option<i64>,
    /// What it drew, when it stood in the band.
    pub draw: Option<u64>,
    /// What it was charged.
    pub charge: Option<i64>,
    /// Its part of the shares of all that were eligible.
    pub fair_share: Option<Millionths>,
    /// Offers that it received in the segment in the 90 days before the decision.
    pub received: u32,
    /// A pause that is due and was not in force here: the segment would have had too few partners.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause_waits: Option<Pause>,
}

/// A decision, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Explanation {
    /// The lead.
    pub lead: LeadId,
    /// When it was decided.
    pub at: Instant,
    /// Under which version of the policy.
    pub policy_version: PolicyId,
    /// The moment for which the numbers of the partners were frozen; absent before the first night.
    pub numbers_at: Option<Instant>,
    /// In which segment.
    pub segment: Segment,
    /// Which wave.
    pub wave: Wave,
    /// How many may work on the lead.
    pub mode: Mode,
    /// What the offers say.
    pub mark: Option<Mark>,
    /// How many were chosen.
    pub k: u32,
    /// How many places the band had.
    pub band_limit: Option<u32>,
    /// Places whose partners passed every gate.
    pub eligible: u32,
    /// Every partner, in the order of ids.
    pub partners: Vec<Line>,
}

/// Explains a decision for every partner.
pub fn explain(inputs: &Inputs, decision: &Decision) -> Explanation {
    let view = View::of(inputs, decision);
    let mut partners: Vec<Line> = inputs.candidates.iter().map(|candidate| view.line(candidate)).collect();
    partners.sort_by_key(|line| line.partner);
    Explanation {
        lead: inputs.lead.lead,
        at: inputs.at,
        policy_version: inputs.policy_version,
        numbers_at: inputs.numbers_at,
        segment: inputs.lead.segment(),
        wave: inputs.wave,
        mode: decision.mode,
        mark: decision.mark,
        k: decision.selection.k,
        band_limit: decision.selection.band_limit,
        eligible: u32::try_from(view.places.len()).unwrap_or(u32::MAX),
        partners,
    }
}

struct View<'a> {
    inputs: &'a Inputs,
    decision: &'a Decision,
    band: BTreeMap<PartnerId, &'a Standing>,
    /// Places whose partners are eligible, with their number from the head.
    places: BTreeMap<TurnKey, u32>,
    /// The sum of the shares of those places.
    shares: i64,
}

impl<'a> View<'a> {
    fn of(inputs: &'a Inputs, decision: &'a Decision) -> Self {
        let by_id: BTreeMap<PartnerId, &Candidate> = inputs.candidates.iter().map(|c| (c.partner, c)).collect();
        let (mut places, mut shares) = (BTreeMap::new(), 0i64);
        let admitted = |partner: &PartnerId| {
            by_id.get(partner).filter(|c| eligible(c, &inputs.lead, inputs.wave, inputs.at)).map(|c| c.share.0)
        };
        let mut place = 0u32;
        for (_, turn, waiting) in inputs.queue.iter() {
            if let Some(share) = waiting.members.iter().filter_map(admitted).max() {
                place = place.saturating_add(1);
                places.insert(turn, place);
                shares = shares.saturating_add(share);
            }
        }
        let band = decision.selection.band.iter().map(|standing| (standing.partner, standing)).collect();
        Self { inputs, decision, band, places, shares }
    }

    fn line(&self, candidate: &Candidate) -> Line {
        let Inputs { lead, wave, at, .. } = self.inputs;
        let (partner, turn) = (candidate.partner, candidate.turn());
        let verdicts = verdicts(candidate, lead, *wave, *at);
        let closed = verdicts.iter().find_map(|verdict| verdict.reason.clone());
        let place = if closed.is_none() { self.places.get(&turn).copied() } else { None };
        let virtual_time = self.inputs.queue.virtual_time(turn);
        let charge = self.selection().charges.iter().find(|charge| charge.partner == partner);
        Line {
            partner,
            turn,
            closed_by: closed.as_ref().map(Reason::gate),
            sentence: self.sentence(candidate, closed, place),
            verdicts,
            place,
            virtual_time,
            ahead_by: virtual_time.filter(|_| place.is_some()).map(|v| v.saturating_sub(self.selection().clock).max(0)),
            draw: self.band.get(&partner).map(|standing| standing.draw),
            charge: charge.map(|charge| charge.amount),
            fair_share: place.map(|_| Millionths::ratio(candidate.share.0, self.shares)),
            // Counted by who has the database: nothing is decided by it.
            received: 0,
            pause_waits: candidate.pause_waits,
        }
    }

    fn sentence(&self, candidate: &Candidate, closed: Option<Reason>, place: Option<u32>) -> Sentence {
        let partner = candidate.partner;
        if self.selection().chosen.contains(&partner) {
            return Sentence::Chosen { served_as: self.served_as(partner) };
        }
        if let Some(reason) = closed {
            return Sentence::GateClosed { reason };
        }
        if self.decision.mode == Mode::Assigned {
            let Inputs { lead, .. } = self.inputs;
            return match (lead.given_to, lead.client_of) {
                (Some(_), _) => Sentence::GivenByHand,
                (None, Some(_)) => Sentence::NotAsked,
                (None, None) => Sentence::NobodyNamed,
            };
        }
        if place.is_none() {
            return Sentence::NotInQueue;
        }
        if let Some(standing) = self.band.get(&partner) {
            if standing.ahead {
                return Sentence::AheadOfItsTurn;
            }
            let served_first_after = self.inputs.policy.must_serve_after;
            return Sentence::PassedOver { passes: standing.passes.saturating_add(1), served_first_after };
        }
        if self.band.values().any(|standing| standing.turn == candidate.turn()) {
            return Sentence::OwnerStoodForIt;
        }
        Sentence::BehindTheBand { band_limit: self.selection().band_limit }
    }

    fn served_as(&self, partner: PartnerId) -> ServedAs {
        let selection = self.selection();
        match (self.decision.mark, self.inputs.wave) {
            (Some(Mark::Protected), _) => ServedAs::Protected,
            (Some(Mark::NoOtherPartner), _) => ServedAs::NoOtherPartner,
            (Some(Mark::GivenByHand), _) => ServedAs::GivenByHand,
            (None, Wave::Everybody) => ServedAs::Everybody,
            _ if selection.must_serve.contains(&partner) => ServedAs::MustServe,
            _ if selection.newcomer == Some(partner) || selection.more_newcomers.contains(&partner) => {
                ServedAs::Newcomer
            }
            _ if selection.band.len() == selection.chosen.len() => ServedAs::Turn,
            _ => ServedAs::Draw,
        }
    }

    fn selection(&self) -> &'a Selection {
        &self.decision.selection
    }
}
