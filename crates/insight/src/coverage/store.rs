//! Demand and pauses in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::{DbError, Tx, params};
use kit::id::{PartnerId, ProductId, ProgramId};

use crate::measures::domain::Day;

db::statements! {
    DEMAND: "select region, product_id, cast(sum(leads) as bigint) from measure_demand where program_id = $1 and week >= $2 \
        group by region, product_id";
    PAUSED: "select partner_id from measure_debt where program_id = $1 and state = 'paused'";
}

/// Leads by region and product since a week.
pub async fn demand(tx: &mut Tx, program: ProgramId, from: Day) -> Result<BTreeMap<(String, ProductId), i64>, DbError> {
    let rows: Vec<(String, ProductId, i64)> = tx.all(&DEMAND, params![program, from.0]).await?;
    Ok(rows.into_iter().map(|(region, product, leads)| ((region, product), leads)).collect())
}

/// Partners that are paused for their debt.
pub async fn paused(tx: &mut Tx, program: ProgramId) -> Result<BTreeSet<PartnerId>, DbError> {
    let rows: Vec<(PartnerId,)> = tx.all(&PAUSED, params![program]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
