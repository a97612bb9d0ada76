//! `SQLite`: one writer thread with group commit, and a pool of readers that cannot write.

mod checkpoint;
mod pool;
pub(crate) mod run;
pub(crate) mod statistics;
mod writer;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{DbError, Tx, Work, kept::Kept, profile, tx::Conn};

pub(crate) struct Sqlite {
    // Dropped in this order: the writer goes last and brings the write-ahead log into the file.
    readers: pool::Readers,
    kept: Arc<Kept>,
    /// None for a database that is only looked at.
    writer: Option<writer::Writer>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self, DbError> {
        let conn = Connection::open(path)?;
        prepare_writer(&conn)?;
        let (kept, checkpoints) = (Arc::default(), checkpoint::Checkpoints::start(path)?);
        let writer = writer::Writer::start_with(conn, path, Arc::clone(&kept), Some(checkpoints))?;
        Ok(Self { readers: pool::Readers::new(path), kept, writer: Some(writer) })
    }

    pub(crate) fn open_to_read(path: &Path) -> Result<Self, DbError> {
        if !path.exists() {
            return Err(DbError::Setup(format!("{}: there is no such database", path.display())));
        }
        let readers = pool::Readers::new(path);
        readers.put_back(readers.take()?);
        Ok(Self { readers, kept: Arc::default(), writer: None })
    }

    /// [`Self::open`] without flushing.
    pub(crate) fn open_scratch(path: &Path) -> Result<Self, DbError> {
        let conn = Connection::open(path)?;
        prepare_writer(&conn)?;
        conn.execute_batch("pragma synchronous = off;")?;
        let kept: Arc<Kept> = Arc::default();
        let writer = writer::Writer::start(conn, path, Arc::clone(&kept))?;
        Ok(Self { readers: pool::Readers::new(path), kept, writer: Some(writer) })
    }

    pub(crate) fn commits(&self) -> crate::Commits {
        self.writer.as_ref().map(writer::Writer::commits).unwrap_or_default()
    }

    pub(crate) async fn act<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => writer.act(work).await,
            None => Err(DbError::Setup("the database was opened to be read".to_owned()).into()),
        }
    }

    pub(crate) fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E>,
        E: From<DbError>,
    {
        let began = profile::clock();
        let conn = self.readers.take()?;
        run_cached(&conn, "begin")?;
        let mut tx = Tx::new(Conn::Sqlite(conn), Arc::clone(&self.kept));
        let done = drive(|| work(&mut tx));
        let spent = tx.spent;
        let Conn::Sqlite(conn) = tx.conn else {
            return Err(DbError::Broken("a reader changed its database".to_owned()).into());
        };
        // A reader that cannot even end its snapshot is closed, not kept.
        if run_cached(&conn, "rollback").is_ok() {
            self.readers.put_back(conn);
        }
        profile::stage(("read", "whole"), began);
        profile::add(("read", "statements"), spent);
        done
    }
}

/// A statement that every transaction runs: parsed once for each connection.
pub(crate) fn run_cached(conn: &Connection, text: &str) -> Result<(), DbError> {
    conn.prepare_cached(text)?.execute([])?;
    Ok(())
}

/// Polls work to its end. It waits for nothing but `SQLite`, which answers at once.
fn drive<'t, T, E: From<DbError>>(work: impl FnOnce() -> Work<'t, T, E>) -> Result<T, E> {
    let polled = catch_unwind(AssertUnwindSafe(|| {
        let mut work = pin!(work());
        work.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }));
    match polled {
        Ok(Poll::Ready(done)) => done,
        Ok(Poll::Pending) => {
            Err(DbError::Broken("an act waited for something other than the database".to_owned()).into())
        }
        Err(_) => Err(DbError::Broken("an act panicked".to_owned()).into()),
    }
}

/// A plan does not depend on what is bound. Otherwise `SQLite` looks at the value behind every `limit $n` and prepares
/// the statement anew each time that it is bound: more than a quarter of the CPU of a lead.
fn keep_plans(conn: &Connection) -> Result<(), DbError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn prepare_writer(conn: &Connection) -> Result<(), DbError> {
    keep_plans(conn)?;
    conn.execute_batch(
        "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; \
         pragma wal_autocheckpoint = 12000; \
         pragma journal_size_limit = 67108864; pragma cache_size = -65536; pragma foreign_keys = on; \
         pragma temp_store = memory;",
    )?;
    conn.set_prepared_statement_cache_capacity(1024);
    let ask = |pragma: &str| conn.query_row(&format!("pragma {pragma}"), [], |row| row.get::<_, i64>(0));
    let mode: String = conn.query_row("pragma journal_mode", [], |row| row.get(0))?;
    // An answer is a promise that survives power loss; refuse to start where it would not.
    if ask("synchronous")? != 2 || ask("foreign_keys")? != 1 || mode != "wal" {
        return Err(DbError::Setup(
            "the database file does not allow durable writing (WAL, synchronous=FULL)".to_owned(),
        ));
    }
    Ok(())
}

fn open_reader(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    keep_plans(&conn)?;
    conn.execute_batch(
        "pragma busy_timeout = 5000; pragma query_only = on; pragma cache_size = -16384; pragma temp_store = memory;",
    )?;
    conn.set_prepared_statement_cache_capacity(512);
    Ok(conn)
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_prepared_once_whatever_is_bound() {
        let conn = Connection::open_in_memory().unwrap();
        keep_plans(&conn).unwrap();
        conn.execute_batch("create table t (a int, b text); create index live on t (a) where b = 'live'").unwrap();
        for sql in ["select a from t order by a limit ?1", "select a from t where b = ?1"] {
            let mut statement = conn.prepare(sql).unwrap();
            for bound in 1..5 {
                assert!(statement.query([bound]).unwrap().next().unwrap().is_none());
            }
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{sql}");
        }
    }
}
