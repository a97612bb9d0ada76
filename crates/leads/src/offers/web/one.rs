//! One offer on a page of its own: what it is about, what to do now, and what was done.

use std::sync::Arc;

use askama::Template;
use db::{Tx, Work};
use kit::{Instant, id::OfferId};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{Card, cards, inbox::may_answer, texts};
use crate::offers::{labels, service, store};

/// The offer of a path.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct ByOffer {
    pub offer: OfferId,
}

/// A contact that was made.
struct Made {
    at: Instant,
    kind: String,
    note: String,
}

#[derive(Template)]
#[template(path = "offers/pages/one.html")]
struct One<'a> {
    ui: &'a Ui,
    card: Card,
    detail: String,
    contacts: Vec<Made>,
    rating: Option<u8>,
    may_answer: bool,
    decline: Form,
    contact: Form,
    back: Form,
    rate: Form,
    plain: Form,
}

impl One<'_> {
    /// The rating that was given, or the wish to have one.
    fn rated(&self) -> String {
        let lang = self.ui.lang;
        self.rating.map_or_else(|| texts::rate_lead(lang), |given| texts::rated(lang, given))
    }

    /// What the button under a contact does: the first contact starts the work.
    fn record_words(&self) -> String {
        let first = self.card.offer.state == "accepted";
        if first { texts::record_and_start(self.ui.lang) } else { texts::record_contact(self.ui.lang) }
    }

    /// The marks of a rating, the ends in words.
    fn marks(&self) -> Vec<(String, String)> {
        let lang = self.ui.lang;
        let words = |n: u8| match n {
            1 => texts::rate_one(lang),
            5 => texts::rate_five(lang),
            n => n.to_string(),
        };
        (1..=5).map(|n| (n.to_string(), words(n))).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let open = Operation::get("/offers/{offer}", "offers.one", "An offer: the page");
    vec![open.roles(Role::PARTNER).page_outside(|cx, call: Call<ByOffer>| async move { open_page(cx, call).await })]
}

/// Shows the page. The first look of somebody who may answer is recorded before, by the request itself: it needs no
/// script and no button (ADR 14).
async fn open_page(cx: Cx, call: Call<ByOffer>) -> Result<Reply, Fail> {
    let looked = Arc::new((cx, call));
    if let Some(reply) = shown(&looked, false).await? {
        return Ok(reply);
    }
    let seen = Arc::clone(&looked);
    let db = &looked.0.app.db;
    db.act(move |tx| {
        let (seen, id) = (Arc::clone(&seen), seen.1.path.offer);
        Box::pin(async move { service::view(&seen.0, tx, id).await.map(drop) }) as Work<'_, (), Fail>
    })
    .await?;
    shown(&looked, true).await?.ok_or(Fail::NotFound)
}

/// The page; nothing, if the look must be recorded first.
async fn shown(looked: &Arc<(Cx, Call<ByOffer>)>, recorded: bool) -> Result<Option<Reply>, Fail> {
    let looked = Arc::clone(looked);
    let db = looked.0.app.db.clone();
    db.read(move |tx| {
        let looked = Arc::clone(&looked);
        Box::pin(async move {
            let (cx, call) = &*looked;
            let id = call.path.offer;
            if !recorded && may_answer(cx) && service::is_unseen(cx, tx, id).await? {
                return Ok(None);
            }
            page(cx, tx, id, &call.meta, Form::default()).await.map(Some)
        }) as Work<'_, Option<Reply>, Fail>
    })
    .await
}

/// The page again, with a form that was refused.
pub(super) async fn again(cx: &Cx, tx: &mut Tx, call: &Call<ByOffer, Nothing>, form: Form) -> Result<Reply, Fail> {
    page(cx, tx, call.path.offer, &call.meta, form).await
}

async fn page(cx: &Cx, tx: &mut Tx, id: OfferId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let (row, _) = service::load(cx, tx, id).await?;
    let detail = labels::detail(cx.lang, &row.detail.0);
    let shown = service::shown(cx, tx, id).await?;
    let mut cards = cards(cx, tx, vec![shown]).await?;
    let card = cards.pop().ok_or(Fail::NotFound)?;
    let contacts = store::contacts(tx, cx.program(), id).await?;
    let contacts = contacts
        .into_iter()
        .map(|(at, kind, note)| Made { at, kind: labels::evidence_code(cx.lang, &kind), note })
        .collect();
    let rating = store::rating(tx, cx.program(), id).await?;
    let form =
        |what: &str, values: &[(&str, String)]| ui.filled(refused.clone(), &format!("/offers/{id}/{what}"), values);
    let known = rating.as_ref().map(|r| vec![("rating", r.rating.to_string()), ("reason", r.reason.clone())]);
    let head = Page::new(card.offer.need.clone())
        .crumb("/offers", texts::leads(cx.lang))
        .over(format!("{} · {}", card.product, card.place));
    let body = One {
        decline: form("decline", &[]),
        contact: form("contact", &[]),
        back: form("return", &[]),
        rate: form("rating", &known.unwrap_or_default()),
        plain: form("acceptance", &[]),
        ui: &ui,
        card,
        detail,
        contacts,
        rating: rating.map(|r| r.rating),
        may_answer: may_answer(cx),
    };
    Ok(web::page(&ui, head, &body))
}
