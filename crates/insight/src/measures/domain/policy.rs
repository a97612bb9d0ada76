//! The targets of the five numbers.

use leads::{
    bounds::{BadNumber, Checks},
    fixed::Millionths,
};
use serde::{Deserialize, Serialize};

/// The targets. The default is the design's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MeasurePolicy {
    /// Active partners at least.
    pub active: Millionths,
    /// The median of minutes from an offer to the first contact at most.
    pub start_minutes: u32,
    /// Ignored offers at most.
    pub ignored: Millionths,
    /// Won of closed deals at least.
    pub won: Millionths,
    /// Partners in debt at most.
    pub debt: Millionths,
}

impl Default for MeasurePolicy {
    fn default() -> Self {
        Self {
            active: Millionths(600_000),
            start_minutes: 24 * 60,
            ignored: Millionths(200_000),
            won: Millionths(450_000),
            debt: Millionths(100_000),
        }
    }
}

impl MeasurePolicy {
    /// Every number stands within its bounds, or the list of those that do not.
    pub fn validate(&self) -> Result<(), Vec<BadNumber>> {
        let mut checks = Checks::default();
        for (field, share) in
            [("active", self.active), ("ignored", self.ignored), ("won", self.won), ("debt", self.debt)]
        {
            checks.within(field, share.0, 0..=1_000_000);
        }
        checks.within("start_minutes", self.start_minutes, 1..=525_600);
        checks.done()
    }
}
