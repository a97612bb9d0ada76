//! A director sets a pause aside; and what a partner's page shows of reciprocity.

use askama::Template;
use db::{Tx, Work};
use kit::{Id, Uuid, id::PartnerId};
use network::partners;
use platform::{
    Call, Cx, Fail, Nothing, Operation, View,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Ui, input::Moment},
};
use serde::Deserialize;

use super::{CounterCard, DECIDERS, Told, texts};
use crate::reciprocity::{Counter, NewOverride, domain::Override, service};

#[derive(Deserialize)]
struct ByPartner {
    partner: PartnerId,
}

/// A director's decision, as it is typed.
#[derive(Deserialize)]
struct SetAside {
    until: Moment,
    reason: String,
}

#[derive(Template)]
#[template(path = "reciprocity/pages/override.html")]
struct OverridePage<'a> {
    ui: &'a Ui,
    form: Form,
    partner: PartnerId,
    counter: Counter,
}

impl OverridePage<'_> {
    fn card(&self) -> CounterCard<'_> {
        CounterCard::new(self.ui, &self.counter)
    }
}

/// Reciprocity on a partner's page.
#[derive(Template)]
#[template(path = "reciprocity/pages/on_partner.html")]
struct OnPartner<'a> {
    ui: &'a Ui,
    partner: PartnerId,
    counter: Counter,
    appeals: Vec<Told>,
    decides: bool,
}

impl OnPartner<'_> {
    fn card(&self) -> CounterCard<'_> {
        CounterCard::new(self.ui, &self.counter)
    }
    /// There is something to set aside.
    fn owes(&self) -> bool {
        self.counter.paused || self.counter.standing.open_debt.is_some()
    }
    fn in_force(&self, decision: &Override) -> bool {
        decision.in_force(self.ui.now)
    }
}

pub(super) fn operations() -> Vec<Operation> {
    const PATH: &str = "/partners/{partner}/override";
    vec![
        Operation::get(PATH, "reciprocity.page_override", "Set a pause aside: the page").roles(DECIDERS).page(
            |cx, tx, call: &Call<ByPartner>| Box::pin(page(cx, tx, call.path.partner, &call.meta, Form::default())),
        ),
        Operation::post(PATH, "reciprocity.page_set_aside", "Set a pause aside by the page").roles(DECIDERS).form(
            |cx, tx, call: &Call<ByPartner, Nothing, SetAside>| {
                Box::pin(async move {
                    let zone = Ui::of(cx, tx, &call.meta).await?.zone;
                    let until = call.body.until.at(&zone);
                    let until = until.ok_or_else(|| Fail::field("until", network::texts::until_before_from))?;
                    let new = NewOverride { until, reason: call.body.reason.clone() };
                    service::set_aside(cx, tx, call.path.partner, &new).await?;
                    Ok(web::done(format!("/partners/{}", call.path.partner), &texts::was_set_aside(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByPartner>, form| Box::pin(page(cx, tx, call.path.partner, &call.meta, form)),
        ),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, id: PartnerId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let partner = partners::get(cx, tx, View::All, id).await?;
    let ui = Ui::of(cx, tx, meta).await?;
    let form = ui.filled(refused, &format!("/partners/{id}/override"), &[]);
    let head = Page::new(texts::set_aside(ui.lang)).crumb("/partners", texts::partners(ui.lang));
    let head = head.crumb(format!("/partners/{id}"), partner.name).narrow();
    let counter = service::counter(cx, tx, View::All, id).await?;
    Ok(web::page(&ui, head, &OverridePage { ui: &ui, form, partner: id, counter }))
}

pub(super) fn on_partner<'t>(cx: &'t Cx, tx: &'t mut Tx, ui: &'t Ui, id: Uuid) -> Work<'t, Markup, Fail> {
    Box::pin(async move {
        let partner: PartnerId = Id::from_uuid(id);
        let counter = service::counter(cx, tx, cx.caller.view(), partner).await?;
        let appeals = super::told(cx, tx, partner).await?;
        let decides = cx.caller.role.is_some_and(|role| DECIDERS.contains(&role));
        Ok(Markup::of(&OnPartner { ui, partner, counter, appeals, decides }))
    })
}
