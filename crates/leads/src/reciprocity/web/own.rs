//! A partner's own appeals: what it said, until when it is answered, the answer.

use askama::Template;
use db::Tx;
use kit::id::PartnerId;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Ui},
};

use super::{CounterCard, Told, texts};
use crate::reciprocity::{
    Counter,
    appeals::{self, NewAppeal},
    service,
};

const APPELLANTS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

#[derive(Template)]
#[template(path = "reciprocity/pages/own.html")]
struct Own<'a> {
    ui: &'a Ui,
    all: Vec<Told>,
    counter: Counter,
    may: bool,
    form: Form,
}

impl Own<'_> {
    fn card(&self) -> CounterCard<'_> {
        CounterCard::new(self.ui, &self.counter)
    }
}

/// The last appeal, on the partner's home.
#[derive(Template)]
#[template(path = "reciprocity/pages/last.html")]
struct Last<'a> {
    ui: &'a Ui,
    last: Option<Told>,
    owes: bool,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/my/appeals", "appeals.page_own", "The own appeals: the page")
            .roles(Role::PARTNER)
            .page(|cx, tx, call: &Call| Box::pin(page(cx, tx, &call.meta, Form::default()))),
        Operation::post("/my/appeals", "appeals.page_appeal", "Appeal by the page").roles(APPELLANTS).form(
            |cx, tx, call: &Call<Nothing, Nothing, NewAppeal>| {
                Box::pin(async move {
                    let own = cx.caller.partner.ok_or(Fail::NotFound)?;
                    appeals::appeal(cx, tx, own, &call.body).await?;
                    Ok(web::done("/my/appeals", &texts::was_sent(cx.lang)))
                })
            },
            |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
        ),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let own = cx.caller.partner.ok_or(Fail::NotFound)?;
    let all = super::told(cx, tx, own).await?;
    let waits = all.iter().any(|told| told.appeal.answered_at.is_none());
    let body = Own {
        counter: service::counter(cx, tx, cx.caller.view(), own).await?,
        may: !waits && cx.caller.role.is_some_and(|role| APPELLANTS.contains(&role)),
        form: ui.filled(refused, "/my/appeals", &[]),
        all,
        ui: &ui,
    };
    Ok(web::page(&ui, Page::new(texts::appeals(ui.lang)), &body))
}

/// What a partner's home says of its appeals: the last one with its answer, or how to make one.
pub async fn on_home(cx: &Cx, tx: &mut Tx, ui: &Ui, own: PartnerId, counter: &Counter) -> Result<Markup, Fail> {
    let last = super::told(cx, tx, own).await?.into_iter().next();
    let owes = counter.paused || counter.standing.open_debt.is_some();
    Ok(Markup::of(&Last { ui, last, owes }))
}
