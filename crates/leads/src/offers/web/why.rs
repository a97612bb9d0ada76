//! Why an offer came to a partner: one sentence, then the steps, then the numbers.

use askama::Template;
use db::Tx;
use kit::id::OfferId;
use network::versions;
use platform::{
    Call, Cx, Fail, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Markup, Page, Tone, Ui, format},
};

use super::{one::ByOffer, texts};
use crate::{
    distribution::{
        LATELY_DAYS,
        domain::{Gate, OwnView, Reason, Verdict, own_view::Count},
    },
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
    /// It lacks the certificate for the product.
    needs_certificate: bool,
    draw: Option<String>,
    charge: Option<String>,
    /// The version of the rules; empty when it is not known.
    rules: Option<String>,
}

impl Reasons<'_> {
    /// Places at the head of the queue, of which there are no more than eligible partners.
    fn band(&self, limit: &u32) -> String {
        match self.view.eligible {
            Count::Exactly(eligible) => self.ui.number((*limit).min(eligible)),
            Count::FewerThanFive if *limit < 5 => self.ui.number(*limit),
            Count::FewerThanFive => texts::fewer_than_five(self.ui.lang),
        }
    }
    fn count(&self, count: &Count) -> String {
        match count {
            Count::FewerThanFive => texts::fewer_than_five(self.ui.lang),
            Count::Exactly(n) => self.ui.number(*n),
        }
    }
}

/// The steps and the numbers of a view, for a page.
pub(super) async fn reasons(cx: &Cx, tx: &mut Tx, ui: &Ui, view: &OwnView) -> Result<Markup, Fail> {
    let steps = view.verdicts.iter().map(|verdict| {
        let closed = verdict.reason.as_ref().map(|r| labels::reason(ui.lang, r, &ui.zone));
        let waits = view.pause_waits.filter(|_| verdict.gate == Gate::Pause);
        let waits = waits.map(|pause| labels::pause_waits(ui.lang, &pause, &ui.zone));
        let gate = labels::gate(ui.lang, verdict.gate);
        Step { gate, passed: verdict.passed, reason: closed.or(waits).unwrap_or_default() }
    });
    let uncertified = |verdict: &Verdict| {
        matches!(verdict.reason, Some(Reason::NoCertificate { .. } | Reason::CertificateExpired { .. }))
    };
    let rules = versions::rules(tx, cx.program()).await?;
    let version = rules.policies().find(|policy| policy.id == view.policy_version);
    Ok(Markup::of(&Reasons {
        ui,
        view,
        steps: steps.collect(),
        changes: labels::changes(ui.lang, &view.changes),
        needs_certificate: view.verdicts.iter().any(uncertified),
        draw: view.draw.map(|draw| labels::drawn(ui.lang, draw)),
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
