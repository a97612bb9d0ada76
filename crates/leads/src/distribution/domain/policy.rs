//! The numbers of distribution: one version is in force at a time, every decision stores the version.

use std::collections::BTreeMap;

use kit::{Instant, id::ProductId, time::Span};
use serde::{Deserialize, Serialize};

use super::{
    draw::Fit,
    lead::{LeadFacts, Urgency, ValueClass},
    numbers::Prior,
};
use crate::fixed::{Millionths, mul_div};

/// With more than so many side by side nobody takes a lead for its own: as many as a first wave asks at most.
pub const SIDE_BY_SIDE: i64 = 8;

const _: () = assert!(KRule::MAX == 8, "the band is made for as many as may work side by side");

/// Partners that a first wave may ask at most, where the program says so: the size of a small network.
pub const ASKED_AT_ONCE: i64 = 20;

/// How many partners may work on one lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
pub enum Mode {
    /// The first who accepts works alone.
    Exclusive,
    /// Up to `n` partners work, the client chooses.
    Parallel {
        /// Partners that may accept.
        n: u32,
    },
    /// One partner, named by the client's protection; without one, the lead desk.
    Assigned,
}

impl Mode {
    /// How many acceptances there is room for.
    pub const fn slots(self) -> u32 {
        match self {
            Self::Exclusive | Self::Assigned => 1,
            Self::Parallel { n } => n,
        }
    }
}

/// How many partners the first wave asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum KRule {
    /// The smallest number for which the chance that somebody answers reaches the target.
    Adaptive {
        /// At least so many.
        min: u32,
        /// At most so many.
        max: u32,
        /// The wanted chance.
        target: Millionths,
    },
    /// Always so many.
    Fixed {
        /// So many.
        k: u32,
    },
}

impl KRule {
    /// The largest k that the band is made for.
    pub const MAX: u32 = 8;

    /// The smallest k that it can give.
    pub const fn smallest(self) -> u32 {
        match self {
            Self::Adaptive { min, .. } => min,
            Self::Fixed { k } => k,
        }
    }
    /// The largest k that it can give.
    pub const fn largest(self) -> u32 {
        match self {
            Self::Adaptive { max, .. } => max,
            Self::Fixed { k } => k,
        }
    }
}

/// How many places at the head of the queue take part in the draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum BandRule {
    /// Twice the largest k: sixteen.
    TwiceK,
    /// So many, at least k.
    Places {
        /// So many.
        places: u32,
    },
    /// As many as are chosen: a strict weighted queue.
    K,
}

/// One value for each urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByUrgency<T> {
    /// For hot leads.
    pub hot: T,
    /// For normal leads.
    pub normal: T,
    /// For cold leads.
    pub cold: T,
}

impl<T> ByUrgency<T> {
    /// The value for an urgency.
    pub const fn of(&self, urgency: Urgency) -> &T {
        match urgency {
            Urgency::Hot => &self.hot,
            Urgency::Normal => &self.normal,
            Urgency::Cold => &self.cold,
        }
    }
    pub(super) fn each(&self) -> [(&'static str, &T); 3] {
        [("hot", &self.hot), ("normal", &self.normal), ("cold", &self.cold)]
    }
}

/// From which expected value, in minor units of the program's currency, a lead weighs more. A lead below
/// `one_from` weighs ½. Without a bound, no lead reaches that class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "sums are named after their unit everywhere")]
pub struct ValueBounds {
    /// Below it a lead weighs ½.
    pub one_from_minor: Option<i64>,
    /// From it a lead weighs 2.
    pub two_from_minor: Option<i64>,
    /// From it a lead weighs 4.
    pub four_from_minor: Option<i64>,
}

impl ValueBounds {
    /// The class of an expected value; a lead of unknown value is an ordinary one.
    pub fn class(&self, value_minor: Option<i64>) -> ValueClass {
        let Some(value) = value_minor else { return ValueClass::One };
        let reaches = |bound: Option<i64>| bound.is_some_and(|bound| value >= bound);
        if reaches(self.four_from_minor) {
            ValueClass::Four
        } else if reaches(self.two_from_minor) {
            ValueClass::Two
        } else if self.one_from_minor.is_some_and(|bound| value < bound) {
            ValueClass::Half
        } else {
            ValueClass::One
        }
    }
}

/// Every number of distribution. The default is the design's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DistributionPolicy {
    /// How many partners may work on one lead.
    pub mode: Mode,
    /// Other modes by code of the source.
    pub mode_by_source: BTreeMap<String, Mode>,
    /// Other modes by product; a product outweighs a source.
    pub mode_by_product: BTreeMap<ProductId, Mode>,
    /// How many partners must have *started* before no further wave goes out.
    pub wanted_started: u32,
    /// How many partners the first wave asks.
    pub k: KRule,
    /// How many places take part in the draw.
    pub band: BandRule,
    /// How many charges of `1/k` a partner may be ahead of the head of the queue and still take part in the
    /// draw. Without it the queue would decide nothing where all partners fit into the band.
    pub band_reach: u32,
    /// How many more than the first the second wave asks.
    pub second_wave_more: u32,
    /// Waves before the lead desk.
    pub waves: u32,
    /// The window to accept, in minutes of the partner's working time, wave by wave; the last repeats.
    pub window_minutes: ByUrgency<Vec<u32>>,
    /// The clock to start after an acceptance, in minutes of working time.
    pub start_minutes: ByUrgency<u32>,
    /// The clock to report, in days.
    pub update_days: ByUrgency<u32>,
    /// Passed over so often, a partner is served first.
    pub must_serve_after: u32,
    /// A newcomer joined less than so many days ago …
    pub newcomer_days: u32,
    /// … and received fewer offers than this.
    pub newcomer_offers: u32,
    /// Places of one lead that go to newcomers first; one place is always left to the others.
    pub newcomer_places: u32,
    /// `λ`: what an acceptance costs beside the offer.
    pub acceptance_charge: Millionths,
    /// The part of the offer's charge that a reasoned decline in time gives back.
    pub decline_refund: Millionths,
    /// The part of the offers of [`Self::refund_days`] that may be given back.
    pub refund_cap: Millionths,
    /// The days over which refunds are counted.
    pub refund_days: u32,
    /// Work that a partner may have open, unless its own card says otherwise.
    pub open_cap: u32,
    /// Offers that a partner may receive in a day.
    pub new_per_day_cap: u32,
    /// Smallest share.
    pub share_min: Millionths,
    /// Largest share.
    pub share_max: Millionths,
    /// How many own deals too few move the share at most.
    pub balance_owed: u32,
    /// How many own deals more than are due move the share at most.
    pub balance_brought: u32,
    /// How far one own deal moves the share.
    pub balance_weight: Millionths,
    /// Own deals that are missing make a share no smaller than this part of it …
    pub balance_share_min: Millionths,
    /// … and those brought make it no larger.
    pub balance_share_max: Millionths,
    /// Half-life of answers and wins, in days.
    pub half_life_days: u32,
    /// What is supposed of a partner's answers while the network is too small to tell.
    pub answers_prior: Prior,
    /// The same of its wins.
    pub wins_prior: Prior,
    /// From fewer partners with offers nothing is learnt about the network.
    pub prior_partners: u32,
    /// The mean of the network weighs no more than so many offers of the partner itself.
    pub prior_heaviest: u32,
    /// The smallest fit in the draw.
    pub fit_least: Fit,
    /// The largest.
    pub fit_most: Fit,
    /// After this part of the window a partner is reminded of an open offer; at all of it nobody is.
    pub window_reminder: Millionths,
    /// A reminder comes no later than so many minutes before the end.
    pub window_reminder_minutes: u32,
    /// So many days before a report is due the partner is reminded; 0 does not remind.
    pub update_reminder_days: u32,
    /// How much a lead weighs by its value.
    pub value: ValueBounds,
}

impl Default for DistributionPolicy {
    fn default() -> Self {
        Self {
            mode: Mode::Parallel { n: 3 },
            mode_by_source: BTreeMap::new(),
            mode_by_product: BTreeMap::new(),
            wanted_started: 1,
            k: KRule::Adaptive { min: 2, max: KRule::MAX, target: Millionths(700_000) },
            band: BandRule::TwiceK,
            band_reach: 6,
            second_wave_more: 3,
            waves: 3,
            window_minutes: ByUrgency {
                hot: vec![30, 60, 240],
                normal: vec![120, 240, 480],
                cold: vec![480, 480, 960],
            },
            start_minutes: ByUrgency { hot: 4 * 60, normal: 16 * 60, cold: 40 * 60 },
            update_days: ByUrgency { hot: 7, normal: 14, cold: 30 },
            must_serve_after: 12,
            newcomer_days: 90,
            newcomer_offers: 10,
            newcomer_places: 1,
            acceptance_charge: Millionths(500_000),
            decline_refund: Millionths(500_000),
            refund_cap: Millionths(200_000),
            refund_days: 30,
            open_cap: 10,
            new_per_day_cap: 5,
            share_min: Millionths(500_000),
            share_max: Millionths(2_000_000),
            balance_owed: 3,
            balance_brought: 5,
            balance_weight: Millionths(100_000),
            balance_share_min: Millionths(750_000),
            balance_share_max: Millionths(1_250_000),
            half_life_days: 90,
            answers_prior: Prior::ANSWERS,
            wins_prior: Prior::WINS,
            prior_partners: 10,
            prior_heaviest: 100,
            fit_least: Fit::Half,
            fit_most: Fit::Two,
            window_reminder: Millionths(750_000),
            window_reminder_minutes: 10,
            update_reminder_days: 1,
            value: ValueBounds::default(),
        }
    }
}

impl DistributionPolicy {
    /// The mode for a lead: its product's, else its source's, else the program's.
    pub fn mode_for(&self, lead: &LeadFacts) -> Mode {
        self.mode_of(lead.product, &lead.source)
    }
    /// The mode for leads of a product and a source.
    pub fn mode_of(&self, product: ProductId, source: &str) -> Mode {
        let by_product = self.mode_by_product.get(&product);
        *by_product.or_else(|| self.mode_by_source.get(source)).unwrap_or(&self.mode)
    }
    /// The window of a wave (1 is the first), in minutes of working time. Waves beyond the list have the
    /// window of its last.
    pub fn window(&self, urgency: Urgency, wave: u32) -> Option<u32> {
        let windows = self.window_minutes.of(urgency);
        let at = usize::try_from(wave.checked_sub(1)?).ok()?;
        windows.get(at).or(windows.last()).copied()
    }
    /// How far ahead of the head of the queue the draw reaches, in virtual time.
    pub fn band_reach(&self) -> i64 {
        mul_div(self.band_reach.into(), Millionths::ONE.0, self.k.largest().into())
    }
    /// New in the network by this policy.
    pub fn is_newcomer(&self, joined_at: Instant, offers_ever: u32, now: Instant) -> bool {
        now < joined_at + Span::days(self.newcomer_days.into()) && offers_ever < self.newcomer_offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid_and_is_what_an_empty_policy_means() {
        let policy = DistributionPolicy::default();
        assert_eq!(policy.validate(), Ok(()));
        assert_eq!(serde_json::from_str::<DistributionPolicy>("{}").unwrap(), policy);
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<DistributionPolicy>(&text).unwrap(), policy);
        assert!(serde_json::from_str::<DistributionPolicy>(r#"{"kk": 3}"#).is_err());
    }

    #[test]
    fn each_wave_has_its_window() {
        let policy = DistributionPolicy::default();
        assert_eq!(policy.window(Urgency::Hot, 1), Some(30));
        assert_eq!(policy.window(Urgency::Cold, 3), Some(960));
        assert_eq!(policy.window(Urgency::Normal, 4), Some(480), "the last window repeats");
        assert_eq!(policy.window(Urgency::Normal, 0), None);
    }

    #[test]
    fn the_value_decides_the_weight() {
        let bounds =
            ValueBounds { one_from_minor: Some(100), two_from_minor: Some(1_000), four_from_minor: Some(5_000) };
        let class = |value| bounds.class(value);
        assert_eq!(
            [class(Some(99)), class(Some(100)), class(None)],
            [ValueClass::Half, ValueClass::One, ValueClass::One]
        );
        assert_eq!([class(Some(1_000)), class(Some(5_000))], [ValueClass::Two, ValueClass::Four]);
        assert_eq!(ValueBounds::default().class(Some(i64::MAX)), ValueClass::One);
    }
}
