//! Fixed-point numbers in millionths, and decay by half-life. Integers only, so that every machine
//! computes the same.
#![cfg_attr(not(test), deny(clippy::as_conversions, clippy::indexing_slicing))]

use std::fmt;

use kit::Instant;
use serde::{Deserialize, Serialize};

/// A number in millionths: 1 500 000 is 1.5. Shares, rates and virtual time are kept in it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Millionths(pub i64);

impl Millionths {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(1_000_000);

    /// A whole number.
    pub const fn whole(n: i64) -> Self {
        Self(n.saturating_mul(1_000_000))
    }
    /// `part / all`, rounded to the nearest; nothing when `all` is not positive.
    pub fn ratio(part: i64, all: i64) -> Self {
        Self(mul_div(part, Self::ONE.0, all))
    }
    /// The product, rounded to the nearest.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self(mul_div(self.0, other.0, Self::ONE.0))
    }
    /// The quotient, rounded to the nearest; nothing when `other` is not positive.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        Self(mul_div(self.0, Self::ONE.0, other.0))
    }
    /// This part of a time, cut to the microsecond.
    pub fn of(self, time: kit::time::Span) -> kit::time::Span {
        let part = i128::from(time.0) * i128::from(self.0) / i128::from(Self::ONE.0);
        kit::time::Span(i64::try_from(part).unwrap_or(time.0))
    }
    /// What is missing to one.
    #[must_use]
    pub const fn complement(self) -> Self {
        Self(Self::ONE.0.saturating_sub(self.0))
    }
}

impl fmt::Display for Millionths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
    }
}

/// `a · b / c` without overflow in between, rounded to the nearest, halves away from zero; 0 when `c`
/// is not positive; clamped to 64 bits.
pub fn mul_div(a: i64, b: i64, c: i64) -> i64 {
    if c <= 0 {
        return 0;
    }
    let (product, c) = (i128::from(a) * i128::from(b), i128::from(c));
    let half = if product < 0 { -(c / 2) } else { c / 2 };
    let quotient = (product + half) / c;
    i64::try_from(quotient).unwrap_or(if quotient < 0 { i64::MIN } else { i64::MAX })
}

/// Bits of the fraction in [`decay`].
const STEPS: u32 = 16;

/// `2^(-1/2), 2^(-1/4), 2^(-1/8) …` in 2⁻⁶⁰, each the integer square root of the one before.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, where an index out of range is an error")]
const HALVINGS: [u128; 16] = {
    let mut roots = [0u128; 16];
    let mut last = 1u128 << 59;
    let mut i = 0;
    while i < 16 {
        last = (last << 60).isqrt();
        roots[i] = last;
        i += 1;
    }
    roots
};

/// What is left of one after `age` when half is lost in every `half_life`: 1 at age 0, ½ after one
/// half-life. A negative age counts as 0; without a half-life nothing decays.
pub fn decay(age: kit::time::Span, half_life: kit::time::Span) -> Millionths {
    let age = u128::try_from(age.0).unwrap_or(0);
    let Some(half_life) = u128::try_from(half_life.0).ok().filter(|h| *h > 0) else { return Millionths::ONE };
    let (whole, rest) = (age / half_life, age % half_life);
    let Some(whole) = u32::try_from(whole).ok().filter(|w| *w < 60) else { return Millionths::ZERO };
    let fraction = (rest << STEPS) / half_life;
    let mut left = 1u128 << 60;
    for (step, root) in (1u32..).zip(HALVINGS) {
        if fraction >> (STEPS - step) & 1 == 1 {
            left = (left * root) >> 60;
        }
    }
    let scaled = ((left >> whole) * 1_000_000 + (1 << 59)) >> 60;
    Millionths(i64::try_from(scaled).unwrap_or(0))
}

/// The decayed sum of moments: each counts as [`decay`] of its age at `now`.
pub fn decayed_sum(moments: &[Instant], now: Instant, half_life: kit::time::Span) -> Millionths {
    moments
        .iter()
        .fold(Millionths::ZERO, |sum, at| Millionths(sum.0.saturating_add(decay(now.since(*at), half_life).0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::time::Span;

    #[test]
    fn a_product_is_rounded_to_the_nearest_and_never_overflows() {
        assert_eq!(mul_div(1_000_000, 1_000_000, 3_000_000), 333_333);
        assert_eq!(mul_div(5, 1, 2), 3);
        assert_eq!(mul_div(-5, 1, 2), -3);
        assert_eq!(mul_div(i64::MAX, i64::MAX, 1), i64::MAX);
        assert_eq!(mul_div(i64::MIN, i64::MAX, 1), i64::MIN);
        assert_eq!(mul_div(1, 1, 0), 0);
    }

    #[test]
    fn half_is_left_after_one_half_life() {
        let half_life = Span::days(90);
        let left = |days| decay(Span::days(days), half_life).0;
        assert_eq!(left(0), 1_000_000);
        assert_eq!(left(-1), 1_000_000);
        assert_eq!(left(90), 500_000);
        assert_eq!(left(180), 250_000);
        // 2^(-1/2) = 0.707106…, 2^(-1/3) = 0.793700…, 2^(-1/90) = 0.992328…
        assert_eq!(left(45), 707_107);
        assert!((793_699..=793_703).contains(&left(30)), "{}", left(30));
        assert!((992_327..=992_331).contains(&left(1)), "{}", left(1));
        assert_eq!(left(90 * 60), 0);
    }

    #[test]
    fn a_number_is_written_with_its_sign() {
        assert_eq!(Millionths(-1_250_000).to_string(), "-1.250000");
        assert_eq!(Millionths(500).to_string(), "0.000500");
    }
}
