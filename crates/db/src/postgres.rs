//! `PostgreSQL`: every act in its own transaction on a pooled connection, statements prepared once.

use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::{Bind, Commits, DbError, Dialect, Row, Sql, Tx, Value, ValueRef, Work, kept::Kept, tls, tx::Conn};

/// An act is tried this often when the database finds it in the way of another.
const TRIES: usize = 8;
/// A server that does not answer is gone.
const CONNECT: Duration = Duration::from_secs(5);

/// A statement that is not answered for so long never will be: the server hangs, or nothing carries what it says. Whoever
/// waits for a lock is told so much earlier, and no statement of ours takes as long.
const ANSWER: Duration = Duration::from_secs(20);
/// What is sent and not acknowledged for so long, or a wire that is idle and dead, ends the connection (on Linux).
const SILENCE: Duration = Duration::from_secs(10);

/// What every connection begins with. An answer is a promise: a server that is set to answer before it has flushed is asked
/// to flush for us. Who waits for a row or a table that somebody else holds is told so, and does not wait for ever; what is left of
/// an act whose server is gone lets its locks go.
static BEGIN: &str = "set lock_timeout = '8s'; set idle_in_transaction_session_timeout = '60s'; \
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";
/// How an act begins, and how a read does.
const ACT: &str = "begin";
const READ: &str = "begin isolation level repeatable read read only";
static FSYNC: Sql = Sql::new("postgres::FSYNC", "select current_setting('fsync')");

pub(crate) struct Postgres {
    pool: Pool,
    kept: Arc<Kept>,
    committed: Arc<AtomicU64>,
}

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self, DbError> {
        let tls::Secured { mut config, tls } = tls::secured(url)?;
        config.application_name("artel");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
            config.keepalives_idle(SILENCE).keepalives_interval(Duration::from_secs(3)).keepalives_retries(3);
        }
        let manager = Manager::from_config(config, tls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(24)
            .post_create(Hook::async_fn(|client, _| {
                Box::pin(async move {
                    let begun = tokio::time::timeout(CONNECT, client.batch_execute(BEGIN)).await;
                    begun.map_err(|_| HookError::message("the server does not answer"))?.map_err(HookError::Backend)
                })
            }))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(10)))
            .create_timeout(Some(CONNECT))
            .build()
            .map_err(|e| DbError::Unavailable(e.to_string()))?;
        drop(pool.get().await?);
        let opened = Self { pool, kept: Arc::default(), committed: Arc::default() };
        let fsync = opened.read(|tx| Box::pin(async { tx.one::<(String,)>(&FSYNC, &[]).await })).await;
        if fsync.map_err(|error: DbError| error)?.0 == "off" {
            tracing::warn!(
                "PostgreSQL runs with fsync = off: what is acknowledged is lost when its machine loses power"
            );
        }
        Ok(opened)
    }

    pub(crate) async fn act<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (pool, kept) = (self.pool.clone(), Arc::clone(&self.kept));
        let committed = Arc::clone(&self.committed);
        // A task of its own: a caller that hangs up must not leave half an act behind.
        let act = tokio::spawn(async move {
            for tried in 1..TRIES {
                match attempt(&pool, &kept, ACT, &work).await {
                    Attempt::Again => tokio::time::sleep(breath(tried)).await,
                    Attempt::Done(done) => return done,
                }
            }
            match attempt(&pool, &kept, ACT, &work).await {
                Attempt::Done(done) => done,
                Attempt::Again => {
                    Err(DbError::Unavailable("the act was in the way of others too often".to_owned()).into())
                }
            }
        });
        let done = act.await.unwrap_or_else(|_| Err(DbError::Broken("an act panicked".to_owned()).into()));
        if done.is_ok() {
            committed.fetch_add(1, Ordering::Relaxed);
        }
        done
    }

    pub(crate) fn commits(&self) -> Commits {
        let acts = self.committed.load(Ordering::Relaxed);
        let waiting = u64::try_from(self.pool.status().waiting).unwrap_or(0);
        Commits { acts, commits: acts, waiting }
    }

    pub(crate) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync,
        E: From<DbError>,
    {
        match attempt(&self.pool, &self.kept, READ, &work).await {
            Attempt::Done(done) => done,
            Attempt::Again => Err(DbError::Unavailable("a read was cancelled by the database".to_owned()).into()),
        }
    }
}

/// How long an act waits before it runs again: by chance, so that those who met do not meet again.
fn breath(tried: usize) -> Duration {
    let chance = RandomState::new().build_hasher().finish();
    Duration::from_micros(chance % (1_000 << tried.min(7)))
}

enum Attempt<T, E> {
    Done(Result<T, E>),
    Again,
}

async fn attempt<T, E, F>(pool: &Pool, kept: &Arc<Kept>, begin: &str, work: &F) -> Attempt<T, E>
where
    F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E>,
    E: From<DbError>,
{
    let mut conn = match pool.get().await {
        Ok(client) => PgConn { client: Some(client), ended: true, silent: AtomicBool::new(false) },
        Err(error) => return Attempt::Done(Err(DbError::from(error).into())),
    };
    if let Err(error) = conn.begin(begin).await {
        return Attempt::Done(Err(error.into()));
    }
    let mut tx = Tx::new(Conn::Postgres(conn), Arc::clone(kept));
    let done = work(&mut tx).await;
    let Conn::Postgres(mut conn) = tx.conn else {
        return Attempt::Done(Err(DbError::Broken("an act changed its database".to_owned()).into()));
    };
    let ended = conn.end(if done.is_ok() { "commit" } else { "rollback" }).await;
    match (done, ended) {
        (Err(_), _) if tx.retry => Attempt::Again,
        (Ok(_), Err(DbError::Retry(_))) => Attempt::Again,
        // The commit went out and nothing came back: it may have been done.
        (Ok(_), Err(DbError::Unavailable(why))) if begin == ACT => Attempt::Done(Err(DbError::Unknown(why).into())),
        (Ok(_), Err(error)) => Attempt::Done(Err(error.into())),
        (done, _) => Attempt::Done(done),
    }
}

/// A connection with an open transaction. Dropped before its end, it is closed, not given back.
pub(crate) struct PgConn {
    client: Option<Object>,
    ended: bool,
    /// Something was not answered in time: nothing more is asked.
    silent: AtomicBool,
}

impl Drop for PgConn {
    fn drop(&mut self) {
        if let (false, Some(client)) = (self.ended, self.client.take()) {
            drop(Object::take(client));
        }
    }
}

impl PgConn {
    pub(crate) fn client(&self) -> Result<&Object, DbError> {
        self.client.as_ref().ok_or_else(|| DbError::Unavailable("the connection is closed".to_owned()))
    }

    async fn begin(&mut self, how: &str) -> Result<(), DbError> {
        self.ended = false;
        self.brief(how).await
    }

    async fn end(&mut self, how: &str) -> Result<(), DbError> {
        self.brief(how).await?;
        self.ended = true;
        Ok(())
    }

    /// What the server answers, if it does in time. A connection that was silent once is closed at its end.
    async fn answered<T>(&self, asked: impl Future<Output = Result<T, DbError>>) -> Result<T, DbError> {
        let silent = || DbError::Unavailable("the server does not answer".to_owned());
        if self.silent.load(Ordering::Relaxed) {
            return Err(silent());
        }
        tokio::time::timeout(ANSWER, asked).await.unwrap_or_else(|_| {
            self.silent.store(true, Ordering::Relaxed);
            Err(silent())
        })
    }

    /// A statement without values that takes no time.
    pub(crate) async fn brief(&self, text: &str) -> Result<(), DbError> {
        self.answered(async { Ok(self.client()?.batch_execute(text).await?) }).await
    }

    /// A text of several statements: a migration, which takes as long as it takes.
    pub(crate) async fn script(&self, text: &str) -> Result<(), DbError> {
        Ok(self.client()?.batch_execute(text).await?)
    }

    pub(crate) async fn execute(&self, sql: &Sql, params: &[&(dyn Bind + Sync)]) -> Result<u64, DbError> {
        self.answered(async {
            let client = self.client()?;
            let statement = client.prepare_cached(sql.rendered(Dialect::Postgres)).await?;
            let params: Vec<Param<'_>> = params.iter().map(|value| Param(value.bind())).collect();
            Ok(client.execute_raw(&statement, &params).await?)
        })
        .await
    }

    pub(crate) async fn query(&self, sql: &Sql, params: &[&(dyn Bind + Sync)]) -> Result<Vec<Row>, DbError> {
        let rows = self.answered(async {
            let client = self.client()?;
            let statement = client.prepare_cached(sql.rendered(Dialect::Postgres)).await?;
            let params: Vec<Param<'_>> = params.iter().map(|value| Param(value.bind())).collect();
            let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
            Ok(client.query(&statement, &params).await?)
        });
        let rows = rows.await?;
        rows.iter().map(|row| (0..row.len()).map(|i| cell(row, i)).collect::<Result<_, _>>().map(Row::new)).collect()
    }

    pub(crate) async fn rehearse(&self, sql: &Sql) -> Result<(), DbError> {
        let client = self.client()?;
        let statement = client.prepare(sql.rendered(Dialect::Postgres)).await?;
        let params: Vec<Param<'_>> = statement.params().iter().map(|ty| Param(empty(ty))).collect();
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
        for row in client.query(&statement, &params).await? {
            (0..row.len()).try_for_each(|i| cell(&row, i).map(drop))?;
        }
        Ok(())
    }
}

fn empty(ty: &Type) -> ValueRef<'static> {
    match *ty {
        Type::TEXT | Type::VARCHAR => ValueRef::Text("".into()),
        Type::BYTEA => ValueRef::Blob(&[]),
        _ => ValueRef::Int(0),
    }
}

pub(crate) fn cell(row: &tokio_postgres::Row, i: usize) -> Result<Value, DbError> {
    let column = row.columns().get(i).ok_or_else(|| DbError::Broken("no such column".to_owned()))?;
    Ok(match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(i)?.map_or(Value::Null, Value::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(i)?.map_or(Value::Null, |n| Value::Int(n.into())),
        Type::BOOL => row.try_get::<_, Option<bool>>(i)?.map_or(Value::Null, |b| Value::Int(b.into())),
        Type::TEXT | Type::VARCHAR => row.try_get::<_, Option<String>>(i)?.map_or(Value::Null, Value::Text),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(i)?.map_or(Value::Null, Value::bytes),
        Type::VOID => Value::Null,
        ref other => return Err(DbError::Broken(format!("column {} has type {other}; cast it", column.name()))),
    })
}

#[derive(Debug)]
pub(crate) struct Param<'a>(pub(crate) ValueRef<'a>);

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (&self.0, ty) {
            (ValueRef::Null, _) => Ok(IsNull::Yes),
            (ValueRef::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (ValueRef::Int(n), &Type::BOOL) => (*n != 0).to_sql(ty, out),
            (ValueRef::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (ValueRef::Text(text), &Type::TEXT | &Type::VARCHAR) => text.as_ref().to_sql(ty, out),
            (ValueRef::Blob(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            (value, ty) => Err(format!("{value:?} given where the statement wants {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
