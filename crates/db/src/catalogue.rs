//! The tables of a database, as it lists them itself; and reading what no statement names beforehand.

use crate::{DbError, Tx, Value, postgres, sqlite::run, tx::Conn};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order in which the migrations made them.
    pub columns: Vec<String>,
    /// The tables whose rows its rows refer to.
    pub refers_to: Vec<String>,
}

impl Table {
    /// The columns, ready for a statement.
    pub(crate) fn column_list(&self) -> String {
        self.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
    }
}

/// A name, ready for a statement.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// All tables but the list of migrations; a table stands after those that it refers to.
pub(crate) async fn tables(tx: &mut Tx) -> Result<Vec<Table>, DbError> {
    let (tables, columns, references) = match tx.conn {
        Conn::Sqlite(_) => (
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
            "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' order by m.name, c.cid",
            "select distinct m.name, f.\"table\" from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'",
        ),
        Conn::Postgres(_) => (
            "select cast(table_name as text) from information_schema.tables \
                where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1",
            "select cast(table_name as text), cast(column_name as text) from information_schema.columns \
                where table_schema = current_schema() order by table_name, ordinal_position",
            "select distinct cast(a.relname as text), cast(b.relname as text) from pg_constraint c \
                join pg_class a on a.oid = c.conrelid join pg_class b on b.oid = c.confrelid \
                where c.contype = 'f' and a.relnamespace = cast(current_schema() as regnamespace)",
        ),
    };
    let names = texts(tx, tables).await?;
    let columns = texts(tx, columns).await?;
    let references = texts(tx, references).await?;
    let of = |list: &[Vec<String>], name: &str| -> Vec<String> {
        list.iter().filter(|row| row.first().is_some_and(|n| n == name)).filter_map(|row| row.get(1).cloned()).collect()
    };
    let found = names.into_iter().flatten().filter(|name| name != "migration").map(|name| Table {
        columns: of(&columns, &name),
        refers_to: of(&references, &name).into_iter().filter(|other| *other != name).collect(),
        name,
    });
    in_order(found.collect())
}

/// Puts every table after those that it refers to.
fn in_order(mut waiting: Vec<Table>) -> Result<Vec<Table>, DbError> {
    let mut placed: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = |table: &Table| table.refers_to.iter().all(|other| placed.iter().any(|p| p.name == *other));
        let Some(next) = waiting.iter().position(ready) else {
            let names: Vec<_> = waiting.into_iter().map(|table| table.name).collect();
            return Err(DbError::Broken(format!("these tables refer to each other in a circle: {}", names.join(", "))));
        };
        let table = waiting.remove(next);
        placed.push(table);
    }
    Ok(placed)
}

async fn texts(tx: &mut Tx, query: &str) -> Result<Vec<Vec<String>>, DbError> {
    let rows = rows(tx, query).await?;
    let text = |value| if let Value::Text(text) = value { text } else { String::new() };
    Ok(rows.into_iter().map(|row| row.into_iter().map(text).collect()).collect())
}

/// The rows of a query that is put together at run time. Only names from the database itself go into it.
pub(crate) async fn rows(tx: &mut Tx, query: &str) -> Result<Vec<Vec<Value>>, DbError> {
    match &mut tx.conn {
        Conn::Sqlite(conn) => {
            let mut statement = conn.prepare(query)?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push((0..columns).map(|i| run::cell(row.get_ref(i)?)).collect::<Result<_, DbError>>()?);
            }
            Ok(found)
        }
        Conn::Postgres(conn) => {
            let found = conn.client()?.query(query, &[]).await?;
            found.iter().map(|row| (0..row.len()).map(|i| postgres::cell(row, i)).collect()).collect()
        }
    }
}

/// A number that a query gives, such as a count.
pub(crate) async fn number(tx: &mut Tx, query: &str) -> Result<u64, DbError> {
    match rows(tx, query).await?.first().and_then(|row| row.first()) {
        Some(Value::Int(n)) => Ok(u64::try_from(*n).unwrap_or(0)),
        other => Err(DbError::Broken(format!("{query}: {other:?} is no count"))),
    }
}
