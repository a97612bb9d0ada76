//! What became of deals, counted.

use db::{DbError, Tx, params};
use kit::id::ProgramId;

use crate::{
    deals::DealState,
    playbook::{ProcessId, TermId},
};

db::statements! {
    BY_VERSION: "select w.number, d.state, count(*) from deal_way w join deal d on d.program_id = w.program_id and d.id = w.deal_id \
        where w.program_id = $1 and w.process_id = $2 group by w.number, d.state";
    STAYS: "select number, stage, count(*), sum(case when until_at is null then 0 else 1 end), \
        cast(sum(case when until_at is null then 0 else until_at - from_at end) as bigint) from deal_stay \
        where program_id = $1 and process_id = $2 group by number, stage";
    RATES: "select w.client_type, w.entry_point, r.role, sum(case when d.state = 'won' then 1 else 0 end), count(*) from deal_way w \
        join deal d on d.program_id = w.program_id and d.id = w.deal_id \
        left join deal_role r on r.program_id = w.program_id and r.deal_id = w.deal_id and r.role = 'decision_maker' \
        where w.program_id = $1 and w.process_id = $2 and d.state in ('won', 'lost') group by w.client_type, w.entry_point, r.role";
}

/// Version, stage, how often a deal came, how often one left, and how long those had stood there.
pub type Stay = (i64, String, i64, i64, i64);

/// Client type, entry point, the decision-maker if one was reached, deals won, deals closed.
pub type Beginning = (Option<TermId>, Option<TermId>, Option<String>, i64, i64);

/// How many deals of each version are in each state.
pub async fn states(
    tx: &mut Tx,
    program: ProgramId,
    process: ProcessId,
) -> Result<Vec<(i64, DealState, i64)>, DbError> {
    tx.all(&BY_VERSION, params![program, process]).await
}

pub async fn stays(tx: &mut Tx, program: ProgramId, process: ProcessId) -> Result<Vec<Stay>, DbError> {
    tx.all(&STAYS, params![program, process]).await
}

pub async fn rates(tx: &mut Tx, program: ProgramId, process: ProcessId) -> Result<Vec<Beginning>, DbError> {
    tx.all(&RATES, params![program, process]).await
}
