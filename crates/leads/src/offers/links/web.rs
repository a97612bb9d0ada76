//! The pages behind the link of a letter.

use askama::Template;
use db::Tx;
use jiff::tz::TimeZone;
use kit::Lang;
use network::territories;
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Ui},
};
use serde::Deserialize;

use super::{
    Looked,
    api::ByToken,
    service::{self, Answered, Look},
    texts,
};
use crate::offers::{OfferShown, labels};

#[derive(Debug, Clone, Deserialize)]
struct Declined {
    reason: String,
    #[serde(default)]
    text: String,
}

#[derive(Template)]
#[template(path = "offers/links/pages/look.html")]
struct LookPage<'a> {
    ui: &'a Ui,
    form: Form,
    looked: &'a Looked,
    token: &'a str,
    place: String,
    size: String,
}

#[derive(Template)]
#[template(path = "offers/links/pages/done.html")]
struct DonePage<'a> {
    ui: &'a Ui,
    offer: &'a OfferShown,
}

impl LookPage<'_> {
    fn sharing(&self) -> String {
        labels::sharing(self.ui.lang, self.looked.offer.mark.as_deref(), self.looked.offer.places)
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/o/{token}", "offer_links.page", "The offer of a link: the page").public().page(
            |cx, tx, call: &Call<ByToken>| {
                Box::pin(async move { page(cx, tx, &call.meta, &call.path.token, Form::default()).await })
            },
        ),
        Operation::post("/o/{token}/acceptance", "offer_links.page_accept", "Accept by a link on its page")
            .public()
            .form(
                |cx, tx, call: &Call<ByToken, Nothing, Nothing>| {
                    Box::pin(async move {
                        let answered = service::accept(cx, tx, &call.path.token).await?;
                        Ok(done(cx, &call.meta, &answered))
                    })
                },
                |cx, tx, call: &Call<ByToken>, form| {
                    Box::pin(async move { page(cx, tx, &call.meta, &call.path.token, form).await })
                },
            ),
        Operation::post("/o/{token}/decline", "offer_links.page_decline", "Decline by a link on its page")
            .public()
            .form(
                |cx, tx, call: &Call<ByToken, Nothing, Declined>| {
                    Box::pin(async move {
                        let reason = serde_json::json!({ "reason": call.body.reason, "text": call.body.text });
                        let reason = serde_json::from_value(reason)
                            .map_err(|_| Fail::field("reason", platform::edge::problem::texts::missing))?;
                        let answered = service::decline(cx, tx, &call.path.token, reason).await?;
                        Ok(done(cx, &call.meta, &answered))
                    })
                },
                |cx, tx, call: &Call<ByToken>, form| {
                    Box::pin(async move { page(cx, tx, &call.meta, &call.path.token, form).await })
                },
            ),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, token: &str, form: Form) -> Result<Reply, Fail> {
    let Look { looked, lang, zone, vendor, looks } = service::look(cx, tx, token).await?;
    let ui = ui_for(cx, meta, lang, zone);
    let form = ui.filled(form, &format!("/o/{token}/decline"), &[]);
    let region = territories::get(&looked.offer.region).map_or(looked.offer.region.as_str(), |t| t.name(lang));
    let place = looked.offer.city.clone().map_or_else(|| region.to_owned(), |city| format!("{city}, {region}"));
    let size = labels::size(lang, &looked.offer.size);
    let head = Page::new(texts::title(lang, &looked.product)).of_vendor(vendor).looks(looks);
    Ok(web::page(&ui, head, &LookPage { ui: &ui, form, looked: &looked, token, place, size }))
}

fn done(cx: &Cx, meta: &Meta, answered: &Answered) -> Reply {
    let Answered { offer, lang, zone, vendor, looks } = answered;
    let ui = ui_for(cx, meta, *lang, zone.clone());
    let title = if offer.contact.is_some() { texts::accepted(*lang) } else { texts::declined(*lang) };
    web::page(&ui, Page::new(title).of_vendor(vendor.clone()).looks(looks.clone()), &DonePage { ui: &ui, offer })
}

/// The page of somebody who is not signed in: in the language and zone of the user of the link.
fn ui_for(cx: &Cx, meta: &Meta, lang: Lang, zone: TimeZone) -> Ui {
    let mut ui = Ui::public(&Cx { lang, ..cx.clone() }, meta);
    ui.zone = zone;
    ui
}
