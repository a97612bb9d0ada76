//! Programs in the database.

use db::{DbError, Tx, params};
use kit::id::ProgramId;

use super::Program;

db::statements! {
    INSERT: "insert into program (id, name, lang, zone, currency, calendar_id, epoch_entropy, created_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    UPDATE: "update program set name = $2, lang = $3, calendar_id = $4, version = $5 where id = $1 and version = $5 - 1";
    GET: "select id, name, lang, zone, currency, calendar_id, created_at, version from program where id = $1";
    ALL: "select id, name, lang, zone, currency, calendar_id, created_at, version from program order by created_at, id";
    ENTROPY: "select epoch_entropy from program where id = $1";
}

pub async fn insert(tx: &mut Tx, new: &Program, entropy: [u8; 32]) -> Result<(), DbError> {
    let Program { id, name, lang, zone, currency, calendar, created_at, .. } = new;
    tx.execute(&INSERT, params![id, name, lang, zone, currency, calendar, entropy, created_at]).await.map(drop)
}

pub async fn update(tx: &mut Tx, after: &Program) -> Result<bool, DbError> {
    let params = params![after.id, after.name, after.lang, after.calendar, after.version];
    Ok(tx.execute(&UPDATE, params).await? == 1)
}

pub async fn get(tx: &mut Tx, id: ProgramId) -> Result<Option<Program>, DbError> {
    tx.optional(&GET, params![id]).await
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Program>, DbError> {
    tx.all(&ALL, params![]).await
}

pub async fn epoch_entropy(tx: &mut Tx, id: ProgramId) -> Result<Option<[u8; 32]>, DbError> {
    Ok(tx.optional::<([u8; 32],)>(&ENTROPY, params![id]).await?.map(|row| row.0))
}
