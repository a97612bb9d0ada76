//! Input, read into types. What is wrong is said by field, in the caller's language.

mod faults;
mod text;
mod words;

use serde::de::DeserializeOwned;

use super::problem::{NotJson, texts};
use crate::{
    Fail, FieldError,
    operation::{Call, Incoming, Meta},
    upload, web,
};
use text::Text;

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
    faults::of_form(encoded)
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
        match (inner.is_data(), serde_json::from_slice(text)) {
            (true, Ok(sent)) => unread::<T>(sent, &inner.to_string()),
            (true, Err(torn)) => NotJson { line: torn.line(), column: torn.column() }.into(),
            (false, _) => NotJson { line: inner.line(), column: inner.column() }.into(),
        }
    })?;
    deserializer.end().map_err(|e| NotJson { line: e.line(), column: e.column() })?;
    Ok(value)
}

/// What is wrong with a body that is JSON and not what was wanted.
fn unread<T: DeserializeOwned>(sent: serde_json::Value, message: &str) -> Fail {
    let mut told = faults::of_value::<T>(sent);
    // A field that stands twice reads well as a value.
    if told.is_empty() {
        told.push(words::fault(message.split('`').nth(1).unwrap_or_default(), message));
    }
    Fail::Invalid(told)
}

/// Reads a value that came within another; what is wrong is said by field.
pub fn read_value<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, Vec<FieldError>> {
    T::deserialize(value).map_err(|_| faults::of_value::<T>(value.clone()))
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
