//! The numbers of reciprocity.

use serde::{Deserialize, Serialize};

use crate::{
    bounds::{BadNumber, Checks},
    fixed::Millionths,
};

/// Every number of reciprocity. The default is the design's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReciprocityPolicy {
    /// Days that wins and own deals count.
    pub window_days: u32,
    /// `ρ`: vendor leads won that one own deal pays for.
    pub ratio: u32,
    /// Days in the network before the debt clock may run; 0 switches grace off altogether.
    pub grace_days: u32,
    /// Guided deals that must be done as well before it may run.
    pub grace_guided_deals: u32,
    /// Days from the first unpaid win to the due date.
    pub due_days: u32,
    /// Days before the due date on which to warn; 0 is the day itself.
    pub warn_days: Vec<u32>,
    /// Length of the first, second … pause within a window, in days; the last repeats.
    pub pause_days: Vec<u32>,
    /// The part of a segment's partners that may be paused at a time.
    pub max_paused: Millionths,
    /// A pause never brings a segment below so many eligible partners.
    pub min_eligible: u32,
    /// Months in which a vendor lead of the same client keeps an own deal from counting.
    pub client_months: u32,
    /// An own deal withdrawn within so many days does not count.
    pub withdrawn_days: u32,
    /// Working days within which a person answers an appeal.
    pub appeal_working_days: u32,
}

impl Default for ReciprocityPolicy {
    fn default() -> Self {
        Self {
            window_days: 365,
            ratio: 3,
            grace_days: 180,
            grace_guided_deals: 3,
            due_days: 90,
            warn_days: vec![30, 7, 0],
            pause_days: vec![30, 60, 90],
            max_paused: Millionths(250_000),
            min_eligible: 5,
            client_months: 12,
            withdrawn_days: 30,
            appeal_working_days: 3,
        }
    }
}

impl ReciprocityPolicy {
    /// Every number stands within its bounds, or the list of those that do not.
    pub fn validate(&self) -> Result<(), Vec<BadNumber>> {
        let mut checks = Checks::default();
        checks
            .within("window_days", self.window_days, 1..=3_650)
            .within("ratio", self.ratio, 1..=1_000)
            .within("grace_days", self.grace_days, 0..=3_650)
            .within("grace_guided_deals", self.grace_guided_deals, 0..=100)
            .within("due_days", self.due_days, 1..=3_650)
            .within("max_paused", self.max_paused.0, 0..=1_000_000)
            .within("min_eligible", self.min_eligible, 0..=100_000)
            .within("client_months", self.client_months, 0..=120)
            .within("withdrawn_days", self.withdrawn_days, 0..=3_650)
            .within("appeal_working_days", self.appeal_working_days, 1..=100);
        if self.pause_days.is_empty() {
            checks.length("pause_days", 0, 1);
        }
        for days in &self.pause_days {
            checks.within("pause_days", *days, 1..=365);
        }
        for days in &self.warn_days {
            checks.within("warn_days", *days, 0..=3_650);
        }
        checks.done()
    }

    /// The length of a pause in days, for the first, second … within a window.
    pub fn pause_length(&self, nth: usize) -> u32 {
        self.pause_days.get(nth.saturating_sub(1)).or(self.pause_days.last()).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid_and_a_wrong_number_is_named() {
        assert_eq!(ReciprocityPolicy::default().validate(), Ok(()));
        assert_eq!(serde_json::from_str::<ReciprocityPolicy>("{}").unwrap(), ReciprocityPolicy::default());
        let policy = ReciprocityPolicy { ratio: 0, pause_days: vec![], ..ReciprocityPolicy::default() };
        let fields: Vec<String> = policy.validate().unwrap_err().into_iter().map(|bad| bad.field).collect();
        assert_eq!(fields, ["ratio", "pause_days"]);
    }

    #[test]
    fn the_last_length_of_a_pause_repeats() {
        let policy = ReciprocityPolicy::default();
        assert_eq!([1, 2, 3, 4].map(|nth| policy.pause_length(nth)), [30, 60, 90, 90]);
    }
}
