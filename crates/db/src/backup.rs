//! A consistent copy while the server works.

use std::path::Path;

use crate::{Db, DbError, files::NewFile, tx::Conn};

/// `vacuum into` reads one snapshot and writes a compact file, which gets its name when it is whole.
pub(crate) async fn write(db: &Db, into: &Path) -> Result<(), DbError> {
    let new = NewFile::beside(into)?;
    let working = new.path().to_str().ok_or_else(|| DbError::Setup("the path is not readable text".to_owned()))?;
    let working = working.to_owned();
    db.scan(move |tx| {
        let working = working.clone();
        Box::pin(async move {
            let Conn::Sqlite(conn) = &mut tx.conn else {
                return Err(DbError::Setup("only a SQLite database is backed up by itself".to_owned()));
            };
            // `vacuum` cannot run inside the reader's snapshot, and the copy is a write.
            conn.execute_batch("rollback; pragma query_only = off")?;
            let copied = conn.execute("vacuum into ?1", [&working]);
            conn.execute_batch("pragma query_only = on; begin")?;
            copied?;
            Ok(())
        })
    })
    .await?;
    new.keep()
}
