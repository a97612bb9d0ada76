//! All that cannot be read, since people mend all of it at once: what is wrong is put right by a guess, and the rest is read
//! again.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use serde_path_to_error::Segment;

use super::{
    form_pairs,
    words::{fault, wants_a_tag},
};
use crate::{Fail, FieldError};

/// So many faults are told at once.
const MOST: usize = 20;

/// Reads a form.
pub(super) fn of_form<T: DeserializeOwned>(encoded: &str) -> Result<T, Fail> {
    let read = |encoded: &str| {
        serde_path_to_error::deserialize::<_, T>(serde_html_form::Deserializer::from_bytes(encoded.as_bytes()))
            .map_err(|error| Fault::new(error.path(), error.inner().to_string()))
    };
    read(encoded).map_err(|first| {
        let set = |encoded: &String, at: &[Step], guess: Option<&Value>| {
            let Some(Step::Key(name)) = at.first() else { return encoded.clone() };
            let guess = guess.map(|guess| guess.as_str().map_or_else(|| guess.to_string(), str::to_owned));
            let rest = form_pairs(encoded.as_bytes()).filter(|(key, _)| key != name);
            let mut left = form_urlencoded::Serializer::new(String::new());
            left.extend_pairs(rest).extend_pairs(guess.map(|guess| (name.as_str(), guess))).finish()
        };
        Fail::Invalid(all(first, encoded.to_owned(), &|sent| read(sent).err(), &set))
    })
}

/// What is wrong with a value that cannot be read.
pub(super) fn of_value<T: DeserializeOwned>(sent: Value) -> Vec<FieldError> {
    let read = |sent: &Value| {
        let error = serde_path_to_error::deserialize::<_, T>(sent).err()?;
        let mut fault = Fault::new(error.path(), error.inner().to_string());
        if fault.at.is_empty() {
            fault.at.extend(culprit::<T>(&fault.message, sent).map(Step::Key));
        }
        Some(fault)
    };
    let set = |sent: &Value, at: &[Step], guess: Option<&Value>| {
        let mut sent = sent.clone();
        put(&mut sent, at, guess);
        sent
    };
    read(&sent).map_or_else(Vec::new, |first| all(first, sent, &read, &set))
}

/// Where something is wrong, and what serde says of it.
struct Fault {
    at: Vec<Step>,
    message: String,
}

#[derive(Clone, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

impl Fault {
    fn new(path: &serde_path_to_error::Path, message: String) -> Self {
        let mut at: Vec<_> = path
            .iter()
            .filter_map(|segment| match segment {
                Segment::Map { key } | Segment::Enum { variant: key } => Some(Step::Key(key.clone())),
                Segment::Seq { index } => Some(Step::Index(*index)),
                Segment::Unknown => None,
            })
            .collect();
        let name = message.split('`').nth(1).map(|name| Step::Key(name.to_owned()));
        let missing = message.starts_with("missing field");
        // Of an unknown field the path already ends with its name, mostly.
        let unknown = message.starts_with("unknown field") && at.last() != name.as_ref();
        at.extend(name.filter(|_| missing || unknown));
        Self { at, message }
    }

    fn said(&self) -> FieldError {
        let mut path = String::new();
        for step in &self.at {
            match step {
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) => path.extend([".", key]),
                Step::Index(index) => path.extend(["[", &index.to_string(), "]"]),
            }
        }
        fault(&path, &self.message)
    }

    /// What might stand there instead: nothing, something of each kind, a word that is allowed.
    fn guesses(&self) -> impl Iterator<Item = Option<Value>> {
        let allowed = self.message.split("expected ").nth(1).and_then(|rest| rest.split('`').nth(1)).map(Value::from);
        [None, Some(json!(1)), Some(json!("1")), Some(json!(true)), Some(json!([])), Some(json!({})), allowed]
            .into_iter()
    }
}

fn all<S>(
    first: Fault,
    mut sent: S,
    read: &impl Fn(&S) -> Option<Fault>,
    set: &impl Fn(&S, &[Step], Option<&Value>) -> S,
) -> Vec<FieldError> {
    let mut said = Vec::new();
    let mut next = Some(first);
    while let Some(fault) = next {
        let new = fault.said();
        // What was taken away is missed later.
        if said.iter().all(|known: &FieldError| known.field != new.field) {
            said.push(new);
        }
        if fault.at.is_empty() || said.len() >= MOST {
            break;
        }
        let better = fault.guesses().find_map(|guess| {
            let trial = set(&sent, &fault.at, guess.as_ref());
            let then = read(&trial);
            then.as_ref().is_none_or(|then| !then.at.starts_with(&fault.at)).then_some((trial, then))
        });
        let Some((trial, then)) = better else { break };
        (sent, next) = (trial, then);
    }
    said
}

/// Of a kind that is told by its tag serde names no path. The tag is the field that holds the word which is not known, or the
/// one that would be asked for a word if it held one.
fn culprit<T: DeserializeOwned>(message: &str, sent: &Value) -> Option<String> {
    let fields = sent.as_object()?;
    if let Some(word) = message.strip_prefix("unknown variant `").and_then(|rest| rest.split('`').next()) {
        return fields.iter().find(|(_, value)| *value == word).map(|(name, _)| name.clone());
    }
    let told = |name: &str, guess: &Value| {
        let mut trial = fields.clone();
        trial.insert(name.to_owned(), guess.clone());
        T::deserialize(Value::Object(trial)).err().map_or_else(String::new, |error| error.to_string())
    };
    if wants_a_tag(message) {
        let asked = |name: &&String| told(name, &Value::from("?")).starts_with("unknown variant `?`");
        return fields.iter().filter(|(_, value)| !value.is_string()).map(|(name, _)| name).find(asked).cloned();
    }
    // Of what stands beside a tag serde names no path, either: it is what a guess of another kind puts right.
    let right = |name: &&String| {
        guesses().any(|guess| {
            let then = told(name, &guess);
            then != message && !then.starts_with("invalid") && !then.starts_with("unknown variant")
        })
    };
    fields.keys().find(right).cloned()
}

/// Something of each kind.
fn guesses() -> impl Iterator<Item = Value> {
    [json!(1), json!("1"), json!(true), json!([]), json!({})].into_iter()
}

/// Puts a value where a path leads, or takes away what stands there.
fn put(sent: &mut Value, at: &[Step], guess: Option<&Value>) {
    let Some((last, way)) = at.split_last() else { return };
    let mut place = Some(sent);
    for step in way {
        place = match step {
            Step::Key(key) => place.and_then(|place| place.get_mut(key)),
            Step::Index(index) => place.and_then(|place| place.get_mut(index)),
        };
    }
    match (place, last, guess) {
        (Some(Value::Object(fields)), Step::Key(key), Some(guess)) => drop(fields.insert(key.clone(), guess.clone())),
        (Some(Value::Object(fields)), Step::Key(key), None) => drop(fields.remove(key)),
        (Some(Value::Array(items)), Step::Index(index), Some(guess)) if *index < items.len() => {
            items[*index] = guess.clone();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Sent {
        a: u32,
        b: bool,
        #[serde(default)]
        list: Vec<Inner>,
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Inner {
        c: u8,
    }
    #[derive(Debug, Deserialize)]
    #[serde(tag = "reason", rename_all = "snake_case")]
    enum Reason {
        TooSmall,
        #[expect(dead_code, reason = "only read")]
        Other {
            text: String,
        },
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Told {
        #[serde(flatten)]
        reason: Reason,
        note: String,
    }

    fn fields<T: DeserializeOwned>(sent: &Value) -> Vec<String> {
        of_value::<T>(sent.clone()).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let sent = serde_json::json!({ "a": "x", "b": 1, "list": [{ "c": 300 }, { "c": null }], "d": 1 });
        let mut told = fields::<Sent>(&sent);
        told.sort();
        assert_eq!(told, ["a", "b", "d", "list[0].c", "list[1].c"]);
        let Err(Fail::Invalid(mut told)) = of_form::<Sent>("a=x&b=maybe&d=1") else { panic!("read") };
        told.sort_by(|one, other| one.field.cmp(&other.field));
        let told: Vec<_> = told.into_iter().map(|fault| fault.field).collect();
        assert_eq!(told, ["a", "b", "d"]);
    }

    #[test]
    fn what_is_missing_is_told_beside_what_is_wrong_once() {
        assert_eq!(fields::<Sent>(&serde_json::json!({ "a": "x" })), ["a", "b"]);
        assert_eq!(fields::<Sent>(&serde_json::json!({})), ["a", "b"]);
    }

    #[test]
    fn a_tag_that_is_no_word_is_named() {
        for wrong in [Value::Null, 5.into(), i64::MAX.into(), serde_json::json!([]), "foo".into()] {
            assert_eq!(fields::<Reason>(&serde_json::json!({ "text": 1, "reason": wrong })), ["reason"], "{wrong}");
        }
        assert_eq!(fields::<Reason>(&serde_json::json!({})), ["reason"]);
        assert!(fields::<Reason>(&serde_json::json!({ "reason": "too_small" })).is_empty());
        for wrong in [Value::Null, 5.into(), true.into(), serde_json::json!({ "a": [] })] {
            let sent = serde_json::json!({ "reason": "other", "text": wrong });
            assert_eq!(fields::<Told>(&sent), ["note", "text"], "{sent}");
        }
    }
}
