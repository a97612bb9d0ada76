//! Input, read into types. What is wrong is said by field, in the caller's language.

use serde::de::{DeserializeOwned, IntoDeserializer};

use super::problem::{NotJson, texts};
use crate::{
    Fail, FieldError,
    operation::{Call, Incoming, Meta},
    upload,
    web::{self, format},
};

/// Reads path, query and body. A path that is not an id names nothing, hence is not found.
pub(crate) fn typed<P, Q, B>(incoming: &Incoming, form: bool) -> Result<Call<P, Q, B>, Fail>
where
    P: DeserializeOwned,
    Q: DeserializeOwned,
    B: DeserializeOwned,
{
    if incoming.path.iter().any(|(_, value)| value.contains('\0')) {
        return Err(Fail::NotFound);
    }
    let path = incoming.path.iter().map(|(k, v)| (k.clone(), v.clone()));
    let path = P::deserialize(serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(
        path.map(|(k, v)| (k, Text(v))),
    ))
    .map_err(|_| Fail::NotFound)?;
    let query = urlencoded::<Q>(&pairs(incoming.query.as_bytes(), form))?;
    let body = if form && !incoming.meta.content_type.starts_with("multipart/") {
        urlencoded::<B>(&pairs(&incoming.meta.raw, true))?
    } else {
        json::<B>(incoming)?
    };
    Ok(Call { path, query, body, meta: incoming.meta.clone() })
}

fn urlencoded<T: DeserializeOwned>(encoded: &str) -> Result<T, Fail> {
    if let Some((name, _)) =
        form_pairs(encoded.as_bytes()).find(|(name, value)| name.contains('\0') || value.contains('\0'))
    {
        return Err(Fail::field(&name.replace('\0', "\u{fffd}"), texts::no_nul));
    }
    let deserializer = serde_html_form::Deserializer::from_bytes(encoded.as_bytes());
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        fault(&path, &error.inner().to_string())
    })
}

fn form_pairs(bytes: &[u8]) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(bytes)
}

/// The pairs as they are read: of a form without its own marks and without fields that were left empty, since a
/// browser sends those, too.
fn pairs(bytes: &[u8], form: bool) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_pairs(bytes) {
        if !form || (!value.trim().is_empty() && name != "_once" && name != web::form::BASE) {
            out.append_pair(&name, &value);
        }
    }
    out.finish()
}

/// What was typed into a form, to show it again. A file has to be chosen anew: a browser keeps none.
pub(crate) async fn typed_values(meta: &Meta) -> Vec<(String, String)> {
    if meta.content_type.starts_with("multipart/") {
        return upload::typed(meta).await;
    }
    form_pairs(&meta.raw).into_owned().filter(|(name, _)| name != "_once").collect()
}

/// Whether a query asks for more than a page in some order: a filter may look at many rows before it has found enough, so
/// such a reading keeps off the threads that serve.
pub(super) fn filters(query: &str) -> bool {
    let plain = ["after", "lang", "limit", "sort"];
    form_pairs(query.as_bytes()).any(|(key, value)| !value.is_empty() && !plain.contains(&key.as_ref()))
}

/// One field of a form.
pub(crate) fn form_field(bytes: &[u8], name: &str) -> Option<String> {
    form_pairs(bytes).find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned())
}

fn json<T: DeserializeOwned>(incoming: &Incoming) -> Result<T, Fail> {
    let raw = &incoming.meta.raw;
    let is_json = incoming.meta.content_type.is_empty() || incoming.meta.content_type.contains("json");
    let text: &[u8] = if raw.is_empty() || !is_json { b"{}" } else { raw };
    refuse_nul(text)?;
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let inner = error.inner();
        if inner.is_data() {
            let (path, message) = (error.path().to_string(), inner.to_string());
            fault(&tagged(path, &message, text), &message)
        } else {
            NotJson { line: inner.line(), column: inner.column() }.into()
        }
    })?;
    deserializer.end().map_err(|e| NotJson { line: e.line(), column: e.column() })?;
    Ok(value)
}

/// Reads a value that came within another; what is wrong is said by field.
pub fn read_value<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, Vec<FieldError>> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        match fault(&error.path().to_string(), &error.inner().to_string()) {
            Fail::Invalid(faults) => faults,
            _ => Vec::new(),
        }
    })
}

/// Of a kind that is told by its tag serde names no path: it is the field that holds the word which is not known.
fn tagged(path: String, message: &str, sent: &[u8]) -> String {
    let word = message.strip_prefix("unknown variant `").and_then(|rest| rest.split('`').next());
    let (Some(word), ".") = (word, path.as_str()) else { return path };
    let sent: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(sent).unwrap_or_default();
    sent.into_iter().find(|(_, value)| value == word).map_or(path, |(name, _)| name)
}

/// Puts the words of serde into the language of people. The field that is missing or unknown belongs to the path.
fn fault(path: &str, message: &str) -> Fail {
    let named = |rest: &str| {
        let name = rest.split('`').nth(1).unwrap_or_default();
        if path == "." || path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", path.trim_start_matches('.'))
        }
    };
    let field = path.trim_start_matches('.').to_owned();
    if message.starts_with("missing field") {
        return Fail::field(&named(message), texts::missing);
    }
    if message.starts_with("unknown field") {
        // serde_path_to_error already ends the path with the unknown name.
        let name = message.split('`').nth(1).unwrap_or_default();
        let field = if field.ends_with(name) { field } else { named(message) };
        return Fail::field(&field, texts::unknown_field);
    }
    if let Some(values) = message.strip_prefix("unknown variant").and_then(|m| m.split("expected ").nth(1)) {
        // `one of a, b`, `a or b`, or `a` alone, each in backticks.
        let allowed = values.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ");
        return Fail::field(&field, move |lang| texts::not_one_of(lang, &allowed));
    }
    if message.starts_with("invalid digit found") || message.starts_with("number too") {
        return Fail::field(&field, texts::want_number);
    }
    let expected = message.strip_prefix("invalid").and_then(|m| m.split("expected ").nth(1));
    if let Some(field_of) = expected.and_then(kind_of_value).or_else(|| kind_of_text(message)) {
        return Fail::Invalid(vec![FieldError::new(field, field_of)]);
    }
    let reason = message.split(" at line").next().unwrap_or_default().to_owned();
    // What a library says is English, and of use to whoever writes a program.
    Fail::Invalid(vec![FieldError::new(field, move |lang| match lang {
        kit::Lang::En => format!("{} ({reason})", texts::wrong_value(lang)),
        kit::Lang::Ru => texts::wrong_value(lang),
    })])
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

/// A zero byte is no text in any language, and `PostgreSQL` keeps none.
fn refuse_nul(raw: &[u8]) -> Result<(), Fail> {
    if !raw.windows(6).any(|part| part == b"\\u0000") {
        return Ok(());
    }
    // Only now is it worth a second look: the six characters may follow a backslash that stands for itself.
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(raw) else { return Ok(()) };
    match nul_in(&value, String::new()) {
        Some(field) => Err(Fail::field(&field, texts::no_nul)),
        None => Ok(()),
    }
}

fn nul_in(value: &serde_json::Value, at: String) -> Option<String> {
    use serde_json::Value;
    let within = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    match value {
        Value::String(text) => text.contains('\0').then_some(at),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(place, item)| nul_in(item, format!("{at}[{place}]")))
        }
        Value::Object(fields) => fields.iter().find_map(|(key, item)| {
            if key.contains('\0') { Some(within(&key.replace('\0', "\u{fffd}"))) } else { nul_in(item, within(key)) }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// A text of the path that also reads as a number.
struct Text(String);

impl IntoDeserializer<'_, serde::de::value::Error> for Text {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> serde::Deserializer<'de> for Text {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_string(self.0)
    }
    fn deserialize_i64<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0.parse() {
            Ok(number) => visitor.visit_i64(number),
            Err(_) => Err(serde::de::Error::custom("not a number")),
        }
    }
    fn deserialize_u64<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0.parse() {
            Ok(number) => visitor.visit_u64(number),
            Err(_) => Err(serde::de::Error::custom("not a number")),
        }
    }
    fn deserialize_enum<V: serde::de::Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 u8 u16 u32 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_told_from_a_page_in_some_order() {
        for plain in ["", "limit=50&sort=oldest", "after=x&lang=ru", "q=&state="] {
            assert!(!filters(plain), "{plain}");
        }
        for filtered in ["q=%D0%BD", "limit=5&state=won", "live=true"] {
            assert!(filters(filtered), "{filtered}");
        }
    }
}
