//! What happens by itself: deadlines that pass, and consumers that follow the event log.
//!
//! A timer is a row; nobody sleeps for it. Its work runs in the transaction that removes the row, hence
//! once. A consumer reads from its cursor and moves it in the transaction of what it did, hence once.

mod feeding;
pub mod trouble;

use std::{pin::Pin, time::Duration};

use db::{DbError, Tx, Work, params, profile};
use kit::{
    Id, Instant,
    id::{Kind, ProgramId},
};

use crate::{App, Cx, Fail, events::Event};

db::statements! {
    SET: "insert into timer (program_id, kind, subject_id, due_at) values ($1, $2, $3, $4) \
        on conflict (program_id, kind, subject_id) do update set due_at = excluded.due_at";
    SET_IF_NONE: "insert into timer (program_id, kind, subject_id, due_at) values ($1, $2, $3, $4) \
        on conflict (program_id, kind, subject_id) do nothing";
    CANCEL: "delete from timer where program_id = $1 and kind = $2 and subject_id = $3";
    TAKE: "delete from timer where program_id = $1 and kind = $2 and subject_id = $3 and due_at = $4";
    DUE: "select program_id, kind, subject_id, due_at from timer where due_at <= $1 \
        order by due_at, program_id, kind, subject_id limit 256";
    POSTPONE: "update timer set due_at = $5 where program_id = $1 and kind = $2 and subject_id = $3 and due_at = $4";
    CURSOR: "select coalesce(max(position), 0) from consumer_cursor where program_id = $1 and consumer = $2";
    MOVE: "insert into consumer_cursor (program_id, consumer, position) values ($1, $2, $3) \
        on conflict (program_id, consumer) do update set position = excluded.position \
        where consumer_cursor.position = $4";
    REWIND: "update consumer_cursor set position = 0 where program_id = $1 and consumer = $2";
    CURSORS: "select program_id, consumer, position from consumer_cursor";
}

/// Runs when a deadline has passed: `(cx, tx, subject, due_at)`.
pub type OnTimer = for<'t> fn(&'t Cx, &'t mut Tx, [u8; 16], Instant) -> Work<'t, (), Fail>;

/// A kind of deadline.
#[derive(Clone, Copy)]
pub struct TimerKind {
    /// The word in the table, for example `offer_deadline`.
    pub kind: &'static str,
    /// Runs before the timer itself is locked: locks what the work needs, where others set the timer under that lock.
    pub first: Option<OnTimer>,
    /// What happens then.
    pub run: OnTimer,
}

impl TimerKind {
    /// A kind whose work needs nothing that others hold while they set it.
    pub const fn new(kind: &'static str, run: OnTimer) -> Self {
        Self { kind, first: None, run }
    }

    /// A kind whose work locks something first.
    pub const fn locking(kind: &'static str, first: OnTimer, run: OnTimer) -> Self {
        Self { kind, first: Some(first), run }
    }
}

/// Runs over new events: `(cx, tx, events)`.
pub type OnEvents = for<'t> fn(&'t Cx, &'t mut Tx, &'t [Event]) -> Work<'t, (), Fail>;

/// Something that follows the event log.
#[derive(Clone, Copy)]
pub struct Consumer {
    /// The word in the table of cursors.
    pub name: &'static str,
    /// What follows.
    pub run: OnEvents,
}

/// Works with the outside world, in transactions of its own; says whether there was something to do.
pub type OutsideWork = fn(App) -> Pin<Box<dyn Future<Output = Result<bool, Fail>> + Send>>;

/// Something that is done outside: sending mail. It never holds up what happens by itself inside.
#[derive(Clone, Copy)]
pub struct Worker {
    /// What it is called in the log.
    pub name: &'static str,
    /// Does what is due.
    pub run: OutsideWork,
}

/// Sets the timer of a subject; one of a kind stands at a time.
pub async fn set_timer<K: Kind>(
    tx: &mut Tx,
    program: ProgramId,
    kind: &str,
    subject: Id<K>,
    due: Instant,
) -> Result<(), DbError> {
    tx.execute(&SET, params![program, kind, subject, due]).await.map(drop)
}

/// Sets the timer of a subject unless one of the kind stands.
pub async fn set_timer_if_none<K: Kind>(
    tx: &mut Tx,
    program: ProgramId,
    kind: &str,
    subject: Id<K>,
    due: Instant,
) -> Result<(), DbError> {
    tx.execute(&SET_IF_NONE, params![program, kind, subject, due]).await.map(drop)
}

/// Takes a timer away, if it stands.
pub async fn cancel_timer<K: Kind>(tx: &mut Tx, program: ProgramId, kind: &str, subject: Id<K>) -> Result<(), DbError> {
    tx.execute(&CANCEL, params![program, kind, subject]).await.map(drop)
}

/// How far a consumer has read a program's log.
pub async fn position(tx: &mut Tx, program: ProgramId, consumer: &str) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(&CURSOR, params![program, consumer]).await?.0)
}

/// Lets a consumer read a program's log again from the beginning. What it had made must be gone in the same transaction.
pub async fn rewind(tx: &mut Tx, program: ProgramId, consumer: &str) -> Result<(), DbError> {
    tx.execute(&REWIND, params![program, consumer]).await.map(drop)
}

/// Everything that reacts, put together by the binary.
#[derive(Clone, Default)]
pub struct Reactors {
    /// All kinds of deadlines.
    pub timers: Vec<TimerKind>,
    /// All consumers.
    pub consumers: Vec<Consumer>,
    /// All workers.
    pub workers: Vec<Worker>,
}

type Due = (ProgramId, String, [u8; 16], Instant);

impl Reactors {
    /// Works until the server stops: woken by changes, and every 250 ms for what is due.
    pub async fn run(self, app: App) {
        let mut outside = tokio::task::JoinSet::new();
        for worker in &self.workers {
            outside.spawn(work(app.clone(), *worker));
        }
        loop {
            woken(&app).await;
            if let Err(error) = self.settle_inside(&app).await {
                tracing::warn!(?error, "reacting failed; it will be tried again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    /// Does all that is due now, until nothing is: deadlines in their order, then consumers, then what is done
    /// outside.
    pub async fn settle(&self, app: &App) -> Result<(), Fail> {
        loop {
            self.settle_inside(app).await?;
            let mut worked = false;
            for worker in &self.workers {
                worked |= (worker.run)(app.clone()).await?;
            }
            if !worked {
                return Ok(());
            }
        }
    }

    async fn settle_inside(&self, app: &App) -> Result<(), Fail> {
        loop {
            tell_streams(app).await?;
            let mut worked = self.fire_timers(app).await?;
            let (moved, failed) = feeding::feed_all(app, &self.consumers).await?;
            worked |= moved;
            // Whoever failed comes again when nothing else is left to do.
            if !worked {
                return failed;
            }
        }
    }

    async fn fire_timers(&self, app: &App) -> Result<bool, Fail> {
        let now = app.clock.now();
        let due: Vec<Due> = app.db.read(move |tx| Box::pin(async move { tx.all(&DUE, params![now]).await })).await?;
        let mut worked = false;
        for (program, kind, subject, due_at) in due {
            let Some(timer) = self.timers.iter().find(|t| t.kind == kind).copied() else {
                // It may be of a newer version that works beside this one.
                tracing::error!(kind, "no capability knows this timer");
                postpone(app, kind, program, subject, due_at).await?;
                continue;
            };
            worked = true;
            if let Err(error) = fire(app, timer, program, subject, due_at).await {
                // One bad row must not hold up the others: it comes again in a minute.
                tracing::error!(?error, kind, "a timer failed");
                postpone(app, kind, program, subject, due_at).await?;
            }
        }
        Ok(worked)
    }
}

/// Waits for a change, 250 ms at most.
async fn woken(app: &App) {
    if tokio::time::timeout(Duration::from_millis(250), app.wake.notified()).await.is_ok() {
        // A burst of changes is worth one round, not one each.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Tells the open streams what happened. Before anything reacts: they do not wait for a consumer that fails.
async fn tell_streams(app: &App) -> Result<(), Fail> {
    app.db.sequence_events().await?;
    app.live.tell(&app.db).await
}

/// Tells the open streams what happens, until the server stops, and lets nothing react: under a test clock that is
/// for the test to say, and who only looks does not wait for it.
pub async fn tell(app: App) {
    loop {
        woken(&app).await;
        if app.live.is_followed()
            && let Err(error) = tell_streams(&app).await
        {
            tracing::warn!(?error, "telling the streams failed; it will be tried again");
        }
    }
}

/// Works until the server stops, at its own pace: twice a second, and at once while there is more.
async fn work(app: App, worker: Worker) {
    loop {
        match (worker.run)(app.clone()).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(Duration::from_millis(500)).await,
            Err(error) => {
                tracing::warn!(?error, worker = worker.name, "a worker failed; it will try again");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    }
}

async fn fire(app: &App, timer: TimerKind, program: ProgramId, subject: [u8; 16], due_at: Instant) -> Result<(), Fail> {
    let app = app.clone();
    app.clone()
        .db
        .act(move |tx| {
            let app = app.clone();
            Box::pin(async move {
                let cx = app.system_cx(program);
                if let Some(first) = timer.first {
                    first(&cx, tx, subject, due_at).await?;
                }
                if tx.execute(&TAKE, params![program, timer.kind, subject, due_at]).await? == 0 {
                    return Ok(()); // taken away or moved meanwhile
                }
                let began = profile::clock();
                let done = (timer.run)(&cx, tx, subject, due_at).await;
                profile::stage(("timer", timer.kind), began);
                done
            })
        })
        .await
}

/// Moves a timer that could not be fired by a minute, unless somebody has moved it meanwhile.
async fn postpone(app: &App, kind: String, program: ProgramId, subject: [u8; 16], due: Instant) -> Result<(), Fail> {
    let later = app.clock.now() + kit::time::Span::minutes(1);
    app.db
        .act(move |tx| {
            let kind = kind.clone();
            Box::pin(
                async move { Ok(tx.execute(&POSTPONE, params![program, kind, subject, due, later]).await.map(drop)?) },
            )
        })
        .await
}
