//! What the planner of `SQLite` believes about the tables.
//!
//! Every key begins with the program, and one database often holds one program: then "all rows of the program"
//! is the whole table. Without statistics the planner takes the first column of a key for selective and walks
//! through all offers to find those of a lead. Statistics of the data would be right only once there is data, and
//! would change plans as it grows. So the same are planted in every database: a program has all the rows, each
//! further column of a key leaves a hundredth, a whole unique key leaves one.

use rusqlite::{Connection, params};

use crate::DbError;

/// Rows that every table is believed to have.
const ROWS: i64 = 1_000_000;

/// Plants the statistics of every index, and lets this connection read them. Others read them with the schema.
pub(crate) fn plant(conn: &Connection) -> Result<(), DbError> {
    // Analysing the schema itself reads no row: it makes the table of statistics, and loads it.
    conn.execute_batch("analyze sqlite_schema; delete from sqlite_stat1")?;
    for table in names(conn, "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'", [])? {
        for (index, unique, is_key, partial) in indexes(conn, &table)? {
            // A column that is an expression has no name.
            let columns = names(conn, "select coalesce(name, '') from pragma_index_info(?1) order by seqno", [&index])?;
            let rows = believed(&columns, unique, partial);
            // The key of a table without rowid goes by the name of the table.
            let name = if is_key { &table } else { &index };
            conn.execute("insert into sqlite_stat1 (tbl, idx, stat) values (?1, ?2, ?3)", params![table, name, rows])?;
        }
    }
    conn.execute_batch("analyze sqlite_schema")?;
    Ok(())
}

/// True if the statistics of this schema have been planted.
pub(crate) fn stand(conn: &Connection) -> Result<bool, DbError> {
    let tables = names(conn, "select name from sqlite_schema where name = 'sqlite_stat1'", [])?;
    Ok(!tables.is_empty() && !names(conn, "select tbl from sqlite_stat1 limit 1", [])?.is_empty())
}

/// Rows in all, then rows for each further column that is given.
fn believed(columns: &[String], unique: bool, partial: bool) -> String {
    let mut left = if partial { ROWS / 10 } else { ROWS };
    let mut text = left.to_string();
    for (place, column) in columns.iter().enumerate() {
        if column != "program_id" {
            left = (left / 100).max(10);
        }
        if unique && place + 1 == columns.len() {
            left = 1;
        }
        text.push(' ');
        text.push_str(&left.to_string());
    }
    text
}

fn names<const N: usize>(conn: &Connection, sql: &str, given: [&String; N]) -> Result<Vec<String>, DbError> {
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(given), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

type Index = (String, bool, bool, bool);

fn indexes(conn: &Connection, table: &String) -> Result<Vec<Index>, DbError> {
    let mut statement = conn.prepare("select name, \"unique\", origin = 'pk', partial from pragma_index_list(?1)")?;
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(conn: &Connection, sql: &str) -> Vec<String> {
        let mut statement = conn.prepare(&format!("explain query plan {sql}")).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn an_index_is_used_although_the_key_begins_with_the_same_program() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "create table offer (program_id blob not null, id blob not null, lead_id blob not null, n int, \
             primary key (program_id, id), unique (program_id, lead_id, n)) without rowid",
        )
        .unwrap();
        assert!(!stand(&conn).unwrap());
        plant(&conn).unwrap();
        assert!(stand(&conn).unwrap());
        let found = plan(&conn, "select id, n from offer where program_id = x'01' and lead_id = x'02'");
        assert!(found[0].contains("(program_id=? AND lead_id=?)"), "{found:?}");
        plant(&conn).unwrap();
    }

    #[test]
    fn each_column_leaves_less() {
        let columns = ["program_id", "partner_id", "id"].map(str::to_owned);
        assert_eq!(believed(&columns, true, false), "1000000 1000000 10000 1");
        assert_eq!(believed(&columns, false, true), "100000 100000 1000 10");
    }
}
