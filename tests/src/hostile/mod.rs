//! Hostile values in every field of every operation, made from the schema: refused with the field named, in
//! the caller's language, and never a failure of the server.

mod pages;

use std::{collections::BTreeMap, sync::Mutex};

use futures_util::{StreamExt, stream};
use platform::{Access, Operation, Role};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::both,
    stories::{Network, june},
    twins,
    world::{OPERATOR, Told},
};

/// Values that nobody expects in any field.
fn values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(i64::MIN),
        json!(i64::MAX),
        serde_json::from_str("1e300").unwrap(),
        json!(0.5),
        json!(""),
        json!("a\u{0}b"),
        json!("\u{202e}'; drop table lead; -- <script>alert(1)</script> \u{1f9e8}"),
        json!("я".repeat(40_000)),
        json!("9999-12-31T23:59:59Z"),
        json!("-9999-01-01T00:00:00Z"),
        json!([]),
        json!([[null], {}]),
        json!({ "a": { "b": [] } }),
    ]
}

/// Hostile values of a parameter of the query.
const IN_A_QUERY: &[&str] =
    &["%00", "-1", "99999999999999999999", "%ff%fe", "", "'%22;--", "a%5B%5D=1", "9999-12-31T23:59:59Z"];

/// How many requests are on their way at once.
const AT_ONCE: usize = 12;

/// How many bodies of an operation are mixed by chance.
const MIXED: usize = 80;

/// Bodies that are no object of the right form.
fn bodies() -> Vec<String> {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let bodies = ["", "{", "null", "[]", "7", "\"x\"", "{\"no_such_field\": 1}", "{} {}", "\u{feff}{}"];
    bodies.into_iter().map(str::to_owned).chain([deep, "{\"a\u{0}\": 1}".to_owned()]).collect()
}

/// A plausible value of a schema: what is known by its name is real.
pub fn plausible(schema: &Value, document: &Value, name: &str, real: &BTreeMap<String, String>, depth: u32) -> Value {
    if let Some(id) = real.get(name) {
        return json!(id);
    }
    if depth > 8 {
        return Value::Null;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
        return plausible(target, document, name, real, depth + 1);
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[choice].as_array().and_then(|list| list.first()) {
            return plausible(first, document, name, real, depth + 1);
        }
    }
    if let Some(fixed) = schema.get("const").or_else(|| schema["enum"].as_array().and_then(|list| list.first())) {
        return fixed.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].as_array().and_then(|list| list.first()?.as_str()));
    match kind {
        Some("object") => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            fields.map(|(key, field)| (key.clone(), plausible(field, document, key, real, depth + 1))).collect()
        }
        Some("array") => json!([plausible(&schema["items"], document, "", real, depth + 1)]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("string") if schema["format"] == "date-time" => json!("2026-06-20T07:00:00Z"),
        _ => json!("x"),
    }
}

/// The places of all values inside a value.
pub fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| {
            found.push(format!("{at}/{key}"));
            places(inner, &format!("{at}/{key}"), found);
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(place, inner)| {
            found.push(format!("{at}/{place}"));
            places(inner, &format!("{at}/{place}"), found);
        }),
        _ => {}
    }
}

/// What is sent to one operation: a query, a body, and what is hostile in it.
struct Shot {
    query: String,
    body: Option<Vec<u8>>,
    what: String,
}

struct Attack<'a> {
    network: &'a Network,
    operation: &'a Operation,
    key: Option<String>,
    path: String,
    faults: Mutex<Vec<String>>,
}

/// Words of libraries that are no names of ours.
const ENGLISH: &[&str] = &[
    "a",
    "an",
    "and",
    "digit",
    "error",
    "expected",
    "found",
    "invalid",
    "is",
    "missing",
    "must",
    "not",
    "of",
    "one",
    "or",
    "the",
    "unknown",
    "unsupported",
    "variant",
];

impl Attack<'_> {
    async fn send(&self, shot: Shot) {
        let method = Method::from_bytes(self.operation.method.as_str().as_bytes()).unwrap();
        let target = format!("{}{}", self.path, shot.query);
        let told = self.network.world.send_raw(method, &target, self.key.as_deref(), "ru", shot.body.as_deref()).await;
        let fields = shot.body.as_deref().is_some_and(|body| body.trim_ascii_start().starts_with(b"{"));
        self.judge(&told, &shot.what, fields);
    }

    /// `fields`: what was sent has fields, so that each fault has one.
    fn judge(&self, told: &Told, what: &str, fields: bool) {
        let short: String = what.chars().take(120).collect();
        let mut faults = self.faults.lock().unwrap();
        if told.status.is_server_error() {
            faults.push(format!("{}: {} for {short}", self.operation.id, told.status));
        } else if told.status.is_client_error() {
            let nameless = |fault: &Value| fault["field"].as_str().is_none_or(str::is_empty);
            if fields && told.body["errors"].as_array().is_some_and(|all| all.iter().any(nameless)) {
                faults.push(format!("{}: a fault of no field in {}, for {short}", self.operation.id, told.body));
            }
            let texts = told.body["errors"].as_array().into_iter().flatten().map(|e| e["text"].clone());
            for text in texts.chain([told.body["title"].clone()]) {
                let text = text.as_str().unwrap_or_default();
                if !text.chars().any(|c| ('а'..='я').contains(&c)) {
                    faults.push(format!("{}: «{text}» is not Russian, for {short}", self.operation.id));
                }
                let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                if let Some(word) = words.find(|word| ENGLISH.contains(word)) {
                    faults.push(format!("{}: «{word}» in «{text}», for {short}", self.operation.id));
                }
            }
        }
    }
}

/// The keys of every role.
async fn keys(network: &Network) -> BTreeMap<Role, String> {
    let mut keys = BTreeMap::new();
    for role in Role::ALL {
        let partner = role.is_partner().then(|| network.partners["A"].clone());
        let key = json!({ "name": format!("h {role}"), "role": role, "partner": partner, "scopes": ["*"] });
        keys.insert(*role, network.post("/api/v1/keys", key).await["text"].as_str().unwrap().to_owned());
    }
    keys
}

/// What stands in the database for the names that paths and bodies use.
async fn real(network: &Network, number: u32) -> BTreeMap<String, String> {
    let mut real = twins::things(network, None).await;
    real.insert("lead".to_owned(), network.take(network.lead(1000 + number)).await);
    real.insert("product".to_owned(), network.product.clone());
    // The one that nobody else needs: it will be changed in every way that is allowed.
    real.insert("partner".to_owned(), network.partners["F"].clone());
    if let Some(offer) = network.offers("A").await.first() {
        real.insert("offer".to_owned(), offer["id"].as_str().unwrap().to_owned());
    }
    real
}

/// Every hostile value at every place of one operation.
fn shots(operation: &Operation, document: &Value, real: &BTreeMap<String, String>) -> Vec<Shot> {
    let method = operation.method.as_str().to_ascii_lowercase();
    let described = &document["paths"][operation.path][&method];
    let with_query = |query: String| Shot { what: query.clone(), query, body: None };
    let with_body = |body: &[u8], what: String| Shot { query: String::new(), body: Some(body.to_vec()), what };
    let mut shots = vec![with_query("?no_such_parameter=1".to_owned())];
    for parameter in described["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "query") {
        let name = parameter["name"].as_str().unwrap();
        shots.extend(IN_A_QUERY.iter().map(|hostile| with_query(format!("?{name}={hostile}"))));
    }
    let schema = &described["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_null() {
        return shots;
    }
    shots.extend(bodies().into_iter().map(|body| with_body(body.as_bytes(), body.clone())));
    shots.push(with_body(b"{\"a\": \"\xff\xfe\"}", "broken UTF-8".to_owned()));
    let base = plausible(schema, document, "", real, 0);
    let mut found = Vec::new();
    places(&base, "", &mut found);
    for place in &found {
        for hostile in values() {
            let mut body = base.clone();
            *body.pointer_mut(place).unwrap() = hostile;
            let text = body.to_string();
            shots.push(with_body(text.as_bytes(), format!("{place} in {text}")));
        }
    }
    shots.extend(mixed(&base, &found).into_iter().map(|text| with_body(text.as_bytes(), text.clone())));
    shots
}

/// Bodies in which several values are hostile, or stand in another's place, by the same chance in every run.
fn mixed(base: &Value, places: &[String]) -> Vec<String> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % n.max(1) as u64).unwrap()
    };
    let values = values();
    let one = |below: &mut dyn FnMut(usize) -> usize| {
        let mut body = base.clone();
        for _ in 0..2 + below(3) {
            let other = base.pointer(&places[below(places.len())]).cloned().unwrap_or(Value::Null);
            let value = if below(2) == 0 { other } else { values[below(values.len())].clone() };
            if let Some(place) = body.pointer_mut(&places[below(places.len())]) {
                *place = value;
            }
        }
        body.to_string()
    };
    let many = if places.is_empty() { 0 } else { MIXED };
    (0..many).map(|_| one(&mut below)).collect()
}

both! {
    async fn hostile_values_are_refused_by_field_in_the_callers_language_and_never_break_the_server(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 1000, "open_cap": 1000 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let keys = keys(&network).await;
        twins::furnish(&network).await;
        let spare = network.post("/api/v1/products", json!({ "code": "spare", "name": "Запас" })).await["id"].as_str().unwrap().to_owned();
        let reactors = artel::server::reactors();
        let operations = artel::server::operations(&reactors, false);
        let document = platform::edge::openapi::document(&operations, "");
        let (mut faults, mut sent) = (Vec::new(), 0);
        for (number, operation) in operations.iter().enumerate().filter(|(_, o)| !o.page) {
            let key = match operation.access {
                Access::Public => None,
                Access::Operator => Some(OPERATOR.to_owned()),
                Access::Roles(roles) => roles.iter().find(|r| **r == Role::Admin).or(roles.first()).map(|role| keys[role].clone()),
            };
            let real = real(&network, u32::try_from(number).unwrap()).await;
            let mut of_path = real.clone();
            of_path.insert("product".to_owned(), spare.clone());
            let path = twins::fill(operation.path, &of_path, None);
            let one = Attack { network: &network, operation, key, path, faults: Mutex::default() };
            let shots = shots(operation, &document, &real);
            sent += shots.len();
            stream::iter(shots).for_each_concurrent(AT_ONCE, |shot| one.send(shot)).await;
            faults.extend(one.faults.into_inner().unwrap());
        }
        assert!(sent > 8_000, "{sent}");
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.iter().take(60).cloned().collect::<Vec<_>>().join("\n"));
        network.take(network.lead(5000)).await;
    }
}
