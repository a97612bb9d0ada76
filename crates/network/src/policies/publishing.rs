//! How a version comes about: from what is in force when it begins; versions that wait take its changes over.

use std::collections::{BTreeMap, btree_map::Entry};

use db::Tx;
use kit::{Instant, id::Policy as Kind};
use platform::{Cx, Fail, FieldError, NewEvent, events};
use serde_json::Value;

use super::{Body, NewPolicy, Policy, Section, last, parsed, store, timeline};
use crate::versions;

/// A version before it is published.
pub(super) struct Prepared {
    /// The number of the newest version.
    pub last: i64,
    /// What is in force when it begins.
    pub base: Body,
    /// Every number of it.
    pub body: Body,
    from: Instant,
}

/// Publishes a new version.
pub async fn publish(cx: &Cx, tx: &mut Tx, sections: &[Section], new: &NewPolicy) -> Result<Policy, Fail> {
    one_at_a_time(cx, tx).await?;
    let ready = prepared(cx, tx, sections, new).await?;
    if new.base.is_some_and(|base| base != ready.last) {
        return Err(Fail::Stale);
    }
    release(cx, tx, sections, &ready, new.note.trim().to_owned()).await
}

/// Who publishes waits for whoever does, and finds what that was.
async fn one_at_a_time(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    Ok(tx.hold(format!("policies of {}", cx.program()).as_bytes()).await?)
}

/// Publishes a version in which one section is as given: what is left out of it is gone.
pub async fn replace(
    cx: &Cx,
    tx: &mut Tx,
    sections: &[Section],
    name: &str,
    numbers: Value,
    note: &str,
) -> Result<Policy, Fail> {
    let note = crate::text_field("note", note, 2000)?;
    let section = sections.iter().find(|section| section.name == name).ok_or(Fail::NotFound)?;
    let faults = (section.check)(&numbers);
    if !faults.is_empty() {
        return Err(Fail::Invalid(faults));
    }
    one_at_a_time(cx, tx).await?;
    let (last, base) = (last(tx, cx.program()).await?.version, at(cx, tx, sections, cx.now).await?);
    let mut body = base.clone();
    body.insert(name.to_owned(), numbers);
    release(cx, tx, sections, &Prepared { last, base, body, from: cx.now }, note).await
}

/// What is in force at a moment.
async fn at(cx: &Cx, tx: &mut Tx, sections: &[Section], moment: Instant) -> Result<Body, Fail> {
    let all = timeline(tx, cx.program()).await?;
    let then = all.into_iter().rfind(|policy| policy.in_force_from <= moment);
    Ok(whole(sections, &then.ok_or(Fail::NotFound)?.body))
}

/// A body with every number: those that it is older than have their defaults, which is what they mean.
pub(super) fn whole(sections: &[Section], body: &Body) -> Body {
    let mut body = body.clone();
    for section in sections {
        let defaults = (section.defaults)();
        match body.entry(section.name.to_owned()) {
            Entry::Vacant(missing) => drop(missing.insert(defaults)),
            Entry::Occupied(stands) => fill(&defaults, stands.into_mut()),
        }
    }
    body
}

fn fill(defaults: &Value, into: &mut Value) {
    let (Value::Object(defaults), Value::Object(fields)) = (defaults, into) else { return };
    for (name, default) in defaults {
        match fields.get_mut(name) {
            None => drop(fields.insert(name.clone(), default.clone())),
            Some(stands) if !is_one(default) => fill(default, stands),
            Some(_) => {}
        }
    }
}

/// Every number of the version that is to come, if they are right.
pub(super) async fn prepared(cx: &Cx, tx: &mut Tx, sections: &[Section], new: &NewPolicy) -> Result<Prepared, Fail> {
    if new.in_force_from.is_some_and(|from| from < cx.now) {
        return Err(Fail::field("in_force_from", crate::texts::not_in_the_past));
    }
    crate::text_field("note", &new.note, 2000)?;
    let from = new.in_force_from.unwrap_or(cx.now);
    let (last, base) = (last(tx, cx.program()).await?.version, at(cx, tx, sections, from).await?);
    let mut body = base.clone();
    let mut faults = Vec::new();
    for (name, given) in &new.body {
        let Some(section) = sections.iter().find(|s| s.name == name) else {
            faults.push(FieldError::new(format!("body.{name}"), crate::texts::unknown_section));
            continue;
        };
        merge(body.entry(name.clone()).or_insert_with(section.defaults), given);
    }
    faults.extend(wrong(sections, &body));
    if faults.is_empty() { Ok(Prepared { last, base, body, from }) } else { Err(Fail::Invalid(faults)) }
}

/// What is wrong with a version, by field.
fn wrong(sections: &[Section], body: &Body) -> Vec<FieldError> {
    let of = |section: &Section| {
        let faults = body.get(section.name).map(section.check).unwrap_or_default();
        let name = section.name;
        faults.into_iter().map(move |f| FieldError { field: format!("body.{name}.{}", f.field), ..f })
    };
    sections.iter().flat_map(of).collect()
}

/// Writes the version, and a successor of each that waits: what it changes holds after them, too.
async fn release(cx: &Cx, tx: &mut Tx, sections: &[Section], ready: &Prepared, note: String) -> Result<Policy, Fail> {
    let later: BTreeMap<Instant, Policy> = timeline(tx, cx.program())
        .await?
        .into_iter()
        .filter(|policy| policy.in_force_from > ready.from)
        .map(|policy| (policy.in_force_from, policy))
        .collect();
    let mut version = ready.last + 1;
    let published = save(cx, tx, ready.body.clone(), version, note.clone(), ready.from).await?;
    for waiting in later.into_values() {
        let before = whole(sections, &waiting.body);
        let mut body = before.clone();
        for name in ready.body.keys() {
            carry(ready.base.get(name), ready.body.get(name), body.entry(name.clone()).or_insert(Value::Null));
        }
        let faults = wrong(sections, &body);
        if !faults.is_empty() {
            return Err(Fail::Invalid(faults));
        }
        if body != before {
            version += 1;
            save(cx, tx, body, version, note.clone(), waiting.in_force_from).await?;
        }
    }
    Ok(published)
}

pub(super) async fn save(
    cx: &Cx,
    tx: &mut Tx,
    body: Body,
    version: i64,
    note: String,
    from: Instant,
) -> Result<Policy, Fail> {
    let author_kind = cx.caller.actor.kind().to_owned();
    let (id, created_at, parsed) = (cx.new_id(), cx.now, parsed::Parsed::default());
    let policy = Policy { id, version, body, note, author_kind, created_at, in_force_from: from, parsed };
    store::insert(tx, cx.program(), &policy, cx.caller.actor.id_bytes()).await?;
    versions::rules_changed(cx, tx).await?;
    let event = NewEvent::new::<Kind>("policy.published", policy.id);
    events::record(cx, tx, event.with(serde_json::json!({ "version": version, "in_force_from": from }))).await?;
    Ok(policy)
}

/// An object that says which kind it is (`mode`, `rule`) is one number: its other fields depend on the kind.
fn is_one(value: &Value) -> bool {
    value.get("mode").is_some_and(Value::is_string) || value.get("rule").is_some()
}

/// Objects are merged number by number; everything else is replaced.
fn merge(into: &mut Value, given: &Value) {
    match (into, given) {
        (Value::Object(into), Value::Object(fields)) if !fields.values().any(Value::is_null) => {
            for (name, value) in fields {
                match into.get_mut(name) {
                    Some(old) if !is_one(value) => merge(old, value),
                    _ => drop(into.insert(name.clone(), value.clone())),
                }
            }
        }
        (into, given) => *into = given.clone(),
    }
}

/// Changes `onto` where `after` differs from `before`.
fn carry(before: Option<&Value>, after: Option<&Value>, onto: &mut Value) {
    if before == after {
        return;
    }
    match (before, after, &mut *onto) {
        (Some(Value::Object(was)), Some(Value::Object(is)), Value::Object(fields))
            if !after.is_some_and(is_one) && !before.is_some_and(is_one) =>
        {
            fields.retain(|name, _| is.contains_key(name) || !was.contains_key(name));
            for (name, value) in is {
                if was.get(name) != Some(value) {
                    carry(was.get(name), Some(value), fields.entry(name.clone()).or_insert(Value::Null));
                }
            }
        }
        (_, Some(after), onto) => *onto = after.clone(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_version_that_is_older_than_a_number_has_its_default_and_keeps_its_choices() {
        let defaults =
            || json!({ "cap": 10, "k": { "rule": "adaptive", "max": 8 }, "value": { "from": null, "to": 5 } });
        let section = Section { name: "s", defaults, check: |_| Vec::new(), touches: None, words: "" };
        let old = Body::from([("s".to_owned(), json!({ "k": { "rule": "fixed", "k": 3 }, "value": { "to": 7 } }))]);
        let now = json!({ "cap": 10, "k": { "rule": "fixed", "k": 3 }, "value": { "from": null, "to": 7 } });
        assert_eq!(whole(&[section], &old)["s"], now);
        assert_eq!(whole(&[section], &Body::new())["s"], defaults());
    }

    #[test]
    fn what_one_version_changes_another_takes_over_and_keeps_the_rest() {
        let before = json!({ "cap": 10, "k": { "rule": "fixed", "k": 3 }, "by": { "a": 1, "b": 2 } });
        let after = json!({ "cap": 20, "k": { "rule": "chance", "target": 7 }, "by": { "a": 1 } });
        let mut waits = json!({ "cap": 10, "days": 5, "k": { "rule": "fixed", "k": 3 }, "by": { "a": 9, "b": 2 } });
        carry(Some(&before), Some(&after), &mut waits);
        assert_eq!(waits, json!({ "cap": 20, "days": 5, "k": { "rule": "chance", "target": 7 }, "by": { "a": 9 } }));
    }
}
