//! Forms over the API.

use kit::{
    Lang,
    id::LeadId,
    paging::{Page, whole},
};
use network::products;
use platform::{Answer, Call, Cx, Fail, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{FormBody, FormId, FormPost, FormShown, FormsBy, consents, service, taking};
use crate::intake;

#[derive(Deserialize, JsonSchema)]
struct ByForm {
    form: FormId,
}

#[derive(Deserialize, JsonSchema)]
struct BySlug {
    slug: String,
}

#[derive(Deserialize, JsonSchema)]
struct ByLead {
    lead: LeadId,
}

/// In which language.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InLang {
    /// `ru` or `en`; the browser's when absent.
    lang: Option<Lang>,
}

const CHANGERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager];

pub(super) fn operations() -> Vec<Operation> {
    let mut all = of_vendor();
    all.extend(of_public());
    all
}

fn of_vendor() -> Vec<Operation> {
    let list = Operation::get("/api/v1/forms", "forms.list", "Public forms").roles(Role::VENDOR).run(
        |cx, tx, call: &Call<Nothing, whole::Listed<FormsBy>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(service::list(cx, tx).await?, &call.query)?)) })
        },
    );
    let one = Operation::get("/api/v1/forms/{form}", "forms.get", "A public form").roles(Role::VENDOR).run(
        |cx, tx, call: &Call<ByForm, Nothing, Nothing>| {
            Box::pin(async move {
                let form = service::get(cx, tx, call.path.form).await?;
                let version = form.version;
                Ok(Answer::ok(form).version(version))
            })
        },
    );
    let new = Operation::post("/api/v1/forms", "forms.add", "Make a public form").roles(CHANGERS).creates().run(
        |cx, tx, call: &Call<Nothing, Nothing, FormBody>| {
            Box::pin(async move { Ok(Answer::created(service::add(cx, tx, &call.body).await?).version(1)) })
        },
    );
    let changed = Operation::put("/api/v1/forms/{form}", "forms.change", "Change a public form").roles(CHANGERS).run(
        |cx, tx, call: &Call<ByForm, Nothing, FormBody>| {
            Box::pin(async move {
                let before = service::get(cx, tx, call.path.form).await?;
                let after = service::change(cx, tx, before.id, before.version, &call.body).await?;
                let version = after.version;
                Ok(Answer::ok(after).version(version))
            })
        },
    );
    let consents = Operation::get("/api/v1/leads/{lead}/consents", "leads.consents", "What the person agreed to")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByLead, Nothing, Nothing>| {
            Box::pin(async move {
                let lead = intake::get(cx, tx, call.path.lead).await?;
                Ok(Answer::ok(Page::whole(consents::of_lead(cx, tx, lead.id).await?)))
            })
        });
    vec![list, one, new, changed, consents]
}

fn of_public() -> Vec<Operation> {
    let show = Operation::get("/api/v1/public/forms/{slug}", "forms.show", "A public form, as a client sees it")
        .public()
        .refuses(&[(409, "form-closed")])
        .run(|cx, tx, call: &Call<BySlug, InLang, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(show(&spoken(cx, call.query), tx, &call.path.slug).await?)) })
        });
    let post = Operation::post("/api/v1/public/forms/{slug}/leads", "forms.post", "Post a public form")
        .public()
        .creates()
        .refuses(&[(409, "form-closed"), (429, "too-many-requests")])
        .run(|cx, tx, call: &Call<BySlug, InLang, FormPost>| {
            Box::pin(async move {
                let (cx, form) = service::of_slug(&spoken(cx, call.query), tx, &call.path.slug).await?;
                Ok(Answer::created(taking::take(&cx, tx, &form, &call.body, &call.meta).await?))
            })
        })
        .for_sites(sites);
    vec![show, post]
}

/// The sites on which a form may stand; of no form none.
fn sites<'t>(cx: &'t Cx, tx: &'t mut db::Tx, path: &'t str) -> db::Work<'t, Vec<String>, Fail> {
    Box::pin(async move {
        let slug = path.trim_end_matches("/leads").rsplit('/').next().unwrap_or_default();
        let (_, form) = service::of_slug(cx, tx, slug).await?;
        Ok(form.body.origins)
    })
}

fn spoken(cx: &Cx, query: InLang) -> Cx {
    Cx { lang: query.lang.unwrap_or(cx.lang), ..cx.clone() }
}

async fn show(cx: &Cx, tx: &mut db::Tx, slug: &str) -> Result<FormShown, Fail> {
    let (cx, form) = service::of_slug(cx, tx, slug).await?;
    let products = products::list_in(&cx, tx).await?;
    Ok(form.shown(cx.lang, &products))
}
