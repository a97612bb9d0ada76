//! The selection: who of those whose turn it is gets this lead.
//!
//! *How much* a partner gets depends on its place in the queue alone; *which* leads it gets depends on the
//! draw among those at the head. The walk visits the head of the queue only: it stops as soon as the band
//! is full, so its cost does not grow with the network.

use kit::id::PartnerId;
use serde::{Deserialize, Serialize};

use super::{
    draw::{Fit, Seed},
    lead::ValueClass,
    policy::{BandRule, DistributionPolicy, KRule},
    queue::{Charge, Queue, TurnKey, offer_charge},
};
use crate::fixed::Millionths;

/// Which wave a selection is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(tag = "wave", rename_all = "snake_case")]
pub enum Wave {
    /// The k chosen. Only this wave is charged.
    #[default]
    First,
    /// The next few more than the first wave asked.
    Second {
        /// Partners that the first wave asked.
        first_k: u32,
    },
    /// All that are eligible, with those who were silent, without those who declined.
    Everybody,
}

/// What the walk needs to know about an eligible partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// Its share `w`.
    pub share: Millionths,
    /// Its fit `φ`.
    pub fit: Fit,
    /// The chance `r` that it answers.
    pub answers: Millionths,
    /// New in the network by the policy's measure.
    pub newcomer: bool,
}

/// A place in the band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Standing {
    /// The place.
    pub turn: TurnKey,
    /// The partner that stands for it.
    pub partner: PartnerId,
    /// `V` before the selection.
    pub virtual_time: i64,
    /// How often in a row it was passed over before.
    pub passes: u32,
    /// Its share `w`.
    pub share: Millionths,
    /// Its fit `φ`.
    pub fit: Fit,
    /// The chance `r` that it answers.
    pub answers: Millionths,
    /// New in the network.
    pub newcomer: bool,
    /// The time that it drew, in 2⁻³²: the smaller the better.
    pub draw: u64,
    /// It is so far ahead of the head that it waits until the others have caught up: it is asked only
    /// when there are not enough others.
    pub ahead: bool,
}

/// The whole of a selection, as it is stored with the decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Selection {
    /// The wave that it is for.
    pub wave: Wave,
    /// How many places the band has room for; absent when everybody is asked.
    pub band_limit: Option<u32>,
    /// The band, in the order of the queue.
    pub band: Vec<Standing>,
    /// Those that had to be served first, the longest passed over first.
    pub must_serve: Vec<PartnerId>,
    /// Who took the newcomers' place.
    pub newcomer: Option<PartnerId>,
    /// Who took the newcomers' other places, where the policy has several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_newcomers: Vec<PartnerId>,
    /// How many were to be chosen.
    pub k: u32,
    /// The chosen, the first first.
    pub chosen: Vec<PartnerId>,
    /// The movements in the queue.
    pub charges: Vec<Charge>,
    /// The segment's present after the selection.
    pub clock: i64,
}

/// What is asked of the queue.
pub struct Ask<'a> {
    /// The seed of the lead's draw.
    pub seed: &'a Seed,
    /// The numbers in force.
    pub policy: &'a DistributionPolicy,
    /// How much the lead weighs.
    pub value: ValueClass,
    /// The wave.
    pub wave: Wave,
}

/// Selects from the head of the queue. `seat` is asked for each partner in the order of the queue until
/// the band is full, and answers for those that pass every gate.
pub fn select(ask: &Ask<'_>, queue: &Queue, mut seat: impl FnMut(PartnerId) -> Option<Seat>) -> Selection {
    let limit = band_limit(ask);
    let mut band = Vec::new();
    for (virtual_time, turn, waiting) in queue.iter() {
        if limit.is_some_and(|limit| band.len() >= limit) {
            break;
        }
        if let Some((partner, seat)) = member(ask.seed, &waiting.members, &mut seat) {
            let Seat { share, fit, answers, newcomer } = seat;
            let (passes, draw) = (waiting.passes, ask.seed.time(turn, fit));
            band.push(Standing {
                turn,
                partner,
                virtual_time,
                passes,
                share,
                fit,
                answers,
                newcomer,
                draw,
                ahead: false,
            });
        }
    }
    let clock = band.first().map_or(queue.clock(), |head| queue.clock().max(head.virtual_time));
    let reach = clock.saturating_add(ask.policy.band_reach());
    for standing in &mut band {
        standing.ahead = standing.virtual_time > reach;
    }
    settle_order(ask, clock, limit, band)
}

/// The partner that stands for a place: the only one, or of an owner's eligible partners the one that the
/// seed names. An owner with ten partners still draws once.
fn member(
    seed: &Seed,
    members: &[PartnerId],
    seat: &mut impl FnMut(PartnerId) -> Option<Seat>,
) -> Option<(PartnerId, Seat)> {
    match members {
        [only] => seat(*only).map(|seat| (*only, seat)),
        several => several
            .iter()
            .filter_map(|partner| seat(*partner).map(|seat| (*partner, seat)))
            .min_by_key(|(partner, _)| (seed.within_group(*partner), *partner)),
    }
}

fn settle_order(ask: &Ask<'_>, clock: i64, limit: Option<usize>, mut band: Vec<Standing>) -> Selection {
    let order = Order::of(ask, &band);
    let chosen: Vec<&Standing> = order.served.iter().filter_map(|at| band.get(*at)).collect();
    let wanted = match ask.wave {
        Wave::Everybody => chosen.len(),
        Wave::Second { first_k } => size(first_k.saturating_add(ask.policy.second_wave_more)),
        Wave::First => wanted_now(ask.policy.k, &chosen),
    };
    let chosen: Vec<Standing> = chosen.into_iter().take(wanted).cloned().collect();
    if strict(ask) {
        band.truncate(wanted);
    }
    let k = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    let charge = |standing: &Standing| {
        let amount = offer_charge(ask.value, k, standing.share);
        let before = standing.virtual_time;
        let after = before.max(clock).saturating_add(amount);
        Charge { partner: standing.partner, turn: standing.turn, amount, before, after }
    };
    let charges = if ask.wave == Wave::First { chosen.iter().map(charge).collect() } else { Vec::new() };
    let chosen: Vec<PartnerId> = chosen.iter().map(|standing| standing.partner).collect();
    let served = |at: &usize| band.get(*at).map(|s| s.partner).filter(|partner| chosen.contains(partner));
    let mut newcomers = order.newcomers.iter().filter_map(served).collect::<Vec<_>>().into_iter();
    Selection {
        wave: ask.wave,
        band_limit: limit.and_then(|limit| u32::try_from(limit).ok()),
        must_serve: order.must_serve.iter().filter_map(|at| band.get(*at)).map(|s| s.partner).collect(),
        newcomer: newcomers.next(),
        more_newcomers: newcomers.collect(),
        band,
        k,
        chosen,
        charges,
        clock,
    }
}

/// The order in which the band is served, as positions in the band.
struct Order {
    served: Vec<usize>,
    must_serve: Vec<usize>,
    newcomers: Vec<usize>,
}

impl Order {
    fn of(ask: &Ask<'_>, band: &[Standing]) -> Self {
        let mut served: Vec<usize> = (0..band.len()).collect();
        if strict(ask) || ask.wave == Wave::Everybody {
            return Self { served, must_serve: Vec::new(), newcomers: Vec::new() };
        }
        let ahead: Vec<usize> = served.extract_if(.., |at| band.get(*at).is_some_and(|s| s.ahead)).collect();
        let after = ask.policy.must_serve_after;
        let waited = |at: &usize| band.get(*at).map_or(0, |s| s.passes);
        let mut must_serve: Vec<usize> = served.iter().copied().filter(|at| waited(at) >= after).collect();
        must_serve.sort_by_key(|at| (u32::MAX - waited(at), *at));
        served.retain(|at| waited(at) < after);
        served.sort_by_key(|at| band.get(*at).map_or((u64::MAX, None), |s| (s.draw, Some(s.turn))));
        let places = size(ask.policy.newcomer_places.min(ask.policy.k.smallest().saturating_sub(1)));
        let is_new = |at: &&usize| band.get(**at).is_some_and(|s| s.newcomer);
        let newcomers: Vec<usize> = served.iter().filter(is_new).take(places).copied().collect();
        served.retain(|at| !newcomers.contains(at));
        let served = [must_serve.as_slice(), &newcomers, &served, &ahead].concat();
        Self { served, must_serve, newcomers }
    }
}

/// `band = k`: a strict weighted queue, where the draw decides nothing.
fn strict(ask: &Ask<'_>) -> bool {
    ask.policy.band == BandRule::K && ask.wave == Wave::First
}

fn band_limit(ask: &Ask<'_>) -> Option<usize> {
    let largest = match ask.wave {
        Wave::Everybody => return None,
        Wave::Second { first_k } => first_k.saturating_add(ask.policy.second_wave_more),
        Wave::First => ask.policy.k.largest(),
    };
    Some(size(match ask.policy.band {
        BandRule::K => largest,
        BandRule::Places { places } => places.max(largest),
        BandRule::TwiceK => KRule::MAX.max(largest).saturating_mul(2),
    }))
}

/// The smallest number of the served, from the first on, with which somebody answers with the wanted
/// chance; all that the rule allows when it is never reached.
fn wanted_now(rule: KRule, served: &[&Standing]) -> usize {
    match rule {
        KRule::Fixed { k } => size(k),
        KRule::Adaptive { min, max, target } => {
            const SCALE: u128 = 1_000_000_000_000_000_000;
            let part = |m: Millionths| u128::try_from(m.0.clamp(0, Millionths::ONE.0)).unwrap_or(0);
            let allowed = part(target.complement()) * (SCALE / 1_000_000);
            let mut nobody = SCALE;
            for (count, standing) in (1u32..=max).zip(served) {
                nobody = nobody * part(standing.answers.complement()) / 1_000_000;
                if count >= min && nobody <= allowed {
                    return size(count);
                }
            }
            size(max)
        }
    }
}

fn size(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(answers: i64) -> Standing {
        let partner = PartnerId::from_uuid(uuid::Uuid::nil());
        Standing {
            turn: TurnKey::Partner(partner),
            partner,
            virtual_time: 0,
            passes: 0,
            share: Millionths::ONE,
            fit: Fit::One,
            answers: Millionths(answers),
            newcomer: false,
            draw: 0,
            ahead: false,
        }
    }

    fn k_for(answers: &[i64]) -> usize {
        let band: Vec<Standing> = answers.iter().map(|r| standing(*r)).collect();
        wanted_now(DistributionPolicy::default().k, &band.iter().collect::<Vec<_>>())
    }

    #[test]
    fn k_is_the_smallest_number_with_which_somebody_answers() {
        assert_eq!(k_for(&[900_000; 8]), 2, "one would do, two are the least");
        assert_eq!(k_for(&[330_000; 8]), 4, "1 - 0.67^3 = 0.6992, 1 - 0.67^4 = 0.7985");
        assert_eq!(k_for(&[452_278; 8]), 2, "1 - 0.547722^2 = 0.70000…");
        assert_eq!(k_for(&[452_276; 8]), 3, "1 - 0.547724^2 = 0.69999…");
        assert_eq!(k_for(&[10_000; 16]), 8, "never reached");
        assert_eq!(k_for(&[]), 8);
    }
}
