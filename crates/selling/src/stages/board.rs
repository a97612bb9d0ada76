//! The board of a process: one column for each stage, or for each of the partner's own.

use std::collections::BTreeMap;

use db::Tx;
use kit::{
    Instant,
    id::{DealId, PartnerId},
    paging::{self, Cursor, Page},
};
use platform::{Cx, Fail, View, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{own, store, store::Line};
use crate::playbook::{self, ProcessId};

/// Deals of a column that are shown; the others are counted.
const SHOWN: u32 = 20;

/// A deal on a board.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct OnBoard {
    /// The deal.
    pub id: DealId,
    /// Its partner.
    pub partner: PartnerId,
    /// The partner's name.
    pub partner_name: String,
    /// What it is about.
    pub title: String,
    /// The client, as its partner calls it.
    pub client: String,
    /// Expected value in minor units.
    pub value_minor: Option<i64>,
    /// Its stage, by its code.
    pub stage: String,
    /// The stage in the reader's words.
    pub stage_name: String,
    /// The version that it keeps.
    pub number: i64,
    /// Since when it stands there.
    pub since: Instant,
    /// When the norm runs out.
    pub due_at: Instant,
    /// It has run out.
    pub stalled: bool,
}

/// A column of a board.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct BoardColumn {
    /// What the reader calls it.
    pub name: String,
    /// The stages that stand in it.
    pub stages: Vec<String>,
    /// How many open deals stand in it.
    pub count: i64,
    /// Those that stand there longest, twenty at most.
    pub deals: Vec<OnBoard>,
}

/// A board.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Board {
    /// The process.
    pub process: ProcessId,
    /// Its columns, in order.
    pub columns: Vec<BoardColumn>,
}

/// Which board.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BoardQuery {
    /// The process; the first one if absent.
    #[serde(default)]
    pub process: Option<ProcessId>,
    /// Only deals of this partner.
    #[serde(default)]
    pub partner: Option<PartnerId>,
}

/// Which stalled deals.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StalledQuery {
    /// Only deals of this partner.
    #[serde(default)]
    pub partner: Option<PartnerId>,
    /// Rows of the page: 1 to 200, 50 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Where to read on.
    #[serde(default)]
    pub after: Option<String>,
}

/// Whose deals the caller sees, if it asks for those of a partner.
fn whose(cx: &Cx, asked: Option<PartnerId>) -> Result<Option<PartnerId>, Fail> {
    match (cx.caller.view(), asked) {
        (View::All, asked) => Ok(asked),
        (View::Company(own), None) => Ok(Some(own)),
        (View::Company(own), Some(asked)) if own == asked => Ok(Some(own)),
        _ => Err(Fail::NotFound),
    }
}

/// The board of a process as the caller sees it.
pub(super) async fn board(cx: &Cx, tx: &mut Tx, query: &BoardQuery) -> Result<Board, Fail> {
    let partner = whose(cx, query.partner)?;
    let process = match query.process {
        Some(id) => playbook::seen(cx, tx, id).await?,
        None => {
            let all = playbook::published(cx, tx).await?;
            all.into_iter().find(|process| process.published.is_some()).ok_or(Fail::NotFound)?
        }
    };
    let number = process.published.ok_or(Fail::NotFound)?;
    let content = playbook::version(cx, tx, process.id, number).await?.content.0;
    let own = match cx.caller.partner {
        Some(partner) => own::columns(cx, tx, partner, process.id).await?,
        None => Vec::new(),
    };
    let counts: BTreeMap<String, i64> =
        store::counts(tx, cx.program(), process.id, partner).await?.into_iter().collect();
    // Stages of older versions in which deals still stand keep their columns: no deal is lost between.
    let mut keys: Vec<String> = content.stages.iter().map(|stage| stage.key.clone()).collect();
    let older: Vec<String> = counts.keys().filter(|key| !keys.contains(key)).cloned().collect();
    keys.extend(older);
    let mut columns: Vec<BoardColumn> = Vec::new();
    for key in keys {
        let lines = store::in_stage(tx, cx.program(), (process.id, &key), partner, SHOWN).await?;
        let name = match lines.first().filter(|_| content.stage(&key).is_none()) {
            Some(line) => {
                let older = playbook::version(cx, tx, process.id, line.number).await?.content.0;
                own::name(cx.lang, &own, &older, &key)
            }
            None => own::name(cx.lang, &own, &content, &key),
        };
        let count = counts.get(&key).copied().unwrap_or(0);
        let deals: Vec<OnBoard> = lines.into_iter().map(|line| on_board(cx, line, name.clone())).collect();
        let mine = own.iter().any(|column| column.stages.contains(&key));
        match columns.iter_mut().find(|column| mine && column.name == name) {
            Some(column) => {
                column.stages.push(key);
                column.count += count;
                column.deals.extend(deals);
                column.deals.sort_by_key(|deal| (deal.since, deal.id));
                column.deals.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
            }
            None => columns.push(BoardColumn { name, stages: vec![key], count, deals }),
        }
    }
    Ok(Board { process: process.id, columns })
}

fn on_board(cx: &Cx, line: Line, stage_name: String) -> OnBoard {
    OnBoard {
        id: line.deal,
        partner: line.partner,
        partner_name: line.partner_name,
        title: line.title,
        client: line.client,
        value_minor: line.value_minor,
        stage: line.stage,
        stage_name,
        number: line.number,
        since: line.stage_at,
        due_at: line.due_at,
        stalled: line.due_at <= cx.now,
    }
}

/// Deals over the norm of their stage, those that are longest over it first.
pub(super) async fn stalled(cx: &Cx, tx: &mut Tx, query: &StalledQuery) -> Result<Page<OnBoard>, Fail> {
    let partner = whose(cx, query.partner)?;
    let limit = paging::limit(query.limit);
    let after = listing::cursor(query.after.as_deref())?;
    let start = after.map_or((i64::MIN, [0; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    let lines = store::stalled(tx, cx.program(), partner, cx.now, (start, limit + 1)).await?;
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let Some(way) = store::way(tx, cx.program(), line.deal).await? else { continue };
        let content = playbook::version(cx, tx, way.process, way.number).await?.content.0;
        let name = own::called(cx, tx, way.process, &content, &way.stage).await?;
        rows.push(on_board(cx, line, name));
    }
    Ok(Page::of(rows, limit, |row| Cursor { key: row.due_at.micros(), id: row.id.uuid() }))
}
