//! Versions of things. A `GET` of one thing carries an `ETag`; whoever changes the thing may name by `If-Match` the
//! version that it has seen, and is refused when somebody was faster.
//!
//! No operation does this by itself. A change touches the thing whose `GET` has the longest path that begins the
//! path of the change: `/deals/{deal}/win` touches `/deals/{deal}`. That `GET` is asked for the version, in the
//! transaction of the change, before the change and, for the answer, after it.
//!
//! Changes of one thing over the API wait for each other from before the first look until they are committed: of
//! several who have seen the same version one changes it. What the server does by itself, and the forms of its pages, do
//! not wait; what they change is seen by the look, or by the conditional update of the work.

use std::sync::Arc;

use axum::http::Method;
use bytes::Bytes;
use db::Tx;
use kit::Lang;
use sha2::{Digest, Sha256};

use super::reply::Reply;
use crate::{
    App, Caller, Cx, Fail, Operation,
    operation::{Handler, Incoming, Meta, Thing},
};

/// Tells each change which thing it touches, and each creation where the new thing stands.
pub fn link(mut operations: Vec<Operation>) -> Vec<Operation> {
    let things: Vec<Thing> = operations.iter().filter_map(thing).collect();
    for operation in operations.iter_mut().filter(|o| !o.page && o.method != Method::GET) {
        let begins = |thing: &&Thing| match operation.touches {
            Some(id) => thing.id == id,
            None => {
                operation.path.strip_prefix(thing.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        };
        let touched = things.iter().filter(begins).max_by_key(|thing| thing.path.len()).cloned();
        let made = |thing: &&Thing| thing.path.rsplit_once("/{").is_some_and(|(list, _)| list == operation.path);
        operation.makes = things.iter().find(made).cloned();
        operation.thing = touched;
    }
    operations
}

/// The thing that an operation shows: what its last parameter names, or the one of the caller.
fn thing(operation: &Operation) -> Option<Thing> {
    match &operation.handler {
        Handler::Reads(reads) if operation.shows_one_thing() => {
            Some(Thing { id: operation.id, path: operation.path, reads: Arc::clone(reads) })
        }
        _ => None,
    }
}

/// Gives the answer of a `GET` of one thing its version: the number that the thing has, or else what it looks like.
pub(super) fn tagged(operation: &Operation, mut reply: Reply) -> Reply {
    if operation.shows_one_thing() && reply.etag.is_none() {
        reply.etag = Some(tag_of(&reply.body));
    }
    reply
}

/// A version for what has no number of its own.
pub(crate) fn tag_of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    hex::encode(digest.get(..10).unwrap_or_default())
}

/// The version that the touched thing has now; none if it is not there.
async fn present(
    thing: &Thing,
    cx: &Cx,
    tx: &mut Tx,
    path: &[(String, String)],
    meta: &Meta,
) -> Result<Option<String>, Fail> {
    let path = path.iter().filter(|(name, _)| thing.path.contains(&format!("{{{name}}}"))).cloned().collect();
    let meta = Meta { raw: Bytes::new(), reads: true, ..meta.clone() };
    match (thing.reads)(cx, tx, &Incoming { path, query: String::new(), meta }).await {
        Ok(reply) => Ok(Some(reply.etag.unwrap_or_else(|| tag_of(&reply.body)))),
        Err(Fail::NotFound) => Ok(None),
        Err(fail) => Err(fail),
    }
}

/// Refuses a change of a version that is not the present one.
async fn check(operation: &Operation, cx: &Cx, tx: &mut Tx, incoming: &Incoming) -> Result<(), Fail> {
    let (Some(thing), Some(wanted)) = (&operation.thing, incoming.meta.if_match.as_deref()) else { return Ok(()) };
    match present(thing, cx, tx, &incoming.path, &incoming.meta).await? {
        // What is not there is told by the change itself, as ever.
        None => Ok(()),
        Some(now) if names(wanted, &now) => Ok(()),
        Some(_) => Err(Fail::Stale),
    }
}

/// Whether an `If-Match` names a version: `*`, or a list of quoted tags. A weak tag matches nothing.
fn names(wanted: &str, version: &str) -> bool {
    wanted.trim() == "*" || wanted.split(',').any(|tag| tag.trim().trim_matches('"') == version)
}

/// True if an answer is to carry the version of the touched thing and does not yet. What was made has its own.
fn lacks(operation: &Operation, reply: &Reply) -> bool {
    operation.thing.is_some() && reply.etag.is_none() && reply.status != 201
}

/// Waits for other changes of the touched thing, and lets later ones wait.
async fn hold(operation: &Operation, cx: &Cx, tx: &mut Tx, incoming: &Incoming) -> Result<(), Fail> {
    let Some(thing) = &operation.thing else { return Ok(()) };
    let mut name = format!("{}/{}", cx.caller.program, thing.path);
    for (param, value) in &incoming.path {
        name = name.replace(&format!("{{{param}}}"), value);
    }
    Ok(tx.hold(name.as_bytes()).await?)
}

/// A change within one transaction.
pub(super) async fn act(operation: &Operation, cx: &Cx, tx: &mut Tx, incoming: &Incoming) -> Result<Reply, Fail> {
    let Handler::Acts(work) = &operation.handler else { return Err(Fail::NotFound) };
    hold(operation, cx, tx, incoming).await?;
    check(operation, cx, tx, incoming).await?;
    let mut reply = work(cx, tx, incoming).await?;
    if let Some(thing) = operation.thing.as_ref().filter(|_| lacks(operation, &reply)) {
        reply.etag = present(thing, cx, tx, &incoming.path, &incoming.meta).await?;
    }
    if let (Some(thing), Some(head)) = (&operation.makes, made(operation, &mut reply))
        && reply.etag.is_none()
        && head.version.is_some()
    {
        let path: Vec<_> = param(thing).map(|name| (name, head.id)).into_iter().collect();
        reply.etag = present(thing, cx, tx, &path, &incoming.meta).await?;
    }
    Ok(reply)
}

/// A change that opens its own transactions: the version is looked at in one before it.
pub(super) async fn act_outside(
    app: &App,
    operation: &Operation,
    caller: Caller,
    lang: Lang,
    incoming: Incoming,
) -> Result<Reply, Fail> {
    let Handler::Outside(work) = &operation.handler else { return Err(Fail::NotFound) };
    let Some(thing) = operation.thing.clone() else {
        let mut reply = work(app.clone(), caller, lang, incoming).await?;
        made(operation, &mut reply);
        return Ok(reply);
    };
    let looked = Arc::new((app.cx(caller.clone(), "", lang), incoming.clone(), operation.clone()));
    let before = Arc::clone(&looked);
    app.db
        .read(move |tx| {
            let looked = Arc::clone(&before);
            Box::pin(async move { check(&looked.2, &looked.0, tx, &looked.1).await })
        })
        .await?;
    let mut reply = work(app.clone(), caller, lang, incoming).await?;
    if lacks(operation, &reply) {
        reply.etag = app
            .db
            .read(move |tx| {
                let (looked, thing) = (Arc::clone(&looked), thing.clone());
                Box::pin(async move { present(&thing, &looked.0, tx, &looked.1.path, &looked.1.meta).await })
            })
            .await?;
    }
    Ok(reply)
}

/// What an answer says of a thing that was made.
#[derive(serde::Deserialize)]
struct Head {
    id: String,
    version: Option<serde::de::IgnoredAny>,
}

/// The name of the last parameter of a path.
fn param(thing: &Thing) -> Option<String> {
    Some(thing.path.rsplit_once("/{")?.1.trim_end_matches('}').to_owned())
}

/// Says where a new thing stands.
fn made(operation: &Operation, reply: &mut Reply) -> Option<Head> {
    let (list, _) = operation.makes.as_ref().filter(|_| reply.status == 201)?.path.rsplit_once("/{")?;
    let head: Head = serde_json::from_slice(&reply.body).ok()?;
    reply.location.get_or_insert_with(|| format!("{list}/{}", head.id));
    Some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_names_versions_in_quotes() {
        assert!(names("*", "7"));
        assert!(names("\"7\"", "7"));
        assert!(names("\"6\", \"7\"", "7"));
        assert!(names("7", "7"), "a tag without its quotes is understood");
        assert!(!names("W/\"7\"", "7"));
        assert!(!names("\"70\"", "7"));
    }
}
