//! Migrations: forward only, numbered, one text for both databases.
//!
//! Portable types: `bigint`, `text`, `blob`. `without rowid` is kept for `SQLite` alone, where tables are
//! also made strict. What one database needs alone stands between `-- only sqlite` (or `postgres`) and `-- end`.

use kit::Instant;
use sha2::{Digest, Sha256};

use crate::{Db, DbError, Dialect, Sql, params};

/// A step of the schema.
#[derive(Debug, PartialEq, Eq)]
pub struct Migration {
    /// Four digits, growing; gaps are allowed, so that branches can be numbered apart.
    pub number: i64,
    /// The name after the number.
    pub name: &'static str,
    /// The text as it stands in the folder `migrations`.
    pub text: &'static str,
}

/// Whether the database has a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// When it was applied, if it was.
    pub applied_at: Option<Instant>,
}

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// All migrations in order.
pub fn migrations() -> &'static [Migration] {
    MIGRATIONS
}

static CREATE: &str = "create table if not exists migration \
    (number bigint primary key, name text not null, checksum text not null, applied_at bigint not null)";
static APPLIED: Sql =
    Sql::new("migrate::APPLIED", "select number, name, checksum, applied_at from migration order by number");
static RECORD: Sql =
    Sql::new("migrate::RECORD", "insert into migration (number, name, checksum, applied_at) values ($1, $2, $3, $4)");
static LOCK: &str = "set local lock_timeout = 0; select pg_advisory_xact_lock(6214006)";

type Applied = (i64, String, String, Instant);

pub(crate) async fn run(db: &Db, now: Instant, count: usize) -> Result<Vec<&'static Migration>, DbError> {
    db.act(move |tx| {
        Box::pin(async move {
            if tx.dialect() == Dialect::Postgres {
                // Two servers that start together must not both migrate: the second waits as long as the first needs.
                tx.script(LOCK).await?;
            }
            tx.script(CREATE).await?;
            let applied: Vec<Applied> = tx.all(&APPLIED, params![]).await?;
            refuse_foreign(&applied)?;
            let mut done = Vec::new();
            let stands = |migration: &Migration| applied.iter().any(|(number, ..)| *number == migration.number);
            for migration in MIGRATIONS.iter().take(count).filter(|migration| !stands(migration)) {
                tx.script(&rendered(migration.text, tx.dialect())).await.map_err(|error| {
                    DbError::Broken(format!("migration {:04}_{}: {error}", migration.number, migration.name))
                })?;
                tx.execute(&RECORD, params![migration.number, migration.name, checksum(migration.text), now]).await?;
                done.push(migration);
            }
            tx.settle_schema(!done.is_empty())?;
            Ok(done)
        })
    })
    .await
}

pub(crate) async fn states(db: &Db) -> Result<Vec<MigrationState>, DbError> {
    let applied: Vec<Applied> = match db.read(|tx| Box::pin(async { tx.all(&APPLIED, params![]).await })).await {
        Ok(applied) => applied,
        // An empty database has no table of migrations yet.
        Err(DbError::Broken(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    refuse_foreign(&applied)?;
    let at = |number| applied.iter().find(|a| a.0 == number).map(|a| a.3);
    Ok(MIGRATIONS
        .iter()
        .map(|m| MigrationState { number: m.number, name: m.name.to_owned(), applied_at: at(m.number) })
        .collect())
}

/// A database that a newer or another program wrote is not touched.
fn refuse_foreign(applied: &[Applied]) -> Result<(), DbError> {
    for (number, name, sum, _) in applied {
        let known = MIGRATIONS.iter().find(|m| m.number == *number);
        if known.is_none_or(|m| checksum(m.text) != *sum) {
            return Err(DbError::Setup(format!(
                "the database has migration {number:04}_{name}, which this program does not know in that form"
            )));
        }
    }
    Ok(())
}

fn checksum(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn rendered(text: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(text.len());
    let mut only = None;
    for line in text.lines() {
        match line.trim() {
            "-- only sqlite" => only = Some(Dialect::Sqlite),
            "-- only postgres" => only = Some(Dialect::Postgres),
            "-- end" => only = None,
            _ if only.is_some_and(|d| d != dialect) => {}
            _ => {
                out.push_str(&translated(line, dialect));
                out.push('\n');
            }
        }
    }
    out
}

fn translated(line: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => line.replace(" bigint", " integer").replace(") without rowid;", ") strict, without rowid;"),
        Dialect::Postgres => line.replace(" blob", " bytea").replace(") without rowid;", ");"),
    }
}
