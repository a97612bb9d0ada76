//! The queue of one segment: who stands where in virtual time.
//!
//! Virtual time `V` grows with every lead that a partner is given, the slower the larger its share; so
//! the smallest `V` is the one that is owed most. The index is kept in order all the time: reading the
//! head costs nothing, moving one partner costs a logarithm.

use std::{collections::BTreeMap, fmt, str::FromStr};

use kit::id::{NotAnId, PartnerId};
use serde::{Deserialize, Serialize};

use super::{
    lead::{OwnerGroupId, ValueClass},
    selection::{Selection, Wave},
};
use crate::fixed::{Millionths, mul_div};

/// Who stands at a place: a partner, or all partners of one owner together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum TurnKey {
    /// One partner.
    Partner(PartnerId),
    /// The partners of one owner.
    Group(OwnerGroupId),
}

impl TurnKey {
    /// The id's 16 bytes: the message of the draw.
    pub const fn bytes(&self) -> &[u8; 16] {
        match self {
            Self::Partner(id) => id.bytes(),
            Self::Group(id) => id.bytes(),
        }
    }
}
impl fmt::Display for TurnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Partner(id) => id.fmt(f),
            Self::Group(id) => id.fmt(f),
        }
    }
}
impl FromStr for TurnKey {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse().map(Self::Group).or_else(|_| text.parse().map(Self::Partner))
    }
}
impl TryFrom<String> for TurnKey {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Self, NotAnId> {
        text.parse()
    }
}
impl From<TurnKey> for String {
    fn from(turn: TurnKey) -> Self {
        turn.to_string()
    }
}

/// What stands at a place besides its virtual time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How often in a row it stood in the band and was passed over.
    pub passes: u32,
    /// The partners at this place, in the order of their ids: one, or those of an owner.
    pub members: Vec<PartnerId>,
}

/// A movement in virtual time, in millionths of an ordinary lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Charge {
    /// The partner that was offered the lead.
    pub partner: PartnerId,
    /// The place that moved.
    pub turn: TurnKey,
    /// What it was charged: `c / (k · w)`.
    pub amount: i64,
    /// `V` before.
    pub before: i64,
    /// `V` after: `max(before, clock) + amount`.
    pub after: i64,
}

/// The charge of an offer of the first wave: `c / (k · w)`.
pub fn offer_charge(value: ValueClass, k: u32, share: Millionths) -> i64 {
    mul_div(value.weight().0, Millionths::ONE.0, i64::from(k).saturating_mul(share.0))
}

/// The charge of an acceptance: `λ · c / w`.
pub fn acceptance_charge(value: ValueClass, lambda: Millionths, share: Millionths) -> i64 {
    value.weight().times(lambda).over(share).0
}

/// What a decline with a reason gives back of the offer's charge: `part` of it, as long as refunds stay
/// within `cap` of the offers of the last 30 days, this one included; else nothing.
pub fn decline_refund(amount: i64, offers: u32, refunded: u32, part: Millionths, cap: Millionths) -> i64 {
    let would_be = i64::from(refunded).saturating_add(1).saturating_mul(Millionths::ONE.0);
    if would_be > i64::from(offers).saturating_mul(cap.0) { 0 } else { Millionths(amount).times(part).0 }
}

/// The ordered queue of one segment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Snapshot", into = "Snapshot")]
pub struct Queue {
    order: BTreeMap<(i64, TurnKey), Waiting>,
    places: BTreeMap<TurnKey, i64>,
    parked: BTreeMap<TurnKey, Waiting>,
    clock: i64,
}

impl Queue {
    /// The present of the segment: the `V` of the head of the queue. It never falls.
    pub const fn clock(&self) -> i64 {
        self.clock
    }
    /// Places in the queue.
    pub fn len(&self) -> usize {
        self.places.len()
    }
    /// Nobody stands in it.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
    /// The virtual time of a place.
    pub fn virtual_time(&self, turn: TurnKey) -> Option<i64> {
        self.places.get(&turn).copied()
    }
    /// How often in a row a place was passed over.
    pub fn passes(&self, turn: TurnKey) -> Option<u32> {
        let v = self.virtual_time(turn)?;
        self.order.get(&(v, turn)).or_else(|| self.parked.get(&turn)).map(|waiting| waiting.passes)
    }
    /// Everybody who is not parked, in the order of the queue: virtual time, place, and who stands there.
    pub fn iter(&self) -> impl Iterator<Item = (i64, TurnKey, &Waiting)> {
        self.order.iter().map(|((v, turn), waiting)| (*v, *turn, waiting))
    }

    /// The places that are parked, in the order of their keys: virtual time, place, and who stands there.
    pub fn parked(&self) -> impl Iterator<Item = (i64, TurnKey, &Waiting)> {
        let v = |turn: &TurnKey| self.places.get(turn).copied().unwrap_or(self.clock);
        self.parked.iter().map(move |(turn, waiting)| (v(turn), *turn, waiting))
    }
    /// A place stands in the queue, and not among the parked.
    pub fn stands(&self, turn: TurnKey) -> bool {
        self.places.contains_key(&turn) && !self.parked.contains_key(&turn)
    }

    /// A partner comes into the segment, at the present time. Joining its owner's place leaves the place
    /// where it is; coming twice changes nothing.
    pub fn join(&mut self, turn: TurnKey, partner: PartnerId) {
        let v = *self.places.entry(turn).or_insert(self.clock);
        let members = match self.parked.get_mut(&turn) {
            Some(waiting) => &mut waiting.members,
            None => &mut self.order.entry((v, turn)).or_default().members,
        };
        if let Err(at) = members.binary_search(&partner) {
            members.insert(at, partner);
        }
    }
    /// A partner stands at another place from now on: alone, or with others of its owner. A new place begins where
    /// the old one stands, so that neither what is owed nor what was had is lost by changing.
    pub fn change(&mut self, from: TurnKey, to: TurnKey, partner: PartnerId) {
        let Some(v) = self.virtual_time(from) else { return };
        self.leave(from, partner);
        self.places.entry(to).or_insert(v);
        self.join(to, partner);
    }
    /// Partners of one owner stand at one of the places.
    pub fn has_groups(&self) -> bool {
        matches!(self.places.keys().next_back(), Some(TurnKey::Group(_)))
    }
    /// The places at which somebody stands who has another place now.
    pub fn strays(&self, turns: &BTreeMap<PartnerId, TurnKey>) -> Vec<(TurnKey, PartnerId)> {
        let parked = self.parked.iter().map(|(turn, waiting)| (*turn, waiting));
        let standing = self.order.iter().map(|((_, turn), waiting)| (*turn, waiting));
        let all = standing.chain(parked).flat_map(|(turn, waiting)| waiting.members.iter().map(move |m| (turn, *m)));
        all.filter(|(turn, partner)| turns.get(partner).is_some_and(|own| own != turn)).collect()
    }
    /// A partner leaves the segment; the place goes with its last partner.
    pub fn leave(&mut self, turn: TurnKey, partner: PartnerId) {
        let parked = self.parked.contains_key(&turn);
        let Some(mut waiting) = self.take(turn) else { return };
        waiting.members.retain(|member| *member != partner);
        if waiting.members.is_empty() {
            self.places.remove(&turn);
        } else if parked {
            self.parked.insert(turn, waiting);
        } else {
            self.put(turn, waiting);
        }
    }
    /// Takes a place out of the order for as long as none of its partners can be asked: paused, without
    /// room, gone. The walk then need not step over it for every lead.
    pub fn park(&mut self, turn: TurnKey) {
        if let Some(waiting) = self.take(turn) {
            self.parked.insert(turn, waiting);
        }
    }
    /// After a pause, an absence or full capacity: nothing is banked, `V := max(V, clock)`.
    pub fn rejoin(&mut self, turn: TurnKey) {
        let Some(waiting) = self.take(turn) else { return };
        let clock = self.clock;
        self.places.entry(turn).and_modify(|v| *v = clock.max(*v));
        self.put(turn, waiting);
    }
    /// Moves a place back (an acceptance) or forth (a refund is negative). Returns its new `V`.
    pub fn shift(&mut self, turn: TurnKey, amount: i64) -> Option<i64> {
        let v = self.virtual_time(turn)?.saturating_add(amount);
        self.stand_at(turn, v, None);
        Some(v)
    }

    /// Writes a selection of the first wave into the queue: charges, passes and the clock. Later waves
    /// are free and change nothing.
    pub fn settle(&mut self, selection: &Selection) {
        if selection.wave != Wave::First {
            return;
        }
        self.clock = self.clock.max(selection.clock);
        for standing in &selection.band {
            if !standing.ahead
                && !selection.chosen.contains(&standing.partner)
                && let Some(waiting) = self.order.get_mut(&(standing.virtual_time, standing.turn))
            {
                waiting.passes = waiting.passes.saturating_add(1);
            }
        }
        for charge in &selection.charges {
            self.stand_at(charge.turn, charge.after, Some(0));
        }
    }

    fn stand_at(&mut self, turn: TurnKey, v: i64, passes: Option<u32>) {
        let parked = self.parked.contains_key(&turn);
        let Some(mut waiting) = self.take(turn) else { return };
        waiting.passes = passes.unwrap_or(waiting.passes);
        self.places.insert(turn, v);
        if parked {
            self.parked.insert(turn, waiting);
        } else {
            self.put(turn, waiting);
        }
    }
    /// Takes what stands at a place out of the order, or out of the parked.
    fn take(&mut self, turn: TurnKey) -> Option<Waiting> {
        let v = self.virtual_time(turn)?;
        self.order.remove(&(v, turn)).or_else(|| self.parked.remove(&turn))
    }
    fn put(&mut self, turn: TurnKey, waiting: Waiting) {
        if let Some(v) = self.virtual_time(turn) {
            self.order.insert((v, turn), waiting);
        }
    }
}

/// A queue as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename = "Queue")]
pub(in crate::distribution) struct Snapshot {
    pub clock: i64,
    pub places: Vec<Place>,
}

/// One place as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::distribution) struct Place {
    pub turn: TurnKey,
    pub v: i64,
    pub passes: u32,
    pub members: Vec<PartnerId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub parked: bool,
}

impl From<Snapshot> for Queue {
    fn from(snapshot: Snapshot) -> Self {
        let mut queue = Self { clock: snapshot.clock, ..Self::default() };
        for Place { turn, v, passes, mut members, parked } in snapshot.places {
            members.sort_unstable();
            members.dedup();
            queue.take(turn);
            queue.places.insert(turn, v);
            let waiting = Waiting { passes, members };
            if parked {
                queue.parked.insert(turn, waiting);
            } else {
                queue.put(turn, waiting);
            }
        }
        queue
    }
}
impl From<Queue> for Snapshot {
    fn from(queue: Queue) -> Self {
        let Queue { order, places, parked, clock } = queue;
        let place = |v, turn, waiting, parked| {
            let Waiting { passes, members } = waiting;
            Place { turn, v, passes, members, parked }
        };
        let ordered = order.into_iter().map(|((v, turn), waiting)| place(v, turn, waiting, false));
        let parked = parked.into_iter().map(|(turn, waiting)| {
            let v = places.get(&turn).copied().unwrap_or(clock);
            place(v, turn, waiting, true)
        });
        Self { clock, places: ordered.chain(parked).collect() }
    }
}

#[cfg(test)]
mod tests;
