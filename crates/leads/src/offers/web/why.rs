//! Why an offer came to a partner: one sentence, then the steps, then the numbers.

use askama::Template;
use db::Tx;
use kit::id::OfferId;
use platform::{
    Call, Cx, Fail, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Page, Ui},
};

use super::{one::ByOffer, texts};
use crate::{
    distribution::domain::{OwnView, own_view::Count},
    offers::{api, labels, service},
};

/// One gate, as the page shows it.
struct Step {
    gate: String,
    passed: bool,
    reason: String,
}

#[derive(Template)]
#[template(path = "offers/pages/why.html")]
struct Why<'a> {
    ui: &'a Ui,
    view: OwnView,
    sentence: String,
    steps: Vec<Step>,
    changes: Vec<String>,
    policy: String,
}

impl Why<'_> {
    fn count(&self, count: &Count) -> String {
        match count {
            Count::FewerThanFive => texts::fewer_than_five(self.ui.lang),
            Count::Exactly(n) => self.ui.number(*n),
        }
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/offers/{offer}/why", "offers.why_page", "Why an offer came to a partner: the page")
            .roles(Role::PARTNER)
            .page(|cx, tx, call: &Call<ByOffer>| {
                Box::pin(async move { page(cx, tx, call.path.offer, &call.meta).await })
            }),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, id: OfferId, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let offer = service::shown(cx, tx, id).await?;
    let view = api::why(cx, tx, id).await?;
    let steps = view.verdicts.iter().map(|verdict| Step {
        gate: labels::gate(cx.lang, verdict.gate),
        passed: verdict.passed,
        reason: verdict.reason.as_ref().map(|r| labels::reason(cx.lang, r, &ui.zone)).unwrap_or_default(),
    });
    let head = Page::new(texts::why_title(cx.lang))
        .crumb("/offers", texts::leads(cx.lang))
        .crumb(format!("/offers/{id}"), offer.need)
        .narrow();
    let body = Why {
        sentence: labels::sentence(cx.lang, &view, &ui.zone),
        steps: steps.collect(),
        changes: labels::changes(cx.lang, &view.changes),
        policy: view.policy_version.to_string(),
        view,
        ui: &ui,
    };
    Ok(web::page(&ui, head, &body))
}
