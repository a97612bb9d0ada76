//! What the server answers is what the `OpenAPI` document says: every call of every test is compared with it.

use std::sync::LazyLock;

use reqwest::{Method, Response};
use serde_json::Value;

use crate::world::Told;

/// The document of a server with a test clock.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let operations = artel::server::operations(&artel::server::reactors(), true);
    platform::edge::openapi::document(&operations, "")
});

/// The headers of an answer that the document knows.
const HEADERS: &[&str] = &["ETag", "Location", "Retry-After", "Content-Disposition"];

/// The headers that an answer has.
pub fn headers(response: &Response) -> Vec<&'static str> {
    HEADERS.iter().copied().filter(|name| response.headers().contains_key(*name)).collect()
}

/// Fails the test when an answer is not as documented.
pub fn check(method: &Method, path: &str, told: &Told) {
    let path = path.split('?').next().unwrap_or_default();
    let Some(operation) = operation(method, path) else { return };
    let faults = faults(method, operation, told);
    assert!(faults.is_empty(), "{} answers {}: {faults:#?}\n{}", operation["operationId"], told.status, told.text);
}

/// The name of the operation of a path.
pub fn name_of(method: &Method, path: &str) -> Option<&'static str> {
    operation(method, path)?["operationId"].as_str()
}

/// The operation of a path: one without parameters goes before one with them.
fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let method = method.as_str().to_ascii_lowercase();
    let paths = DOCUMENT["paths"].as_object()?.iter().filter(|(template, _)| fits(template, path));
    let entry = paths.min_by_key(|(template, _)| template.matches('{').count())?.1;
    entry.get(&method)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(w), Some(g)) if w == g || (w.starts_with('{') && !g.is_empty()) => {}
            _ => return false,
        }
    }
}

fn faults(method: &Method, operation: &Value, told: &Told) -> Vec<String> {
    let Some(answer) = operation["responses"].get(told.status.as_str()) else {
        return vec![format!("the status is not documented, problem {}", kind(&told.body))];
    };
    let mut faults = Vec::new();
    let documented = |name: &&str| answer["headers"].get(*name).is_some();
    faults.extend(
        told.headers.iter().filter(|name| !documented(name)).map(|name| format!("header {name} is not documented")),
    );
    // What a change has taken away has no version any more.
    let always =
        ["Location", "Retry-After", "Content-Disposition"].iter().chain((*method == Method::GET).then_some(&"ETag"));
    let lacks = always.filter(|name| documented(name) && !told.headers.contains(name));
    faults.extend(lacks.map(|name| format!("header {name} is missing")));
    let media = told.media.split(';').next().unwrap_or_default();
    let Some(content) = answer["content"].get(media) else {
        faults.push(format!("the media type {media} is not documented"));
        return faults;
    };
    if let Some(kinds) = answer["x-problem-types"].as_array()
        && !kinds.iter().any(|known| *known == kind(&told.body))
    {
        faults.push(format!("the problem {} is not documented", kind(&told.body)));
    }
    if media.ends_with("json") {
        compare(&content["schema"], &told.body, "$", &mut faults);
    }
    faults
}

/// The last part of a problem's type.
fn kind(body: &Value) -> &str {
    body["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default()
}

/// Says where a value is not as its schema wants it: the part of JSON Schema that the document uses, with unknown
/// fields of closed shapes as faults, too.
pub fn compare(schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    compared(schema, value, at, true, faults);
}

/// The same; `whole` is false for a shape that is only a part of what the value is.
fn compared(schema: &Value, value: &Value, at: &str, whole: bool, faults: &mut Vec<String>) {
    let alone = whole && schema.get("properties").is_none();
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        match DOCUMENT.pointer(pointer) {
            Some(target) => compared(target, value, at, alone, faults),
            None => faults.push(format!("{at}: {name} does not stand")),
        }
    }
    let fits = |schema: &Value| {
        let mut inner = Vec::new();
        compared(schema, value, at, alone, &mut inner);
        inner.is_empty()
    };
    for (word, most) in [("anyOf", usize::MAX), ("oneOf", 1)] {
        if let Some(choices) = schema[word].as_array() {
            let count = choices.iter().filter(|choice| fits(choice)).count();
            if count == 0 || count > most {
                faults.push(format!("{at}: {value} fits {count} of {word}"));
            }
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        compared(part, value, at, false, faults);
    }
    if schema.get("const").is_some_and(|wanted| wanted != value) {
        faults.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        faults.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        many => many.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    };
    if !types.is_empty() && !types.iter().any(|name| is(name, value)) {
        faults.push(format!("{at}: {value} is no {}", types.join(" or ")));
        return;
    }
    match value {
        Value::Object(fields) => object(schema, fields, at, whole, faults),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                let inner = schema["prefixItems"].get(place).or_else(|| schema.get("items"));
                if let Some(inner) = inner {
                    compare(inner, item, &format!("{at}[{place}]"), faults);
                }
            }
        }
        Value::Number(number) => {
            let below = schema["minimum"].as_f64().is_some_and(|least| number.as_f64().is_some_and(|n| n < least));
            let above = schema["maximum"].as_f64().is_some_and(|most| number.as_f64().is_some_and(|n| n > most));
            if below || above {
                faults.push(format!("{at}: {number} is out of bounds"));
            }
        }
        Value::String(text) => string(schema, text, at, faults),
        Value::Null | Value::Bool(_) => {}
    }
}

fn object(schema: &Value, fields: &serde_json::Map<String, Value>, at: &str, whole: bool, faults: &mut Vec<String>) {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    faults.extend(required.filter(|name| !fields.contains_key(*name)).map(|name| format!("{at}.{name} is missing")));
    for (name, inner) in fields {
        if let Some(known) = schema["properties"].get(name) {
            compare(known, inner, &format!("{at}.{name}"), faults);
        } else if let Some(others) = schema.get("additionalProperties") {
            compare(others, inner, &format!("{at}.{name}"), faults);
        } else if whole && is_closed(schema) {
            faults.push(format!("{at}.{name} is not documented"));
        }
    }
    if whole && schema["additionalProperties"] == false {
        let known = |name: &String| schema["properties"].get(name).is_some();
        faults.extend(fields.keys().filter(|name| !known(name)).map(|name| format!("{at}.{name} is not documented")));
    }
}

/// A shape that lists its fields and is not composed of others shows all that it has.
fn is_closed(schema: &Value) -> bool {
    let composed = ["oneOf", "anyOf", "allOf", "$ref"].iter().any(|word| schema.get(word).is_some());
    schema["properties"].as_object().is_some_and(|known| known.len() > 1) && !composed
}

fn string(schema: &Value, text: &str, at: &str, faults: &mut Vec<String>) {
    if schema["format"] == "date-time" && text.parse::<kit::Instant>().is_err() {
        faults.push(format!("{at}: {text} is no moment"));
    }
    let Some(pattern) = schema["pattern"].as_str() else { return };
    let Some(prefix) = pattern.strip_prefix('^').and_then(|p| p.strip_suffix("_[0-9a-f]{32}$")) else {
        return;
    };
    let hex = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).unwrap_or_default();
    if hex.len() != 32 || hex.contains(|c: char| !matches!(c, '0'..='9' | 'a'..='f')) {
        faults.push(format!("{at}: {text} is no {prefix}_…"));
    }
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[test]
fn a_wrong_answer_is_seen() {
    let schema = serde_json::json!({ "type": "object", "required": ["id", "n"], "properties": {
        "id": { "type": "string", "pattern": "^lead_[0-9a-f]{32}$" }, "n": { "type": ["integer", "null"], "minimum": 0 } } });
    let told = |value: Value| {
        let mut faults = Vec::new();
        compare(&schema, &value, "$", &mut faults);
        faults
    };
    let id = "lead_0192f0c1000070008000000000000001";
    assert_eq!(told(serde_json::json!({ "id": id, "n": null })), Vec::<String>::new());
    assert_eq!(told(serde_json::json!({ "id": "deal_1", "n": -1 })).len(), 2);
    assert_eq!(told(serde_json::json!({ "id": id })), ["$.n is missing"]);
    assert_eq!(told(serde_json::json!({ "id": id, "n": 1, "x": 1 })), ["$.x is not documented"]);
    assert_eq!(told(serde_json::json!([])), ["$: [] is no object"]);
}
