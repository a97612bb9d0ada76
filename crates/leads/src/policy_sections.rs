//! The sections of the policy that the capabilities of this crate own.

use network::policies::Section;
use platform::{FieldError, edge::problem::texts};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    bounds::BadNumber,
    desk::DeskPolicy,
    distribution::domain::DistributionPolicy,
    offers::domain::{grading::GradingPolicy, ignoring::IgnoringPolicy},
    reciprocity::domain::policy::ReciprocityPolicy,
};

/// What each number means, in the words of people.
const WORDS: &str = include_str!("policy_words.tsv");

/// All of them.
pub static SECTIONS: &[Section] = &[
    Section {
        name: "desk",
        defaults: defaults::<DeskPolicy>,
        check: |value| check(value, DeskPolicy::validate),
        words: WORDS,
    },
    Section {
        name: "distribution",
        defaults: defaults::<DistributionPolicy>,
        check: |value| check(value, DistributionPolicy::validate),
        words: WORDS,
    },
    Section {
        name: "grading",
        defaults: defaults::<GradingPolicy>,
        check: |value| check(value, GradingPolicy::validate),
        words: WORDS,
    },
    Section {
        name: "ignoring",
        defaults: defaults::<IgnoringPolicy>,
        check: |value| check(value, IgnoringPolicy::validate),
        words: WORDS,
    },
    Section {
        name: "reciprocity",
        defaults: defaults::<ReciprocityPolicy>,
        check: |value| check(value, ReciprocityPolicy::validate),
        words: WORDS,
    },
];

/// The numbers that stand when nobody has said others.
pub fn defaults<T: Default + Serialize>() -> Value {
    serde_json::to_value(T::default()).unwrap_or_default()
}

/// What is wrong with given numbers: bounds, unknown names.
pub fn check<T: DeserializeOwned + Serialize>(
    value: &Value,
    validate: fn(&T) -> Result<(), Vec<BadNumber>>,
) -> Vec<FieldError> {
    let wrong = |field: &str, reason: String| FieldError::new(field, move |lang| texts::wrong_value(lang, &reason));
    match serde_json::from_value::<T>(value.clone()) {
        Err(error) => vec![wrong("", error.to_string())],
        Ok(numbers) => {
            let bad = validate(&numbers).err().unwrap_or_default();
            let known = serde_json::to_value(&numbers).unwrap_or_default();
            let unknown = unknown_fields("", value, &known);
            let unknown = unknown.into_iter().map(|field| FieldError::new(field, texts::unknown_field));
            bad.into_iter().map(|number| wrong(&number.field, number.to_string())).chain(unknown).collect()
        }
    }
}

/// Fields of `given` that reading and writing again has lost: nobody knows them, so nothing would come of them.
fn unknown_fields(path: &str, given: &Value, known: &Value) -> Vec<String> {
    let (Value::Object(given), Value::Object(known)) = (given, known) else { return Vec::new() };
    let mut lost = Vec::new();
    for (name, value) in given {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match known.get(name) {
            Some(known) => lost.extend(unknown_fields(&path, value, known)),
            None if value.is_null() => {}
            None => lost.push(path),
        }
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number of a section, by path; what is set for single sources and products has no end.
    fn numbers(path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, v)| numbers(&format!("{path}.{name}"), v, found)),
            _ => found.push(path.to_owned()),
        }
    }

    #[test]
    fn every_number_has_a_sentence_and_every_sentence_a_number() {
        let words = network::policies::words::of(SECTIONS);
        let mut found = Vec::new();
        SECTIONS.iter().for_each(|section| numbers(section.name, &(section.defaults)(), &mut found));
        let silent: Vec<_> = found.iter().filter(|path| !words.iter().any(|word| word.path == **path)).collect();
        assert!(silent.is_empty(), "no words in policy_words.tsv: {silent:?}");
        let idle = words.iter().filter(|word| word.when.is_empty() && !found.contains(&word.path));
        assert_eq!(idle.map(|word| word.path.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
        assert_eq!(words.len(), WORDS.lines().count(), "a line cannot be read");
    }

    #[test]
    fn a_number_that_nobody_knows_is_refused_wherever_it_stands() {
        let mut policy = defaults::<DistributionPolicy>();
        assert!(check(&policy, DistributionPolicy::validate).is_empty());
        policy["band"] = serde_json::json!({ "rule": "twice_k", "band": "k" });
        let wrong = check(&policy, DistributionPolicy::validate);
        assert_eq!(wrong.iter().map(|w| w.field.as_str()).collect::<Vec<_>>(), ["band.band"]);
    }
}
