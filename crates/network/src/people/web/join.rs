//! Joining by the link of an invitation.

use askama::Template;
use db::Tx;
use kit::Lang;
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Ui},
};
use serde::Deserialize;

use crate::people::{
    domain::PASSWORD_LEAST,
    pages as texts,
    service::{
        invitations::{self, Acceptance, Called},
        sign_in::{self, Origin},
    },
};

#[derive(Debug, Clone, Deserialize)]
struct ByToken {
    #[serde(default)]
    token: String,
}

#[derive(Template)]
#[template(path = "people/pages/join.html")]
struct JoinPage<'a> {
    ui: &'a Ui,
    form: Form,
    called: Called,
    token: &'a str,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/join", "join.page", "Join by an invitation: the page").public().page(
            |cx, tx, call: &Call<Nothing, ByToken>| {
                Box::pin(page(cx, tx, &call.meta, &call.query.token, Form::default()))
            },
        ),
        Operation::post("/join", "join.send", "Join by the page").public().form_outside(
            |cx, call: Call<Nothing, Nothing, Acceptance>| async move {
                let done = invitations::accept(&cx, &call.body, &Origin::of(&call.meta)).await?;
                let said = texts::joined(done.me.lang, &done.me.program_name);
                Ok(web::done("/", &said).cookie(sign_in::session_cookie(&cx.app.settings, &done.token)))
            },
            |cx, tx, call: &Call, form| {
                Box::pin(async move {
                    let token = form.value("token").to_owned();
                    page(cx, tx, &call.meta, &token, form).await
                })
            },
        ),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, token: &str, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::public(cx, meta);
    let called = invitations::called(tx, token, cx.now).await?;
    let values = [("name", called.name.clone()), ("lang", ui.lang.code().to_owned())];
    let form = ui.filled(form, "/join", &values);
    let head = Page::new(texts::join(ui.lang, &called.program)).bare();
    Ok(web::page(&ui, head, &JoinPage { ui: &ui, form, called, token }))
}

/// The languages by their own names.
pub(super) const LANGS: [(&str, &str); 2] = [(Lang::Ru.code(), "Русский"), (Lang::En.code(), "English")];
