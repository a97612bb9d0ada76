//! What a database says about its own soundness.

use crate::{DbError, Tx, Value, catalogue, tx::Conn};

/// Damaged pages and indexes, and rows that refer to nothing. `PostgreSQL` holds its foreign keys itself;
/// its pages are checked by `pg_amcheck`.
pub(crate) async fn faults(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    if matches!(tx.conn, Conn::Postgres(_)) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for row in catalogue::rows(tx, "pragma integrity_check(100)").await? {
        match row.into_iter().next() {
            Some(Value::Text(text)) if text == "ok" => {}
            Some(Value::Text(text)) => found.push(text),
            other => found.push(format!("integrity_check answers {other:?}")),
        }
    }
    let orphans = "select \"table\", parent, count(*) from pragma_foreign_key_check group by 1, 2 order by 1, 2";
    for row in catalogue::rows(tx, orphans).await? {
        if let [Value::Text(table), Value::Text(parent), Value::Int(rows)] = row.as_slice() {
            found.push(format!("{table}: {rows} rows refer to rows of {parent} that do not exist"));
        }
    }
    Ok(found)
}
