//! The guide: what to do before the first lead, what is done, and what comes next.

use askama::Template;
use db::{Tx, Work};
use kit::Uuid;
use platform::{
    Call, Cx, Fail, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Group, Markup, Page, Part, Place, Tone, Ui},
};

use super::{
    Steps,
    api::{ByStep, WHO},
    service, texts,
};

#[derive(Template)]
#[template(path = "setup/pages/guide.html")]
struct GuidePage<'a> {
    ui: &'a Ui,
    steps: &'a Steps,
    next: &'a str,
}

#[derive(Template)]
#[template(path = "setup/pages/on_today.html")]
struct OnToday<'a> {
    ui: &'a Ui,
    steps: &'a Steps,
}

/// What *Today* shows of it, until nothing is left.
pub(super) const PART: Part = Part { of: "today", order: 1, show: on_today };

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/setup",
        roles: WHO,
        icon: "rocket",
        text: texts::setup,
        group: Group::Under("/settings"),
        order: 1,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    let page = Operation::get("/setup", "setup.page", "The steps to the first lead: the page")
        .roles(WHO)
        .page(|cx, tx, call: &Call| Box::pin(guide(cx, tx, &call.meta)));
    let skip = Operation::post("/setup/{step}/skip", "setup.page_skip", "Skip a step by the page").roles(WHO).form(
        |cx, tx, call: &Call<ByStep>| {
            Box::pin(async move {
                service::skip(cx, tx, &call.path.step, true).await?;
                Ok(web::done("/setup", &texts::skipped_said(cx.lang)))
            })
        },
        |cx, tx, call: &Call<ByStep>, _: Form| Box::pin(guide(cx, tx, &call.meta)),
    );
    let back = Operation::post("/setup/{step}/again", "setup.page_take_up", "Take a step up again by the page")
        .roles(WHO)
        .form(
            |cx, tx, call: &Call<ByStep>| {
                Box::pin(async move {
                    service::skip(cx, tx, &call.path.step, false).await?;
                    Ok(web::done("/setup", &texts::taken_up_said(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByStep>, _: Form| Box::pin(guide(cx, tx, &call.meta)),
        );
    vec![page, skip, back]
}

async fn guide(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let steps = service::steps(cx, tx).await?;
    let ui = Ui::of(cx, tx, meta).await?;
    let page = Page::new(texts::setup(ui.lang)).narrow();
    let next = steps.next().map_or("", |step| step.code.as_str());
    Ok(web::page(&ui, page, &GuidePage { ui: &ui, next, steps: &steps }))
}

fn on_today<'t>(cx: &'t Cx, tx: &'t mut Tx, ui: &'t Ui, _: Uuid) -> Work<'t, Markup, Fail> {
    Box::pin(async move {
        if !cx.caller.role.is_some_and(|role| WHO.contains(&role)) {
            return Ok(Markup::default());
        }
        let steps = service::steps(cx, tx).await?;
        Ok(if steps.finished { Markup::default() } else { Markup::of(&OnToday { ui, steps: &steps }) })
    })
}
