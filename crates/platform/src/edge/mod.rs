//! The HTTP edge: from a request to an operation, from its answer or failure to a response.

pub mod input;
pub mod once;
pub mod openapi;
pub mod problem;
pub mod reply;
mod stream;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
    response::Response,
    routing::{MethodFilter, on},
};
use kit::Lang;

use crate::{
    Access, Caller, Fail, Operation,
    app::{App, Credential},
    operation::{Handler, Incoming, Meta},
};
use problem::Problem;
use reply::Reply;

/// The routes of all operations.
pub fn router(app: &App, operations: Vec<Operation>) -> Router {
    let mut router = Router::new();
    for operation in operations {
        let (app, path) = (app.clone(), operation.path);
        let Ok(filter) = MethodFilter::try_from(operation.method.clone()) else { continue };
        let operation = Arc::new(operation);
        router = router.route(
            path,
            on(filter, move |request: Request| {
                let (app, operation) = (app.clone(), Arc::clone(&operation));
                async move { serve(app, operation, request).await }
            }),
        );
    }
    router
}

async fn serve(app: App, operation: Arc<Operation>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let request_id = header_text(&parts.headers, "x-request-id").unwrap_or_default();
    let accepted = header_text(&parts.headers, "accept-language").and_then(|h| Lang::accepted(&h));
    let lang = accepted.unwrap_or(app.settings.lang);
    if let Handler::Streams(opens) = &operation.handler {
        return stream::serve(&app, &operation, &**opens, &mut parts, lang).await;
    }
    let raw = axum::body::to_bytes(body, operation.body_limit).await;
    let done = match raw {
        Err(_) => Err((Fail::field("", problem::texts::body_too_large), lang)),
        Ok(raw) => {
            let incoming = incoming(&mut parts, &app, &operation, raw).await;
            answer(&app, &operation, &parts, incoming, &request_id, lang).await
        }
    };
    match done {
        Ok(reply) => reply.into_response(),
        Err((fail, lang)) => {
            let problem = Problem::of(&fail, lang);
            if problem.status >= 500 {
                tracing::error!(?fail, request_id, operation = operation.id, "an operation failed");
            }
            let target = parts.uri.path_and_query().map_or("/", |t| t.as_str());
            problem.into_response(&app.settings.base_url, operation.page, target)
        }
    }
}

async fn answer(
    app: &App,
    operation: &Arc<Operation>,
    parts: &Parts,
    incoming: Incoming,
    request_id: &str,
    lang: Lang,
) -> Result<Reply, (Fail, Lang)> {
    let caller = caller(app, operation, parts).await.map_err(|fail| (fail, lang))?;
    let lang = caller.lang.unwrap_or(lang);
    permitted(operation, &caller).map_err(|fail| (fail, lang))?;
    let done = match &operation.handler {
        Handler::Outside(work) => work(app.clone(), caller, lang, incoming).await,
        Handler::Reads(work) => {
            let shared = Arc::new((Arc::clone(work), app.cx(caller, request_id, lang), incoming));
            app.db
                .read(move |tx| {
                    let shared = Arc::clone(&shared);
                    Box::pin(async move { (shared.0)(&shared.1, tx, &shared.2).await })
                })
                .await
        }
        Handler::Streams(_) => Err(Fail::NotFound),
        Handler::Acts(_) => once::act(app, operation, caller, request_id, lang, incoming).await,
    };
    done.map_err(|fail| (fail, lang))
}

async fn incoming(parts: &mut Parts, app: &App, operation: &Operation, raw: bytes::Bytes) -> Incoming {
    let path = RawPathParams::from_request_parts(parts, &()).await;
    let path = path.map(|p| p.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()).unwrap_or_default();
    let headers = &parts.headers;
    let text = |name: &str| header_text(headers, name);
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string());
    let mut once = text("idempotency-key");
    if operation.page && once.is_none() {
        once = input::form_field(&raw, "_once");
    }
    let meta = Meta {
        if_match: text("if-match").map(|m| m.trim_matches('"').to_owned()),
        once,
        address: address.unwrap_or_default(),
        user_agent: text("user-agent").unwrap_or_default(),
        target: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        fragment: headers.contains_key("hx-request"),
        session: cookie(headers, app.settings.session_cookie()),
        last_event_id: text("last-event-id"),
        content_type: text("content-type").unwrap_or_default(),
        raw,
    };
    Incoming { path, query: parts.uri.query().unwrap_or_default().to_owned(), meta }
}

/// What a request shows of its caller: a key goes before a session.
fn credential(app: &App, parts: &Parts) -> Option<Credential> {
    let bearer = header_text(&parts.headers, "authorization");
    let key = bearer.and_then(|h| h.strip_prefix("Bearer ").map(str::to_owned)).map(Credential::Key);
    key.or_else(|| cookie(&parts.headers, app.settings.session_cookie()).map(Credential::Session))
}

async fn caller(app: &App, operation: &Operation, parts: &Parts) -> Result<Caller, Fail> {
    let Some(credential) = credential(app, parts) else { return Ok(Caller::public()) };
    if let (Credential::Key(given), Some(token)) = (&credential, &app.settings.operator_token)
        && same_secret(given, token)
    {
        return Ok(Caller::operator());
    }
    let (authenticate, now) = (app.authenticate, app.clock.now());
    let found = app
        .db
        .read(move |tx| {
            let credential = credential.clone();
            Box::pin(async move { authenticate(tx, &credential, now).await })
        })
        .await?;
    match (found, operation.access) {
        (Some(caller), _) => Ok(caller),
        (None, Access::Public) => Ok(Caller::public()),
        (None, _) => Err(Fail::Unauthorized),
    }
}

fn permitted(operation: &Operation, caller: &Caller) -> Result<(), Fail> {
    let scoped = caller.scopes.iter().any(|s| s == "*" || *s == operation.scope());
    match (operation.access, caller.role, caller.actor) {
        (Access::Public, ..) | (Access::Operator, _, crate::Actor::Operator) => Ok(()),
        (Access::Roles(roles), Some(role), _) if roles.contains(&role) && scoped => Ok(()),
        (_, None, crate::Actor::Public) => Err(Fail::Unauthorized),
        _ => Err(Fail::Forbidden),
    }
}

/// Compares in a time that does not depend on where the texts differ.
fn same_secret(one: &str, other: &str) -> bool {
    use sha2::{Digest, Sha256};
    Sha256::digest(one) == Sha256::digest(other)
}

fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|h| h.to_str().ok());
    let mut pairs = cookies.flat_map(|h| h.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// The page of a failure. The shell of pages replaces it once it is known who looks.
pub(crate) fn problem_page(problem: &Problem) -> String {
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{0}</title><link rel=\"stylesheet\" href=\"/assets/app.css\"></head><body class=\"page-problem\"><main>\
         <p class=\"problem-status\">{1}</p><h1>{0}</h1><p><a href=\"/\">Artel</a></p></main></body></html>",
        problem.title, problem.status
    )
}
