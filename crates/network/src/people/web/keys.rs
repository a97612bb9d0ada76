//! Keys of the API: what stands, and a new one that is shown once.

use askama::Template;
use db::Tx;
use kit::{
    Instant,
    id::{ApiKeyId, PartnerId},
};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Tone, Ui, input::Day},
};
use serde::Deserialize;

use super::{PARTNER, VENDOR, users};
use crate::people::{
    pages as texts,
    service::keys::{self, Key, NewKey},
};

#[derive(Debug, Clone, Deserialize)]
struct ByKey {
    id: ApiKeyId,
}

#[derive(Debug, Clone, Deserialize)]
struct Wanted {
    #[serde(default)]
    name: String,
    role: Role,
    partner: Option<PartnerId>,
    #[serde(default)]
    scopes: String,
    expires_at: Option<Day>,
}

#[derive(Template)]
#[template(path = "people/pages/keys.html")]
struct KeysPage<'a> {
    ui: &'a Ui,
    base: &'static str,
    keys: Vec<Key>,
    companies: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    form: Form,
}

#[derive(Template)]
#[template(path = "people/pages/key.html")]
struct KeyPage<'a> {
    ui: &'a Ui,
    base: &'static str,
    secret: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let vendor = at(
        VENDOR,
        "/settings",
        [
            ("/settings/keys", "keys.page"),
            ("/settings/keys", "keys.page_create"),
            ("/settings/keys/{id}/revoke", "keys.page_revoke"),
        ],
    );
    let partner = at(
        PARTNER,
        "/company",
        [
            ("/company/keys", "keys.page_own"),
            ("/company/keys", "keys.page_own_create"),
            ("/company/keys/{id}/revoke", "keys.page_own_revoke"),
        ],
    );
    [vendor, partner].concat()
}

fn at(
    roles: &'static [Role],
    base: &'static str,
    [all, create, revoke]: [(&'static str, &'static str); 3],
) -> Vec<Operation> {
    vec![
        Operation::get(all.0, all.1, "Keys: the page")
            .roles(roles)
            .page(move |cx, tx, call: &Call| Box::pin(list(cx, tx, &call.meta, base, Form::default()))),
        Operation::post(create.0, create.1, "Make a key by the page").roles(roles).shown_once().form(
            move |cx, tx, call: &Call<Nothing, Nothing, Wanted>| Box::pin(make(cx, tx, &call.meta, base, &call.body)),
            move |cx, tx, call: &Call, form| Box::pin(list(cx, tx, &call.meta, base, form)),
        ),
        Operation::post(revoke.0, revoke.1, "Revoke a key by the page").roles(roles).page(
            move |cx, tx, call: &Call<ByKey>| {
                Box::pin(async move {
                    keys::revoke(cx, tx, call.path.id).await?;
                    Ok(web::done(format!("{base}/keys"), &texts::key_revoked(cx.lang)))
                })
            },
        ),
    ]
}

async fn list(cx: &Cx, tx: &mut Tx, meta: &Meta, base: &'static str, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let keys = keys::list(cx, tx).await?.items;
    let companies = if cx.caller.partner.is_some() { Vec::new() } else { users::companies(cx, tx).await? };
    let form = ui.filled(form, &format!("{base}/keys"), &[("scopes", "*".to_owned())]);
    let head = Page::new(texts::keys(ui.lang)).action("#new", "key", &texts::key_new(ui.lang));
    let page = KeysPage { ui: &ui, base, keys, companies, roles: users::roles(cx, None), form };
    Ok(web::page(&ui, head, &page))
}

async fn make(cx: &Cx, tx: &mut Tx, meta: &Meta, base: &'static str, wanted: &Wanted) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    // A key works through the whole of its last day, as the reader's calendar shows it.
    let end = |Day(day): Day| day.tomorrow().ok().and_then(|d| d.to_zoned(ui.zone.clone()).ok());
    let new = NewKey {
        name: wanted.name.clone(),
        role: wanted.role,
        partner: wanted.partner.filter(|_| wanted.role.is_partner()),
        scopes: wanted.scopes.split([' ', ',']).filter(|s| !s.is_empty()).map(str::to_owned).collect(),
        expires_at: wanted.expires_at.and_then(end).map(|z| Instant::from(z.timestamp())),
    };
    let made = keys::create(cx, tx, &new).await.map_err(on_the_form)?;
    let head = Page::new(texts::key_made(ui.lang)).crumb(format!("{base}/keys"), texts::keys(ui.lang)).narrow();
    Ok(web::page(&ui, head, &KeyPage { ui: &ui, base, secret: made.text }))
}

/// The form has one field for all scopes.
fn on_the_form(fail: Fail) -> Fail {
    match fail {
        Fail::Invalid(mut faults) => {
            faults.iter_mut().filter(|f| f.field.starts_with("scopes")).for_each(|f| "scopes".clone_into(&mut f.field));
            Fail::Invalid(faults)
        }
        other => other,
    }
}
