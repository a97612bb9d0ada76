//! The list of deals.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kit::id::ProductId;
use network::products;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Listing, Page, Tone, Ui},
};

use super::texts;
use crate::deals::{
    DealState, Line, Origin,
    api::{self, DealsQuery},
    store, web as words,
};
use crate::stages;

/// Rows of a page unless the address says otherwise.
const ROWS: u32 = 30;

#[derive(Template)]
#[template(path = "deals/pages/all.html")]
struct List<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    filter: Form,
    rows: Vec<Line>,
    products: BTreeMap<ProductId, String>,
    partners: Vec<(String, String)>,
    export: String,
}

impl List<'_> {
    fn product(&self, line: &Line) -> &str {
        self.products.get(&line.deal.product).map_or("—", String::as_str)
    }
    fn states(&self) -> Vec<(&'static str, String)> {
        DealState::ALL.iter().map(|state| (state.code(), words::state(self.ui.lang, *state))).collect()
    }
    fn origins(&self) -> Vec<(&'static str, String)> {
        Origin::ALL.iter().map(|origin| (origin.code(), texts::origin_of(self.ui.lang, *origin))).collect()
    }
    fn orders(&self) -> Vec<(&'static str, String)> {
        let lang = self.ui.lang;
        vec![("newest", texts::newest(lang)), ("oldest", texts::oldest(lang)), ("largest", texts::largest(lang))]
    }
    fn waits(&self, line: &Line) -> bool {
        line.deal.state == DealState::Registered
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/deals", "deals.all_page", "Deals of all partners: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, DealsQuery>| Box::pin(show(cx, tx, &call.query, &call.meta))),
    ]
}

async fn show(cx: &Cx, tx: &mut Tx, query: &DealsQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let query = DealsQuery { limit: query.limit.or(Some(ROWS)), ..query.clone() };
    let found = api::lines(cx, tx, &query).await?;
    let products = products::list_in(cx, tx).await?;
    let partners = store::pages::partners(tx, cx.program()).await?;
    let list = Listing::of(&ui, found.next);
    let names = ["state", "partner", "origin", "sort"];
    let values: Vec<(&str, String)> = names.into_iter().map(|name| (name, list.value(name).to_owned())).collect();
    let asked = ui.target.split_once('?').map_or(String::new(), |(_, asked)| format!("?{asked}"));
    let body = List {
        filter: ui.form("/deals", &values),
        rows: found.items,
        products: products.into_iter().map(|product| (product.id, product.name)).collect(),
        partners: partners.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        export: format!("/deals/export.csv{asked}"),
        list,
        ui: &ui,
    };
    Ok(web::page(
        &ui,
        Page::new(texts::deals(ui.lang)).action("/deal-board", "layout-kanban", &stages::board_words(ui.lang)),
        &body,
    ))
}
