//! The sections of the policy that the capabilities of this crate own.

use kit::Lang;
use network::policies::{Section, words};
use platform::{
    FieldError,
    edge::{input, problem::texts},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    bounds::{BadNumber, Why},
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
        check: |value| check(WORDS, "desk", value, DeskPolicy::validate),
        words: WORDS,
    },
    Section {
        name: "distribution",
        defaults: defaults::<DistributionPolicy>,
        check: |value| check(WORDS, "distribution", value, DistributionPolicy::validate),
        words: WORDS,
    },
    Section {
        name: "grading",
        defaults: defaults::<GradingPolicy>,
        check: |value| check(WORDS, "grading", value, GradingPolicy::validate),
        words: WORDS,
    },
    Section {
        name: "ignoring",
        defaults: defaults::<IgnoringPolicy>,
        check: |value| check(WORDS, "ignoring", value, IgnoringPolicy::validate),
        words: WORDS,
    },
    Section {
        name: "reciprocity",
        defaults: defaults::<ReciprocityPolicy>,
        check: |value| check(WORDS, "reciprocity", value, ReciprocityPolicy::validate),
        words: WORDS,
    },
];

/// The numbers that stand when nobody has said others.
pub fn defaults<T: Default + Serialize>() -> Value {
    serde_json::to_value(T::default()).unwrap_or_default()
}

/// What is wrong with given numbers: bounds, unknown names.
pub fn check<T: DeserializeOwned + Serialize>(
    words: &'static str,
    section: &'static str,
    value: &Value,
    validate: fn(&T) -> Result<(), Vec<BadNumber>>,
) -> Vec<FieldError> {
    let wrong = |bad: BadNumber| FieldError::new(bad.field.clone(), move |lang| refusal(lang, words, section, &bad));
    match input::read_value::<T>(value) {
        Err(faults) => faults,
        Ok(numbers) => {
            let bad = validate(&numbers).err().unwrap_or_default();
            let known = serde_json::to_value(&numbers).unwrap_or_default();
            let unknown = unknown_fields("", value, &known);
            let unknown = unknown.into_iter().map(|field| FieldError::new(field, texts::unknown_field));
            bad.into_iter().map(wrong).chain(unknown).collect()
        }
    }
}

/// What a number may be, in the words and units in which people write it.
fn refusal(lang: Lang, lines: &'static str, section: &'static str, bad: &BadNumber) -> String {
    let all = words::lines(section, lines);
    let word = |field: &str| all.iter().find(|word| word.path == format!("{section}.{field}"));
    let said = |value: i64| words::said(lang, word(&bad.field).map_or(&words::Unit::Count, |word| &word.unit), value);
    match &bad.why {
        Why::Outside { min, max, .. } => outside(lang, &said(*min), &said(*max)),
        Why::Length { .. } => one_at_least(lang),
        Why::Below { other } => below(lang, word(other).map_or(other.as_str(), |word| word.say(lang))),
    }
}

platform::texts! {
    outside(min: &str, max: &str) { "Допустимо: {min} – {max}", "Allowed: {min} – {max}" }
    one_at_least() { "Назовите хотя бы одно значение", "Name one value at least" }
    below(other: &str) { "Не может быть меньше, чем «{other}»", "Must not be less than “{other}”" }
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

    fn said(lang: Lang, section: &Section, change: Value) -> Vec<(String, String)> {
        let mut policy = (section.defaults)();
        change.as_object().unwrap().iter().for_each(|(name, value)| policy[name] = value.clone());
        let plain = |text: String| text.replace('\u{a0}', " ");
        (section.check)(&policy).into_iter().map(|fault| (fault.field.clone(), plain(fault.say(lang)))).collect()
    }

    #[test]
    fn a_number_out_of_its_range_is_told_the_range_in_the_units_of_people_in_both_languages() {
        let section = |name: &str| SECTIONS.iter().find(|section| section.name == name).unwrap();
        let one = |name: &str, change: Value| {
            let (ru, en) = (said(Lang::Ru, section(name), change.clone()), said(Lang::En, section(name), change));
            (ru[0].0.clone(), ru[0].1.clone(), en[0].1.clone())
        };
        let told = |field: &str, ru: &str, en: &str| (field.to_owned(), ru.to_owned(), en.to_owned());
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(
            one("distribution", json(r#"{"mode":{"mode":"parallel","n":99}}"#)),
            told("mode.n", "Допустимо: 1 – 8", "Allowed: 1 – 8")
        );
        assert_eq!(
            one("distribution", json(r#"{"k":{"rule":"adaptive","min":2,"max":8,"target":1000000}}"#)),
            told("k.target", "Допустимо: 1 % – 99 %", "Allowed: 1% – 99%")
        );
        assert_eq!(
            one("desk", json(r#"{"exhausted_minutes":0}"#)),
            told("exhausted_minutes", "Допустимо: 1 минута – 720 часов", "Allowed: 1 minute – 720 hours")
        );
        assert_eq!(
            one("grading", json(r#"{"source_below":0}"#)),
            told("source_below", "Допустимо: 1,0 – 5,0", "Allowed: 1.0 – 5.0")
        );
        assert_eq!(one("reciprocity", json(r#"{"pause_days":[]}"#)).1, "Назовите хотя бы одно значение");
        let below = one("grading", json(r#"{"a_from":1,"b_from":2}"#));
        assert_eq!(below.1, "Не может быть меньше, чем «С стольких баллов лид — B»");
        // A number that is no such number at all is told its range, too.
        let wrong = one("reciprocity", json(r#"{"ratio":-1}"#));
        assert_eq!(
            wrong,
            told(
                "ratio",
                "Нужно целое число от 0 до 4 294 967 295",
                "This must be a whole number from 0 to 4,294,967,295"
            )
        );
    }

    #[test]
    fn a_number_that_nobody_knows_is_refused_wherever_it_stands() {
        let mut policy = defaults::<DistributionPolicy>();
        assert!(check(WORDS, "distribution", &policy, DistributionPolicy::validate).is_empty());
        policy["band"] = serde_json::json!({ "rule": "twice_k", "band": "k" });
        let wrong = check(WORDS, "distribution", &policy, DistributionPolicy::validate);
        assert_eq!(wrong.iter().map(|w| w.field.as_str()).collect::<Vec<_>>(), ["band.band"]);
    }
}
