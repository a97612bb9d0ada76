//! Every row of one database into another: one snapshot, one transaction, verified before it is committed.
//!
//! Either the whole copy stands, with the count and the hash of each table read back and compared, or nothing.

mod read;
mod sum;
mod write;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::mpsc;

pub use self::sum::TableSum;
use crate::{Db, DbError, Table, Value, catalogue};

/// What may stand in the database that is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onto {
    /// Nothing: a row that stands refuses the copy.
    Empty,
    /// Anything: it goes, in the transaction that brings the copy.
    Replaced,
}

/// How far a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// The table whose turn it is.
    pub table: &'a str,
    /// Rows of all tables that were read.
    pub rows: u64,
    /// Rows that there are.
    pub expected: u64,
}

/// Told after every batch.
pub type Progress = Arc<dyn Fn(Step<'_>) + Send + Sync>;

/// Why nothing was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyError {
    /// A database failed.
    Db(DbError),
    /// The target has rows already, in this table.
    NotEmpty(String),
    /// The source has not the newest schema; the number of the first migration that it lacks.
    OldSchema(i64),
    /// The databases do not have the same tables: the one that differs.
    OtherTables(String),
    /// What was read back is not what was sent, in this table.
    Differs(String),
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Db(error) => write!(f, "{error}"),
            Self::NotEmpty(table) => write!(f, "the target is not empty: it has rows in `{table}`"),
            Self::OldSchema(number) => {
                write!(f, "the source lacks migration {number:04}: run `artel migrate` on it first")
            }
            Self::OtherTables(table) => write!(f, "`{table}` does not stand in both databases in the same form"),
            Self::Differs(table) => write!(f, "`{table}` was not read back as it was sent; nothing was kept"),
        }
    }
}
impl std::error::Error for CopyError {}
impl From<DbError> for CopyError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

/// From the reading side to the writing one.
enum Message {
    /// Rows of the table whose turn it is.
    Rows(Vec<Vec<Value>>),
    /// The table has no more rows; what was sent of it.
    End(TableSum),
}

/// Copies every row of `from` into `to`, whose schema is brought up to date first.
pub(crate) async fn copy(
    from: &Db,
    to: &Db,
    now: kit::Instant,
    onto: Onto,
    progress: Progress,
) -> Result<Vec<TableSum>, CopyError> {
    if let Some(lacking) = from.migration_states().await?.iter().find(|state| state.applied_at.is_none()) {
        return Err(CopyError::OldSchema(lacking.number));
    }
    to.migrate(now).await?;
    let tables = Arc::new(from.read(|tx| Box::pin(catalogue::tables(tx))).await?);
    same_tables(&tables, &to.read(|tx| Box::pin(catalogue::tables(tx))).await?)?;

    let (send, receive) = mpsc::channel(8);
    let receive = Arc::new(Mutex::new(Some(receive)));
    let reading = {
        let (from, tables) = (from.clone(), Arc::clone(&tables));
        let send = Arc::new(Mutex::new(Some(send)));
        tokio::spawn(async move {
            from.scan(move |tx| {
                let (tables, send, progress) = (Arc::clone(&tables), taken(&send), Arc::clone(&progress));
                Box::pin(async move { read::all(tx, &tables, once(send)?, &progress).await })
            })
            .await
        })
    };
    let written = to
        .act(move |tx| {
            let (tables, receive) = (Arc::clone(&tables), taken(&receive));
            Box::pin(async move { write::all(tx, &tables, once(receive)?, onto).await })
        })
        .await;
    let read: Result<(), DbError> =
        reading.await.unwrap_or_else(|_| Err(DbError::Broken("the reading side panicked".to_owned())));
    match (written, read) {
        // When the source fails the channel ends, and the target knows no more than that.
        (Err(CopyError::Db(_)), Err(cause)) => Err(cause.into()),
        (done, _) => done,
    }
}

fn taken<T>(shared: &Mutex<Option<T>>) -> Option<T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// An end of the channel serves one transaction; a transaction that runs again has none.
fn once<T>(end: Option<T>) -> Result<T, DbError> {
    end.ok_or_else(|| DbError::Unavailable("the copy was interrupted: run it again".to_owned()))
}

fn same_tables(from: &[Table], to: &[Table]) -> Result<(), CopyError> {
    let lacks =
        |table: &&Table, list: &[Table]| !list.iter().any(|t| t.name == table.name && t.columns == table.columns);
    let missing = from.iter().find(|table| lacks(table, to)).or_else(|| to.iter().find(|table| lacks(table, from)));
    missing.map_or(Ok(()), |table| Err(CopyError::OtherTables(table.name.clone())))
}

/// Count and hash of every table in one snapshot.
pub(crate) async fn sums(db: &Db) -> Result<Vec<TableSum>, DbError> {
    db.scan(|tx| {
        Box::pin(async move {
            let mut sums = Vec::new();
            for table in catalogue::tables(tx).await? {
                sums.push(read::sum(tx, &table).await?);
            }
            Ok(sums)
        })
    })
    .await
}
