//! The port to the databases. One SQL text, written once with `$n`, runs on `SQLite` and `PostgreSQL`.
//!
//! - [`Db::act`] changes things: one transaction, durable before it answers. On `SQLite` the acts that
//!   wait share one commit (each under its savepoint); on `PostgreSQL` each has its own transaction.
//! - [`Db::read`] sees one snapshot and cannot write. [`Db::scan`] is the same for long reads.
//!
//! The rules of use stand in `README.md` beside this crate.

mod backup;
mod catalogue;
mod copy;
mod error;
pub mod files;
mod integrity;
mod kept;
mod migrate;
mod postgres;
pub mod profile;
mod row;
mod sequence;
mod sqlite;
mod statement;
mod tls;
mod tx;
mod value;

use std::{future::Future, path::PathBuf, pin::Pin, sync::Arc};

pub use catalogue::Table;
pub use copy::{CopyError, Onto, Progress, Step, TableSum};
pub use error::DbError;
pub use kept::Version;
pub use migrate::{Migration, MigrationState, migrations};
pub use row::{FromRow, Row};
pub use sequence::STATEMENTS;
pub use statement::{Dialect, Sql};
pub use tx::Tx;
pub use value::{Bind, FromValue, Json, Value, ValueRef};

/// A boxed future that borrows the transaction it works in.
pub type Work<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

/// Where the data lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// One file.
    Sqlite(PathBuf),
    /// A server, as a connection string `postgres://…`.
    Postgres(String),
}

impl Place {
    /// `postgres://…` is a server, anything else is a path, with or without `sqlite:` before it.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(text.to_owned())
        } else {
            Self::Sqlite(PathBuf::from(text.strip_prefix("sqlite:").unwrap_or(text)))
        }
    }
}

/// How much was committed since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Commits {
    /// Acts that were committed.
    pub acts: u64,
    /// Commits that they shared; on `PostgreSQL` as many.
    pub commits: u64,
    /// Acts that wait now.
    pub waiting: u64,
}

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Engine>);

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens the database and checks that it is durable. Does not migrate.
    pub async fn open(place: &Place) -> Result<Self, DbError> {
        let engine = match place {
            Place::Sqlite(path) => Engine::Sqlite(sqlite::Sqlite::open(path)?),
            Place::Postgres(url) => Engine::Postgres(postgres::Postgres::open(url).await?),
        };
        Ok(Self(Arc::new(engine)))
    }

    /// Opens a `SQLite` file in which nothing is flushed: a power cut may spoil it. For building a database that is written
    /// into its own file by [`Db::backup`] when it is complete, and for nothing else.
    pub fn open_scratch(path: &std::path::Path) -> Result<Self, DbError> {
        Ok(Self(Arc::new(Engine::Sqlite(sqlite::Sqlite::open_scratch(path)?))))
    }

    /// Opens a database that exists, to look at it: nothing is created, and every act fails.
    pub async fn open_to_read(place: &Place) -> Result<Self, DbError> {
        let engine = match place {
            Place::Sqlite(path) => Engine::Sqlite(sqlite::Sqlite::open_to_read(path)?),
            Place::Postgres(url) => Engine::Postgres(postgres::Postgres::open(url).await?),
        };
        Ok(Self(Arc::new(engine)))
    }

    /// The dialect of SQL that the database speaks.
    pub fn dialect(&self) -> Dialect {
        match &*self.0 {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs `work` in one transaction and answers when it is durable. An error of `work` undoes all
    /// of it. `work` may run again when `PostgreSQL` asks for a retry, so it must not consume its input.
    pub async fn act<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.act(work).await,
            Engine::Postgres(postgres) => postgres.act(work).await,
        }
    }

    /// Runs `work` over one snapshot, on the calling thread: for point reads and short lists.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync,
        E: From<DbError>,
    {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.read(work),
            Engine::Postgres(postgres) => postgres.read(work).await,
        }
    }

    /// The same as [`Db::read`] on a thread for blocking work: for exports, rebuilds and long scans.
    pub async fn scan<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        if matches!(&*self.0, Engine::Postgres(_)) {
            return self.read(work).await;
        }
        let engine = Arc::clone(&self.0);
        let job = tokio::task::spawn_blocking(move || match &*engine {
            Engine::Sqlite(sqlite) => sqlite.read(work),
            Engine::Postgres(_) => Err(DbError::Broken("a scan lost its database".to_owned()).into()),
        });
        job.await.unwrap_or_else(|_| Err(DbError::Broken("a scan panicked".to_owned()).into()))
    }

    /// Gives positions to the events that wait for one (`PostgreSQL`; on `SQLite` the act itself does it).
    /// Returns how many were placed. Safe to call from several servers at once.
    pub async fn sequence_events(&self) -> Result<u64, DbError> {
        match &*self.0 {
            Engine::Sqlite(_) => Ok(0),
            Engine::Postgres(_) => self.act(|tx| Box::pin(sequence::place_pending(tx))).await,
        }
    }

    /// Brings the schema to the newest version; returns the migrations that were applied.
    pub async fn migrate(&self, now: kit::Instant) -> Result<Vec<&'static Migration>, DbError> {
        migrate::run(self, now, usize::MAX).await
    }

    /// The same up to `count` migrations in all: for tests that replay the upgrade step by step.
    pub async fn migrate_first(&self, now: kit::Instant, count: usize) -> Result<Vec<&'static Migration>, DbError> {
        migrate::run(self, now, count).await
    }

    /// Every migration that this program knows and whether the database has it.
    pub async fn migration_states(&self) -> Result<Vec<MigrationState>, DbError> {
        migrate::states(self).await
    }

    /// Writes a consistent copy of a `SQLite` database into a new file. `PostgreSQL` has `pg_dump`.
    pub async fn backup(&self, into: &std::path::Path) -> Result<(), DbError> {
        backup::write(self, into).await
    }

    /// What the database says of its own soundness: damaged pages, rows that refer to nothing.
    pub async fn integrity_faults(&self) -> Result<Vec<String>, DbError> {
        self.scan(|tx| Box::pin(integrity::faults(tx))).await
    }

    /// Copies every row into another database, as one snapshot and one transaction: all or nothing.
    pub async fn copy_into(
        &self,
        to: &Self,
        now: kit::Instant,
        onto: Onto,
        progress: Progress,
    ) -> Result<Vec<TableSum>, CopyError> {
        copy::copy(self, to, now, onto, progress).await
    }

    /// All tables but the list of migrations; a table stands after those that it refers to.
    pub async fn tables(&self) -> Result<Vec<Table>, DbError> {
        self.read(|tx| Box::pin(catalogue::tables(tx))).await
    }

    /// How much has been committed since the start, and what waits.
    pub fn commits(&self) -> Commits {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.commits(),
            Engine::Postgres(postgres) => postgres.commits(),
        }
    }

    /// Count and hash of every table, in one snapshot.
    pub async fn sums(&self) -> Result<Vec<TableSum>, DbError> {
        copy::sums(self).await
    }

    /// Events that were written since a snapshot of which these are the sums.
    pub async fn events_since(&self, sums: &[TableSum]) -> Result<u64, DbError> {
        let then = sums.iter().find(|sum| sum.table == "event").map_or(0, |sum| sum.rows);
        let now = self.scan(|tx| Box::pin(catalogue::number(tx, "select count(*) from event"))).await?;
        Ok(now.saturating_sub(then))
    }

    /// Runs a script of several statements as it is: migrations and tests only.
    pub async fn script(&self, text: String) -> Result<(), DbError> {
        self.act(move |tx| {
            let text = text.clone();
            Box::pin(async move { tx.script(&text).await })
        })
        .await
    }
}
