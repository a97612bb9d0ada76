//! Signing in and out, joining by an invitation, and the way home.

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Ui, look},
};
use serde::Deserialize;

use crate::people::{
    pages as texts,
    service::{
        password::Password,
        sessions,
        sign_in::{self, Origin},
    },
};

#[derive(Debug, Clone, Deserialize)]
struct Next {
    next: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Credentials {
    email: String,
    password: Password,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "people/pages/sign_in.html")]
struct SignInPage<'a> {
    ui: &'a Ui,
    form: Form,
    next: &'a str,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/", "home.open", "The caller's first page")
            .public()
            .page(|cx, _, _: &Call| Box::pin(async move { Ok(Reply::see(home(cx))) })),
        Operation::get("/sign-in", "sign_in.page", "Sign in: the page").public().page(
            |cx, tx, call: &Call<Nothing, Next>| {
                Box::pin(async move {
                    if cx.caller.user().is_some() {
                        return Ok(Reply::see(look::inside(call.query.next.as_deref().unwrap_or("/"))));
                    }
                    page(cx, tx, &call.meta, call.query.next.as_deref().unwrap_or_default(), Form::default()).await
                })
            },
        ),
        Operation::post("/sign-in", "sign_in.send", "Sign in by the page").public().form_outside(
            |cx, call: Call<Nothing, Nothing, Credentials>| async move {
                let body = &call.body;
                let done = sign_in::sign_in(&cx, &body.email, &body.password, &Origin::of(&call.meta)).await?;
                let next = look::inside(body.next.as_deref().unwrap_or("/")).to_owned();
                Ok(Reply::see(next).cookie(sign_in::session_cookie(&cx.app.settings, &done.token)))
            },
            |cx, tx, call: &Call, form| {
                Box::pin(async move {
                    let next = form.value("next").to_owned();
                    page(cx, tx, &call.meta, &next, form).await
                })
            },
        ),
        Operation::post("/sign-out", "sign_in.out", "Sign out by the page").roles(Role::ALL).page(
            |cx, tx, call: &Call<Nothing, Nothing, Nothing>| {
                Box::pin(async move {
                    if let Some(token) = call.meta.session.as_deref() {
                        sessions::sign_out(cx, tx, token).await?;
                    }
                    let out = web::done("/sign-in", &texts::signed_out(cx.lang));
                    Ok(out.cookie(sign_in::ended_cookie(&cx.app.settings)))
                })
            },
        ),
    ]
}

/// The first place that the caller sees, or the sign-in.
fn home(cx: &Cx) -> String {
    let Some(role) = cx.caller.role else { return "/sign-in".to_owned() };
    let places = web::place::links(&cx.app.site().places, role, cx.lang, "/");
    places.first().map_or("/me", |first| first.to).to_owned()
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, next: &str, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let form = ui.filled(form, "/sign-in", &[]);
    let head = Page::new(texts::sign_in(cx.lang)).bare();
    Ok(web::page(&ui, head, &SignInPage { ui: &ui, form, next }))
}
