//! A consistent copy while the server works.

use std::path::Path;

use crate::{Db, DbError, tx::Conn};

/// `vacuum into` reads one snapshot and writes a compact file; it refuses to overwrite.
pub(crate) async fn write(db: &Db, into: &Path) -> Result<(), DbError> {
    let into = into.to_str().ok_or_else(|| DbError::Broken("the path is not readable text".to_owned()))?.to_owned();
    db.scan(move |tx| {
        let into = into.clone();
        Box::pin(async move {
            let Conn::Sqlite(conn) = &mut tx.conn else {
                return Err(DbError::Broken("back a PostgreSQL database up with pg_dump".to_owned()));
            };
            // `vacuum` cannot run inside the reader's snapshot, and the copy is a write.
            conn.execute_batch("rollback; pragma query_only = off")?;
            let copied = conn.execute("vacuum into ?1", [&into]);
            conn.execute_batch("pragma query_only = on; begin")?;
            copied?;
            Ok(())
        })
    })
    .await
}
