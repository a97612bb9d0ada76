//! What an operation may answer: each status with its headers, and for problems with their kinds.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::{Access, Operation, operation::Shapes};

/// The headers of answers.
pub(super) fn headers() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "ETag": { "description": "The version of the thing, for `If-Match`.", "schema": text },
        "Location": { "description": "Where what was made stands.", "schema": text },
        "Retry-After": { "description": "Seconds after which to come again.", "schema": { "type": "integer" } },
        "Content-Disposition": { "description": "The name of the file.", "schema": text },
    })
}

pub(super) fn responses(operation: &Operation, shapes: &Shapes, problem: &Value) -> Value {
    let mut all = Map::new();
    for status in operation.succeeds {
        all.insert(status.to_string(), success(operation, shapes, *status));
    }
    for (status, kinds) in problems(operation) {
        let named: Vec<_> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
        let mut answer = json!({
            "description": named.join(", "),
            "content": { "application/problem+json": { "schema": problem } },
            "x-problem-types": kinds,
        });
        if matches!(status, 429 | 503)
            && let Some(answer) = answer.as_object_mut()
        {
            answer.insert("headers".to_owned(), referred(&["Retry-After"]));
        }
        all.insert(status.to_string(), answer);
    }
    Value::Object(all)
}

fn referred(names: &[&str]) -> Value {
    let one = |name: &&str| ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
    Value::Object(names.iter().map(one).collect())
}

fn success(operation: &Operation, shapes: &Shapes, status: u16) -> Value {
    let media = if operation.streams() { "text/event-stream" } else { operation.answers };
    let description = match status {
        201 => "Made",
        202 => "Taken, and worked on",
        _ => "Done",
    };
    let mut names = Vec::new();
    if operation.shows_one_thing() || operation.changes().is_some() || operation.makes.is_some() {
        names.push("ETag");
    }
    if status == 201 && (operation.makes.is_some() || operation.places) {
        names.push("Location");
    }
    if operation.answers == "text/csv" {
        names.push("Content-Disposition");
    }
    let mut answer = json!({ "description": description, "content": { media: { "schema": shapes.answer } } });
    if let Some(answer) = answer.as_object_mut().filter(|_| !names.is_empty()) {
        answer.insert("headers".to_owned(), referred(&names));
    }
    answer
}

/// The kinds of problems by status: those that follow from what the operation takes, and those that it names itself.
fn problems(operation: &Operation) -> BTreeMap<u16, BTreeSet<&'static str>> {
    let acts = operation.method != Method::GET;
    let person = matches!(operation.access, Access::Roles(_) | Access::Operator);
    let from_input = [
        (400, "not-json", acts),
        (401, "unauthorized", person),
        (403, "forbidden", person),
        (404, "not-found", operation.path.contains('{')),
        (409, "conflict", acts),
        (409, "partner-left", acts && operation.for_partners() && !operation.of_the_caller()),
        (409, "shown-once", acts && operation.once() && operation.is_shown_once()),
        (409, "still-running", acts && operation.once() && operation.acts_outside()),
        (412, "stale", operation.changes().is_some()),
        (413, "body-too-large", acts),
        (422, "invalid", true),
        (422, "idempotency-key-reused", operation.once() && acts),
        (500, "internal", true),
        (503, "unavailable", true),
    ];
    let from_input = from_input.into_iter().filter(|(.., may)| *may).map(|(status, kind, _)| (status, kind));
    let mut all: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
    for (status, kind) in from_input.chain(operation.refusals.iter().copied()) {
        all.entry(status).or_default().insert(kind);
    }
    all
}
