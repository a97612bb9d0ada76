//! The partner's list of leads: what waits, what is in work, what is over.

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Listing, Page, Ui},
};
use serde::Deserialize;

use super::{Card, cards, texts};
use crate::offers::{
    api::{OffersQuery, list},
    labels,
};

/// Which of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Show {
    /// Those that wait for an answer or are in work.
    #[default]
    Live,
    /// All.
    All,
}

#[derive(Debug, Clone, Deserialize)]
struct Query {
    #[serde(default)]
    show: Show,
    state: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "offers/pages/inbox.html")]
struct Inbox<'a> {
    ui: &'a Ui,
    list: &'a Listing<'a>,
    tabs: Vec<(String, String, bool)>,
    waiting: Vec<Card>,
    working: Vec<Card>,
    over: Vec<Card>,
    may_answer: bool,
    /// The filter of the list of all; nothing for what is live.
    filter: Option<Form>,
}

/// States by which the list of all is filtered.
const STATES: [&str; 12] = [
    "viewed",
    "accepted",
    "started",
    "won",
    "lost",
    "returned",
    "declined",
    "ignored",
    "taken",
    "not_started",
    "withdrawn",
    "undelivered",
];

impl Inbox<'_> {
    fn states(&self) -> Vec<(String, String)> {
        STATES.iter().map(|code| ((*code).to_owned(), labels::state(self.ui.lang, code))).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/offers", "offers.page", "A partner's leads").roles(Role::PARTNER).page(
        |cx, tx, call: &Call<Nothing, Query>| Box::pin(async move { inbox(cx, tx, &call.query, &call.meta).await }),
    )]
}

async fn inbox(cx: &Cx, tx: &mut Tx, query: &Query, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let filter = OffersQuery {
        live: query.show == Show::Live,
        state: query.state.clone().filter(|_| query.show == Show::All),
        after: query.after.clone(),
        limit: Some(50),
        ..OffersQuery::default()
    };
    let page = list(cx, tx, &filter).await?;
    let listing = Listing::of(&ui, page.next);
    let (mut waiting, mut working, mut over) = (Vec::new(), Vec::new(), Vec::new());
    for card in cards(cx, tx, page.items).await? {
        let group = if card.open {
            &mut waiting
        } else if card.in_work() {
            &mut working
        } else {
            &mut over
        };
        group.push(card);
    }
    // What ends first stands first.
    waiting.sort_by_key(Card::due);
    working.sort_by_key(Card::due);
    let tabs = vec![
        ("/offers".to_owned(), texts::tab_live(cx.lang), query.show == Show::Live),
        ("/offers?show=all".to_owned(), texts::tab_all(cx.lang), query.show == Show::All),
    ];
    let chosen = [("state", query.state.clone().unwrap_or_default())];
    let filter = (query.show == Show::All).then(|| ui.form("/offers", &chosen));
    let body = Inbox { filter, ui: &ui, list: &listing, tabs, waiting, working, over, may_answer: may_answer(cx) };
    Ok(web::page(&ui, Page::new(texts::leads(cx.lang)), &body))
}

/// True for those who answer offers; others of the company look on.
pub(super) fn may_answer(cx: &Cx) -> bool {
    cx.caller.role.is_some_and(|role| super::SELLERS.contains(&role))
}
