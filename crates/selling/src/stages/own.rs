//! The partner's own process: its columns over the vendor's stages.

use std::collections::BTreeSet;

use db::Tx;
use kit::{Lang, id::PartnerId};
use network::text_field;
use platform::{Cx, Fail, NewEvent, events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{store, texts};
use crate::playbook::{self, Content, Process as Kind, ProcessId};

/// A column of the partner's own: one of its names for one or several of the vendor's stages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What the partner calls it.
    pub name: String,
    /// The vendor's stages that stand in it, by their codes.
    pub stages: Vec<String>,
}

/// The partner's own columns over a process.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct OwnProcess {
    /// Its columns, in order; stages that none of them names keep the vendor's names.
    pub columns: Vec<Column>,
}

/// The columns of a partner over a process; none while it uses the vendor's.
pub(super) async fn columns(cx: &Cx, tx: &mut Tx, partner: PartnerId, process: ProcessId) -> Result<Vec<Column>, Fail> {
    Ok(store::own(tx, cx.program(), partner, process).await?.map(|(columns, _)| columns).unwrap_or_default())
}

/// What a stage is called in a partner's words.
pub(super) fn name(lang: Lang, own: &[Column], content: &Content, stage: &str) -> String {
    if let Some(column) = own.iter().find(|column| column.stages.iter().any(|key| key == stage)) {
        return column.name.clone();
    }
    content.stage(stage).map_or_else(|| stage.to_owned(), |(_, stage)| stage.name.said(lang).to_owned())
}

/// What a stage is called by whoever reads: the partner's people in its own words, the vendor's in the vendor's.
pub(super) async fn called(
    cx: &Cx,
    tx: &mut Tx,
    process: ProcessId,
    content: &Content,
    stage: &str,
) -> Result<String, Fail> {
    let own = match cx.caller.partner {
        Some(partner) => columns(cx, tx, partner, process).await?,
        None => Vec::new(),
    };
    Ok(name(cx.lang, &own, content, stage))
}

/// Keeps the caller's own columns. Every stage stands in one of them at most.
pub(crate) async fn keep(cx: &Cx, tx: &mut Tx, process: ProcessId, given: &OwnProcess) -> Result<OwnProcess, Fail> {
    let Some(partner) = cx.caller.partner else { return Err(Fail::Forbidden) };
    let found = playbook::seen(cx, tx, process).await?;
    let number = found.published.ok_or(Fail::NotFound)?;
    let content = playbook::version(cx, tx, process, number).await?.content.0;
    let before = columns(cx, tx, partner, process).await?;
    let known = |key: &str| content.stage(key).is_some() || before.iter().any(|c| c.stages.iter().any(|s| s == key));
    if given.columns.len() > 20 {
        return Err(Fail::field("columns", texts::too_many_columns));
    }
    let (mut kept, mut seen, mut names) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for (at, column) in given.columns.iter().enumerate() {
        let field = |name: &str| format!("columns[{at}].{name}");
        let name = text_field(&field("name"), &column.name, 80)?;
        if !names.insert(name.to_lowercase()) {
            return Err(Fail::field(&field("name"), texts::column_twice));
        }
        if column.stages.is_empty() {
            return Err(Fail::field(&field("stages"), texts::column_empty));
        }
        for stage in &column.stages {
            if !known(stage) {
                return Err(Fail::field(&field("stages"), texts::no_such_stage));
            }
            if !seen.insert(stage.clone()) {
                return Err(Fail::field(&field("stages"), texts::stage_twice));
            }
        }
        kept.push(Column { name, stages: column.stages.clone() });
    }
    store::keep_own(tx, cx.program(), partner, process, &kept).await?;
    let event = NewEvent::new::<Kind>("partner.own_process_changed", process).seen_by(partner);
    events::record(cx, tx, event.with(serde_json::json!({ "columns": kept.len() }))).await?;
    Ok(OwnProcess { columns: kept })
}

/// The caller's own columns over a process.
pub(crate) async fn own_columns(cx: &Cx, tx: &mut Tx, process: ProcessId) -> Result<Vec<Column>, Fail> {
    match cx.caller.partner {
        Some(partner) => columns(cx, tx, partner, process).await,
        None => Ok(Vec::new()),
    }
}
