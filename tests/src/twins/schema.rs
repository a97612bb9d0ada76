//! Where ids stand in an operation: in its path, its query, its body.

use std::collections::BTreeMap;

use platform::Operation;
use reqwest::Method;
use serde_json::{Value, json};

use crate::hostile::{places, plausible};

/// A place of an operation in which something is named.
#[derive(Debug, Clone)]
pub enum Place {
    /// `{name}` of the path.
    Path(String),
    /// A parameter of the query.
    Query(String),
    /// A value of the body, by its JSON pointer.
    Body(String),
}

/// The prefix that a schema asks of an id.
pub fn prefix(schema: &Value) -> Option<&str> {
    schema["pattern"].as_str()?.strip_prefix('^')?.strip_suffix("_[0-9a-f]{32}$")
}

/// What kind of thing a parameter of a path names.
pub fn kind_of(path: &str, name: &str) -> String {
    let owner = [
        ("keys", "key"),
        ("invitations", "invitation"),
        ("sessions", "session"),
        ("users", "user"),
        ("people", "user"),
    ];
    let known = owner.iter().find(|(part, _)| name == "id" && path.split('/').any(|p| p == *part));
    known.map_or(name, |(_, kind)| kind).to_owned()
}

/// All places of an operation that want an id, with its prefix.
pub fn wanted(
    operation: &Operation,
    described: &Value,
    document: &Value,
    body: Option<&Value>,
) -> Vec<(Place, String)> {
    let names = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut found: Vec<_> = names.map(|n| (Place::Path(n.to_owned()), kind_of(operation.path, n))).collect();
    for parameter in described["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "query") {
        if let (Some(kind), Some(name)) = (prefix(&parameter["schema"]), parameter["name"].as_str()) {
            found.push((Place::Query(name.to_owned()), kind.to_owned()));
        }
    }
    if let Some(body) = body {
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        let mut all = Vec::new();
        places(body, "", &mut all);
        let ids =
            all.into_iter().filter_map(|place| Some((Place::Body(place.clone()), kind_at(schema, document, &place)?)));
        found.extend(ids);
    }
    found
}

/// A body for operations that take none that is made from the schema alone: without it they refuse before they look.
pub fn heard(operation: &Operation, own: &BTreeMap<String, String>) -> Option<Value> {
    let both = |text: &str| json!({ "ru": text, "en": text });
    let consent = json!({ "version": "1", "text": both("x") });
    // Terms of the playbook that nobody has: what is asked for is found, or not, before they are looked at.
    let term = "term_01a00000000070008000000000000001";
    match operation.id {
        "playbook.change_card" => Some(json!({ "client_type": term, "content": {} })),
        "playbook.write_draft" => {
            Some(json!({ "stages": [{ "key": "need", "name": both("x"), "norm_days": 5, "wins": true }] }))
        }
        "stages.describe" => Some(json!({ "client_type": term })),
        "deals.lose" => Some(json!({ "to": "no_decision", "reason": "x" })),
        "partners.change" => Some(json!({ "name": "x" })),
        "forms.change" => Some(json!({
            "name": "x", "slug": "x", "source": "x", "region": "RU-MOW", "products": [own.get("product")], "title": both("x"),
            "fields": [{ "field": "company", "required": true }], "consents": { "processing": consent, "transfer": consent }
        })),
        _ => None,
    }
}

/// The parameters without which a question is not heard.
pub fn required(described: &Value, document: &Value, own: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let parameters = described["parameters"].as_array().into_iter().flatten();
    let needed = parameters.filter(|p| p["in"] == "query" && p["required"] == true);
    let pair = |p: &Value| {
        let name = p["name"].as_str()?;
        Some((name.to_owned(), plausible(&p["schema"], document, name, own, 0).as_str()?.to_owned()))
    };
    needed.filter_map(pair).collect()
}

/// Parameters of the query that take any text: words to look for, marks to read on from, names of things.
pub fn texts(operation: &Operation, described: &Value) -> Vec<String> {
    // Pages have no schema; these are what their addresses say.
    if operation.page && operation.method == Method::GET {
        return ["q", "after", "partner", "product", "subject"].map(str::to_owned).to_vec();
    }
    let parameters = described["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "query");
    let free = parameters.filter(|p| {
        let schema = &p["schema"];
        let text = schema["type"] == "string" || schema["type"] == json!(["string", "null"]);
        text && schema["pattern"].is_null() && schema["format"].is_null() && schema["enum"].is_null()
    });
    free.filter_map(|p| p["name"].as_str().map(str::to_owned)).collect()
}

/// The prefix of the id that a place in a body wants.
fn kind_at(schema: &Value, document: &Value, place: &str) -> Option<String> {
    let mut at = schema;
    for step in place.split('/').skip(1) {
        at = resolved(at, document);
        at = if at["items"].is_object() { &at["items"] } else { &at["properties"][step] };
    }
    prefix(resolved(at, document)).map(str::to_owned)
}

fn resolved<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    let mut at = schema;
    for _ in 0..8 {
        at = if let Some(reference) = at["$ref"].as_str() {
            document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null)
        } else if let Some(first) = ["oneOf", "anyOf", "allOf"].iter().find_map(|c| at[*c].as_array()?.first()) {
            first
        } else {
            return at;
        };
    }
    at
}
