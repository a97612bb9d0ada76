//! The list of leads.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kit::{id::ProductId, paging::Page as Rows};
use network::{
    products::{self, Product},
    territories,
};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Listing, Page, Tone, Ui},
};

use super::{
    DESK,
    board::{Count, answered},
    texts,
};
use crate::{
    intake::{
        Answers, Lead, LeadLine, LeadStage,
        api::{self, LeadsQuery},
        sources,
    },
    offers::labels,
};

/// Rows of a page unless the address says otherwise.
const ROWS: u32 = 30;

#[derive(Template)]
#[template(path = "console/pages/list.html")]
struct List<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    filter: Form,
    bulk: Form,
    rows: Vec<LeadLine>,
    products: BTreeMap<ProductId, String>,
    states: Vec<(String, String)>,
    choices: Choices,
    acts: bool,
    export: String,
}

/// What the filters offer.
struct Choices {
    products: Vec<(String, String)>,
    regions: Vec<(String, String)>,
    sources: Vec<(String, String)>,
}

impl List<'_> {
    fn tone(&self, lead: &Lead) -> Tone {
        tone(lead.state)
    }
    fn state(&self, lead: &Lead) -> String {
        texts::state(self.ui.lang, lead.state)
    }
    /// Who began, who waits, who let it pass.
    fn counted(&self, line: &LeadLine) -> Vec<Count> {
        let Answers { waiting, accepted, started, ignored, declined } = line.answers;
        answered(self.ui.lang, [started, accepted, waiting, ignored, declined])
    }
    fn product(&self, lead: &Lead) -> &str {
        self.products.get(&lead.product).map_or("—", String::as_str)
    }
    fn region(&self, lead: &Lead) -> String {
        region(self.ui, &lead.region)
    }
    fn need(&self, lead: &Lead) -> String {
        lead.need.lines().next().unwrap_or_default().chars().take(90).collect()
    }
}

/// The name of a region.
pub(super) fn region(ui: &Ui, code: &str) -> String {
    territories::get(code).map_or_else(|| code.to_owned(), |territory| territory.name(ui.lang).to_owned())
}

/// How a state looks.
pub(super) fn tone(state: LeadStage) -> Tone {
    match state {
        LeadStage::InWork | LeadStage::Won => Tone::Good,
        LeadStage::Distributing => Tone::Notice,
        LeadStage::ConsentNeeded => Tone::Warning,
        LeadStage::Exhausted => Tone::Bad,
        LeadStage::Nurture | LeadStage::Lost | LeadStage::Withdrawn => Tone::Calm,
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let page = Operation::get("/leads", "leads.page", "Leads: the page").roles(Role::VENDOR).page(
        |cx, tx, call: &Call<Nothing, LeadsQuery>| Box::pin(show(cx, tx, &call.query, &call.meta, Form::default())),
    );
    vec![page]
}

/// The list; `refused` is a bulk act that was refused.
pub(super) async fn show(cx: &Cx, tx: &mut Tx, query: &LeadsQuery, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let query = LeadsQuery { limit: query.limit.or(Some(ROWS)), ..query.clone() };
    let found: Rows<LeadLine> = api::list(cx, tx, &query).await?;
    let all = products::list_in(cx, tx).await?;
    let choices = choices(cx, tx, &all).await?;
    let list = Listing::of(&ui, found.next);
    let filter = filter(&ui, &list);
    let states = LeadStage::ALL.iter().map(|state| (state.code().to_owned(), texts::state(ui.lang, *state))).collect();
    let query_text = ui.target.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    let acts = cx.caller.role.is_some_and(|role| DESK.contains(&role));
    let page = Page::new(texts::leads(ui.lang));
    let page = if acts { page.action("/leads/new", "plus", &texts::new_lead(ui.lang)) } else { page };
    let body = List {
        filter,
        bulk: ui.filled(refused, "/leads/bulk", &[]),
        rows: found.items,
        products: all.into_iter().map(|product| (product.id, product.name)).collect(),
        states,
        choices,
        acts,
        export: format!("/leads/export.csv{query_text}"),
        list,
        ui: &ui,
    };
    Ok(web::page(&ui, page, &body))
}

/// The filters as a form that holds what the address says.
fn filter(ui: &Ui, list: &Listing<'_>) -> Form {
    let names = ["q", "state", "answers", "product", "region", "source", "grade", "urgency", "sort"];
    let values: Vec<(&str, String)> = names.into_iter().map(|name| (name, list.value(name).to_owned())).collect();
    ui.form("/leads", &values)
}

async fn choices(cx: &Cx, tx: &mut Tx, all: &[Product]) -> Result<Choices, Fail> {
    let regions = territories::choices_in(cx, tx).await?;
    let regions = regions.into_iter().map(|(code, name)| (code.to_owned(), name.to_owned())).collect();
    let sources = sources::list(cx, tx).await?;
    Ok(Choices {
        products: all.iter().map(|product| (product.id.to_string(), product.name.clone())).collect(),
        regions,
        sources: sources.into_iter().map(|one| (one.source.clone(), labels::source(cx.lang, &one.source))).collect(),
    })
}
