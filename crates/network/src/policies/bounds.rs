//! What a number of a policy may be, and the error that names the number that is not.

use std::{fmt, ops::RangeInclusive};

use serde::{Deserialize, Serialize};

/// A number of a policy stands outside of what it may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BadNumber {
    /// The number, as it is called in the policy: `k.target`.
    pub field: String,
    /// What is wrong with it.
    pub why: Why,
}

/// Why a number is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Why {
    /// It must lie in this range, both ends included.
    Outside {
        /// Smallest value allowed.
        min: i64,
        /// Largest value allowed.
        max: i64,
        /// The value that was given.
        got: i64,
    },
    /// A list must have exactly so many entries.
    Length {
        /// Entries wanted.
        want: i64,
        /// Entries given.
        got: i64,
    },
    /// It must not be smaller than another number of the same policy.
    Below {
        /// The other number.
        other: String,
    },
}

impl fmt::Display for BadNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match &self.why {
            Why::Outside { min, max, got } => write!(f, "{field} must be from {min} to {max}, not {got}"),
            Why::Length { want, got } => write!(f, "{field} must have {want} entries, not {got}"),
            Why::Below { other } => write!(f, "{field} must not be smaller than {other}"),
        }
    }
}
impl std::error::Error for BadNumber {}

/// Collects every number that is wrong, so that a form can show all of them at once.
#[derive(Debug, Default)]
pub struct Checks(Vec<BadNumber>);

impl Checks {
    /// The number must lie in the range.
    pub fn within(&mut self, field: &str, got: impl Into<i64>, range: RangeInclusive<i64>) -> &mut Self {
        let got = got.into();
        if !range.contains(&got) {
            self.push(field, Why::Outside { min: *range.start(), max: *range.end(), got });
        }
        self
    }
    /// The list must have so many entries.
    pub fn length(&mut self, field: &str, got: usize, want: usize) -> &mut Self {
        if got != want {
            let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            self.push(field, Why::Length { want: number(want), got: number(got) });
        }
        self
    }
    /// The number must not be smaller than the other.
    pub fn not_below(&mut self, field: &str, got: impl Into<i64>, other: &str, least: impl Into<i64>) -> &mut Self {
        if got.into() < least.into() {
            self.push(field, Why::Below { other: other.to_owned() });
        }
        self
    }
    /// Nothing was wrong, or everything that was.
    pub fn done(self) -> Result<(), Vec<BadNumber>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    fn push(&mut self, field: &str, why: Why) {
        self.0.push(BadNumber { field: field.to_owned(), why });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_number_is_named_at_once() {
        let mut checks = Checks::default();
        checks.within("k.max", 9, 1..=8).length("windows.hot", 2, 3).not_below("share_max", 1, "share_min", 2);
        let named: Vec<String> = checks.done().unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            named,
            [
                "k.max must be from 1 to 8, not 9",
                "windows.hot must have 3 entries, not 2",
                "share_max must not be smaller than share_min",
            ]
        );
    }
}
