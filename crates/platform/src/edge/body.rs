//! Bodies of requests: read once it is known that the caller may send one, and only so many large ones at a time.

use axum::{
    body::{Body, to_bytes},
    http::{header, request::Parts},
};
use bytes::Bytes;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::problem::TooLarge;

/// Bytes of a body that needs no turn.
const SMALL: usize = 1 << 20;
/// Bytes that are read of a body that nobody wants, so that the sender is at its end and reads the answer.
const READ_FOR_NOTHING: usize = 64 << 10;

/// So many large bodies are in memory at a time; the next ones wait on the wire.
static LARGE: Semaphore = Semaphore::const_new(4);

/// A body, and its room in memory until the request is answered.
pub(super) struct Read {
    pub bytes: Bytes,
    _room: Option<SemaphorePermit<'static>>,
}

/// Reads a body of `limit` bytes at most.
pub(super) async fn read(parts: &Parts, body: Body, limit: usize) -> Result<Read, TooLarge> {
    let said = said(parts);
    let large = limit > SMALL && said.is_none_or(|length| length > SMALL);
    let room = if large { LARGE.acquire().await.ok() } else { None };
    let bytes = to_bytes(body, limit).await.map_err(|_| TooLarge)?;
    Ok(Read { bytes, _room: room })
}

/// How long the body is, as its sender says.
fn said(parts: &Parts) -> Option<usize> {
    parts.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Lets a body go that nobody may send.
pub(super) async fn let_go(parts: &Parts, body: Body) -> Result<Read, TooLarge> {
    if said(parts).is_some_and(|length| length <= READ_FOR_NOTHING) {
        let _unwanted = to_bytes(body, READ_FOR_NOTHING).await;
    }
    Ok(Read { bytes: Bytes::new(), _room: None })
}
