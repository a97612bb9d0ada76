//! Steps that were skipped, in the database.

use db::{DbError, Tx, params};
use kit::{Instant, id::ProgramId};

db::statements! {
    SKIPPED: "select step from setup_skip where program_id = $1 order by step";
    SKIP: "insert into setup_skip (program_id, step, at) values ($1, $2, $3) on conflict (program_id, step) do nothing";
    BACK: "delete from setup_skip where program_id = $1 and step = $2";
}

pub async fn skipped(tx: &mut Tx, program: ProgramId) -> Result<Vec<String>, DbError> {
    Ok(tx.all::<(String,)>(&SKIPPED, params![program]).await?.into_iter().map(|row| row.0).collect())
}

/// Skips a step; false if it was skipped before.
pub async fn skip(tx: &mut Tx, program: ProgramId, step: &str, at: Instant) -> Result<bool, DbError> {
    Ok(tx.execute(&SKIP, params![program, step, at]).await? == 1)
}

/// Takes a step up again; false if it was not skipped.
pub async fn take_up(tx: &mut Tx, program: ProgramId, step: &str) -> Result<bool, DbError> {
    Ok(tx.execute(&BACK, params![program, step]).await? == 1)
}
