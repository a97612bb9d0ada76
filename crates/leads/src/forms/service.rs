//! What the vendor does with forms.

use db::Tx;
use network::{people, products, programs};
use platform::{Cx, Fail, NewEvent, events};

use super::{
    Form, FormBody, FormId, PublicForm,
    store::{self, Kept},
    texts,
};

pub(super) fn shown(cx: &Cx, kept: Kept, operator: String) -> Form {
    let url = format!("{}/f/{}", cx.app.settings.base_url, kept.body.slug);
    let title = escaped(&format!("{} — {operator}", kept.body.title.of(cx.lang)));
    let base = &cx.app.settings.base_url;
    let snippet = format!(
        "<iframe src=\"{url}\" title=\"{title}\" width=\"100%\" height=\"900\" style=\"border:0\"></iframe>\n\
         <script src=\"{base}/f/embed.js\" async></script>"
    );
    Form { id: kept.id, body: kept.body, operator, url, snippet, created_at: kept.created_at, version: kept.version }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What only the database knows to be wrong: an address that is taken, an owner or a product that is not there.
async fn check(cx: &Cx, tx: &mut Tx, id: Option<FormId>, body: &FormBody) -> Result<(), Fail> {
    body.check()?;
    if store::taken(tx, &body.slug).await?.is_some_and(|other| Some(other) != id) {
        return Err(Fail::field("slug", texts::slug_taken));
    }
    if let Some(owner) = body.owner {
        let user = people::user(cx, tx, owner).await.map_err(|_| Fail::field("owner", texts::no_such_owner))?;
        if user.role.is_partner() {
            return Err(Fail::field("owner", texts::no_such_owner));
        }
    }
    for (place, product) in body.products.iter().enumerate() {
        let found = products::get_in(cx, tx, *product).await;
        found.map_err(|_| Fail::field(&format!("products[{place}]"), network::texts::no_such_product))?;
    }
    Ok(())
}

/// Makes a form.
pub async fn add(cx: &Cx, tx: &mut Tx, body: &FormBody) -> Result<Form, Fail> {
    check(cx, tx, None, body).await?;
    let id: FormId = cx.new_id();
    store::insert(tx, cx.program(), id, body, cx.now).await?;
    events::record(cx, tx, NewEvent::new::<PublicForm>("form.added", id)).await?;
    get(cx, tx, id).await
}

/// Changes a form; what was agreed to under its older versions stays readable.
pub async fn change(cx: &Cx, tx: &mut Tx, id: FormId, version: i64, body: &FormBody) -> Result<Form, Fail> {
    let before = store::get(tx, cx.program(), id).await?.ok_or(Fail::NotFound)?;
    check(cx, tx, Some(id), body).await?;
    body.keeps_versions_of(&before.body)?;
    if before.version != version || !store::update(tx, &before, body, cx.now).await? {
        return Err(Fail::Stale);
    }
    events::record(cx, tx, NewEvent::new::<PublicForm>("form.changed", id)).await?;
    get(cx, tx, id).await
}

/// One form.
pub async fn get(cx: &Cx, tx: &mut Tx, id: FormId) -> Result<Form, Fail> {
    let kept = store::get(tx, cx.program(), id).await?.ok_or(Fail::NotFound)?;
    let operator = programs::get(tx, cx.program()).await?.name;
    Ok(shown(cx, kept, operator))
}

/// All forms of a program.
pub async fn list(cx: &Cx, tx: &mut Tx) -> Result<Vec<Form>, Fail> {
    let operator = programs::get(tx, cx.program()).await?.name;
    Ok(store::list(tx, cx.program()).await?.into_iter().map(|kept| shown(cx, kept, operator.clone())).collect())
}

/// The form of an address with the context of its program: for whoever is not signed in.
pub async fn of_slug(cx: &Cx, tx: &mut Tx, slug: &str) -> Result<(Cx, Form), Fail> {
    let kept = store::of_slug(tx, slug).await?.ok_or(Fail::NotFound)?;
    let caller = platform::Caller { program: kept.program, ..platform::Caller::public() };
    let cx = Cx { caller, ..cx.clone() };
    let operator = programs::get(tx, cx.program()).await?.name;
    let form = shown(&cx, kept, operator);
    Ok((cx, form))
}
