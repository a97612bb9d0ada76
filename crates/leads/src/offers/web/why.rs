//! Why an offer came to a partner: one sentence, then the steps, then the numbers.

use askama::Template;
use db::Tx;
use kit::{Lang, id::OfferId};
use network::versions;
use platform::{
    Call, Cx, Fail, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Markup, Page, Ui, format},
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

/// The steps and the numbers under the sentence.
#[derive(Template)]
#[template(path = "offers/pages/reasons.html")]
struct Reasons<'a> {
    ui: &'a Ui,
    view: &'a OwnView,
    steps: Vec<Step>,
    changes: Vec<String>,
    draw: Option<String>,
    charge: Option<String>,
    /// The version of the rules; empty when it is not known.
    rules: Option<String>,
}

impl Reasons<'_> {
    fn count(&self, count: &Count) -> String {
        match count {
            Count::FewerThanFive => texts::fewer_than_five(self.ui.lang),
            Count::Exactly(n) => self.ui.number(*n),
        }
    }
}

/// What was drawn, in its own unit.
fn drawn(lang: Lang, draw: u64) -> String {
    let hundredths = (u128::from(draw) * 100) >> 32;
    format::decimal(lang, i64::try_from(hundredths).unwrap_or(i64::MAX), 2)
}

/// The steps and the numbers of a view, for a page.
pub(super) async fn reasons(cx: &Cx, tx: &mut Tx, ui: &Ui, view: &OwnView) -> Result<Markup, Fail> {
    let steps = view.verdicts.iter().map(|verdict| Step {
        gate: labels::gate(ui.lang, verdict.gate),
        passed: verdict.passed,
        reason: verdict.reason.as_ref().map(|r| labels::reason(ui.lang, r, &ui.zone)).unwrap_or_default(),
    });
    let rules = versions::rules(tx, cx.program()).await?;
    let version = rules.policies().find(|policy| policy.id == view.policy_version);
    Ok(Markup::of(&Reasons {
        ui,
        view,
        steps: steps.collect(),
        changes: labels::changes(ui.lang, &view.changes),
        draw: view.draw.map(|draw| drawn(ui.lang, draw)),
        // A place in the queue is told in ordinary leads.
        charge: view.charge.map(|charge| format::decimal(ui.lang, charge / 10_000, 2)),
        rules: version.map(|policy| texts::version(ui.lang, policy.version, &ui.day(policy.in_force_from))),
    }))
}

#[derive(Template)]
#[template(path = "offers/pages/why.html")]
struct Why<'a> {
    ui: &'a Ui,
    sentence: String,
    reasons: Markup,
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
    let api::Why { view, given } = api::why(cx, tx, id).await?;
    let head = Page::new(texts::why_title(cx.lang))
        .crumb("/offers", texts::leads(cx.lang))
        .crumb(format!("/offers/{id}"), offer.need)
        .narrow();
    let sentence = match &given {
        Some(given) => texts::given_by(cx.lang, &given.by, &given.reason),
        None => labels::sentence(cx.lang, &view, &ui.zone),
    };
    let body = Why { sentence, reasons: reasons(cx, tx, &ui, &view).await?, ui: &ui };
    Ok(web::page(&ui, head, &body))
}
