//! A transaction, the same to its user on both databases.

use std::{
    any::Any,
    sync::Arc,
    time::{Duration, Instant},
};

use sha2::{Digest as _, Sha256};

use crate::{
    Bind, DbError, Dialect, FromRow, Sql, Version, Work,
    kept::Kept,
    postgres::PgConn,
    profile, sequence,
    sqlite::{run, run_cached, statistics},
};

/// A transaction that is open. It is ended by [`crate::Db`], never by its user.
pub struct Tx {
    pub(crate) conn: Conn,
    /// `PostgreSQL` asked to run the whole transaction again.
    pub(crate) retry: bool,
    pub(crate) kept: Arc<Kept>,
    pub(crate) notes: Vec<Box<dyn Any + Send>>,
    /// What statements took, while a profile is taken.
    pub(crate) spent: Duration,
}

pub(crate) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(PgConn),
}

static HOLD: Sql = Sql::new("tx::HOLD", "select pg_advisory_xact_lock($1)");
static TRY_HOLD: Sql = Sql::new("tx::TRY_HOLD", "select pg_try_advisory_xact_lock($1)");
static SHARED: Sql = Sql::new("tx::SHARED", "select pg_advisory_xact_lock_shared($1)");
static ALONE: Sql = Sql::new("tx::ALONE", "select pg_advisory_xact_lock($1)");

type Params<'a> = &'a [&'a (dyn Bind + Sync)];

/// A name as the number under which PostgreSQL knows it.
fn numbered(name: &[u8]) -> i64 {
    i64::from_be_bytes(*Sha256::digest(name).first_chunk().unwrap_or(&[0; 8]))
}

impl Tx {
    pub(crate) fn new(conn: Conn, kept: Arc<Kept>) -> Self {
        Self { conn, retry: false, kept, notes: Vec::new(), spent: Duration::ZERO }
    }

    /// What this server keeps in memory of `owner` at a version that was read in this transaction.
    pub fn kept<T: Any + Send + Sync>(&self, owner: &[u8; 16], version: &Version) -> Option<Arc<T>> {
        self.kept.get(owner, version)
    }

    /// Keeps in memory what was read of `owner` at a version. The version must be one that no later
    /// change can have again, so that an act that is undone leaves nothing wrong behind.
    pub fn keep<T: Any + Send + Sync>(&self, owner: &[u8; 16], version: &Version, value: Arc<T>) {
        self.kept.put(owner, version, value);
    }

    /// What [`Tx::note`] wrote down in this transaction.
    pub fn noted<T: Any + Send>(&self) -> Option<&T> {
        self.notes.iter().rev().find_map(|note| note.downcast_ref())
    }

    /// Writes something down until the end of the transaction, so that it is read once; a later note of
    /// the same type replaces it.
    pub fn note<T: Any + Send>(&mut self, note: T) {
        self.notes.retain(|old| !old.is::<T>());
        self.notes.push(Box::new(note));
    }

    /// The dialect in which this transaction runs.
    pub fn dialect(&self) -> Dialect {
        match self.conn {
            Conn::Sqlite(_) => Dialect::Sqlite,
            Conn::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a change and returns how many rows it touched.
    pub async fn execute(&mut self, sql: &'static Sql, params: Params<'_>) -> Result<u64, DbError> {
        let began = profile::clock();
        let done = match &mut self.conn {
            Conn::Sqlite(conn) => run::execute(conn, sql, params),
            Conn::Postgres(conn) => conn.execute(sql, params).await,
        };
        self.heard(done, sql, began)
    }

    /// All rows of a query.
    pub async fn all<T: FromRow>(&mut self, sql: &'static Sql, params: Params<'_>) -> Result<Vec<T>, DbError> {
        let began = profile::clock();
        let rows = match &mut self.conn {
            Conn::Sqlite(conn) => run::query(conn, sql, params, |row| T::from_row(row)),
            Conn::Postgres(conn) => {
                let rows = conn.query(sql, params).await;
                rows.and_then(|rows| rows.into_iter().map(|mut row| T::from_row(&mut row)).collect())
            }
        };
        self.heard(rows, sql, began)
    }

    /// The first row of a query, if there is one.
    pub async fn optional<T: FromRow>(&mut self, sql: &'static Sql, params: Params<'_>) -> Result<Option<T>, DbError> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }

    /// The first row of a query that always has one, such as a count.
    pub async fn one<T: FromRow>(&mut self, sql: &'static Sql, params: Params<'_>) -> Result<T, DbError> {
        let row = self.optional(sql, params).await?;
        row.ok_or_else(|| DbError::Broken(format!("{}: no row", sql.name)))
    }

    /// Puts an event of `program` that `partner` may see into the gapless order of the log: at once on `SQLite`,
    /// by the sequencer after the commit on `PostgreSQL`.
    pub async fn sequence(
        &mut self,
        program: &[u8; 16],
        event: &[u8; 16],
        partner: Option<[u8; 16]>,
    ) -> Result<(), DbError> {
        sequence::append(self, program, event, partner).await
    }

    /// Locks the rows that a `select … for update` finds until the end of the act. Nothing on `SQLite`, where the
    /// one writer is the lock.
    pub async fn lock(&mut self, sql: &'static Sql, params: Params<'_>) -> Result<(), DbError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        self.execute(sql, params).await.map(drop)
    }

    /// Holds a name until the end of the act: whoever else wants it waits. The same on both as [`Tx::lock`].
    pub async fn hold(&mut self, name: &[u8]) -> Result<(), DbError> {
        self.lock(&HOLD, crate::params![numbered(name)]).await
    }

    /// Holds a name as [`Tx::hold`] does if nobody else does; never waits. True if it is held.
    pub async fn try_hold(&mut self, name: &[u8]) -> Result<bool, DbError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(true);
        }
        Ok(self.one::<(bool,)>(&TRY_HOLD, crate::params![numbered(name)]).await?.0)
    }

    /// Nobody changes `what` until this act has ended: it waits for those who do. On `SQLite` acts run one after another.
    pub async fn hold_still(&mut self, what: &[u8; 16]) -> Result<(), DbError> {
        self.advise(&SHARED, what).await
    }

    /// Changes `what` when nobody holds it still any more, and alone.
    pub async fn hold_alone(&mut self, what: &[u8; 16]) -> Result<(), DbError> {
        self.advise(&ALONE, what).await
    }

    async fn advise(&mut self, how: &'static Sql, what: &[u8; 16]) -> Result<(), DbError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        // The first half of an id is mostly time, the second chance.
        let [.., a, b, c, d, e, f, g, h] = *what;
        let half = i64::from_le_bytes([a, b, c, d, e, f, g, h]);
        self.all::<(Option<i64>,)>(how, crate::params![half]).await.map(drop)
    }

    /// Says that another act came between reading and writing: the whole transaction runs again. On
    /// `SQLite` acts run one after another, so nothing comes between.
    pub fn run_again(&mut self) -> DbError {
        self.retry = true;
        DbError::Retry("another act came between".to_owned())
    }

    /// Runs a part of the act that may fail alone: then its changes are undone and the rest goes on. The outer
    /// error is of the act as a whole: the database failed, or all of it must run again.
    pub async fn attempt<T, E, F>(&mut self, work: F) -> Result<Result<T, E>, DbError>
    where
        F: for<'t> FnOnce(&'t mut Self) -> Work<'t, T, E>,
    {
        self.step("savepoint attempt").await?;
        let done = work(self).await;
        if self.retry {
            return Err(DbError::Retry("another act came between".to_owned()));
        }
        if done.is_err() {
            self.step("rollback to savepoint attempt").await?;
            // What was written down may be of what is undone now.
            self.notes.clear();
        }
        self.step("release savepoint attempt").await?;
        Ok(done)
    }

    /// A statement without values that comes again and again.
    async fn step(&mut self, text: &'static str) -> Result<(), DbError> {
        match &mut self.conn {
            Conn::Sqlite(conn) => run_cached(conn, text),
            Conn::Postgres(conn) => conn.brief(text).await,
        }
    }

    pub(crate) async fn script(&mut self, text: &str) -> Result<(), DbError> {
        match &mut self.conn {
            Conn::Sqlite(conn) => Ok(conn.execute_batch(text)?),
            Conn::Postgres(conn) => conn.script(text).await,
        }
    }

    /// Prepares the statement and runs it with empty values of the right types, then undoes it.
    /// For the test that proves every statement on both databases; a refusal by a constraint passes.
    pub async fn rehearse(&mut self, sql: &'static Sql) -> Result<(), DbError> {
        self.script("savepoint rehearsal").await?;
        let done = match &mut self.conn {
            Conn::Sqlite(conn) => run::rehearse(conn, sql),
            Conn::Postgres(conn) => conn.rehearse(sql).await,
        };
        self.script("rollback to savepoint rehearsal").await?;
        match done {
            Ok(()) | Err(DbError::Check(_) | DbError::ForeignKey(_) | DbError::Unique(_)) => Ok(()),
            Err(error) => Err(DbError::Broken(format!("{}: {error}", sql.name))),
        }
    }

    /// How the database finds the rows of a statement: for the test that no list walks through a table that
    /// grows. `SQLite` only; empty elsewhere.
    pub async fn plan(&mut self, sql: &'static Sql) -> Result<Vec<String>, DbError> {
        match &self.conn {
            Conn::Sqlite(conn) => run::plan(conn, sql),
            Conn::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Sees to it that the planner knows what the schema is made for.
    pub(crate) fn settle_schema(&self, changed: bool) -> Result<(), DbError> {
        match &self.conn {
            Conn::Sqlite(conn) if changed || !statistics::stand(conn)? => statistics::plant(conn),
            _ => Ok(()),
        }
    }

    fn heard<T>(&mut self, done: Result<T, DbError>, sql: &Sql, began: Option<Instant>) -> Result<T, DbError> {
        if let Some(began) = began {
            let time = began.elapsed();
            sql.spent.add(time);
            self.spent += time;
        }
        done.map_err(|error| match error {
            DbError::Retry(why) => {
                self.retry = true;
                DbError::Retry(why)
            }
            DbError::Broken(what) => DbError::Broken(format!("{}: {what}", sql.name)),
            other => other,
        })
    }
}
