//! Boards of deals, and what is stalled.

use askama::Template;
use db::Tx;
use kit::id::PartnerId;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Listing, Page, Tile, Tone, Ui},
};

use super::{
    super::board::{self, Board, BoardColumn, BoardQuery, OnBoard, StalledQuery},
    texts,
};
use crate::{deals, playbook};

#[derive(Template)]
#[template(path = "stages/pages/today.html")]
pub(super) struct TodayTile<'a> {
    pub ui: &'a Ui,
    pub tile: Tile,
}

#[derive(Template)]
#[template(path = "stages/pages/board.html")]
struct BoardPage<'a> {
    ui: &'a Ui,
    board: Option<Board>,
    filter: Form,
    processes: Vec<(String, String)>,
    partners: Vec<(String, String)>,
    /// `/deals` or `/my/deals`.
    place: &'static str,
    tabs: Vec<(String, String, bool)>,
    of_vendor: bool,
    own: Option<String>,
}

impl BoardPage<'_> {
    fn hidden(&self, column: &BoardColumn) -> i64 {
        column.count - i64::try_from(column.deals.len()).unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "stages/pages/stalled.html")]
struct StalledPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    rows: Vec<OnBoard>,
    place: &'static str,
    tabs: Vec<(String, String, bool)>,
    of_vendor: bool,
}

pub(super) fn operations() -> Vec<Operation> {
    let vendor = Operation::get("/deal-board", "stages.board_page", "Deals by stage: the page").roles(Role::VENDOR);
    let mine = Operation::get("/my/deal-board", "stages.my_board_page", "A partner's deals by stage: the page");
    let late = Operation::get("/deal-board/stalled", "stages.stalled_page", "Stalled deals: the page");
    let my_late =
        Operation::get("/my/deal-board/stalled", "stages.my_stalled_page", "A partner's stalled deals: the page");
    vec![
        vendor.page(|cx, tx, call: &Call<Nothing, BoardQuery>| Box::pin(show(cx, tx, &call.query, &call.meta))),
        mine.roles(Role::PARTNER)
            .page(|cx, tx, call: &Call<Nothing, BoardQuery>| Box::pin(show(cx, tx, &call.query, &call.meta))),
        late.roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, StalledQuery>| Box::pin(stalled(cx, tx, &call.query, &call.meta))),
        my_late
            .roles(Role::PARTNER)
            .page(|cx, tx, call: &Call<Nothing, StalledQuery>| Box::pin(stalled(cx, tx, &call.query, &call.meta))),
    ]
}

fn places(cx: &Cx) -> (bool, &'static str, &'static str, &'static str) {
    match cx.caller.partner {
        None => (true, "/deals", "/deal-board", "/deal-board/stalled"),
        Some(_) => (false, "/my/deals", "/my/deal-board", "/my/deal-board/stalled"),
    }
}

fn tabs(ui: &Ui, cx: &Cx, here: usize) -> Vec<(String, String, bool)> {
    let (_, table, board, stalled) = places(cx);
    let all = [(table, texts::table(ui.lang)), (board, texts::board(ui.lang)), (stalled, texts::stalled(ui.lang))];
    all.into_iter().enumerate().map(|(at, (href, text))| (href.to_owned(), text, at == here)).collect()
}

async fn show(cx: &Cx, tx: &mut Tx, query: &BoardQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let (of_vendor, place, action, _) = places(cx);
    let known = playbook::published(cx, tx).await?;
    let known: Vec<_> = known.into_iter().filter(|process| process.published.is_some()).collect();
    let board = match known.is_empty() {
        true => None,
        false => Some(board::board(cx, tx, query).await?),
    };
    let here = board.as_ref().map(|board| board.process.to_string()).unwrap_or_default();
    let partners: Vec<(PartnerId, String)> = if of_vendor { deals::with_deals(cx, tx).await? } else { Vec::new() };
    let chosen = query.partner.map(|id| id.to_string()).unwrap_or_default();
    let own = board.as_ref().filter(|_| !of_vendor).map(|board| format!("/my/playbook/{}#own", board.process));
    let body = BoardPage {
        filter: ui.form(action, &[("process", here), ("partner", chosen)]),
        processes: known
            .into_iter()
            .map(|process| (process.id.to_string(), process.name.0.said(cx.lang).to_owned()))
            .collect(),
        partners: partners.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        tabs: tabs(&ui, cx, 1),
        board,
        place,
        of_vendor,
        own,
        ui: &ui,
    };
    Ok(web::page(&ui, Page::new(deals::web_title(ui.lang)), &body))
}

async fn stalled(cx: &Cx, tx: &mut Tx, query: &StalledQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let (of_vendor, place, ..) = places(cx);
    let found = board::stalled(cx, tx, query).await?;
    let body = StalledPage {
        list: Listing::of(&ui, found.next),
        rows: found.items,
        tabs: tabs(&ui, cx, 2),
        place,
        of_vendor,
        ui: &ui,
    };
    Ok(web::page(&ui, Page::new(deals::web_title(ui.lang)), &body))
}
