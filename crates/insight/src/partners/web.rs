//! The page of the list.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kit::{id::PartnerId, paging::whole::Sort};
use network::{
    partners::{self, Life, Partner, Pause, SizeClass},
    territories,
};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Listing, Page, Tone, Ui},
};

use super::{
    service::{self, Line, Only, PartnersBy, PartnersQuery},
    texts,
};

/// Who adds partners.
const LEADERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager];

#[derive(Template)]
#[template(path = "partners/pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    rows: Vec<Line>,
    pauses: BTreeMap<PartnerId, Vec<Pause>>,
    list: Listing<'a>,
    filter: Form,
    regions: Vec<(&'static str, &'static str)>,
    export: String,
    leads: bool,
}

impl ListPage<'_> {
    fn sizes(&self) -> Vec<(&'static str, &'static str)> {
        SizeClass::ALL.iter().map(|size| (size.code(), partners::size_class(self.ui.lang, *size))).collect()
    }
    fn lives(&self) -> Vec<(&'static str, &'static str)> {
        Life::ALL.iter().map(|life| (life.code(), partners::life_of(self.ui.lang, *life))).collect()
    }
    fn onlys(&self) -> [(&'static str, String); 2] {
        [(Only::Asleep.code(), texts::asleep(self.ui.lang)), (Only::InDebt.code(), texts::in_debt(self.ui.lang))]
    }
    /// The first territories by name, and how many more.
    fn places(&self, partner: &Partner) -> String {
        const SHOWN: usize = 1;
        let lang = self.ui.lang;
        let names: Vec<String> =
            partner.territories.iter().take(SHOWN).map(|code| territories::name(lang, code)).collect();
        match partner.territories.len().checked_sub(SHOWN) {
            _ if names.is_empty() => texts::all(lang),
            None | Some(0) => names.join(", "),
            Some(more) => texts::and_more(lang, &names.join(", "), more),
        }
    }
    fn size(&self, partner: &Partner) -> &'static str {
        partners::size_class(self.ui.lang, partner.size_class)
    }
    /// Where it stands in its life, and what keeps new leads away from it.
    fn states(&self, line: &Line) -> Vec<(Tone, String)> {
        let (lang, partner, life) = (self.ui.lang, &line.shown.partner, line.shown.life);
        let mut states = vec![(partners::life_tone(life), partners::life_of(lang, life).to_owned())];
        if matches!(life, Life::Left | Life::Suspended) {
            return states;
        }
        if !partner.contract_active {
            states.push((Tone::Bad, texts::no_contract(lang)));
        }
        let pauses = self.pauses.get(&partner.id).into_iter().flatten();
        if pauses.into_iter().any(|pause| pause.from <= self.ui.now) {
            states.push((Tone::Warning, texts::on_pause(lang)));
        }
        states
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/partners", "partners.page", "Partners: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, PartnersQuery>| Box::pin(show(cx, tx, &call.query, &call.meta))),
    ]
}

async fn show(cx: &Cx, tx: &mut Tx, query: &PartnersQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    // People look a partner up by its name.
    let sort = query.sort.unwrap_or(Sort::rising(PartnersBy::Name));
    let found = service::list(cx, tx, &PartnersQuery { sort: Some(sort), ..query.clone() }).await?;
    let pauses = partners::pauses_of(tx, cx.program(), cx.now).await?;
    let regions = territories::choices_in(cx, tx).await?;
    let leads = cx.caller.role.is_some_and(|role| LEADERS.contains(&role));
    let mut head = Page::new(texts::partners(ui.lang));
    if leads {
        head = head.action("/partners/new", "plus", &texts::new(ui.lang));
    }
    let list = Listing::of(&ui, found.next);
    let names = ["q", "life", "size_class", "region", "only", "sort"];
    let values: Vec<(&str, String)> = names.into_iter().map(|name| (name, list.value(name).to_owned())).collect();
    let filter = ui.form("/partners", &values);
    let asked = ui.target.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    let export = format!("/partners/export.csv{asked}");
    let body = ListPage { ui: &ui, rows: found.items, pauses, list, filter, regions, export, leads };
    Ok(web::page(&ui, head, &body))
}
