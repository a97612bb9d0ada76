//! The HTTP edge: from a request to an operation, from its answer or failure to a response.

pub mod address;
pub mod assets;
mod back;
mod body;
pub mod input;
pub mod once;
pub mod openapi;
mod page;
pub mod problem;
pub mod reply;
mod sites;
mod stream;
pub mod versions;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
    response::Response,
    routing::{MethodFilter, on},
};
use db::{Tx, Work, profile};
use kit::Lang;

use crate::{
    Access, Call, Caller, Cx, Fail, Nothing, Operation,
    app::{App, Credential},
    operation::{Handler, InTx, Incoming, Meta},
    used,
    web::look,
};
use problem::Problem;
use reply::Reply;

/// What a browser may do with a page of this server: nothing is loaded from elsewhere, nothing runs inline, and it
/// stands in a frame of `frame_ancestors` alone (`'none'` for all pages but the public form).
pub fn policy(frame_ancestors: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frame_ancestors}"
    )
}

/// The routes of all operations.
pub fn router(app: &App, operations: Vec<Operation>) -> Router {
    let mut router = back::routes(Router::new(), &operations);
    for operation in versions::link(operations) {
        let (app, path) = (app.clone(), operation.path);
        let Ok(filter) = MethodFilter::try_from(operation.method.clone()) else { continue };
        let operation = Arc::new(operation);
        if operation.sites.is_some() {
            let (app, operation) = (app.clone(), Arc::clone(&operation));
            router = router.route(
                path,
                on(filter.or(MethodFilter::OPTIONS), move |request: Request| {
                    sites::serve(app.clone(), Arc::clone(&operation), request)
                }),
            );
            continue;
        }
        router = router.route(
            path,
            on(filter, move |request: Request| {
                let (app, operation) = (app.clone(), Arc::clone(&operation));
                async move { serve(app, operation, request).await }
            }),
        );
    }
    let app = app.clone();
    router.method_not_allowed_fallback(move |request: Request| {
        refusing(app.clone(), request, || problem::WrongMethod.into())
    })
}

/// Answers for addresses that lead nowhere: as a page, or as a problem under `/api/`.
pub fn nowhere(app: &App) -> Router {
    let app = app.clone();
    Router::new().fallback(move |request: Request| refusing(app.clone(), request, || Fail::NotFound))
}

/// What no operation answers: as a page, or as a problem under `/api/`.
async fn refusing(app: App, request: Request, why: fn() -> Fail) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let operation = Operation::get("/", "nowhere.get", "There is nothing").public();
    let mut operation =
        operation.page(move |_, _, _: &Call<Nothing, Ignored, Ignored>| Box::pin(async move { Err(why()) }));
    operation.page = !api;
    serve(app, Arc::new(operation), request).await
}

/// Input that nobody looks at.
#[derive(serde::Deserialize)]
struct Ignored {}

async fn serve(app: App, operation: Arc<Operation>, request: Request) -> Response {
    let began = profile::clock();
    let (mut parts, body) = request.into_parts();
    let request_id = header_text(&parts.headers, "x-request-id").unwrap_or_default();
    // A frame on another site has no cookies: its address says the language.
    let asked = parts.uri.query().and_then(|query| input::form_field(query.as_bytes(), "lang"));
    let chosen = asked.or_else(|| cookie(&parts.headers, look::LANG)).and_then(|code| Lang::from_code(&code));
    let accepted = || header_text(&parts.headers, "accept-language").and_then(|h| Lang::accepted(&h));
    let lang = chosen.or_else(accepted).unwrap_or(app.settings.lang);
    if let Handler::Streams(opens) = &operation.handler {
        return stream::serve(&app, &operation, &**opens, &mut parts, lang).await;
    }
    // Who may not call is told so from the head alone: nothing of the body is kept for strangers.
    let admitted = admitted(&app, &operation, &parts, lang).await;
    let read = match &admitted {
        Ok(_) => body::read(&parts, body, operation.body_limit).await,
        Err(_) => body::let_go(&parts, body).await,
    };
    let raw = read.as_ref().map(|read| read.bytes.clone()).unwrap_or_default();
    let incoming = incoming(&mut parts, &app, &operation, raw).await;
    let meta = operation.page.then(|| incoming.meta.clone());
    let done = match (admitted, &read) {
        (Ok(caller), Ok(_)) => answer(&app, &operation, caller, incoming, &request_id, lang).await,
        (Ok(_), Err(_)) => Err(Failure { fail: problem::TooLarge.into(), lang, caller: Caller::public() }),
        (Err(refused), _) => Err(refused),
    };
    drop(read);
    profile::stage(("request", "whole, with the wait for its commit"), began);
    let Failure { fail, lang, caller } = match done {
        Ok(reply) => return reply.into_response(),
        Err(failure) => failure,
    };
    let problem = Problem::of(&fail, lang);
    if problem.status >= 500 {
        tracing::error!(?fail, request_id, operation = operation.id, "an operation failed");
    }
    match meta {
        Some(meta) => page::failed(&app, caller, &meta, lang, &problem, &request_id).await,
        None => problem.into_response(&app.settings.base_url),
    }
}

fn reading(
    work: Arc<InTx>,
    cx: Cx,
    incoming: Incoming,
) -> impl for<'t> Fn(&'t mut Tx) -> Work<'t, Reply, Fail> + Send + Sync + 'static {
    let shared = Arc::new((work, cx, incoming));
    move |tx| {
        let shared = Arc::clone(&shared);
        Box::pin(async move { (shared.0)(&shared.1, tx, &shared.2).await })
    }
}

/// A failure, and whom to tell it in which language.
struct Failure {
    fail: Fail,
    lang: Lang,
    caller: Caller,
}

/// Who calls, if the caller may call this at all.
async fn admitted(app: &App, operation: &Operation, parts: &Parts, lang: Lang) -> Result<Caller, Failure> {
    let shown = profile::clock();
    let caller = caller(app, operation, parts).await;
    profile::stage(("request", "session or key"), shown);
    let caller = caller.map_err(|fail| Failure { fail, lang, caller: Caller::public() })?;
    match permitted(operation, &caller) {
        Ok(()) => Ok(caller),
        Err(fail) => Err(Failure { fail, lang: caller.lang.unwrap_or(lang), caller }),
    }
}

async fn answer(
    app: &App,
    operation: &Arc<Operation>,
    caller: Caller,
    incoming: Incoming,
    request_id: &str,
    lang: Lang,
) -> Result<Reply, Failure> {
    let lang = caller.lang.unwrap_or(lang);
    let failure = |fail, caller| Failure { fail, lang, caller };
    let again = operation.again.is_some().then(|| incoming.clone());
    let known = if operation.page { caller.clone() } else { Caller::public() };
    let done = match &operation.handler {
        Handler::Outside(_) => once::act_outside(app, operation, caller, lang, incoming).await,
        Handler::Reads(work) => {
            let far = input::filters(&incoming.query);
            let read = reading(Arc::clone(work), app.cx(caller, request_id, lang), incoming);
            let done = if far { app.db.scan(read).await } else { app.db.read(read).await };
            done.map(|reply| versions::tagged(operation, reply))
        }
        Handler::Streams(_) => Err(Fail::NotFound),
        Handler::Acts(_) => once::act(app, operation, caller, request_id, lang, incoming).await,
    };
    let fail = match done {
        Ok(reply) => return Ok(reply),
        Err(fail) => fail,
    };
    if let Some(typed) = again
        && let Some(shown) = page::form_again(app, operation, known.clone(), request_id, lang, typed, &fail).await
    {
        return shown.map_err(|fail| failure(fail, known));
    }
    Err(failure(fail, known))
}

async fn incoming(parts: &mut Parts, app: &App, operation: &Operation, raw: bytes::Bytes) -> Incoming {
    let path = RawPathParams::from_request_parts(parts, &()).await;
    let path = path.map(|p| p.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()).unwrap_or_default();
    let headers = &parts.headers;
    let text = |name: &str| header_text(headers, name);
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let address = peer.map(|peer| app.settings.trusted_proxies.caller(peer, headers).to_string());
    let mut once = text("idempotency-key");
    if operation.page && once.is_none() {
        once = input::form_field(&raw, "_once");
    }
    let meta = Meta {
        if_match: text("if-match"),
        once,
        address: address.unwrap_or_default(),
        user_agent: text("user-agent").unwrap_or_default(),
        target: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        fragment: headers.contains_key("hx-request"),
        session: cookie(headers, app.settings.session_cookie()),
        last_event_id: text("last-event-id"),
        content_type: text("content-type").unwrap_or_default(),
        reads: parts.method == axum::http::Method::GET,
        came_from: text("referer").and_then(|from| within(&from, &app.settings.base_url)),
        theme: cookie(headers, look::THEME),
        flash: cookie(headers, look::FLASH).and_then(|text| look::said(&text)),
        refused: None,
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
    let shown = credential.clone();
    let found = app
        .db
        .read(move |tx| {
            let credential = shown.clone();
            Box::pin(async move { authenticate(tx, &credential, now).await })
        })
        .await?;
    // A stream that a page holds open by itself is no use of the session by its person.
    if found.is_some() && !matches!(operation.handler, Handler::Streams(_)) {
        used::used(app, credential, now);
    }
    match (found, operation.access) {
        (Some(caller), _) => Ok(caller),
        (None, Access::Public) => Ok(Caller::public()),
        (None, _) => Err(Fail::Unauthorized),
    }
}

fn permitted(operation: &Operation, caller: &Caller) -> Result<(), Fail> {
    let scoped = caller.scopes.iter().any(|s| s == "*" || *s == operation.scope());
    let changes = operation.method != axum::http::Method::GET;
    match (operation.access, caller.role, caller.actor) {
        (Access::Roles(roles), Some(role), _)
            if caller.left && changes && roles.contains(&role) && !operation.of_the_caller() =>
        {
            Err(problem::PartnerLeft.into())
        }
        (Access::Public, ..) | (Access::Operator, _, crate::Actor::Operator) => Ok(()),
        (Access::Roles(roles), Some(role), _) if roles.contains(&role) && scoped => Ok(()),
        (Access::Roles(roles), Some(role), _) if roles.contains(&role) => {
            Err(problem::OutOfScope { scope: operation.scope() }.into())
        }
        (_, None, crate::Actor::Public) => Err(Fail::Unauthorized),
        _ => Err(Fail::Forbidden),
    }
}

/// Whether this is the operator's token.
pub fn is_operator(app: &App, given: &str) -> bool {
    app.settings.operator_token.as_ref().is_some_and(|token| same_secret(given, token))
}

/// Compares in a time that does not depend on where the texts differ.
pub fn same_secret(one: &str, other: &str) -> bool {
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

/// Path and query of an address of this server.
fn within(address: &str, base_url: &str) -> Option<String> {
    let rest = address.strip_prefix(base_url).map(str::to_owned);
    // Behind a proxy the address that people use may differ from the configured one: the path is what counts.
    let rest = rest.or_else(|| {
        let after = address.split_once("://")?.1;
        after.find('/').map(|at| after[at..].to_owned())
    })?;
    Some(look::inside(&rest).to_owned())
}
