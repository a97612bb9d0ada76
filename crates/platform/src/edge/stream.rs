//! Answers that do not end, as server-sent events.

use std::convert::Infallible;

use axum::{
    body::Body,
    http::{HeaderValue, Response, header, request::Parts},
};
use bytes::Bytes;
use futures_util::StreamExt;
use kit::Lang;

use super::problem::Problem;
use crate::{
    Fail, Operation,
    app::App,
    frames::{Frame, Frames, Opens},
};

/// Opens the stream of an operation, or says why not.
pub(super) async fn serve(
    app: &App,
    operation: &Operation,
    opens: &Opens,
    parts: &mut Parts,
    lang: Lang,
) -> Response<Body> {
    match open(app, operation, opens, parts).await {
        Ok(frames) => response(frames),
        Err(fail) => Problem::of(&fail, lang).into_response(&app.settings.base_url),
    }
}

async fn open(app: &App, operation: &Operation, opens: &Opens, parts: &mut Parts) -> Result<Frames, Fail> {
    let credential = super::credential(app, parts).ok_or(Fail::Unauthorized)?;
    let caller = super::caller(app, operation, parts).await?;
    super::permitted(operation, &caller)?;
    let incoming = super::incoming(parts, app, operation, Bytes::new()).await;
    opens(app.clone(), caller, credential, incoming).await
}

fn response(frames: Frames) -> Response<Body> {
    let bytes = frames.map(|frame| Ok::<_, Infallible>(Bytes::from(text(&frame))));
    let mut response = Response::new(Body::from_stream(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that collects answers before it passes them on would hold the events back.
    headers.insert(header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// A frame as it travels. Names and ids are ours, data is JSON on one line: nothing in them can break a line.
fn text(frame: &Frame) -> String {
    match frame {
        Frame::Retry(ms) => format!("retry: {ms}\n\n"),
        Frame::Heartbeat => ":\n\n".to_owned(),
        Frame::Event { id, name, data } => format!("id: {id}\nevent: {name}\ndata: {data}\n\n"),
    }
}
