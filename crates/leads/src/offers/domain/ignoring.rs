//! Ignoring: a partner that lets offers pass is paused for a while, when it is sure enough.

use kit::{Instant, time::Span};
use serde::{Deserialize, Serialize};

use super::{answers::Answers, beta::tail_above};
use crate::{
    bounds::{BadNumber, Checks},
    fixed::Millionths,
};

/// Every number of ignoring. The default is the design's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IgnoringPolicy {
    /// A rate up to this is nobody's fault.
    pub floor: Millionths,
    /// So far above the network's median a rate may lie.
    pub above_median: Millionths,
    /// How sure it must be that the true rate is higher.
    pub confidence: Millionths,
    /// From fewer offers nothing is concluded.
    pub fewest_offers: u32,
    /// Half-life of what is counted, in days.
    pub half_life_days: u32,
    /// Length of the first, second … pause, in days; the last repeats.
    pub pause_days: Vec<u32>,
    /// After so many days without an ignored offer the level falls by one.
    pub clean_days: u32,
    /// Work that a partner on probation may have open.
    pub probation_cap: u32,
}

impl Default for IgnoringPolicy {
    fn default() -> Self {
        Self {
            floor: Millionths(600_000),
            above_median: Millionths(150_000),
            confidence: Millionths(950_000),
            fewest_offers: 10,
            half_life_days: 60,
            pause_days: vec![7, 14, 30],
            clean_days: 60,
            probation_cap: 2,
        }
    }
}

impl IgnoringPolicy {
    /// Every number stands within its bounds, or the list of those that do not.
    pub fn validate(&self) -> Result<(), Vec<BadNumber>> {
        let mut checks = Checks::default();
        checks
            .within("floor", self.floor.0, 0..=1_000_000)
            .within("above_median", self.above_median.0, 0..=1_000_000)
            .within("confidence", self.confidence.0, 500_000..=999_999)
            .within("fewest_offers", self.fewest_offers, 1..=1_000)
            .within("half_life_days", self.half_life_days, 1..=3_650)
            .within("clean_days", self.clean_days, 1..=3_650)
            .within("probation_cap", self.probation_cap, 1..=100_000);
        if self.pause_days.is_empty() {
            checks.length("pause_days", 0, 1);
        }
        for days in &self.pause_days {
            checks.within("pause_days", *days, 1..=365);
        }
        checks.done()
    }

    fn pause(&self, level: u32) -> Span {
        let at = usize::try_from(level.saturating_sub(1)).unwrap_or(usize::MAX);
        let days = self.pause_days.get(at).or(self.pause_days.last()).copied().unwrap_or(0);
        Span::days(days.into())
    }
}

/// Where a partner stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct IgnoringState {
    /// Pauses so far, less what clean days took away.
    pub level: u32,
    /// The last pause `[from, until)`.
    pub last_pause: Option<(Instant, Instant)>,
    /// From when clean days are counted: the last pause's end, the last ignored offer, or the last fall.
    pub clean_since: Option<Instant>,
    /// Returned from a pause, and not clean for long enough yet.
    pub on_probation: bool,
}

impl IgnoringState {
    /// Paused at this moment.
    pub fn is_paused(&self, now: Instant) -> bool {
        self.last_pause.is_some_and(|(from, until)| from <= now && now < until)
    }
    /// The work that it may have open: its own cap, or the probation's.
    pub fn open_cap(&self, own_cap: u32, policy: &IgnoringPolicy) -> u32 {
        if self.on_probation { own_cap.min(policy.probation_cap) } else { own_cap }
    }
}

/// What a review found, with the numbers that the partner is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Review {
    /// Ignored offers, decayed and rounded.
    pub ignored: u16,
    /// Answered offers, decayed and rounded.
    pub answered: u16,
    /// The rate that must not be exceeded.
    pub threshold: Millionths,
    /// The chance that the true rate exceeds it.
    pub chance: Millionths,
    /// The pause that follows, `[from, until)`.
    pub pause: Option<(Instant, Instant)>,
    /// Where the partner stands now.
    pub state: IgnoringState,
}

/// The median of the network's ignoring rates; of an even number, the lower middle.
pub fn median(mut rates: Vec<Millionths>) -> Millionths {
    rates.sort_unstable();
    rates.get(rates.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// Reviews a partner. Only an ignored offer since the return from the last pause can pause again: what
/// led to a pause is not punished twice, although it still counts towards the chance.
pub fn review(
    answers: &Answers,
    before: IgnoringState,
    network_median: Millionths,
    policy: &IgnoringPolicy,
    now: Instant,
) -> Review {
    let half_life = Span::days(policy.half_life_days.into());
    let rounded = |sum: Millionths| u16::try_from((sum.0 + 500_000) / 1_000_000).unwrap_or(u16::MAX);
    let ignored = rounded(answers.ignored(now, half_life));
    let answered = rounded(answers.answered(now, half_life));
    let threshold = policy.floor.max(Millionths(network_median.0.saturating_add(policy.above_median.0)));
    let chance = tail_above(ignored, answered, threshold);
    let mut state = fallen(before, answers.last_ignored, policy, now);
    let enough = answers.count() >= policy.fewest_offers.into();
    let returned = before.last_pause.map(|(_, until)| until);
    let news = answers.last_ignored.is_some_and(|at| returned.is_none_or(|until| at >= until));
    let pause = (enough && news && !before.is_paused(now) && chance > policy.confidence).then(|| {
        let level = state.level.saturating_add(1);
        let until = now + policy.pause(level);
        state = IgnoringState { level, last_pause: Some((now, until)), clean_since: Some(until), on_probation: true };
        (now, until)
    });
    Review { ignored, answered, threshold, chance, pause, state }
}

/// The state after the clean days up to now: the level falls by one for each stretch of them, and the
/// first fall ends the probation. Every ignored offer is reviewed and what it led to is kept, so that of
/// those since then there is none but the last.
fn fallen(before: IgnoringState, ignored: Option<Instant>, policy: &IgnoringPolicy, now: Instant) -> IgnoringState {
    let mut state = before;
    let stretch = Span::days(policy.clean_days.into());
    let mut mark = ignored.filter(|at| before.clean_since.is_some_and(|since| *at > since));
    while let Some(since) = state.clean_since.filter(|_| state.level > 0) {
        let clean_at = since + stretch;
        if let Some(at) = mark.take_if(|at| *at < clean_at) {
            state.clean_since = Some(at);
        } else if clean_at <= now {
            state.level = state.level.saturating_sub(1);
            state.on_probation = false;
            state.clean_since = Some(clean_at);
        } else {
            break;
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: i64) -> Instant {
        "2026-06-15T10:00:00+03:00".parse::<Instant>().unwrap() + Span::days(n)
    }
    fn answers(ignored: &[i64], answered: &[i64]) -> Answers {
        let mut answers = Answers::default();
        ignored.iter().for_each(|n| answers.ignore(day(*n)));
        answered.iter().for_each(|n| answers.answer(day(*n)));
        answers
    }
    fn at(answers: &Answers, state: IgnoringState, now: i64) -> Review {
        review(answers, state, Millionths(200_000), &IgnoringPolicy::default(), day(now))
    }

    #[test]
    fn ten_ignored_offers_pause_for_seven_days_and_nine_do_not() {
        let nine = at(&answers(&[0; 9], &[]), IgnoringState::default(), 0);
        assert_eq!((nine.ignored, nine.pause), (9, None), "from fewer than ten nothing is concluded");
        let ten = at(&answers(&[0; 10], &[]), IgnoringState::default(), 0);
        assert_eq!(ten.threshold, Millionths(600_000));
        assert_eq!(ten.chance, Millionths(996_372), "1 - 0.6^11");
        assert_eq!(ten.pause, Some((day(0), day(7))));
        assert!(ten.state.is_paused(day(0)) && !ten.state.is_paused(day(7)));
    }

    #[test]
    fn a_partner_that_answers_now_and_then_is_not_paused() {
        // 8 of 12: 1 − I = P(Bin(13, 0.6) ≤ 8) = 0.646958
        let review = at(&answers(&[0; 8], &[0; 4]), IgnoringState::default(), 0);
        assert_eq!((review.chance, review.pause), (Millionths(646_958), None));
    }

    #[test]
    fn where_everybody_ignores_the_bar_is_higher() {
        let policy = IgnoringPolicy::default();
        let all = answers(&[0; 10], &[]);
        let review = review(&all, IgnoringState::default(), Millionths(700_000), &policy, day(0));
        assert_eq!(review.threshold, Millionths(850_000));
        assert_eq!(review.pause, None, "1 - 0.85^11 = 0.8327");
    }

    #[test]
    fn what_led_to_a_pause_does_not_pause_again_without_a_new_ignored_offer() {
        let old = answers(&[0; 10], &[]);
        let paused = at(&old, IgnoringState::default(), 0).state;
        assert_eq!(at(&old, paused, 8).pause, None);
        let again = answers(&[&[0; 10][..], &[8]].concat(), &[]);
        let second = at(&again, paused, 8);
        assert_eq!(second.pause, Some((day(8), day(22))), "14 days");
        let third = at(&answers(&[&[0; 10][..], &[8, 23]].concat(), &[]), second.state, 23);
        assert_eq!(third.pause, Some((day(23), day(53))), "30 days");
        let fourth = at(&answers(&[&[0; 10][..], &[8, 23, 54]].concat(), &[]), third.state, 54);
        assert_eq!(fourth.pause, Some((day(54), day(84))), "and no longer than that");
    }

    #[test]
    fn the_level_falls_after_sixty_clean_days_and_probation_ends_with_it() {
        let policy = IgnoringPolicy::default();
        let old = answers(&[0; 10], &[]);
        let paused = at(&old, IgnoringState::default(), 0).state;
        assert_eq!(paused.open_cap(10, &policy), 2);
        let before = at(&old, paused, 66).state;
        assert_eq!((before.level, before.on_probation), (1, true));
        let after = at(&old, paused, 67).state;
        assert_eq!((after.level, after.on_probation), (0, false));
        assert_eq!(after.open_cap(10, &policy), 10);
        let dirty = answers(&[&[0; 10][..], &[40]].concat(), &[20; 30]);
        assert_eq!(at(&dirty, paused, 90).state.level, 1, "counted from the ignored offer on");
        assert_eq!(at(&dirty, paused, 100).state.level, 0);
    }

    #[test]
    fn the_past_fades() {
        let review = at(&answers(&[-600; 40], &[0, 0]), IgnoringState::default(), 0);
        assert_eq!((review.ignored, review.answered, review.pause), (0, 2, None));
    }

    #[test]
    fn the_median_of_the_network() {
        let rates = |list: &[i64]| median(list.iter().map(|n| Millionths(*n)).collect());
        assert_eq!(rates(&[]), Millionths::ZERO);
        assert_eq!(rates(&[3, 1, 2]), Millionths(2));
        assert_eq!(rates(&[4, 1, 2, 3]), Millionths(2));
    }

    #[test]
    fn a_wrong_number_is_named() {
        assert_eq!(IgnoringPolicy::default().validate(), Ok(()));
        let policy = IgnoringPolicy { pause_days: vec![], fewest_offers: 0, ..IgnoringPolicy::default() };
        let fields: Vec<String> = policy.validate().unwrap_err().into_iter().map(|bad| bad.field).collect();
        assert_eq!(fields, ["fewest_offers", "pause_days"]);
    }

    proptest! {
        #[test]
        fn who_answers_every_offer_is_never_paused(days in proptest::collection::vec(-100i64..0, 0..60)) {
            prop_assert_eq!(at(&answers(&[], &days), IgnoringState::default(), 0).pause, None);
        }

        #[test]
        fn a_pause_has_the_length_of_its_level(
            ignored in proptest::collection::vec(-100i64..0, 0..40),
            answered in proptest::collection::vec(-100i64..0, 0..40),
            level in 0u32..5,
        ) {
            let state = IgnoringState { level, clean_since: Some(day(-1)), ..IgnoringState::default() };
            let review = at(&answers(&ignored, &answered), state, 0);
            if let Some((from, until)) = review.pause {
                prop_assert_eq!(from, day(0));
                prop_assert_eq!(until, day([7, 14, 30, 30, 30][usize::try_from(level).unwrap()]));
                prop_assert!(review.chance > Millionths(950_000));
                prop_assert!(ignored.len() + answered.len() >= 10);
            }
        }
    }
}
