//! The writing side: every row into the open transaction, then read back and compared.

use std::pin::pin;

use tokio::sync::mpsc::Receiver;
use tokio_postgres::{binary_copy::BinaryCopyInWriter, types::ToSql};

use super::{CopyError, Message, Onto, TableSum, read};
use crate::{
    DbError, Table, Tx, Value, ValueRef, catalogue,
    postgres::{Param, PgConn},
    sequence,
    tx::Conn,
};

/// Takes every table and compares what stands then with what was sent.
pub(super) async fn all(
    tx: &mut Tx,
    tables: &[Table],
    mut receive: Receiver<Message>,
    onto: Onto,
) -> Result<Vec<TableSum>, CopyError> {
    make_room(tx, tables, onto).await?;
    let mut sums = Vec::with_capacity(tables.len());
    for table in tables {
        let sent = match &mut tx.conn {
            Conn::Sqlite(conn) => sqlite(conn, table, &mut receive)?,
            Conn::Postgres(conn) => postgres(conn, table, &mut receive).await?,
        };
        if read::sum(tx, table).await? != sent {
            return Err(CopyError::Differs(table.name.clone()));
        }
        sums.push(sent);
    }
    // On SQLite nobody comes later to place the events that wait; on PostgreSQL their numbers were of another sequence.
    sequence::place_all(tx).await?;
    Ok(sums)
}

async fn make_room(tx: &mut Tx, tables: &[Table], onto: Onto) -> Result<(), CopyError> {
    for table in tables.iter().rev() {
        let name = catalogue::quoted(&table.name);
        match onto {
            Onto::Replaced => tx.script(&format!("delete from {name}")).await?,
            Onto::Empty => {
                let some =
                    catalogue::number(tx, &format!("select count(*) from (select 1 from {name} limit 1) x")).await?;
                if some > 0 {
                    return Err(CopyError::NotEmpty(table.name.clone()));
                }
            }
        }
    }
    Ok(())
}

fn interrupted() -> DbError {
    DbError::Unavailable("the source ended before its last row".to_owned())
}

fn sqlite(conn: &rusqlite::Connection, table: &Table, receive: &mut Receiver<Message>) -> Result<TableSum, DbError> {
    let marks = vec!["?"; table.columns.len()].join(", ");
    let name = catalogue::quoted(&table.name);
    let mut insert = conn.prepare(&format!("insert into {name} ({}) values ({marks})", table.column_list()))?;
    loop {
        match receive.blocking_recv().ok_or_else(interrupted)? {
            Message::End(sum) => return Ok(sum),
            Message::Rows(rows) => {
                for row in rows {
                    insert.execute(rusqlite::params_from_iter(row.into_iter().map(owned)))?;
                }
            }
        }
    }
}

fn owned(value: Value) -> rusqlite::types::Value {
    match value {
        Value::Null => rusqlite::types::Value::Null,
        Value::Int(n) => rusqlite::types::Value::Integer(n),
        Value::Text(text) => rusqlite::types::Value::Text(text),
        Value::Id(bytes) => rusqlite::types::Value::Blob(bytes.to_vec()),
        Value::Blob(bytes) => rusqlite::types::Value::Blob(bytes),
    }
}

async fn postgres(conn: &PgConn, table: &Table, receive: &mut Receiver<Message>) -> Result<TableSum, DbError> {
    let client = conn.client()?;
    let (name, columns) = (catalogue::quoted(&table.name), table.column_list());
    let shape = client.prepare(&format!("select {columns} from {name}")).await?;
    let types: Vec<_> = shape.columns().iter().map(|column| column.type_().clone()).collect();
    let sink = client.copy_in(&format!("copy {name} ({columns}) from stdin (format binary)")).await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    loop {
        match receive.recv().await.ok_or_else(interrupted)? {
            Message::End(sum) => {
                writer.as_mut().finish().await?;
                return Ok(sum);
            }
            Message::Rows(rows) => {
                for row in &rows {
                    let cells: Vec<Param<'_>> = row.iter().map(|value| Param(lent(value))).collect();
                    let cells: Vec<&(dyn ToSql + Sync)> = cells.iter().map(|c| c as &(dyn ToSql + Sync)).collect();
                    writer.as_mut().write(&cells).await?;
                }
            }
        }
    }
}

fn lent(value: &Value) -> ValueRef<'_> {
    match value {
        Value::Null => ValueRef::Null,
        Value::Int(n) => ValueRef::Int(*n),
        Value::Text(text) => ValueRef::Text(text.as_str().into()),
        Value::Id(bytes) => ValueRef::Blob(bytes),
        Value::Blob(bytes) => ValueRef::Blob(bytes),
    }
}
