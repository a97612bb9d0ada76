//! Why, for the vendor's staff: every decision of a lead, every partner with its gates, place, draw and charge.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kit::id::{LeadId, PartnerId};
use network::partners;
use platform::{
    Call, Cx, Fail, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Page, Tone, Ui, format},
};

use super::{board::ByLead, sentences, texts};
use crate::{
    code_of,
    desk::{self, Given},
    distribution::{
        LATELY_DAYS,
        domain::{Explanation, explanation::Line, replay},
        explained, store,
    },
    intake,
    offers::labels,
};

/// One wave, as it is shown.
struct Wave {
    number: u32,
    replayed: bool,
    explanation: Explanation,
    /// Who gave the lead by hand and why.
    given: Option<Given>,
}

#[derive(Template)]
#[template(path = "console/pages/why.html")]
struct Why<'a> {
    ui: &'a Ui,
    waves: Vec<Wave>,
    names: BTreeMap<PartnerId, String>,
}

impl Why<'_> {
    fn name(&self, line: &Line) -> String {
        self.names.get(&line.partner).cloned().unwrap_or_else(|| line.partner.to_string())
    }
    fn is_outside(&self, line: &Line) -> bool {
        line.closed_by.is_some() && !self.chosen(line)
    }
    fn chosen(&self, line: &Line) -> bool {
        matches!(line.sentence, crate::distribution::domain::explanation::Sentence::Chosen { .. })
    }
    /// Those that could be asked, and who was chosen with a gate set aside: the chosen first, then by place.
    fn lines<'w>(&self, wave: &'w Wave) -> Vec<&'w Line> {
        let mut lines: Vec<&Line> = wave.explanation.partners.iter().filter(|line| !self.is_outside(line)).collect();
        lines.sort_by_key(|line| (!self.chosen(line), line.place.unwrap_or(u32::MAX), self.name(line)));
        lines
    }
    /// Those whose gate was closed, by name.
    fn outside<'w>(&self, wave: &'w Wave) -> Vec<&'w Line> {
        let mut lines: Vec<&Line> = wave.explanation.partners.iter().filter(|line| self.is_outside(line)).collect();
        lines.sort_by_key(|line| self.name(line));
        lines
    }
    fn title(&self, wave: &Wave) -> String {
        let mark = wave.explanation.mark.map(|mark| code_of(&mark));
        texts::step_name(self.ui.lang, mark.as_deref(), wave.number)
    }
    fn sentence(&self, wave: &Wave, line: &Line) -> String {
        if let Some(given) = wave.given.as_ref().filter(|_| self.chosen(line)) {
            return texts::given_by(self.ui.lang, &given.by, &given.reason);
        }
        sentences::sentence(self.ui.lang, &line.sentence, &self.ui.zone)
    }
    fn verdict(&self, line: &Line) -> String {
        if self.chosen(line) { texts::is_chosen(self.ui.lang) } else { texts::not_chosen(self.ui.lang) }
    }
    fn tone(&self, line: &Line) -> Tone {
        match (self.chosen(line), line.closed_by) {
            (true, _) => Tone::Good,
            (false, Some(_)) => Tone::Calm,
            (false, None) => Tone::Notice,
        }
    }
    fn share(&self, millionths: impl platform::web::ui::Figure) -> String {
        self.ui.percent(millionths.value() / 100)
    }
    fn closed(&self, line: &Line) -> Vec<String> {
        let closed = line.verdicts.iter().filter_map(|verdict| verdict.reason.as_ref());
        closed.map(|reason| labels::reason(self.ui.lang, reason, &self.ui.zone)).collect()
    }
    /// A distance in the queue, in ordinary leads.
    fn leads(&self, distance: impl std::borrow::Borrow<Option<i64>>) -> String {
        distance.borrow().map_or_else(|| "—".to_owned(), |units| format::decimal(self.ui.lang, units / 10_000, 2))
    }
    fn draw(&self, line: &Line) -> String {
        line.draw.map_or_else(|| "—".to_owned(), |draw| labels::drawn(self.ui.lang, draw))
    }
    /// Its pause is due and not in force here, in words.
    fn waits(&self, line: &Line) -> Option<String> {
        line.pause_waits.map(|pause| labels::pause_waits(self.ui.lang, &pause, &self.ui.zone))
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let page = Operation::get("/leads/{lead}/why", "leads.why_page", "Why these partners: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call<ByLead>| Box::pin(show(cx, tx, call.path.lead, &call.meta)));
    vec![page]
}

async fn show(cx: &Cx, tx: &mut Tx, id: LeadId, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let lead = intake::get(cx, tx, id).await?;
    let decisions = store::decisions(tx, cx.program(), id).await?;
    let names = partners::covering(tx, cx.program()).await?;
    let mut waves = Vec::new();
    for (number, record) in decisions {
        let given = match record.inputs.lead.given_to {
            Some(partner) => desk::given(cx, tx, id, partner, record.inputs.at).await?,
            None => None,
        };
        let explanation = explained(cx, tx, &record).await?;
        waves.push(Wave { number, replayed: replay(&record).is_ok(), explanation, given });
    }
    let body = Why { ui: &ui, waves, names: names.into_iter().map(|partner| (partner.id, partner.name)).collect() };
    let page = Page::new(texts::why_title(ui.lang));
    let page = page.crumb("/leads", texts::leads(ui.lang)).crumb(format!("/leads/{id}"), lead.client_name);
    Ok(web::page(&ui, page, &body))
}
