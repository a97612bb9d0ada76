//! What serde says, in the language of people.

use super::super::problem::texts;
use crate::{
    FieldError,
    web::{self, format},
};

/// Whether serde wanted a word that tells the kind, and got no word.
pub(super) fn wants_a_tag(message: &str) -> bool {
    message.contains("variant identifier") || message.contains("variant index")
}

/// Puts the words of serde into the language of people: what is wrong with a field.
pub(super) fn fault(field: &str, message: &str) -> FieldError {
    let field = field.to_owned();
    let told = |text: Words| FieldError::new(field.clone(), text);
    if message.starts_with("missing field") {
        return told(texts::missing);
    }
    if message.starts_with("unknown field") {
        return told(texts::unknown_field);
    }
    // A tag that is no text is told as if the whole were none.
    if wants_a_tag(message) {
        return told(texts::want_text);
    }
    if let Some(values) = message.strip_prefix("unknown variant").and_then(|m| m.split("expected ").nth(1)) {
        // `one of a, b`, `a or b`, or `a` alone, each in backticks.
        let allowed = values.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ");
        return FieldError::new(field, move |lang| texts::not_one_of(lang, &allowed));
    }
    if message.starts_with("invalid digit found") || message.starts_with("number too") {
        return told(texts::want_number);
    }
    let expected = message.strip_prefix("invalid").and_then(|m| m.split("expected ").nth(1));
    if let Some(field_of) = expected.and_then(kind_of_value).or_else(|| kind_of_text(message)) {
        return FieldError::new(field, field_of);
    }
    let reason = message.split(" at line").next().unwrap_or_default().to_owned();
    // What a library says is English, and of use to whoever writes a program.
    FieldError::new(field, move |lang| match lang {
        kit::Lang::En => format!("{} ({reason})", texts::wrong_value(lang)),
        kit::Lang::Ru => texts::wrong_value(lang),
    })
}

/// A sentence in both languages.
type Sentence = Box<dyn Fn(kit::Lang) -> String + Send + Sync>;

/// What serde wanted, in the words of people.
fn kind_of_value(wanted: &str) -> Option<Sentence> {
    let begins = |words: &[&str]| words.iter().any(|word| wanted.starts_with(word));
    if let Some((min, max)) = range(wanted) {
        let said = move |lang, n: i128| format::number(lang, i64::try_from(n).unwrap_or(i64::MAX));
        return Some(Box::new(move |lang| texts::want_between(lang, &said(lang, min), &said(lang, max))));
    }
    let text: fn(kit::Lang) -> String = if begins(&["a string", "string"]) {
        texts::want_text
    } else if begins(&["an integer", "i64", "u64", "usize"]) {
        texts::want_number
    } else if begins(&["a boolean"]) {
        texts::want_truth
    } else if begins(&["a sequence", "an array", "a tuple"]) {
        texts::want_list
    } else if begins(&["struct", "a map", "internally"]) || wanted.contains("variant") {
        texts::want_object
    } else {
        return None;
    };
    Some(Box::new(text))
}

/// The range of a kind of number that is small enough to be told.
fn range(wanted: &str) -> Option<(i128, i128)> {
    let kind = wanted.split(' ').next().unwrap_or_default();
    Some(match kind {
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "nonzero" | "a" if wanted.contains("nonzero") => (1, u32::MAX.into()),
        _ => return None,
    })
}

type Words = fn(kit::Lang) -> String;

/// What a text had to be, from the words in which our own types refuse it.
fn kind_of_text(message: &str) -> Option<Sentence> {
    if let Some(begin) = message.strip_prefix("expected an id that begins with ") {
        let example = format!("{}…", begin.split(' ').next().unwrap_or_default());
        return Some(Box::new(move |lang| texts::want_id(lang, &example)));
    }
    let kinds: [(&str, Words); 6] = [
        ("a moment is written like", texts::want_moment),
        (web::input::WHOLE, texts::want_number),
        (web::input::SUM, texts::want_sum),
        (web::input::PERCENT, texts::want_percent),
        (web::input::MOMENT, texts::want_day_and_time),
        (web::input::DAY, texts::want_day),
    ];
    let (_, text) = kinds.into_iter().find(|(begin, _)| message.starts_with(begin))?;
    Some(Box::new(text))
}
