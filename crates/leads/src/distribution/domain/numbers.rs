//! The numbers of a partner that selection uses, recomputed nightly and frozen under a version: the
//! chance that it answers, the chance that it wins, its share, its fit.
//!
//! Rates are shrunk towards the network's mean, so that a partner with two offers is not judged by two
//! offers. *Taken* is censored: the caller counts it neither as offered nor as answered.

use std::collections::BTreeMap;

use kit::id::PartnerId;
use serde::{Deserialize, Serialize};

use super::{draw::Fit, policy::DistributionPolicy};
use crate::fixed::{Millionths, mul_div};

/// Decayed sums: so much happened, of so much that could.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Tally {
    /// Offers answered, or deals won.
    pub hits: Millionths,
    /// Offers made, or deals closed.
    pub tries: Millionths,
}

impl Tally {
    /// One more, of this weight.
    pub fn add(&mut self, hit: bool, weight: Millionths) {
        self.tries.0 = self.tries.0.saturating_add(weight.0);
        if hit {
            self.hits.0 = self.hits.0.saturating_add(weight.0);
        }
    }
}

/// What is known of a rate before anything is known of the partner: Beta(α, β).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    /// Weight of success.
    pub alpha: Millionths,
    /// Weight of failure.
    pub beta: Millionths,
}

impl Prior {
    /// Answers, as long as the network is too small to tell: Beta(2, 4).
    pub const ANSWERS: Self = Self { alpha: Millionths::whole(2), beta: Millionths::whole(4) };
    /// Wins, as long as the network is too small to tell: Beta(1, 4).
    pub const WINS: Self = Self { alpha: Millionths::whole(1), beta: Millionths::whole(4) };

    /// The prior of a network by the method of moments, the noise of small counts taken out:
    /// `t = μ(1−μ)/σ² − 1`, `α = μt`, `β = (1−μ)t`. The default when fewer partners than the policy says (ten) have at
    /// least one whole try, or when all their rates are 0 or all are 1. It never weighs less than one try, nor more
    /// than the policy says (a hundred).
    pub fn of_network<'a>(
        tallies: impl IntoIterator<Item = &'a Tally>,
        default: Self,
        policy: &DistributionPolicy,
    ) -> Self {
        let known: Vec<&Tally> = tallies.into_iter().filter(|tally| tally.tries >= Millionths::ONE).collect();
        let count = i128::try_from(known.len()).unwrap_or(0);
        if count < i128::from(policy.prior_partners.max(2)) {
            return default;
        }
        let one = i128::from(Millionths::ONE.0);
        let heaviest = i128::from(policy.prior_heaviest.max(1)) * one;
        let rates = || known.iter().map(|tally| i128::from(tally.hits.over(tally.tries).0));
        let mean = rates().sum::<i128>() / count;
        let spread = mean * (one - mean);
        if spread <= 0 {
            return default;
        }
        let variance = rates().map(|rate| (rate - mean) * (rate - mean)).sum::<i128>() / (count - 1);
        let noise = known.iter().map(|tally| spread * one / i128::from(tally.tries.0)).sum::<i128>() / count;
        let true_variance = variance - noise;
        let weight = match true_variance {
            ..=0 => heaviest,
            _ => (spread * one / true_variance - one).clamp(one, heaviest),
        };
        let part = |m: i128| Millionths(i64::try_from(weight * m / one).unwrap_or(0));
        Self { alpha: part(mean), beta: part(one - mean) }
    }

    /// The rate of a partner, shrunk: `(α + hits) / (α + β + tries)`.
    pub fn rate(&self, tally: &Tally) -> Millionths {
        let hits = self.alpha.0.saturating_add(tally.hits.0);
        let tries = self.alpha.0.saturating_add(self.beta.0).saturating_add(tally.tries.0);
        Millionths(hits).over(Millionths(tries))
    }
}

/// `L`: own deals less the vendor's leads won by `ρ`, clipped to what the policy says: −3 … +5.
pub fn balance(own: u32, won: u32, ratio: u32, policy: &DistributionPolicy) -> Millionths {
    let paid_by = mul_div(won.into(), Millionths::ONE.0, i64::from(ratio).max(1));
    let (least, most) =
        (Millionths::whole(policy.balance_owed.into()), Millionths::whole(policy.balance_brought.into()));
    Millionths((Millionths::whole(own.into()).0 - paid_by).clamp(-least.0, most.0))
}

/// The share `w = clip(tier · m)` with `m = clip(1 + 0.1 · L, 0.75, 1.25)`, by the policy's numbers: a partner that
/// brings its own deals is given up to a quarter more.
pub fn share(tier: Millionths, balance: Millionths, policy: &DistributionPolicy) -> Millionths {
    let one = i128::from(Millionths::ONE.0);
    // Cut, not rounded, as it was when the weight was a tenth for everybody.
    let moved = i64::try_from(i128::from(balance.0) * i128::from(policy.balance_weight.0) / one).unwrap_or(0);
    let m = Millionths(Millionths::ONE.0.saturating_add(moved));
    let m = m.min(policy.balance_share_max).max(policy.balance_share_min);
    tier.times(m).clamp(policy.share_min, policy.share_max.max(policy.share_min))
}

/// The fit within what the policy allows.
fn fit_by(policy: &DistributionPolicy, fit: Fit) -> Fit {
    fit.min(policy.fit_most).max(policy.fit_least)
}

/// The fit `φ = √(r/r̄ · y/ȳ)`, rounded to one of five values at the geometric middle between neighbours.
/// Compared as squares, so no root is taken: `φ²` against 1/3, 2/3, 3/2, 3.
pub fn fit(answers: Millionths, mean_answers: Millionths, wins: Millionths, mean_wins: Millionths) -> Fit {
    let product = |a: Millionths, b: Millionths| i128::from(a.0) * i128::from(b.0);
    let (own, mean) = (product(answers, wins), product(mean_answers, mean_wins));
    if mean <= 0 {
        Fit::One
    } else if own * 3 < mean {
        Fit::Half
    } else if own * 3 < mean * 2 {
        Fit::TwoThirds
    } else if own * 2 < mean * 3 {
        Fit::One
    } else if own < mean * 3 {
        Fit::ThreeHalves
    } else {
        Fit::Two
    }
}

/// A partner's past in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Past {
    /// Its answers to offers.
    pub offers: Tally,
    /// Its wins of closed deals.
    pub deals: Tally,
    /// The weight of its tier.
    pub tier: Millionths,
    /// Own deals in the window of reciprocity.
    pub own: u32,
    /// Vendor leads won in the same window.
    pub won: u32,
}

/// A partner's numbers, as one version of them freezes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Numbers {
    /// The chance `r` that it answers an offer.
    pub answers: Millionths,
    /// The chance `y` that it wins a deal.
    pub wins: Millionths,
    /// Its share `w`.
    pub share: Millionths,
    /// Its fit `φ`.
    pub fit: Fit,
}

/// What one recomputation froze of a partner. Its share also follows its tier and the policy, which are
/// decided by people and hold at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The chance `r` that it answers an offer.
    pub answers: Millionths,
    /// The chance `y` that it wins a deal.
    pub wins: Millionths,
    /// Its balance of reciprocity `L`.
    pub balance: Millionths,
    /// Its fit over all segments.
    pub fit: Fit,
    /// Its fit in the segments in which it was offered something.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub segments: BTreeMap<String, Fit>,
}

impl Default for Frozen {
    fn default() -> Self {
        Self::unknown(&DistributionPolicy::default())
    }
}

impl Frozen {
    /// A partner of whom nothing is known yet.
    pub fn unknown(policy: &DistributionPolicy) -> Self {
        let nothing = Tally::default();
        Self {
            answers: policy.answers_prior.rate(&nothing),
            wins: policy.wins_prior.rate(&nothing),
            balance: Millionths::ZERO,
            fit: Fit::One,
            segments: BTreeMap::new(),
        }
    }
    /// The fit in a segment; that over all where nothing is known of the segment.
    pub fn fit_in(&self, segment: &str) -> Fit {
        self.segments.get(segment).copied().unwrap_or(self.fit)
    }
}

/// The numbers of a whole network in one segment. `ratio` is reciprocity's `ρ`.
pub fn freeze(
    network: &BTreeMap<PartnerId, Past>,
    policy: &DistributionPolicy,
    ratio: u32,
) -> BTreeMap<PartnerId, Numbers> {
    let answers_prior = Prior::of_network(network.values().map(|past| &past.offers), policy.answers_prior, policy);
    let wins_prior = Prior::of_network(network.values().map(|past| &past.deals), policy.wins_prior, policy);
    let rates: BTreeMap<PartnerId, (Millionths, Millionths)> = network
        .iter()
        .map(|(partner, past)| (*partner, (answers_prior.rate(&past.offers), wins_prior.rate(&past.deals))))
        .collect();
    let count = i64::try_from(rates.len()).unwrap_or(i64::MAX);
    let mean = |sum: i64| Millionths(if count == 0 { 0 } else { sum / count });
    let mean_answers = mean(rates.values().map(|(answers, _)| answers.0).sum());
    let mean_wins = mean(rates.values().map(|(_, wins)| wins.0).sum());
    network
        .iter()
        .zip(rates)
        .map(|((_, past), (partner, (answers, wins)))| {
            let share = share(past.tier, balance(past.own, past.won, ratio, policy), policy);
            let fit = fit_by(policy, fit(answers, mean_answers, wins, mean_wins));
            (partner, Numbers { answers, wins, share, fit })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn tally(hits: i64, tries: i64) -> Tally {
        Tally { hits: Millionths::whole(hits), tries: Millionths::whole(tries) }
    }

    #[test]
    fn a_partner_without_offers_has_the_networks_rate() {
        assert_eq!(Prior::ANSWERS.rate(&tally(0, 0)), Millionths(333_333));
        assert_eq!(Prior::WINS.rate(&tally(0, 0)), Millionths(200_000));
        assert_eq!(Prior::ANSWERS.rate(&tally(10, 10)), Millionths(750_000));
    }

    #[test]
    fn a_small_network_teaches_nothing() {
        let nine: Vec<Tally> = (0..9).map(|n| tally(n, 10)).collect();
        assert_eq!(Prior::of_network(&nine, Prior::ANSWERS, &DistributionPolicy::default()), Prior::ANSWERS);
        let silent = vec![tally(0, 10); 50];
        assert_eq!(Prior::of_network(&silent, Prior::ANSWERS, &DistributionPolicy::default()), Prior::ANSWERS);
    }

    #[test]
    fn the_method_of_moments_gives_what_it_gives_by_hand() {
        // Ten partners with 20 offers each, rates .1 .2 … .9 and .5: μ = .5, s² = .6/9 = .066667,
        // noise .25/20 = .0125, σ² = .054167, t = .25/.054167 − 1 = 3.6154, α = β = 1.8077.
        let rates = [2, 4, 6, 8, 10, 12, 14, 16, 18, 10];
        let network: Vec<Tally> = rates.into_iter().map(|hits| tally(hits, 20)).collect();
        let prior = Prior::of_network(&network, Prior::ANSWERS, &DistributionPolicy::default());
        assert!((1_807_500..1_808_000).contains(&prior.alpha.0), "{prior:?}");
        assert!((1_807_500..1_808_000).contains(&prior.beta.0), "{prior:?}");
    }

    #[test]
    fn equal_partners_are_shrunk_as_far_as_a_prior_may() {
        let network = vec![tally(5, 10); 20];
        let prior = Prior::of_network(&network, Prior::ANSWERS, &DistributionPolicy::default());
        assert_eq!((prior.alpha.0, prior.beta.0), (50_000_000, 50_000_000));
    }

    #[test]
    fn who_brings_own_deals_is_given_up_to_a_quarter_more() {
        let policy = DistributionPolicy::default();
        let share_of = |tier, own, won| share(tier, balance(own, won, 3, &policy), &policy).0;
        assert_eq!(share_of(Millionths::ONE, 0, 0), 1_000_000);
        assert_eq!(share_of(Millionths::ONE, 1, 0), 1_100_000);
        assert_eq!(share_of(Millionths::ONE, 9, 0), 1_250_000);
        assert_eq!(share_of(Millionths::ONE, 0, 3), 900_000);
        assert_eq!(share_of(Millionths::ONE, 0, 99), 750_000, "L is not below −3");
        assert_eq!(share_of(Millionths::whole(3), 0, 0), 2_000_000);
        let heavy = DistributionPolicy {
            balance_weight: Millionths(200_000),
            balance_owed: 1,
            balance_brought: 2,
            balance_share_min: Millionths(900_000),
            balance_share_max: Millionths(2_000_000),
            ..policy.clone()
        };
        let share_of = |own, won| share(Millionths::ONE, balance(own, won, 3, &heavy), &heavy).0;
        assert_eq!([share_of(1, 0), share_of(9, 0), share_of(0, 99)], [1_200_000, 1_400_000, 900_000]);
        let wide = DistributionPolicy { share_max: Millionths::whole(3), ..policy };
        assert_eq!(share(Millionths::whole(3), balance(0, 0, 3, &wide), &wide).0, 3_000_000);
    }

    #[test]
    fn the_priors_and_the_fit_are_the_policys() {
        let policy = DistributionPolicy {
            answers_prior: Prior { alpha: Millionths::whole(3), beta: Millionths::whole(1) },
            prior_partners: 21,
            ..DistributionPolicy::default()
        };
        assert_eq!(Frozen::unknown(&policy).answers, Millionths(750_000));
        let equal = vec![tally(5, 10); 20];
        assert_eq!(Prior::of_network(&equal, policy.answers_prior, &policy), policy.answers_prior, "too few to learn");
        let light = DistributionPolicy { prior_partners: 20, prior_heaviest: 10, ..policy };
        assert_eq!(Prior::of_network(&equal, light.answers_prior, &light).alpha, Millionths::whole(5));
        let even = DistributionPolicy { fit_least: Fit::One, fit_most: Fit::ThreeHalves, ..light };
        assert_eq!(
            [Fit::Half, Fit::One, Fit::Two].map(|fit| fit_by(&even, fit)),
            [Fit::One, Fit::One, Fit::ThreeHalves]
        );
    }

    #[test]
    fn the_fit_is_one_of_five_values() {
        let of = |r, y| fit(Millionths(r), Millionths(300_000), Millionths(y), Millionths(200_000));
        assert_eq!(of(300_000, 200_000), Fit::One);
        assert_eq!(of(300_000, 66_000), Fit::Half); // φ² = .33
        assert_eq!(of(300_000, 67_000), Fit::TwoThirds); // .335
        assert_eq!(of(200_000, 200_000), Fit::One); // 2/3 exactly
        assert_eq!(of(450_000, 200_000), Fit::ThreeHalves); // 3/2 exactly
        assert_eq!(of(900_000, 200_000), Fit::Two); // 3 exactly
    }

    proptest! {
        #[test]
        fn every_frozen_number_stays_within_its_bounds(
            rows in proptest::collection::vec((0i64..50, 0i64..50, 0i64..20, 0i64..20, 0u32..9, 0u32..30), 0..40)
        ) {
            let policy = DistributionPolicy::default();
            let network = rows.iter().zip(0u128..).map(|((a, b, c, d, own, won), n)| {
                let past = Past {
                    offers: tally(*a, a + b),
                    deals: tally(*c, c + d),
                    tier: Millionths::ONE,
                    own: *own,
                    won: *won,
                };
                (PartnerId::from_uuid(Uuid::from_u128(n)), past)
            }).collect();
            for numbers in freeze(&network, &policy, 3).values() {
                prop_assert!(numbers.answers > Millionths::ZERO && numbers.answers < Millionths::ONE);
                prop_assert!(numbers.wins > Millionths::ZERO && numbers.wins < Millionths::ONE);
                prop_assert!(numbers.share >= policy.share_min && numbers.share <= policy.share_max);
            }
        }
    }
}
