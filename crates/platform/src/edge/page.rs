//! What pages need besides the API: a refused form comes back as it was typed, a failure is a page.

use std::sync::Arc;

use axum::response::Response;
use kit::Lang;

use super::{
    input,
    problem::{Problem, Reused, texts},
    reply::Reply,
};
use crate::{
    App, Caller, Fail, Operation, Rule,
    operation::{Incoming, Meta},
    web::{self, Form, refused::Refused},
};

/// Shows the form of a refused operation again, in a snapshot of what stands after the refusal.
pub(super) async fn form_again(
    app: &App,
    operation: &Operation,
    caller: Caller,
    request_id: &str,
    lang: Lang,
    incoming: Incoming,
    fail: &Fail,
) -> Option<Result<Reply, Fail>> {
    let again = operation.again.as_ref()?;
    let problem = Problem::of(fail, lang);
    let of_the_form = matches!(fail, Fail::Broken(_)) || !matches!(problem.status, 401 | 403 | 404 | 500..);
    let of_the_server = operation.kept_on_failure.filter(|_| problem.status >= 500);
    if !of_the_form && of_the_server.is_none() {
        return None;
    }
    if of_the_server.is_some() {
        tracing::error!(?fail, request_id, operation = operation.id, "a form was not stored; it was given back");
    }
    let (sent_before, cx) = (problem.kind == Reused.slug(), app.cx(caller, request_id, lang));
    let notice = match of_the_server {
        Some(words) => Some(words(lang)),
        None if sent_before => Some(texts::sent_before(lang)),
        None => problem.errors.is_empty().then(|| problem.title.clone()),
    };
    // Nothing stands of what was refused, and the form is sent anew; of what the server could not say it may have been done.
    let once = match problem.status {
        500.. => incoming.meta.once.clone().unwrap_or_default(),
        _ => web::once(&cx),
    };
    let form = Form {
        action: incoming.meta.path().to_owned(),
        values: input::typed_values(&incoming.meta).await,
        errors: problem.errors,
        notice,
        // A wrong password is no lack of a session here: it is the form that is wrong.
        status: if problem.status == 401 { 422 } else { problem.status },
        lang,
        once,
        base: None,
        now: Vec::new(),
    };
    let status = form.status;
    let meta = Meta { refused: Some(Arc::new(Refused::of(&form))), ..incoming.meta };
    let incoming = Incoming { meta, ..incoming };
    let shared = Arc::new((Arc::clone(again), cx, incoming, form));
    let shown = app
        .db
        .read(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move { (shared.0)(&shared.1, tx, &shared.2, shared.3.clone()).await })
        })
        .await;
    Some(shown.map(|reply| Reply { status, ..reply }))
}

/// The answer to a page that failed.
pub(super) async fn failed(
    app: &App,
    caller: Caller,
    meta: &Meta,
    lang: Lang,
    problem: &Problem,
    request_id: &str,
) -> Response {
    if problem.status == 401 && problem.kind == "unauthorized" {
        return sign_in(meta);
    }
    let reply = web::problem::page(app, caller, meta, lang, problem, request_id).await;
    problem.retrying(reply.into_response())
}

/// Leads to the sign-in and from there back to where the person was.
fn sign_in(meta: &Meta) -> Response {
    // After a form the address may be one that shows nothing.
    let back = if meta.reads { Some(meta.target.as_str()) } else { meta.came_from.as_deref() };
    let back: String = form_urlencoded::byte_serialize(back.unwrap_or("/").as_bytes()).collect();
    let location = format!("/sign-in?next={back}");
    if meta.fragment {
        return Reply { status: 401, redirect: Some(location), ..Reply::html(String::new()) }.into_response();
    }
    Reply::see(location).into_response()
}
