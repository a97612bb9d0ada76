//! The five numbers: what each is, and whether it reaches its target.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{MeasurePolicy, tally::Share};

kit::codes! {
    /// One of the five numbers.
    pub enum MeasureId {
        /// Active partners.
        Active = "active",
        /// Time from the offer to the first contact.
        Start = "start",
        /// Ignored offers.
        Ignored = "ignored",
        /// Won deals.
        Won = "won",
        /// Partners that owe own deals.
        Debt = "debt",
    }
}

kit::codes! {
    /// In what a number is told.
    pub enum Unit {
        /// A share in millionths.
        Share = "share",
        /// Whole minutes.
        Minutes = "minutes",
    }
}

kit::codes! {
    /// Which way is better.
    pub enum Better {
        /// The target is the least.
        Higher = "higher",
        /// The target is the most.
        Lower = "lower",
    }
}

impl MeasureId {
    /// In what it is told.
    pub const fn unit(self) -> Unit {
        if matches!(self, Self::Start) { Unit::Minutes } else { Unit::Share }
    }
    /// Which way is better.
    pub const fn better(self) -> Better {
        if matches!(self, Self::Active | Self::Won) { Better::Higher } else { Better::Lower }
    }
    /// Its target.
    pub fn target(self, policy: &MeasurePolicy) -> i64 {
        match self {
            Self::Active => policy.active.0,
            Self::Start => i64::from(policy.start_minutes),
            Self::Ignored => policy.ignored.0,
            Self::Won => policy.won.0,
            Self::Debt => policy.debt.0,
        }
    }
}

/// A number at one time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Value {
    /// The number in its unit; none when there is nothing to measure.
    pub value: Option<i64>,
    /// How many: active partners, ignored offers, won deals, partners in debt, starts.
    pub part: i64,
    /// Of how many.
    pub whole: i64,
}

impl From<Share> for Value {
    fn from(share: Share) -> Self {
        Self { value: share.millionths(), part: share.part, whole: share.whole }
    }
}

/// A number that stands beside one of the five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Beside {
    /// `started_in_time`, `vendor_leads`, `own_deals`, `paused`.
    pub name: &'static str,
    /// The number.
    #[serde(flatten)]
    pub value: Value,
}

/// A number in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InWeek {
    /// The Monday of the week.
    #[schemars(with = "String")]
    pub week: Date,
    /// The week has not ended yet.
    pub running: bool,
    /// The number.
    #[serde(flatten)]
    pub value: Value,
}

/// One of the five numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Measure {
    /// Which.
    pub id: MeasureId,
    /// In what it is told.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// What it should be.
    pub target: i64,
    /// It is so; none when there is nothing to measure.
    pub met: Option<bool>,
    /// What it is now.
    #[serde(flatten)]
    pub now: Value,
    /// What it was four weeks ago, or over the four weeks before.
    pub before: Value,
    /// What stands beside it.
    pub beside: Vec<Beside>,
    /// Twelve weeks, the present one last.
    pub weeks: Vec<InWeek>,
    /// Its name in the caller's language.
    pub name: String,
    /// What exactly is counted, in the caller's language.
    pub definition: String,
    /// The list behind it.
    pub list: String,
}

/// Whether a number reaches its target.
pub fn met(id: MeasureId, value: Option<i64>, target: i64) -> Option<bool> {
    value.map(|value| match id.better() {
        Better::Higher => value >= target,
        Better::Lower => value <= target,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_the_least_or_the_most_and_nothing_is_neither() {
        assert_eq!(met(MeasureId::Active, Some(600_000), 600_000), Some(true));
        assert_eq!(met(MeasureId::Active, Some(599_999), 600_000), Some(false));
        assert_eq!(met(MeasureId::Start, Some(1_441), 1_440), Some(false));
        assert_eq!(met(MeasureId::Ignored, Some(200_000), 200_000), Some(true));
        assert_eq!(met(MeasureId::Won, None, 450_000), None);
    }
}
