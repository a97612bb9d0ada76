//! The caller's own page: name, language, password, sessions, and where to go on.

use askama::Template;
use db::Tx;
use kit::{Lang, id::UserId};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Tone, Ui},
};
use serde::Deserialize;

use super::join::LANGS;
use crate::people::{
    domain::PASSWORD_LEAST,
    pages as texts,
    service::{
        me::{self, Me},
        password::Password,
        sessions::{self, Session},
        sign_in,
    },
    store::Membership,
};

#[derive(Debug, Clone, Deserialize)]
struct Profile {
    #[serde(default)]
    name: String,
    lang: Lang,
}

#[derive(Debug, Clone, Deserialize)]
struct Passwords {
    current: Password,
    password: Password,
}

#[derive(Debug, Clone, Deserialize)]
struct ById {
    id: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Chosen {
    user: UserId,
}

#[derive(Template)]
#[template(path = "people/pages/me.html")]
struct MePage<'a> {
    ui: &'a Ui,
    me: Me,
    profile: Form,
    password: Form,
    sessions: Vec<Session>,
}

#[derive(Template)]
#[template(path = "people/pages/programs.html")]
struct ProgramsPage<'a> {
    ui: &'a Ui,
    me: Me,
    form: Form,
}

pub(super) fn operations() -> Vec<Operation> {
    [of_profile(), of_sessions(), of_programs()].concat()
}

fn of_profile() -> Vec<Operation> {
    vec![
        Operation::get("/me", "me.page", "The caller's own page")
            .roles(Role::ALL)
            .page(|cx, tx, call: &Call| Box::pin(page(cx, tx, &call.meta, Form::default()))),
        Operation::post("/me/profile", "me.page_profile", "Change the own name and language by the page")
            .roles(Role::ALL)
            .form(
                |cx, tx, call: &Call<Nothing, Nothing, Profile>| {
                    Box::pin(async move {
                        let me = me::change(cx, tx, Some(&call.body.name), Some(call.body.lang)).await?;
                        Ok(web::done("/me", &texts::saved(me.lang)))
                    })
                },
                |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
            ),
        Operation::post("/me/password", "me.page_password", "Change the own password by the page")
            .roles(Role::ALL)
            .form_outside(
                |cx, call: Call<Nothing, Nothing, Passwords>| async move {
                    let (body, session) = (&call.body, call.meta.session.as_deref());
                    me::change_password(&cx, &body.current, &body.password, session, &call.meta.address).await?;
                    Ok(web::done("/me", &texts::password_changed(cx.lang)))
                },
                |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
            ),
    ]
}

fn of_sessions() -> Vec<Operation> {
    vec![
        Operation::post("/me/sessions/{id}/end", "me.page_end_session", "End an own session by the page")
            .roles(Role::ALL)
            .page(|cx, tx, call: &Call<ById>| {
                Box::pin(async move {
                    let own = sessions::list(cx, tx, call.meta.session.as_deref()).await?;
                    sessions::end(cx, tx, &call.path.id).await?;
                    if own.iter().any(|s| s.current && s.id == call.path.id) {
                        let out = web::done("/sign-in", &texts::signed_out(cx.lang));
                        return Ok(out.cookie(sign_in::ended_cookie(&cx.app.settings)));
                    }
                    Ok(web::done("/me", &texts::session_ended(cx.lang)))
                })
            }),
    ]
}

fn of_programs() -> Vec<Operation> {
    vec![
        Operation::get("/me/programs", "me.page_programs", "Where the caller can go on")
            .roles(Role::ALL)
            .page(|cx, tx, call: &Call| Box::pin(programs(cx, tx, &call.meta))),
        Operation::post("/me/programs", "me.page_switch", "Go on in another program or company by the page")
            .roles(Role::ALL)
            .page(|cx, tx, call: &Call<Nothing, Nothing, Chosen>| {
                Box::pin(async move {
                    let token = call.meta.session.as_deref().ok_or(Fail::Forbidden)?;
                    let me = sessions::switch(cx, tx, token, call.body.user).await?;
                    Ok(web::done("/", &texts::joined(cx.lang, &me.program_name)))
                })
            }),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let me = me::of(cx, tx).await?;
    let sessions = sessions::list(cx, tx, meta.session.as_deref()).await?;
    let values = [("name", me.name.clone().unwrap_or_default()), ("lang", me.lang.code().to_owned())];
    let head = Page::new(texts::me(ui.lang)).narrow();
    let profile = ui.filled(form.clone(), "/me/profile", &values);
    let password = ui.filled(form, "/me/password", &[]);
    Ok(web::page(&ui, head, &MePage { ui: &ui, me, profile, password, sessions }))
}

async fn programs(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let me = me::of(cx, tx).await?;
    let form = ui.form("/me/programs", &[]);
    let head = Page::new(texts::programs(ui.lang)).crumb("/me", texts::me(ui.lang)).narrow();
    Ok(web::page(&ui, head, &ProgramsPage { ui: &ui, me, form }))
}

impl ProgramsPage<'_> {
    /// True for the membership in which the caller acts now.
    fn here(&self, membership: &Membership) -> bool {
        Some(membership.user) == self.me.user
    }
}

impl MePage<'_> {
    /// What the browser of a session is, in a few words.
    fn device(&self, session: &Session) -> String {
        device(self.ui.lang, &session.user_agent)
    }
}

/// What a browser is, in a few words.
pub(super) fn device(lang: Lang, agent: &str) -> String {
    let found = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, n)| *n);
    let browser = found(&[
        ("YaBrowser", "Яндекс Браузер"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = found(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let parts: Vec<_> = [browser, system].into_iter().flatten().collect();
    if parts.is_empty() { texts::unknown_device(lang) } else { parts.join(", ") }
}
