//! The sections of the policy that the capabilities of this crate own.

use network::policies::{Section, check, defaults};

use crate::{
    desk::DeskPolicy,
    distribution::{self, domain::DistributionPolicy},
    offers::domain::{grading::GradingPolicy, ignoring::IgnoringPolicy},
    reciprocity::{self, domain::policy::ReciprocityPolicy},
};

/// What each number means, in the words of people.
const WORDS: &str = include_str!("policy_words.tsv");

/// All of them.
pub static SECTIONS: &[Section] = &[
    Section {
        name: "desk",
        defaults: defaults::<DeskPolicy>,
        check: |value| check(WORDS, "desk", value, DeskPolicy::validate),
        touches: None,
        words: WORDS,
    },
    Section {
        name: "distribution",
        defaults: defaults::<DistributionPolicy>,
        check: |value| check(WORDS, "distribution", value, DistributionPolicy::validate),
        touches: Some(distribution::touches),
        words: WORDS,
    },
    Section {
        name: "grading",
        defaults: defaults::<GradingPolicy>,
        check: |value| check(WORDS, "grading", value, GradingPolicy::validate),
        touches: None,
        words: WORDS,
    },
    Section {
        name: "ignoring",
        defaults: defaults::<IgnoringPolicy>,
        check: |value| check(WORDS, "ignoring", value, IgnoringPolicy::validate),
        touches: None,
        words: WORDS,
    },
    Section {
        name: "reciprocity",
        defaults: defaults::<ReciprocityPolicy>,
        check: |value| check(WORDS, "reciprocity", value, ReciprocityPolicy::validate),
        touches: Some(reciprocity::touches),
        words: WORDS,
    },
];

#[cfg(test)]
mod tests {
    use kit::Lang;
    use serde_json::Value;

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
