//! Versions in the database.

use db::{DbError, Tx, Version, params};
use kit::id::ProgramId;

use super::Versions;

db::statements! {
    GET: "select rules, partners, ledgers from network_version where program_id = $1";
    RULES_CHANGED: "insert into network_version (program_id, rules, partners, ledgers) values ($1, $2, $2, $2) \
        on conflict (program_id) do update set rules = excluded.rules, partners = excluded.partners";
    PARTNERS_CHANGED: "insert into network_version (program_id, rules, partners, ledgers) values ($1, $2, $2, $2) \
        on conflict (program_id) do update set partners = excluded.partners";
    LEDGERS_CHANGED: "insert into network_version (program_id, rules, partners, ledgers) values ($1, $2, $2, $2) \
        on conflict (program_id) do update set ledgers = excluded.ledgers";
}

pub async fn get(tx: &mut Tx, program: ProgramId) -> Result<Option<Versions>, DbError> {
    let found: Option<(Version, Version, Version)> = tx.optional(&GET, params![program]).await?;
    Ok(found.map(|(rules, partners, ledgers)| Versions { rules, partners, ledgers }))
}

pub async fn change(tx: &mut Tx, sql: &'static db::Sql, program: ProgramId, version: Version) -> Result<(), DbError> {
    tx.execute(sql, params![program, version]).await.map(drop)
}
