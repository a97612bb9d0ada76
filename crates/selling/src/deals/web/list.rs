//! A partner's deals.

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Listing, Page, Ui},
};
use serde::Deserialize;

use super::{labels, texts};
use crate::deals::{
    Deal, DealState, Origin,
    api::{DealsQuery, list},
};
use crate::stages;

#[derive(Debug, Clone, Deserialize)]
struct Query {
    state: Option<DealState>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "deals/pages/list.html")]
struct Deals<'a> {
    ui: &'a Ui,
    list: &'a Listing<'a>,
    tabs: Vec<(String, String, bool)>,
    deals: Vec<Deal>,
    sells: bool,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/my/deals", "deals.page", "A partner's deals").roles(Role::PARTNER).page(
        |cx, tx, call: &Call<Nothing, Query>| Box::pin(async move { page(cx, tx, &call.query, &call.meta).await }),
    )]
}

async fn page(cx: &Cx, tx: &mut Tx, query: &Query, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let filter = DealsQuery { state: query.state, after: query.after.clone(), ..DealsQuery::default() };
    let found = list(cx, tx, &filter).await?;
    let listing = Listing::of(&ui, found.next);
    let tab = |state: Option<DealState>, text: String| {
        let href = state.map_or("/my/deals".to_owned(), |s| format!("/my/deals?state={}", s.code()));
        (href, text, query.state == state)
    };
    let of = |state| tab(Some(state), labels::state(cx.lang, state));
    let tabs = vec![
        tab(None, texts::all(cx.lang)),
        of(DealState::Open),
        of(DealState::Registered),
        of(DealState::Won),
        of(DealState::Lost),
        of(DealState::Refused),
        of(DealState::Withdrawn),
    ];
    let board = ("/my/deal-board".to_owned(), stages::board_words(cx.lang), false);
    let tabs = [tabs, vec![board]].concat();
    let sells = cx.caller.role.is_some_and(|role| super::SELLERS.contains(&role));
    let head = Page::new(texts::deals(cx.lang));
    let head = if sells { head.action("/my/register", "plus", &texts::register(cx.lang)) } else { head };
    Ok(web::page(&ui, head, &Deals { ui: &ui, list: &listing, tabs, deals: found.items, sells }))
}
