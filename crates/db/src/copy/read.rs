//! The reading side: every table of one snapshot, row by row, in bounded memory.

use std::pin::pin;

use futures_util::TryStreamExt as _;
use tokio::sync::mpsc::Sender;

use super::{Message, Progress, Step, TableSum};
use crate::{DbError, Table, Tx, Value, catalogue, postgres, sqlite::run, tx::Conn};

/// Rows that travel together.
const BATCH: usize = 500;

/// Sends every row of every table.
pub(super) async fn all(
    tx: &mut Tx,
    tables: &[Table],
    send: Sender<Message>,
    progress: &Progress,
) -> Result<(), DbError> {
    let mut expected = 0;
    for table in tables {
        expected += catalogue::number(tx, &format!("select count(*) from {}", catalogue::quoted(&table.name))).await?;
    }
    let blocking = matches!(tx.conn, Conn::Sqlite(_));
    let mut before = 0;
    for table in tables {
        let mut sender = Batches { send: &send, rows: Vec::new(), progress, before, expected, blocking };
        let sum = each(tx, table, Some(&mut sender)).await?;
        sender.flush(&sum).await?;
        before += sum.rows;
        sender.say(Message::End(sum)).await?;
    }
    Ok(())
}

/// Count and hash of a table.
pub(super) async fn sum(tx: &mut Tx, table: &Table) -> Result<TableSum, DbError> {
    each(tx, table, None).await
}

struct Batches<'a> {
    send: &'a Sender<Message>,
    rows: Vec<Vec<Value>>,
    progress: &'a Progress,
    /// Rows of the tables before.
    before: u64,
    expected: u64,
    /// `SQLite` is read on a thread for blocking work, where the thread waits instead of the future.
    blocking: bool,
}

impl Batches<'_> {
    fn full(&mut self, row: Vec<Value>) -> bool {
        self.rows.push(row);
        self.rows.len() >= BATCH
    }

    fn tell(&self, sum: &TableSum) {
        (self.progress)(Step { table: &sum.table, rows: self.before + sum.rows, expected: self.expected });
    }

    async fn flush(&mut self, sum: &TableSum) -> Result<(), DbError> {
        self.tell(sum);
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        self.say(Message::Rows(rows)).await
    }

    fn flush_blocking(&mut self, sum: &TableSum) -> Result<(), DbError> {
        self.tell(sum);
        let rows = std::mem::take(&mut self.rows);
        self.send.blocking_send(Message::Rows(rows)).map_err(|_| hung_up())
    }

    async fn say(&self, message: Message) -> Result<(), DbError> {
        if self.blocking {
            self.send.blocking_send(message).map_err(|_| hung_up())
        } else {
            self.send.send(message).await.map_err(|_| hung_up())
        }
    }
}

fn hung_up() -> DbError {
    DbError::Unavailable("the target takes no more rows".to_owned())
}

async fn each(tx: &mut Tx, table: &Table, mut batches: Option<&mut Batches<'_>>) -> Result<TableSum, DbError> {
    let query = format!("select {} from {}", table.column_list(), catalogue::quoted(&table.name));
    let mut sum = TableSum::of(&table.name);
    match &mut tx.conn {
        Conn::Sqlite(conn) => {
            let mut statement = conn.prepare(&query)?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let row = (0..columns).map(|i| run::cell(row.get_ref(i)?)).collect::<Result<Vec<_>, DbError>>()?;
                sum.add(&row);
                if let Some(batches) = batches.as_deref_mut()
                    && batches.full(row)
                {
                    batches.flush_blocking(&sum)?;
                }
            }
        }
        Conn::Postgres(conn) => {
            let nothing: [i64; 0] = [];
            let mut rows = pin!(conn.client()?.query_raw(&query, nothing).await?);
            while let Some(row) = rows.try_next().await? {
                let row = (0..row.len()).map(|i| postgres::cell(&row, i)).collect::<Result<Vec<_>, DbError>>()?;
                sum.add(&row);
                if let Some(batches) = batches.as_deref_mut()
                    && batches.full(row)
                {
                    batches.flush(&sum).await?;
                }
            }
        }
    }
    Ok(sum)
}
