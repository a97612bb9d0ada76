//! The one writer. Acts that wait share a commit: each runs under its own savepoint, all are answered
//! after the one flush. A flush costs 0.2–4 ms here, an act 0.05, so this is what makes writing fast.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{checkpoint::Checkpoints, drive};
use crate::{Commits, DbError, Tx, Work, kept::Kept, profile, tx::Conn};

/// Acts that may wait before new ones are refused.
const QUEUE: usize = 16_384;
/// Acts in one commit at most.
const GROUP: usize = 512;
/// Time that acts may take before the group is committed, so that the first does not wait long.
const GROUP_TIME: Duration = Duration::from_millis(10);

trait Job: Send {
    /// Where the act comes from.
    fn name(&self) -> &'static str;
    /// Runs the act; true if its changes are to stay.
    fn run(&mut self, tx: &mut Tx) -> bool;
    /// It was done, or refused.
    fn ran(&self) -> bool;
    /// Its changes were to stay.
    fn stays(&self) -> bool;
    /// Answers the caller after the commit, or with the error that prevented it.
    fn answer(self: Box<Self>, committed: Result<(), DbError>);
}

struct Act<F, T, E> {
    work: F,
    done: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Act<F, T, E>
where
    F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn name(&self) -> &'static str {
        std::any::type_name::<F>()
    }

    fn run(&mut self, tx: &mut Tx) -> bool {
        let done = drive(|| (self.work)(tx));
        let stays = done.is_ok();
        self.done = Some(done);
        stays
    }

    fn ran(&self) -> bool {
        self.done.is_some()
    }

    fn stays(&self) -> bool {
        matches!(self.done, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, committed: Result<(), DbError>) {
        let answer = match (self.done, committed) {
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(DbError::Broken("an act did not run".to_owned()).into()),
            (_, Err(error)) => Err(error.into()),
        };
        // The caller may have gone; the change stands all the same.
        let _gone = self.reply.send(answer);
    }
}

pub(super) struct Writer {
    /// None once the writer is to end.
    queue: Option<SyncSender<Box<dyn Job>>>,
    counts: Arc<Counts>,
    thread: Option<JoinHandle<()>>,
}

/// Counted on the way, read by who asks.
#[derive(Default)]
struct Counts {
    taken: AtomicU64,
    answered: AtomicU64,
    committed: AtomicU64,
    commits: AtomicU64,
}

impl Drop for Writer {
    /// Waits until every act that was taken is committed and the file is closed.
    fn drop(&mut self) {
        drop(self.queue.take());
        // An act may hold the last handle; the writer cannot wait for itself.
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            let _panicked = thread.join();
        }
    }
}

impl Writer {
    pub(super) fn start(conn: Connection, path: &Path, kept: Arc<Kept>) -> Result<Self, DbError> {
        Self::start_with(conn, path, kept, None)
    }

    /// The same beside a thread that carries the log into the file.
    pub(super) fn start_with(
        conn: Connection,
        path: &Path,
        kept: Arc<Kept>,
        checkpoints: Option<Checkpoints>,
    ) -> Result<Self, DbError> {
        let (queue, jobs) = sync_channel(QUEUE);
        let home = Home::of(path);
        let counts = Arc::new(Counts::default());
        let counted = Arc::clone(&counts);
        let thread = thread::Builder::new()
            .name("artel-writer".to_owned())
            .spawn(move || write_all(conn, kept, &home, &counted, &jobs, checkpoints))
            .map_err(|error| DbError::Unavailable(error.to_string()))?;
        Ok(Self { queue: Some(queue), counts, thread: Some(thread) })
    }

    pub(super) fn commits(&self) -> Commits {
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        let waiting = count(&self.counts.taken).saturating_sub(count(&self.counts.answered));
        Commits { acts: count(&self.counts.committed), commits: count(&self.counts.commits), waiting }
    }

    pub(super) async fn act<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(|| DbError::Unavailable("the writer has stopped".to_owned()))?;
        queue.try_send(Box::new(Act { work, done: None, reply })).map_err(|error| match error {
            TrySendError::Full(_) => DbError::Overloaded,
            TrySendError::Disconnected(_) => DbError::Unavailable("the writer has stopped".to_owned()),
        })?;
        self.counts.taken.fetch_add(1, Ordering::Relaxed);
        answer.await.unwrap_or_else(|_| Err(DbError::Unavailable("the writer has stopped".to_owned()).into()))
    }
}

/// The file as it was opened. When it is deleted or replaced `SQLite` goes on writing to what nobody will find.
struct Home {
    path: PathBuf,
    node: Option<(u64, u64)>,
}

impl Home {
    fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), node: node(path) }
    }

    fn stands(&self) -> Result<(), DbError> {
        if node(&self.path) == self.node {
            return Ok(());
        }
        Err(DbError::Unavailable(format!("{} was taken away or replaced since it was opened", self.path.display())))
    }
}

fn node(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

fn write_all(
    conn: Connection,
    kept: Arc<Kept>,
    home: &Home,
    counts: &Counts,
    jobs: &Receiver<Box<dyn Job>>,
    checkpoints: Option<Checkpoints>,
) {
    let mut since = 0;
    let mut tx = Tx::new(Conn::Sqlite(conn), kept);
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        let committed = home.stands().and_then(|()| write_group(&mut tx, &mut group, jobs));
        let acts = u64::try_from(group.len()).unwrap_or(u64::MAX);
        if committed.is_ok() {
            counts.committed.fetch_add(acts, Ordering::Relaxed);
            counts.commits.fetch_add(1, Ordering::Relaxed);
        }
        let mut after_others = false;
        for job in group {
            let stays = job.stays();
            // A refusal needs no commit to be true, unless it may rest on what others of its group have done.
            let holds = !stays && !after_others && job.ran();
            job.answer(if holds { Ok(()) } else { committed.clone() });
            after_others |= stays;
        }
        counts.answered.fetch_add(acts, Ordering::Relaxed);
        since = checkpoints.as_ref().map_or(0, |checkpoints| checkpoints.committed(since + acts));
    }
    // The last connection that is closed brings the log into the file and removes it: this one.
    drop(checkpoints);
}

fn write_group(tx: &mut Tx, group: &mut Vec<Box<dyn Job>>, jobs: &Receiver<Box<dyn Job>>) -> Result<(), DbError> {
    statement(tx, "begin immediate")?;
    let began = Instant::now();
    let mut next = 0;
    let mut done = Ok(());
    while let Some(job) = group.get_mut(next) {
        done = run_one(tx, job.as_mut());
        if done.is_err() {
            break;
        }
        next += 1;
        if group.len() < GROUP && began.elapsed() < GROUP_TIME {
            group.extend(jobs.try_iter().take(GROUP - group.len()).take(1));
        }
    }
    let began = profile::clock();
    let committed = done.and_then(|()| statement(tx, "commit"));
    profile::stage(("writer", "commit"), began);
    if committed.is_err() {
        // After a failed commit SQLite may have rolled back already; then this fails, and that is well.
        let _already = statement(tx, "rollback");
    }
    committed
}

fn run_one(tx: &mut Tx, job: &mut dyn Job) -> Result<(), DbError> {
    tx.notes.clear();
    tx.retry = false;
    tx.spent = Duration::ZERO;
    let began = profile::clock();
    statement(tx, "savepoint act")?;
    let stays = job.run(tx);
    if began.is_some() {
        profile::add(("writer", "statements of acts"), tx.spent);
        profile::stage(("act", job.name()), began);
    }
    if undone(tx) {
        // A full or failing disk makes SQLite undo the whole transaction, not the act alone.
        return Err(DbError::Unavailable("the database undid the transaction".to_owned()));
    }
    if !stays {
        statement(tx, "rollback to act")?;
    }
    statement(tx, "release act")
}

fn undone(tx: &Tx) -> bool {
    matches!(&tx.conn, Conn::Sqlite(conn) if conn.is_autocommit())
}

fn statement(tx: &Tx, text: &str) -> Result<(), DbError> {
    let Conn::Sqlite(conn) = &tx.conn else {
        return Err(DbError::Broken("the writer lost its file".to_owned()));
    };
    conn.prepare_cached(text)?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc};

    use super::*;
    use crate::params;

    static INSERT: crate::Sql = crate::Sql::new("test::INSERT", "insert into child (name, parent) values ($1, $2)");
    static COUNT: crate::Sql = crate::Sql::new("test::COUNT", "select count(*) from child where name = $1");

    /// Takes a name that nobody has. With a parent that is not there the commit fails, not the insert.
    async fn take(writer: &Writer, name: &'static str, parent: i64) -> Result<(), DbError> {
        writer
            .act(move |tx| {
                Box::pin(async move {
                    if tx.one::<(i64,)>(&COUNT, params![name]).await?.0 > 0 {
                        return Err(DbError::Check("taken".to_owned()));
                    }
                    tx.execute(&INSERT, params![name, parent]).await.map(drop)
                })
            })
            .await
    }

    /// Keeps the writer busy until the sender says something, so that what comes meanwhile shares a commit; refuses then.
    async fn hold(writer: &Writer, until: mpsc::Receiver<()>) -> Result<(), DbError> {
        let until = Mutex::new(until);
        writer
            .act(move |_| {
                until.lock().unwrap().recv().unwrap();
                Box::pin(async { Err::<(), _>(DbError::Overloaded) })
            })
            .await
    }

    #[tokio::test]
    async fn a_refusal_that_rests_on_what_was_never_committed_is_not_answered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.db");
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch(
            "pragma foreign_keys = on; create table parent (id integer primary key); insert into parent values (1); \
             create table child (name text, parent integer references parent (id) deferrable initially deferred);",
        )
        .unwrap();
        let writer = Writer::start(conn, &path, Arc::default()).unwrap();
        take(&writer, "known", 1).await.unwrap();
        let (go, until) = mpsc::channel();
        // Queued in this order while the writer waits: the last lets it go.
        let (_, early, broken, late, ()) = tokio::join!(
            hold(&writer, until),
            take(&writer, "known", 1),
            take(&writer, "new", 7),
            take(&writer, "new", 1),
            async { go.send(()).unwrap() }
        );
        assert_eq!(early, Err(DbError::Check("taken".to_owned())), "it rests on what was committed before");
        assert!(matches!(broken, Err(DbError::ForeignKey(_))), "the commit failed: {broken:?}");
        assert_eq!(late, broken, "the name was never taken");
        assert_eq!(take(&writer, "new", 1).await, Ok(()));
    }
}
