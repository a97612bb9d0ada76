//! The people of a program, or of one partner: who they are, who is invited, what they may do.

use askama::Template;
use db::Tx;
use kit::{
    Lang,
    id::{PartnerId, UserId},
};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Listing, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{PARTNER, VENDOR, join::LANGS, me::device};
use crate::{
    partners,
    people::{
        domain::InvitationId,
        pages as texts,
        service::{
            invitations::{self, Invited, NewInvitation},
            sessions::{self, Session},
            users::{self, User, UserChange, UsersQuery},
        },
        sessions_of_users::SIGN_OUT,
    },
};

#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    q: Option<String>,
    after: Option<UserId>,
}

#[derive(Debug, Clone, Deserialize)]
struct ByUser {
    id: UserId,
}

#[derive(Debug, Clone, Deserialize)]
struct ByInvitation {
    id: InvitationId,
}

#[derive(Debug, Clone, Deserialize)]
struct Invitation {
    #[serde(default)]
    email: String,
    role: Role,
    partner: Option<PartnerId>,
    lang: Option<Lang>,
}

#[derive(Debug, Clone, Deserialize)]
struct Change {
    name: Option<String>,
    role: Option<Role>,
    #[serde(default)]
    disabled: bool,
}

#[derive(Template)]
#[template(path = "people/pages/users.html")]
struct UsersPage<'a> {
    ui: &'a Ui,
    base: &'static str,
    people: Vec<User>,
    waiting: Vec<Invited>,
    companies: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    form: Form,
    list: Listing<'a>,
}

#[derive(Template)]
#[template(path = "people/pages/user.html")]
struct UserPage<'a> {
    ui: &'a Ui,
    base: &'static str,
    user: User,
    roles: Vec<(String, String)>,
    form: Form,
    /// Where the user is signed in; none for who may not see it.
    sessions: Option<Vec<Session>>,
}

#[derive(Template)]
#[template(path = "people/pages/invited.html")]
struct InvitedPage<'a> {
    ui: &'a Ui,
    base: &'static str,
    link: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let vendor = Paths {
        roles: VENDOR,
        base: "/settings",
        list: ("/settings/people", "people.page"),
        invite: ("/settings/people/invite", "people.page_invite"),
        withdraw: ("/settings/people/invitations/{id}/withdraw", "people.page_withdraw"),
        one: ("/settings/people/{id}", "people.page_user"),
        change: ("/settings/people/{id}", "people.page_change"),
        sign_out: ("/settings/people/{id}/sign-out", "people.page_sign_out"),
    };
    let partner = Paths {
        roles: PARTNER,
        base: "/company",
        list: ("/company/people", "people.page_own"),
        invite: ("/company/people/invite", "people.page_own_invite"),
        withdraw: ("/company/people/invitations/{id}/withdraw", "people.page_own_withdraw"),
        one: ("/company/people/{id}", "people.page_own_user"),
        change: ("/company/people/{id}", "people.page_own_change"),
        sign_out: ("/company/people/{id}/sign-out", "people.page_own_sign_out"),
    };
    [at(&vendor), at(&partner)].concat()
}

/// The same pages for the vendor and for a partner's owner, each in its own place: path and name.
struct Paths {
    roles: &'static [Role],
    base: &'static str,
    list: (&'static str, &'static str),
    invite: (&'static str, &'static str),
    withdraw: (&'static str, &'static str),
    one: (&'static str, &'static str),
    change: (&'static str, &'static str),
    sign_out: (&'static str, &'static str),
}

fn at(paths: &Paths) -> Vec<Operation> {
    let base = paths.base;
    vec![
        Operation::get(paths.list.0, paths.list.1, "People: the page").roles(paths.roles).page(
            move |cx, tx, call: &Call<Nothing, Asked>| {
                Box::pin(list(cx, tx, &call.meta, base, call.query.clone(), Form::default()))
            },
        ),
        Operation::post(paths.invite.0, paths.invite.1, "Invite by the page").roles(paths.roles).shown_once().form(
            move |cx, tx, call: &Call<Nothing, Nothing, Invitation>| {
                Box::pin(invite(cx, tx, &call.meta, base, &call.body))
            },
            move |cx, tx, call: &Call, form| Box::pin(list(cx, tx, &call.meta, base, Asked::default(), form)),
        ),
        Operation::post(paths.withdraw.0, paths.withdraw.1, "Take an invitation back by the page")
            .roles(paths.roles)
            .page(move |cx, tx, call: &Call<ByInvitation>| {
                Box::pin(async move {
                    invitations::withdraw(cx, tx, call.path.id).await?;
                    Ok(web::done(format!("{base}/people"), &texts::withdrawn(cx.lang)))
                })
            }),
        Operation::get(paths.one.0, paths.one.1, "A user: the page").roles(paths.roles).page(
            move |cx, tx, call: &Call<ByUser>| Box::pin(one(cx, tx, &call.meta, base, call.path.id, Form::default())),
        ),
        Operation::post(paths.change.0, paths.change.1, "Change a user by the page").roles(paths.roles).form(
            move |cx, tx, call: &Call<ByUser, Nothing, Change>| {
                Box::pin(async move {
                    change(cx, tx, call.path.id, &call.body).await?;
                    Ok(web::done(format!("{base}/people"), &texts::changed(cx.lang)))
                })
            },
            move |cx, tx, call: &Call<ByUser>, form| Box::pin(one(cx, tx, &call.meta, base, call.path.id, form)),
        ),
        Operation::post(paths.sign_out.0, paths.sign_out.1, "Sign a user out everywhere by the page")
            .roles(if base == "/company" { PARTNER } else { &[Role::Admin] })
            .page(move |cx, tx, call: &Call<ByUser>| {
                Box::pin(async move {
                    sessions::end_of_user(cx, tx, call.path.id, None).await?;
                    Ok(web::done(format!("{base}/people/{}", call.path.id), &texts::sessions_ended(cx.lang)))
                })
            }),
    ]
}

async fn change(cx: &Cx, tx: &mut Tx, id: UserId, given: &Change) -> Result<(), Fail> {
    let before = users::get(cx, tx, id).await?;
    let change = UserChange {
        // A name that stays is not a change: nobody else's programs are asked about it.
        name: given.name.clone().filter(|name| *name != before.name),
        role: given.role,
        disabled: Some(given.disabled),
        mail_works: None,
    };
    users::change(cx, tx, id, &change).await.map(drop)
}

async fn invite(cx: &Cx, tx: &mut Tx, meta: &Meta, base: &'static str, given: &Invitation) -> Result<Reply, Fail> {
    let partner = given.partner.filter(|_| given.role.is_partner());
    let new = NewInvitation { email: given.email.clone(), role: given.role, partner, lang: given.lang };
    let invited = invitations::invite(cx, tx, &new).await?;
    let said = texts::invited(cx.lang, &invited.email);
    let Some(link) = invited.accept_url else { return Ok(web::done(format!("{base}/people"), &said)) };
    let ui = Ui::of(cx, tx, meta).await?;
    let head = Page::new(said).crumb(format!("{base}/people"), texts::people(ui.lang)).narrow();
    Ok(web::page(&ui, head, &InvitedPage { ui: &ui, base, link }))
}

async fn list(cx: &Cx, tx: &mut Tx, meta: &Meta, base: &'static str, asked: Asked, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let found = users::list(cx, tx, &UsersQuery { partner: None, q: asked.q, after: asked.after }).await?;
    let waiting = invitations::waiting(cx, tx).await?.items;
    let values = [("lang", cx.lang.code().to_owned())];
    let form = ui.filled(form, &format!("{base}/people/invite"), &values);
    let companies = if cx.caller.partner.is_some() { Vec::new() } else { companies(cx, tx).await? };
    let page = UsersPage {
        ui: &ui,
        base,
        people: found.items,
        waiting,
        companies,
        roles: roles(cx, None),
        form,
        list: Listing::of(&ui, found.next.map(|id| id.to_string())),
    };
    let head = Page::new(texts::people(ui.lang)).action("#invite", "user-plus", &texts::invite(ui.lang));
    Ok(web::page(&ui, head, &page))
}

async fn one(cx: &Cx, tx: &mut Tx, meta: &Meta, base: &'static str, id: UserId, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let user = users::get(cx, tx, id).await?;
    let values =
        [("name", user.name.clone()), ("role", user.role.code().to_owned()), ("disabled", user.disabled.to_string())];
    let form = ui.filled(form, &format!("{base}/people/{id}"), &values);
    let roles = roles(cx, Some(user.partner.is_some()));
    let sessions = match cx.caller.role {
        Some(role) if SIGN_OUT.contains(&role) => Some(sessions::of_user(cx, tx, id, None).await?),
        _ => None,
    };
    let head = Page::new(user.name.clone()).crumb(format!("{base}/people"), texts::people(ui.lang)).narrow();
    Ok(web::page(&ui, head, &UserPage { ui: &ui, base, user, roles, form, sessions }))
}

/// The roles that the caller may name: those of a partner for its owner; `of_partner` narrows to one side.
pub(super) fn roles(cx: &Cx, of_partner: Option<bool>) -> Vec<(String, String)> {
    let own = cx.caller.partner.is_some();
    let side = of_partner.or(own.then_some(true));
    let named = Role::ALL.iter().filter(|role| side.is_none_or(|side| side == role.is_partner()));
    named.map(|role| (role.code().to_owned(), web::texts::role(cx.lang, *role))).collect()
}

/// The partners of the program, for choosing one.
pub(super) async fn companies(cx: &Cx, tx: &mut Tx) -> Result<Vec<(String, String)>, Fail> {
    let view = cx.caller.view();
    let all = partners::names(tx, cx.program()).await?;
    let seen = all.into_iter().filter(|(id, ..)| view.shows(Some(*id)));
    let mut named: Vec<_> = seen.map(|(id, name, _)| (id.to_string(), name)).collect();
    named.sort_by_cached_key(|(_, name)| name.to_lowercase());
    Ok(named)
}

impl UserPage<'_> {
    /// What the browser of a session is.
    fn device(&self, session: &Session) -> String {
        device(self.ui.lang, &session.user_agent)
    }
}

impl UsersPage<'_> {
    /// The company of a person.
    #[expect(clippy::ref_option, reason = "templates hand on references")]
    fn company(&self, partner: &Option<PartnerId>) -> String {
        let Some(partner) = partner.map(|p| p.to_string()) else { return texts::vendor(self.ui.lang) };
        let found = self.companies.iter().find(|(id, _)| *id == partner);
        found.map_or_else(String::new, |(_, name)| name.clone())
    }
}
