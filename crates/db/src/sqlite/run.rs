//! Statements on a `SQLite` connection.

use rusqlite::{
    Connection, ToSql,
    types::{ToSqlOutput, ValueRef as Cell},
};

use crate::{Bind, DbError, Dialect, Row, Sql, Value, ValueRef};

struct Param<'a>(ValueRef<'a>);

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match &self.0 {
            ValueRef::Null => Cell::Null,
            ValueRef::Int(n) => Cell::Integer(*n),
            ValueRef::Text(text) => Cell::Text(text.as_bytes()),
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        }))
    }
}

fn bound<'a>(params: &'a [&(dyn Bind + Sync)]) -> impl Iterator<Item = Param<'a>> {
    params.iter().map(|value| Param(value.bind()))
}

pub(crate) fn execute(conn: &Connection, sql: &Sql, params: &[&(dyn Bind + Sync)]) -> Result<u64, DbError> {
    let mut statement = conn.prepare_cached(sql.rendered(Dialect::Sqlite))?;
    let count = statement.execute(rusqlite::params_from_iter(bound(params)))?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

pub(crate) fn query<T>(
    conn: &Connection,
    sql: &Sql,
    params: &[&(dyn Bind + Sync)],
    mut read: impl FnMut(&mut Row) -> Result<T, DbError>,
) -> Result<Vec<T>, DbError> {
    let mut statement = conn.prepare_cached(sql.rendered(Dialect::Sqlite))?;
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(bound(params)))?;
    let mut found = Vec::new();
    let mut cells = Row::with_capacity(columns);
    while let Some(row) = rows.next()? {
        cells.refill((0..columns).map(|i| cell(row.get_ref(i)?)))?;
        found.push(read(&mut cells)?);
    }
    Ok(found)
}

pub(crate) fn cell(value: Cell<'_>) -> Result<Value, DbError> {
    Ok(match value {
        Cell::Null => Value::Null,
        Cell::Integer(n) => Value::Int(n),
        Cell::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        Cell::Blob(bytes) => Value::bytes(bytes),
        Cell::Real(_) => return Err(DbError::Broken("a cell holds a fraction; cast it to bigint".to_owned())),
    })
}

pub(crate) fn plan(conn: &Connection, sql: &Sql) -> Result<Vec<String>, DbError> {
    let mut statement = conn.prepare(&format!("explain query plan {}", sql.rendered(Dialect::Sqlite)))?;
    let values = vec![&rusqlite::types::Null as &dyn ToSql; statement.parameter_count()];
    let rows = statement.query_map(values.as_slice(), |row| row.get(3))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn rehearse(conn: &Connection, sql: &Sql) -> Result<(), DbError> {
    // A limit must be a number; everything else may be null.
    rehearse_with(conn, sql, &rusqlite::types::Null).or_else(|_| rehearse_with(conn, sql, &1_i64))
}

fn rehearse_with(conn: &Connection, sql: &Sql, value: &dyn ToSql) -> Result<(), DbError> {
    let mut statement = conn.prepare(sql.rendered(Dialect::Sqlite))?;
    let values = vec![value; statement.parameter_count()];
    let mut rows = statement.query(values.as_slice())?;
    while rows.next()?.is_some() {}
    Ok(())
}
