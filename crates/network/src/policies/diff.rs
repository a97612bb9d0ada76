//! What differs between two versions, number by number.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Body;

/// A number that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// Where it stands: `distribution.k.target`.
    pub path: String,
    /// Before; absent if it is new.
    pub before: Option<Value>,
    /// After; absent if it is gone.
    pub after: Option<Value>,
}

/// Each number that differs, by path.
pub fn between(before: &Body, after: &Body) -> Vec<Difference> {
    let mut found = Vec::new();
    let names = before.keys().chain(after.keys()).collect::<std::collections::BTreeSet<_>>();
    for name in names {
        walk(name, before.get(name), after.get(name), &mut found);
    }
    found
}

fn walk(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    if let (Some(Value::Object(b)), Some(Value::Object(a))) = (before, after) {
        let names = b.keys().chain(a.keys()).collect::<std::collections::BTreeSet<_>>();
        for name in names {
            walk(&format!("{path}.{name}"), b.get(name), a.get(name), found);
        }
    } else if before != after {
        found.push(Difference { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
    }
}
