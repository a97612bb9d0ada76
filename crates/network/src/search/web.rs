//! The page of search.

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Listing, Page, Ui},
};

use super::{
    Found,
    service::{self, SearchQuery},
    texts,
};

/// Rows when one kind alone is shown.
const OF_ONE_KIND: u32 = 50;

#[derive(Template)]
#[template(path = "search/pages/found.html")]
struct FoundPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    q: &'a str,
    /// One kind alone is shown.
    one: bool,
    found: Vec<Found>,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/search", "search.page", "Search: the page").roles(Role::ALL).page(
        |cx, tx, call: &Call<Nothing, SearchQuery>| {
            Box::pin(async move { show(cx, tx, &call.meta, &call.query).await })
        },
    )]
}

async fn show(cx: &Cx, tx: &mut Tx, meta: &Meta, query: &SearchQuery) -> Result<Reply, Fail> {
    let one = query.kind.is_some();
    let query = SearchQuery { limit: query.limit.or(one.then_some(OF_ONE_KIND)), ..query.clone() };
    let found = service::find(cx, tx, &query).await?;
    let ui = Ui::of(cx, tx, meta).await?;
    let list = Listing::of(&ui, None);
    let page = Page::new(texts::search(ui.lang)).narrow();
    Ok(web::page(&ui, page, &FoundPage { ui: &ui, list, q: query.q.trim(), one, found }))
}
