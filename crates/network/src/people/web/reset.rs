//! A forgotten password: asking for the letter, and choosing a new one by its link.

use askama::Template;
use db::Tx;
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
        reset::{self, Forgotten, NewPassword},
        sign_in::Origin,
    },
};

#[derive(Debug, Clone, Deserialize)]
struct ByToken {
    #[serde(default)]
    token: String,
}

#[derive(Template)]
#[template(path = "people/pages/forgotten.html")]
struct ForgottenPage<'a> {
    ui: &'a Ui,
    form: Form,
}

#[derive(Template)]
#[template(path = "people/pages/new_password.html")]
struct NewPasswordPage<'a> {
    ui: &'a Ui,
    form: Form,
    email: String,
    token: &'a str,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/password", "passwords.page_forgotten", "A forgotten password: the page")
            .public()
            .page(|cx, tx, call: &Call| Box::pin(forgotten(cx, tx, &call.meta, Form::default()))),
        Operation::post("/password", "passwords.page_ask", "Ask for the letter by the page").public().form_outside(
            |cx, call: Call<Nothing, Nothing, Forgotten>| async move {
                reset::ask(&cx, &call.body, &Origin::of(&call.meta)).await?;
                Ok(web::done("/sign-in", &texts::letter_sent(cx.lang)))
            },
            |cx, tx, call: &Call, form| Box::pin(forgotten(cx, tx, &call.meta, form)),
        ),
        Operation::get("/password/new", "passwords.page_new", "A new password by a link: the page").public().page(
            |cx, tx, call: &Call<Nothing, ByToken>| {
                Box::pin(chosen(cx, tx, &call.meta, &call.query.token, Form::default()))
            },
        ),
        Operation::post("/password/new", "passwords.page_replace", "Choose a new password by the page")
            .public()
            .form_outside(
                |cx, call: Call<Nothing, Nothing, NewPassword>| async move {
                    reset::set(&cx, &call.body, &Origin::of(&call.meta)).await?;
                    Ok(web::done("/sign-in", &texts::password_replaced(cx.lang)))
                },
                |cx, tx, call: &Call, form| {
                    Box::pin(async move {
                        let token = form.value("token").to_owned();
                        chosen(cx, tx, &call.meta, &token, form).await
                    })
                },
            ),
    ]
}

async fn forgotten(cx: &Cx, tx: &mut Tx, meta: &Meta, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let form = ui.filled(form, "/password", &[]);
    let head = Page::new(texts::forgotten(ui.lang)).bare();
    Ok(web::page(&ui, head, &ForgottenPage { ui: &ui, form }))
}

async fn chosen(cx: &Cx, tx: &mut Tx, meta: &Meta, token: &str, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::public(cx, meta);
    let email = reset::holder(tx, token, cx.now).await?;
    let form = ui.filled(form, "/password/new", &[]);
    let head = Page::new(texts::choose_password(ui.lang)).bare();
    Ok(web::page(&ui, head, &NewPasswordPage { ui: &ui, form, email, token }))
}
