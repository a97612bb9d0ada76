//! Reads and checks one section: bounds, unknown names; what is wrong is said in the units of people.

use kit::Lang;
use platform::{
    FieldError,
    edge::{input, problem::texts},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    bounds::{BadNumber, Why},
    words,
};

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
