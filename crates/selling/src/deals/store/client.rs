//! How the partner of a deal calls its client. The client itself may be known by another name to others, which is nobody's to see.

use db::{DbError, Tx, params};
use kit::id::{DealId, ProgramId};

db::statements! {
    NAME: "update deal set client_name = $3 where program_id = $1 and id = $2";
    NAMED: "select client_name from deal where program_id = $1 and id = $2";
}

pub async fn name(tx: &mut Tx, program: ProgramId, deal: DealId, name: &str) -> Result<(), DbError> {
    tx.execute(&NAME, params![program, deal, name]).await.map(drop)
}

/// The name; nothing for deals that are older than it.
pub async fn named(tx: &mut Tx, program: ProgramId, deal: DealId) -> Result<Option<String>, DbError> {
    Ok(tx.optional::<(Option<String>,)>(&NAMED, params![program, deal]).await?.and_then(|row| row.0))
}
