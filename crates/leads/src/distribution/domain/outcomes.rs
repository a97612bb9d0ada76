//! From what came of each offer to the numbers of a network: older ones count less.

use std::collections::BTreeMap;

use kit::{Instant, id::PartnerId, time::Span};
use serde::{Deserialize, Serialize};

use super::{
    numbers::{Frozen, Past, Tally, balance, freeze},
    policy::DistributionPolicy,
};
use crate::fixed::{Millionths, decay};

/// What came of one offer, as far as the numbers count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// It was there to be answered. *Taken* was not.
    pub offered: bool,
    /// It was answered.
    pub answered: bool,
    /// When it was answered, or not.
    pub answered_at: Instant,
    /// Its deal was closed.
    pub closed: bool,
    /// Its deal was won.
    pub won: bool,
    /// When its deal was closed.
    pub closed_at: Instant,
}

/// Decayed counts of answers and of deals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tallies {
    /// Offers answered, of offers made.
    pub offers: Tally,
    /// Deals won, of deals closed.
    pub deals: Tally,
}

impl Tallies {
    fn add(&mut self, outcome: &Outcome, now: Instant, half_life: Span) {
        if outcome.offered {
            self.offers.add(outcome.answered, decay(now.since(outcome.answered_at), half_life));
        }
        if outcome.closed {
            self.deals.add(outcome.won, decay(now.since(outcome.closed_at), half_life));
        }
    }
}

/// What all offers of one partner came to, in all and by segment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Over all segments.
    pub all: Tallies,
    /// In each segment.
    pub segments: BTreeMap<String, Tallies>,
}

impl Sums {
    /// Counts one offer as it weighs at `now`.
    pub fn add(&mut self, segment: &str, outcome: &Outcome, now: Instant, half_life: Span) {
        if !outcome.offered && !outcome.closed {
            return;
        }
        self.all.add(outcome, now, half_life);
        match self.segments.get_mut(segment) {
            Some(sums) => sums.add(outcome, now, half_life),
            None => self.segments.entry(segment.to_owned()).or_default().add(outcome, now, half_life),
        }
    }
}

/// A partner with what it has brought and won in the window of reciprocity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// What its offers came to.
    pub sums: Sums,
    /// Own deals that count.
    pub own: u32,
    /// The vendor's leads that it won.
    pub won: u32,
}

/// Compares the partners of a network with each other, in all and in each segment. `ratio` is
/// reciprocity's `ρ`.
pub fn freeze_all(
    network: &BTreeMap<PartnerId, Member>,
    policy: &DistributionPolicy,
    ratio: u32,
) -> BTreeMap<PartnerId, Frozen> {
    let past = |tallies: &Tallies, member: &Member| Past {
        offers: tallies.offers,
        deals: tallies.deals,
        tier: Millionths::ONE,
        own: member.own,
        won: member.won,
    };
    let in_all = network.iter().map(|(partner, member)| (*partner, past(&member.sums.all, member))).collect();
    let mut segments: BTreeMap<&str, BTreeMap<PartnerId, Past>> = BTreeMap::new();
    for (partner, member) in network {
        for (segment, tallies) in &member.sums.segments {
            segments.entry(segment).or_default().insert(*partner, past(tallies, member));
        }
    }
    let mut frozen: BTreeMap<PartnerId, Frozen> = freeze(&in_all, policy, ratio)
        .into_iter()
        .map(|(partner, numbers)| {
            let balance =
                network.get(&partner).map_or(Millionths::ZERO, |member| balance(member.own, member.won, ratio, policy));
            let (answers, wins, fit) = (numbers.answers, numbers.wins, numbers.fit);
            (partner, Frozen { answers, wins, balance, fit, segments: BTreeMap::new() })
        })
        .collect();
    for (segment, members) in segments {
        for (partner, numbers) in freeze(&members, policy, ratio) {
            if let Some(frozen) = frozen.get_mut(&partner) {
                frozen.segments.insert(segment.to_owned(), numbers.fit);
            }
        }
    }
    frozen
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::distribution::domain::Fit;

    fn day(n: i64) -> Instant {
        Instant::from_micros(1_780_000_000_000_000) + Span::days(n)
    }
    fn answer(answered: bool, at: i64) -> Outcome {
        let (answered_at, closed_at) = (day(at), day(at));
        Outcome { offered: true, answered, answered_at, closed: false, won: false, closed_at }
    }
    fn deal(won: bool, at: i64) -> Outcome {
        Outcome { closed: true, won, ..answer(true, at) }
    }
    fn member(outcomes: &[(&str, Outcome)]) -> Member {
        let mut sums = Sums::default();
        for (segment, outcome) in outcomes {
            sums.add(segment, outcome, day(0), Span::days(90));
        }
        Member { sums, ..Member::default() }
    }
    fn frozen(members: Vec<Member>) -> Vec<Frozen> {
        let network = members.into_iter().zip(1u128..).map(|(m, n)| (PartnerId::from_uuid(Uuid::from_u128(n)), m));
        freeze_all(&network.collect(), &DistributionPolicy::default(), 3).into_values().collect()
    }

    #[test]
    fn what_was_long_ago_weighs_half_after_90_days() {
        let one = member(&[("s", answer(true, 0)), ("s", answer(false, -90)), ("s", deal(true, -180))]);
        assert_eq!(one.sums.all.offers, Tally { hits: Millionths(1_250_000), tries: Millionths(1_750_000) });
        assert_eq!(one.sums.all.deals, Tally { hits: Millionths(250_000), tries: Millionths(250_000) });
    }

    #[test]
    fn a_partner_that_was_silent_long_ago_is_forgiven() {
        let silent = |at| member(&vec![("s", answer(false, at)); 20]);
        let told = frozen(vec![silent(0), silent(-720), member(&[])]);
        assert_eq!(told[0].answers, Millionths(76_923), "2 of 26");
        assert!(told[1].answers > Millionths(325_000), "nearly as if nothing had been: {}", told[1].answers);
        assert_eq!(told[2].answers, Millionths(333_333));
    }

    #[test]
    fn a_partner_fits_one_segment_and_not_another() {
        let good = |segment| vec![(segment, deal(true, 0)); 8];
        let bad = |segment| vec![(segment, answer(false, 0)); 8];
        let one = member(&[good("pumps"), bad("pipes")].concat());
        let other = member(&[bad("pumps"), good("pipes")].concat());
        let told = frozen(vec![one, other]);
        assert_eq!(told[0].fit, told[1].fit, "in all they are alike");
        assert!(told[0].fit_in("pumps") > Fit::One && told[0].fit_in("pipes") < Fit::One, "{:?}", told[0]);
        assert!(told[1].fit_in("pumps") < Fit::One && told[1].fit_in("pipes") > Fit::One, "{:?}", told[1]);
        assert_eq!(told[0].fit_in("valves"), told[0].fit, "nothing is known of valves");
    }

    #[test]
    fn who_brings_has_a_balance() {
        let brings = Member { own: 2, won: 3, ..Member::default() };
        assert_eq!(frozen(vec![brings])[0].balance, Millionths::ONE);
    }
}
