//! The tail of a Beta distribution with whole parameters, in integers.
//!
//! For whole `a` and `b`, the chance that a rate from Beta(1+a, 1+b) exceeds `x` is the chance that of
//! `a+b+1` throws with chance `x` at most `a` hit: a sum of binomial terms.

use crate::fixed::Millionths;

/// The largest term of the sum, as the unit that the others are measured in.
const UNIT: u128 = 1 << 80;

/// The chance that a rate from Beta(1+a, 1+b) exceeds `x`. Exact to the last digit shown for any counts
/// that fit: terms are computed from the largest outwards, so those that vanish are those that are too
/// small to count.
pub fn tail_above(a: u16, b: u16, x: Millionths) -> Millionths {
    let one = u128::from(Millionths::ONE.0.unsigned_abs());
    let hit = u128::try_from(x.0.clamp(0, Millionths::ONE.0)).unwrap_or(0);
    let miss = one - hit;
    if hit == 0 {
        return Millionths::ONE;
    }
    if miss == 0 {
        return Millionths::ZERO;
    }
    let (a, throws) = (u128::from(a), u128::from(a) + u128::from(b) + 1);
    let mode = ((throws + 1) * hit / one).min(throws);
    let (mut at_most, mut all) = (0u128, 0u128);
    let mut add = |hits: u128, term: u128| {
        all += term;
        if hits <= a {
            at_most += term;
        }
    };
    add(mode, UNIT);
    let mut term = UNIT;
    for hits in (0..mode).rev() {
        // t(i) = t(i+1) · (i+1)/(n−i) · miss/hit
        term = term * ((hits + 1) * miss) / ((throws - hits) * hit);
        if term == 0 {
            break;
        }
        add(hits, term);
    }
    term = UNIT;
    for hits in mode + 1..=throws {
        // t(i) = t(i−1) · (n−i+1)/i · hit/miss
        term = term * ((throws - hits + 1) * hit) / (hits * miss);
        if term == 0 {
            break;
        }
        add(hits, term);
    }
    let rounded = (at_most * one + all / 2) / all;
    Millionths(i64::try_from(rounded).unwrap_or(Millionths::ONE.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_what_exact_fractions_give() {
        // Computed apart with exact fractions, rounded to six digits.
        for (a, b, x, expected) in VECTORS {
            assert_eq!(tail_above(a, b, Millionths(x)), Millionths(expected), "Beta(1+{a}, 1+{b}) above {x}");
        }
    }

    #[test]
    fn the_ends_are_certain() {
        assert_eq!(tail_above(3, 9, Millionths::ZERO), Millionths::ONE);
        assert_eq!(tail_above(3, 9, Millionths::ONE), Millionths::ZERO);
        assert_eq!(tail_above(u16::MAX, 0, Millionths(600_000)), Millionths::ONE);
        assert_eq!(tail_above(0, u16::MAX, Millionths(600_000)), Millionths::ZERO);
    }

    #[test]
    fn one_more_ignored_offer_never_lowers_it() {
        for b in 0..20 {
            let tails: Vec<_> = (0..60).map(|a| tail_above(a, b, Millionths(600_000))).collect();
            assert!(tails.is_sorted());
        }
    }

    const VECTORS: [(u16, u16, i64, i64); 10] = [
        (0, 0, 600_000, 400_000),
        (5, 0, 600_000, 953_344),
        (4, 0, 600_000, 922_240),
        (9, 1, 600_000, 969_767),
        (10, 0, 600_000, 996_372),
        (12, 3, 600_000, 934_853),
        (30, 10, 600_000, 972_637),
        (80, 20, 700_000, 985_810),
        (300, 150, 630_000, 945_616),
        (3, 17, 150_000, 611_301),
    ];
}
