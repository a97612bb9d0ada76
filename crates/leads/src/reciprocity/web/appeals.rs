//! Appeals for the vendor: those that wait, and the page on which one is answered.

use askama::Template;
use db::Tx;
use kit::{id::PartnerId, paging::Page as Rows};
use network::partners;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role, View,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Listing, Page, Ui, input::Moment},
};
use serde::Deserialize;

use super::{ANSWERERS, CounterCard, DECIDERS, Told, texts};
use crate::reciprocity::{
    Counter,
    appeals::{self, AppealId, AppealLine, AppealsQuery, NewAnswer, NewPassing},
    service,
};

#[derive(Deserialize)]
struct ByAppeal {
    appeal: AppealId,
}

/// An answer, as it is typed.
#[derive(Deserialize)]
struct Typed {
    granted: bool,
    until: Option<Moment>,
    forgive: Option<u32>,
    text: String,
}

#[derive(Template)]
#[template(path = "reciprocity/pages/appeals.html")]
struct List<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    tabs: Vec<(String, String, bool)>,
    rows: Vec<(Told, String)>,
}

#[derive(Template)]
#[template(path = "reciprocity/pages/appeal.html")]
struct One<'a> {
    ui: &'a Ui,
    told: Told,
    partner: PartnerId,
    name: String,
    counter: Counter,
    earlier: Vec<Told>,
    answers: bool,
    decides: bool,
    form: Form,
    pass: Form,
}

impl One<'_> {
    fn card(&self) -> CounterCard<'_> {
        CounterCard::new(self.ui, &self.counter)
    }
    fn choices(&self) -> Vec<(&'static str, String)> {
        vec![("false", texts::do_refuse(self.ui.lang)), ("true", texts::do_grant(self.ui.lang))]
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/appeals", "appeals.page", "Appeals: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, AppealsQuery>| Box::pin(list(cx, tx, &call.query, &call.meta))),
        Operation::get("/appeals/{appeal}", "appeals.page_one", "An appeal: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<ByAppeal>| Box::pin(one(cx, tx, call.path.appeal, &call.meta, Form::default()))),
        Operation::post("/appeals/{appeal}/answer", "appeals.page_answer", "Answer an appeal by the page")
            .roles(ANSWERERS)
            .form(
                |cx, tx, call: &Call<ByAppeal, Nothing, Typed>| {
                    Box::pin(async move {
                        let zone = Ui::of(cx, tx, &call.meta).await?.zone;
                        let until = call.body.until.and_then(|until| until.at(&zone));
                        let Typed { granted, forgive, .. } = call.body;
                        let new = NewAnswer { granted, until, forgive, text: call.body.text.clone() };
                        appeals::answer(cx, tx, call.path.appeal, &new).await?;
                        Ok(web::done(format!("/appeals/{}", call.path.appeal), &texts::was_answered(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ByAppeal>, form| Box::pin(one(cx, tx, call.path.appeal, &call.meta, form)),
            ),
        Operation::post("/appeals/{appeal}/passing", "appeals.page_pass_on", "Hand an appeal on by the page")
            .roles(&[Role::ChannelManager])
            .form(
                |cx, tx, call: &Call<ByAppeal, Nothing, NewPassing>| {
                    Box::pin(async move {
                        appeals::pass_on(cx, tx, call.path.appeal, &call.body).await?;
                        Ok(web::done(format!("/appeals/{}", call.path.appeal), &texts::was_passed_on(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ByAppeal>, form| Box::pin(one(cx, tx, call.path.appeal, &call.meta, form)),
            ),
    ]
}

async fn list(cx: &Cx, tx: &mut Tx, query: &AppealsQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let found: Rows<AppealLine> = appeals::of_all(cx, tx, query).await?;
    let mut rows = Vec::with_capacity(found.items.len());
    for line in found.items {
        rows.push((Told::of(cx, tx, line.appeal).await?, line.partner_name));
    }
    let tabs = vec![
        ("/appeals".to_owned(), texts::open_ones(ui.lang), !query.answered),
        ("/appeals?answered=true".to_owned(), texts::answered_ones(ui.lang), query.answered),
    ];
    let list = Listing::of(&ui, found.next);
    Ok(web::page(&ui, Page::new(texts::appeals(ui.lang)), &List { ui: &ui, list, tabs, rows }))
}

async fn one(cx: &Cx, tx: &mut Tx, id: AppealId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let appeal = appeals::get(cx, tx, id).await?;
    let partner = appeal.partner;
    let name = partners::get(cx, tx, View::All, partner).await?.name;
    let may = |roles: &[Role]| cx.caller.role.is_some_and(|role| roles.contains(&role));
    let decides = may(DECIDERS);
    // Who may only refuse has nothing to choose.
    let values = if decides { vec![] } else { vec![("granted", "false".to_owned())] };
    let earlier = super::told(cx, tx, partner).await?.into_iter().filter(|other| other.appeal.id != id).collect();
    // What is with a director is answered by one.
    let answers = may(ANSWERERS) && (decides || appeal.passed_at.is_none());
    let told = Told::of(cx, tx, appeal).await?;
    let body = One {
        told,
        partner,
        counter: service::counter(cx, tx, View::All, partner).await?,
        earlier,
        answers,
        decides,
        form: ui.filled(refused.clone(), &format!("/appeals/{id}/answer"), &values),
        pass: ui.filled(refused, &format!("/appeals/{id}/passing"), &[]),
        ui: &ui,
        name: name.clone(),
    };
    let head = Page::new(texts::appeal_of(ui.lang, &name)).crumb("/appeals", texts::appeals(ui.lang));
    Ok(web::page(&ui, head, &body))
}
