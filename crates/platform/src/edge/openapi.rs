//! The `OpenAPI` document, from the same table as the routes.

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::problem::Problem;
use crate::{Access, Operation, operation::Shapes};

/// The document for a list of operations; pages are left out.
pub fn document(operations: &[Operation], base_url: &str) -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = SchemaGenerator::new(settings);
    let problem = generator.subschema_for::<Problem>();
    let mut paths = Map::new();
    for operation in operations.iter().filter(|o| !o.page) {
        let Some(shapes) = operation.shapes else { continue };
        let entry = described(operation, &shapes(&mut generator), &problem.clone().to_value());
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
                currency of ISO 4217. Every POST takes an `Idempotency-Key`; failures are problems of RFC 9457 in the language \
                of `Accept-Language`."
        },
        "servers": [{ "url": base_url }],
        "security": [{ "key": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "artel" }
            }
        }
    })
}

fn described(operation: &Operation, shapes: &Shapes, problem: &Value) -> Value {
    let mut parameters = listed(&shapes.path, "path");
    parameters.extend(listed(&shapes.query, "query"));
    if operation.method == axum::http::Method::POST {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "schema": { "type": "string", "maxLength": 200 },
            "description": "The same key gives one effect and the same answer."
        }));
    }
    let answers = if operation.streams() { "text/event-stream" } else { operation.answers };
    let mut entry = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.id.split('.').next().unwrap_or_default()],
        "parameters": parameters,
        "responses": {
            "2XX": { "description": "Done", "content": { answers: { "schema": shapes.answer } } },
            "default": { "description": "A problem", "content": { "application/problem+json": { "schema": problem } } }
        }
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
