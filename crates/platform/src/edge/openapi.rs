//! The `OpenAPI` document, from the same table as the routes.

mod answers;

use axum::http::Method;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{once, problem::Problem, versions};
use crate::{Access, Operation, operation::Shapes};

/// The document for a list of operations; pages are left out.
pub fn document(operations: &[Operation], base_url: &str) -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = SchemaGenerator::new(settings);
    let problem = generator.subschema_for::<Problem>().to_value();
    let mut paths = Map::new();
    for operation in versions::link(operations.to_vec()).iter().filter(|o| !o.page) {
        let Some(shapes) = operation.shapes else { continue };
        let entry = described(operation, &shapes(&mut generator), &problem);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.as_str().to_ascii_lowercase(), entry);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Artel",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Partner relationship management. Times are RFC 3339 in UTC, money is integer minor units with a \
                currency of ISO 4217. Failures are problems of RFC 9457 in the language of `Accept-Language`; the last part \
                of their `type` is one of `x-problem-types`."
        },
        "servers": [{ "url": base_url }],
        "security": [{ "key": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "parameters": parameters(),
            "headers": answers::headers(),
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "artel" }
            }
        }
    })
}

/// The headers that requests may have.
fn parameters() -> Value {
    let header = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "header", "required": false, "schema": schema, "description": description });
    json!({
        "Idempotency-Key": header(
            "Idempotency-Key",
            "The same key gives one effect and the same answer.",
            json!({ "type": "string", "maxLength": once::LONGEST_KEY }),
        ),
        "If-Match": header(
            "If-Match",
            "The `ETag` of the thing that is changed, as the caller has seen it; refused with 412 if it has changed since.",
            json!({ "type": "string" }),
        ),
        "Last-Event-ID": header(
            "Last-Event-ID",
            "The `id` of the last event that was received: the stream goes on after it. Goes before `after`.",
            json!({ "type": "string" }),
        ),
        "Accept-Language": header(
            "Accept-Language",
            "The language of problems and of texts for people. A person's own language goes before it.",
            json!({ "type": "string", "examples": ["ru", "en"] }),
        ),
    })
}

fn described(operation: &Operation, shapes: &Shapes, problem: &Value) -> Value {
    let mut parameters = listed(&shapes.path, "path");
    parameters.extend(listed(&shapes.query, "query"));
    let shared = [
        ("Idempotency-Key", operation.once() && operation.method != Method::GET),
        ("If-Match", operation.changes().is_some()),
        ("Last-Event-ID", operation.streams()),
        ("Accept-Language", true),
    ];
    for (name, _) in shared.into_iter().filter(|(_, acts)| *acts) {
        parameters.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
    }
    let mut entry = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.id.split('.').next().unwrap_or_default()],
        "parameters": parameters,
        "responses": answers::responses(operation, shapes, problem),
    });
    let Some(object) = entry.as_object_mut() else { return entry };
    match operation.access {
        Access::Public => drop(object.insert("security".to_owned(), json!([]))),
        Access::Operator => drop(object.insert("x-roles".to_owned(), json!(["operator"]))),
        Access::Roles(roles) => drop(object.insert("x-roles".to_owned(), json!(roles))),
    }
    let mut content = Map::new();
    if let Some(body) = &shapes.body {
        content.insert("application/json".to_owned(), json!({ "schema": body }));
    }
    for accepted in operation.accepts {
        content.insert((*accepted).to_owned(), json!({ "schema": { "type": "string", "format": "binary" } }));
    }
    if !content.is_empty() {
        object.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    entry
}

fn listed(object: &schemars::Schema, place: &str) -> Vec<Value> {
    let value = object.clone().to_value();
    let required: Vec<&str> = value
        .get("required")
        .and_then(Value::as_array)
        .map(|r| r.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let properties = value.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, schema)| {
            let required = place == "path" || required.contains(&name.as_str());
            json!({ "name": name, "in": place, "required": required, "schema": schema })
        })
        .collect()
}
