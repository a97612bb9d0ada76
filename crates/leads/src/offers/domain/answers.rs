//! What a partner did with its offers, by day: what is counted of them is read without reading them all.

use kit::{Instant, time::Span};

use crate::fixed::{Millionths, decay};

const DAY: i64 = Span::days(1).0;

/// Moments of one day: how many, and the sum of their distances from its beginning. They count from their mean,
/// which is as good as each by itself: with a half-life of 60 days a day's own spread changes less than one in 50 000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moments {
    /// How many.
    pub count: i64,
    /// Microseconds from the beginning of the day to each, added up.
    pub micros: i64,
}

impl Moments {
    fn add(&mut self, at: Instant) {
        self.count = self.count.saturating_add(1);
        self.micros = self.micros.saturating_add(Day::rest(at));
    }
    fn left(self, day: i64, now: Instant, half_life: Span) -> i64 {
        if self.count <= 0 {
            return 0;
        }
        let mean = Instant::from_micros(day.saturating_mul(DAY).saturating_add(self.micros / self.count));
        self.count.saturating_mul(decay(now.since(mean), half_life).0)
    }
}

/// One day, in universal time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// Days since 1970.
    pub day: i64,
    /// Offers that were ignored, by their deadlines.
    pub ignored: Moments,
    /// Offers that were answered: accepted or declined.
    pub answered: Moments,
}

impl Day {
    /// The day of a moment.
    pub const fn of(at: Instant) -> i64 {
        at.micros().div_euclid(DAY)
    }
    /// How far a moment is from the beginning of its day.
    pub const fn rest(at: Instant) -> i64 {
        at.micros().rem_euclid(DAY)
    }
}

/// What a partner did with its offers. *Taken*, *undelivered* and *withdrawn* do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Days with an answer or an ignored offer.
    pub days: Vec<Day>,
    /// The last offer that was ignored.
    pub last_ignored: Option<Instant>,
}

impl Answers {
    /// One more was ignored.
    pub fn ignore(&mut self, at: Instant) {
        self.day(at).ignored.add(at);
        self.last_ignored = self.last_ignored.max(Some(at));
    }
    /// One more was answered.
    pub fn answer(&mut self, at: Instant) {
        self.day(at).answered.add(at);
    }
    /// How many in all.
    pub fn count(&self) -> i64 {
        self.days.iter().map(|day| day.ignored.count.saturating_add(day.answered.count)).sum()
    }
    /// Those that were ignored, the older ones counting less.
    pub fn ignored(&self, now: Instant, half_life: Span) -> Millionths {
        Millionths(self.days.iter().map(|day| day.ignored.left(day.day, now, half_life)).sum())
    }
    /// Those that were answered, the older ones counting less.
    pub fn answered(&self, now: Instant, half_life: Span) -> Millionths {
        Millionths(self.days.iter().map(|day| day.answered.left(day.day, now, half_life)).sum())
    }

    fn day(&mut self, at: Instant) -> &mut Day {
        let day = Day::of(at);
        let place = self.days.iter().position(|known| known.day == day).unwrap_or(self.days.len());
        if place == self.days.len() {
            self.days.push(Day { day, ..Day::default() });
        }
        // It stands there: found, or pushed just now.
        #[expect(clippy::indexing_slicing, reason = "the place was found or made above")]
        &mut self.days[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixed::decayed_sum;
    use proptest::prelude::*;

    const START: i64 = 1_780_000_000_000_000;

    fn summed(moments: &[Instant]) -> Answers {
        let mut answers = Answers::default();
        moments.iter().for_each(|at| answers.ignore(*at));
        answers
    }

    #[test]
    fn one_moment_of_a_day_counts_exactly_as_it_would_alone() {
        let at = Instant::from_micros(START + 17 * 3_600_000_000);
        let (now, half_life) = (at + Span::days(45), Span::days(60));
        assert_eq!(summed(&[at, at]).ignored(now, half_life), decayed_sum(&[at, at], now, half_life));
        assert_eq!(summed(&[at]).answered(now, half_life), Millionths::ZERO);
    }

    proptest! {
        /// The published numbers are those that reading every answer gives.
        #[test]
        fn the_sum_by_days_is_the_sum_over_all_answers(
            ages in proptest::collection::vec(0i64..600 * 24 * 60, 0..400),
            half_life in 30i64..400,
        ) {
            let now = Instant::from_micros(START);
            let moments: Vec<Instant> = ages.iter().map(|minutes| now - Span::minutes(*minutes)).collect();
            let (by_day, half_life) = (summed(&moments), Span::days(half_life));
            let (sum, each) = (by_day.ignored(now, half_life).0, decayed_sum(&moments, now, half_life).0);
            // A day's spread at a half-life of 30 days, and a millionth of rounding for each moment.
            let least = i64::try_from(moments.len()).unwrap() + each / 10_000;
            prop_assert!((sum - each).abs() <= least, "{sum} by days, {each} one by one");
            prop_assert_eq!(by_day.count(), i64::try_from(moments.len()).unwrap());
            prop_assert_eq!(by_day.last_ignored, moments.iter().max().copied());
        }
    }
}
