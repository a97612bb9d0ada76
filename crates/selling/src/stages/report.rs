//! What became of deals in each version of a process, and which beginnings win.

use std::collections::BTreeMap;

use db::Tx;
use kit::time::Span;
use platform::{Cx, Fail};
use schemars::JsonSchema;
use serde::Serialize;

use super::store;
use crate::{
    deals::DealState,
    playbook::{self, ProcessId, TermId},
};

/// What became of deals that keep one version.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub(super) struct OfVersion {
    /// The version.
    pub number: i64,
    /// Deals that keep it, in all.
    pub deals: i64,
    /// Of those: still open.
    pub open: i64,
    /// Won.
    pub won: i64,
    /// Lost.
    pub lost: i64,
    /// Won of won and lost, in hundredths of a per cent; none before the first end.
    pub win_basis_points: Option<i64>,
    /// Its stages, in order.
    pub stages: Vec<OfStage>,
}

/// What happened in a stage.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct OfStage {
    /// The stage.
    pub stage: String,
    /// Its name.
    pub name: String,
    /// The norm in days.
    pub norm_days: u32,
    /// How often a deal came here.
    pub came: i64,
    /// How often one left.
    pub left: i64,
    /// How long those that left had stood here, in hours on the average; none before the first.
    pub mean_hours: Option<i64>,
}

/// Which beginnings win.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Rate {
    /// The client type; none where it was never said.
    pub client_type: Option<TermId>,
    /// The entry point; none where it was never said.
    pub entry_point: Option<TermId>,
    /// A decision-maker was reached.
    pub decision_maker_reached: bool,
    /// Deals won.
    pub won: i64,
    /// Deals won and lost.
    pub closed: i64,
}

/// The report of a process; versions are never mixed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Report {
    /// The newest version first.
    pub versions: Vec<OfVersion>,
    /// By client type, entry point and whether a decision-maker was reached.
    pub rates: Vec<Rate>,
}

pub(super) async fn of(cx: &Cx, tx: &mut Tx, process: ProcessId) -> Result<Report, Fail> {
    playbook::seen(cx, tx, process).await?;
    let mut versions: BTreeMap<i64, OfVersion> = BTreeMap::new();
    for (number, state, count) in store::report::states(tx, cx.program(), process).await? {
        let of = versions.entry(number).or_default();
        of.deals += count;
        match state {
            DealState::Open => of.open += count,
            DealState::Won => of.won += count,
            DealState::Lost => of.lost += count,
            _ => {}
        }
    }
    let stays = store::report::stays(tx, cx.program(), process).await?;
    for (number, ..) in &stays {
        versions.entry(*number).or_default();
    }
    for (number, of) in &mut versions {
        of.number = *number;
        let closed = of.won + of.lost;
        of.win_basis_points = (closed > 0).then(|| of.won * 10_000 / closed.max(1));
        let content = playbook::version(cx, tx, process, *number).await?.content.0;
        for stage in &content.stages {
            let found = stays.iter().find(|(n, key, ..)| n == number && *key == stage.key);
            let (came, left, micros) = found.map_or((0, 0, 0), |(_, _, came, left, micros)| (*came, *left, *micros));
            let mean = (left > 0).then(|| micros / left.max(1) / Span::hours(1).as_minutes() / 60_000_000);
            of.stages.push(OfStage {
                stage: stage.key.clone(),
                name: stage.name.said(cx.lang).to_owned(),
                norm_days: stage.norm_days,
                came,
                left,
                mean_hours: mean,
            });
        }
    }
    let rates = store::report::rates(tx, cx.program(), process).await?;
    let rate = |(client_type, entry_point, role, won, closed): (_, _, Option<String>, _, _)| Rate {
        client_type,
        entry_point,
        decision_maker_reached: role.is_some(),
        won,
        closed,
    };
    Ok(Report { versions: versions.into_values().rev().collect(), rates: rates.into_iter().map(rate).collect() })
}
