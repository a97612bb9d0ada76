//! The binary logarithm in fixed point, from an integer table. The table is computed by the compiler
//! with integers only; its values are pinned by the test vectors below.

/// One in the fixed point of this module: 2³².
pub const ONE: u64 = 1 << 32;

/// Intervals that one octave is divided into.
const INTERVALS: u64 = 256;

/// `log2(1 + i/256)` in 2⁻³², for i from 0 to 256.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, where an index out of range is an error")]
const TABLE: [u64; 257] = {
    let mut table = [0u64; 257];
    let mut i = 0;
    let mut numerator = INTERVALS;
    while i < 257 {
        table[i] = bit_by_bit(numerator);
        numerator += 1;
        i += 1;
    }
    table
};

/// `log2(numerator / 256)` in 2⁻³² for 256 ≤ numerator ≤ 512: squaring doubles a logarithm, so each
/// square that reaches two yields the next bit. 62 bits of fraction are carried.
const fn bit_by_bit(numerator: u64) -> u64 {
    if numerator == 2 * INTERVALS {
        return ONE;
    }
    let two: u128 = 1 << 63;
    let mut mantissa: u128 = 1 << 62;
    let mut n = numerator - INTERVALS;
    while n > 0 {
        mantissa += 1 << 54;
        n -= 1;
    }
    let mut bits = 0u64;
    let mut step = 0;
    while step < 33 {
        mantissa = (mantissa * mantissa) >> 62;
        bits <<= 1;
        if mantissa >= two {
            mantissa >>= 1;
            bits |= 1;
        }
        step += 1;
    }
    // 33 bits were taken; the last one rounds.
    (bits + 1) >> 1
}

/// `64 − log2(n)` in 2⁻³², that is `−log2(n / 2⁶⁴)`: from nearly 0 for the largest `n` to 64 for 1.
/// Zero counts as 1. Linear between the 256 entries of the table; the error is below 3·10⁻⁶.
pub fn minus_log2_of_fraction(n: u64) -> u64 {
    let n = n.max(1);
    let zeros = n.leading_zeros();
    let mantissa = n << zeros; // the first bit is set: a number in [1, 2) with 63 bits of fraction
    let below_one = mantissa & (u64::MAX >> 1);
    let index = below_one >> 55;
    let rest = (below_one >> 23) & (ONE - 1); // 32 bits of the way to the next entry
    let at = usize::try_from(index).unwrap_or(0);
    let (low, high) = match TABLE.get(at..at + 2) {
        Some([low, high]) => (*low, *high),
        _ => (0, 0),
    };
    // (high − low) is below 2²⁵, so the product fits.
    let log = low + (((high - low) * rest) >> 32);
    (u64::from(zeros) + 1) * ONE - log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_published_one() {
        // log2(1 + i/256) · 2^32, computed apart with 60 decimal digits.
        let vectors = VECTORS;
        for (i, expected) in vectors {
            assert_eq!(TABLE[i], expected, "entry {i}");
        }
        assert!(TABLE.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn powers_of_two_are_exact() {
        for bit in 0..64u32 {
            assert_eq!(minus_log2_of_fraction(1 << bit), u64::from(64 - bit) * ONE);
        }
        assert_eq!(minus_log2_of_fraction(0), 64 * ONE);
    }

    #[test]
    fn between_the_entries_the_error_is_below_three_millionths() {
        // 2^64 · {0.3, 0.9, 2/3 of an interval}: −log2 computed apart.
        for (n, expected) in FRACTIONS {
            let got = minus_log2_of_fraction(n);
            assert!(got.abs_diff(expected) * 1_000_000 < 3 * ONE, "{n}: {got} {expected}");
        }
    }

    #[test]
    fn a_larger_number_never_has_the_larger_result() {
        let mut last = u64::MAX;
        for step in 0..100_000u64 {
            let now = minus_log2_of_fraction(1 + step * (u64::MAX / 100_000));
            assert!(now <= last);
            last = now;
        }
    }

    const VECTORS: [(usize, u64); 8] = [
        (0, 0),
        (1, 24_157_255),
        (2, 48_220_695),
        (85, 1_776_518_428),
        (128, 2_512_394_810),
        (150, 2_857_596_005),
        (255, 4_282_853_259),
        (256, 4_294_967_296),
    ];
    const FRACTIONS: [(u64, u64); 6] = [
        (3, 268_070_544_838),
        (1_000, 232_075_189_362),
        (5_534_023_222_112_865_484, 7_460_210_421),
        (16_602_069_666_338_596_454, 652_848_315),
        (9_235_381_635_861_097_130, 4_286_904_409),
        (18_446_744_073_709_551_615, 0),
    ];
}
