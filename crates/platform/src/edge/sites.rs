//! Answers to pages of other sites: a browser shows them what a public operation says only if their site is named.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{App, Caller, Operation, operation::SitesOf};

/// What a page may send, in the answer to the question that a browser asks before.
const MAY: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, idempotency-key, accept-language"),
    (header::ACCESS_CONTROL_MAX_AGE, "600"),
];

pub(super) async fn serve(app: App, operation: Arc<Operation>, request: Request) -> Response {
    let asks = request.method() == Method::OPTIONS;
    let origin = request.headers().get(header::ORIGIN).cloned();
    let named = match (&origin, operation.sites) {
        (Some(origin), Some(sites)) => is_named(&app, sites, request.uri().path(), origin).await,
        _ => false,
    };
    let mut answer =
        if asks { StatusCode::NO_CONTENT.into_response() } else { super::serve(app, operation, request).await };
    let headers: &mut HeaderMap = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let (true, Some(origin)) = (named, origin) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
        for (name, value) in MAY.iter().filter(|_| asks) {
            headers.insert(name.clone(), HeaderValue::from_static(value));
        }
    }
    answer
}

/// Whether a site is one of those that the operation names; not when that cannot be read.
async fn is_named(app: &App, sites: SitesOf, path: &str, origin: &HeaderValue) -> bool {
    let cx = app.cx(Caller::public(), "", app.settings.lang);
    let named = app.db.read(move |tx| {
        let (cx, path) = (cx.clone(), path.to_owned());
        Box::pin(async move { sites(&cx, tx, &path).await })
    });
    named.await.is_ok_and(|named| named.iter().any(|site| site.as_bytes() == origin.as_bytes()))
}
