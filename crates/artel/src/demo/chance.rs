//! Chance from a seed: the same seed, the same life, on every machine.

/// A stream of numbers. Each subject has a stream of its own, so that one decision more in one place does not
/// change all that comes after it elsewhere.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream of the `number`-th subject of a kind.
    pub fn of(seed: u64, kind: &str, number: u64) -> Self {
        // FNV-1a: a short text spread over 64 bits.
        let hash =
            kind.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        let mut stream = Self(seed ^ hash.rotate_left(17) ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        stream.next();
        stream
    }

    /// `SplitMix64`.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 if there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        let drawn = u128::from(self.next()) * u128::from(end);
        u64::try_from(drawn >> 64).unwrap_or_default()
    }

    /// A number of `[from, to)`; `from` if there is none.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to.saturating_sub(from)).unwrap_or_default();
        from + i64::try_from(self.below(width)).unwrap_or_default()
    }

    /// A number of `[from, to)`, more often a small one: people are late sometimes and early mostly.
    pub fn soon(&mut self, from: i64, to: i64) -> i64 {
        let (one, other) = (self.between(from, to), self.between(from, to));
        one.min(other)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let place = self.below(u64::try_from(list.len()).unwrap_or_default());
        list.get(usize::try_from(place).unwrap_or_default())
    }

    /// One of a list, as often as its weight says.
    pub fn weighted<'a, T>(&mut self, list: &'a [T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        let sum: u64 = list.iter().map(|one| u64::from(weight(one))).sum();
        let mut left = self.below(sum);
        list.iter().find(|one| {
            let weight = u64::from(weight(one));
            let here = left < weight;
            left = left.saturating_sub(weight);
            here
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_same_again_and_another_subject_has_another() {
        let draw = |mut chance: Chance| [chance.below(1_000_000), chance.below(1_000_000)];
        assert_eq!(draw(Chance::of(7, "lead", 3)), draw(Chance::of(7, "lead", 3)));
        assert_ne!(draw(Chance::of(7, "lead", 3)), draw(Chance::of(7, "lead", 4)));
        assert_ne!(draw(Chance::of(7, "lead", 3)), draw(Chance::of(7, "offer", 3)));
        assert_ne!(draw(Chance::of(7, "lead", 3)), draw(Chance::of(8, "lead", 3)));
    }

    #[test]
    fn a_percentage_and_a_weight_are_met_in_the_long_run() {
        let mut chance = Chance::of(1, "test", 0);
        let hits = (0..10_000).filter(|_| chance.percent(30)).count();
        assert!((2_800..3_200).contains(&hits), "{hits}");
        let heavy = (0..10_000).filter(|_| chance.weighted(&[1_u32, 3], |w| *w) == Some(&3)).count();
        assert!((7_300..7_700).contains(&heavy), "{heavy}");
        assert!((0..1_000).all(|_| (5..9).contains(&chance.between(5, 9)) && chance.below(0) == 0));
    }
}
