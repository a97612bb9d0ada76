//! The section of the policy that belongs to this crate: what an active partner is, and which news become letters.

use serde::{Deserialize, Serialize};

use crate::{
    partners,
    policies::{
        Section,
        bounds::{BadNumber, Checks},
        check, defaults,
    },
};

/// What each number means, in the words of people.
const WORDS: &str = include_str!("policy_words.tsv");

/// The section.
pub const SECTION: Section = Section {
    name: NAME,
    defaults: defaults::<NetworkPolicy>,
    check: |value| check(WORDS, NAME, value, NetworkPolicy::validate),
    touches: Some(partners::touches),
    words: WORDS,
};

/// Its name in the policy.
pub const NAME: &str = "network";

/// Every number of partners and their letters. The default is the design's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkPolicy {
    /// Days for which a commercial event keeps a partner active, its own day included.
    pub active_days: u32,
    /// What happened more days ago is told in the app alone, without a letter.
    pub letter_days: u32,
}

impl Default for NetworkPolicy {
    fn default() -> Self {
        Self { active_days: 90, letter_days: 1 }
    }
}

impl NetworkPolicy {
    /// Every number stands within its bounds, or the list of those that do not.
    pub fn validate(&self) -> Result<(), Vec<BadNumber>> {
        let mut checks = Checks::default();
        checks.within("active_days", self.active_days, 1..=3_650).within("letter_days", self.letter_days, 1..=30);
        checks.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_network_has_a_sentence_and_bounds() {
        let words = crate::policies::words::of(&[SECTION]);
        let value = (SECTION.defaults)();
        let named: Vec<_> = value.as_object().unwrap().keys().map(|name| format!("{NAME}.{name}")).collect();
        assert_eq!(words.iter().map(|word| word.path.clone()).collect::<Vec<_>>(), named);
        assert!((SECTION.check)(&value).is_empty());
        let wrong = serde_json::json!({ "active_days": 0, "letter_days": 31 });
        let fields: Vec<_> = (SECTION.check)(&wrong).into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["active_days", "letter_days"]);
    }
}
