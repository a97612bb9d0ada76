//! Consumers that follow the event log: which of them are behind, and how they are fed.
//!
//! Those that stand at the same place are fed together, in one act in which each may fail alone: most events mean
//! something to one or two of them, and an act for each of the others costs more than its work.

use std::{collections::BTreeMap, sync::Arc};

use db::{DbError, Dialect, Tx, params, profile};
use kit::id::ProgramId;

use super::{CURSORS, Consumer, MOVE, trouble};
use crate::{
    App, Fail,
    events::{self, Event},
};

/// Events that are read at a time.
const STRETCH: i64 = 200;

/// Consumers that stand at the same place of a program's log, and have not read all of it.
type Behind = BTreeMap<(ProgramId, i64), Vec<Consumer>>;

/// Feeds whoever is behind, once; true if somebody read on. Beside it the error of a consumer that failed: it holds up
/// no other, and no other program.
pub(super) async fn feed_all(app: &App, consumers: &[Consumer]) -> Result<(bool, Result<(), Fail>), Fail> {
    let mut fed = Fed::default();
    for ((program, from), consumers) in behind(app, consumers).await? {
        let read = app.db.read(move |tx| Box::pin(async move { events::after(tx, program, from, STRETCH).await }));
        let events = Arc::new(read.await?);
        // On PostgreSQL each has its own transaction: what it locks is held for its own work alone.
        if consumers.len() > 1 && app.db.dialect() == Dialect::Sqlite {
            match feed(app, consumers.clone(), program, from, Arc::clone(&events)).await {
                Ok(together) => {
                    fed.moved |= together.moved;
                    for (consumer, error) in together.failed {
                        fed.join(one_by_one(app, consumer, program, from, &events, error).await?);
                    }
                    continue;
                }
                Err(error) => tracing::warn!(?error, "consumers could not be fed together"),
            }
        }
        for consumer in consumers {
            match feed(app, vec![consumer], program, from, Arc::clone(&events)).await {
                Ok(Fed { moved, failed }) => {
                    fed.moved |= moved;
                    for (consumer, error) in failed {
                        fed.join(one_by_one(app, consumer, program, from, &events, error).await?);
                    }
                }
                Err(error) => fed.failed.push((consumer, error)),
            }
        }
    }
    let mut failed = Ok(());
    for (consumer, error) in fed.failed {
        // It comes again.
        tracing::error!(?error, consumer = consumer.name, "a consumer failed");
        failed = Err(error);
    }
    Ok((fed.moved, failed))
}

async fn behind(app: &App, consumers: &[Consumer]) -> Result<Behind, DbError> {
    type Cursor = (ProgramId, String, i64);
    let (tails, cursors): (_, Vec<Cursor>) = app
        .db
        .read(|tx| {
            Box::pin(async move { Ok::<_, DbError>((events::tails(tx).await?, tx.all(&CURSORS, params![]).await?)) })
        })
        .await?;
    let cursors: BTreeMap<(ProgramId, &str), i64> =
        cursors.iter().map(|(program, consumer, position)| ((*program, consumer.as_str()), *position)).collect();
    let mut behind = Behind::new();
    for (program, tail) in tails {
        for consumer in consumers {
            let position = cursors.get(&(program, consumer.name)).copied().unwrap_or(0);
            if position < tail {
                behind.entry((program, position)).or_default().push(*consumer);
            }
        }
    }
    Ok(behind)
}

/// What came of feeding.
#[derive(Default)]
struct Fed {
    moved: bool,
    failed: Vec<(Consumer, Fail)>,
}

impl Fed {
    fn join(&mut self, other: Self) {
        self.moved |= other.moved;
        self.failed.extend(other.failed);
    }
}

async fn feed(
    app: &App,
    consumers: Vec<Consumer>,
    program: ProgramId,
    from: i64,
    events: Arc<Vec<Event>>,
) -> Result<Fed, Fail> {
    let app = app.clone();
    app.clone()
        .db
        .act(move |tx| {
            let (app, consumers, events) = (app.clone(), consumers.clone(), Arc::clone(&events));
            Box::pin(async move {
                let mut fed = Fed::default();
                for consumer in consumers {
                    let (app, events) = (app.clone(), Arc::clone(&events));
                    let done = tx.attempt(move |tx| Box::pin(feed_one(app, tx, consumer, program, from, events)));
                    match done.await? {
                        Ok(moved) => fed.moved |= moved,
                        Err(error) => fed.failed.push((consumer, error)),
                    }
                }
                Ok(fed)
            })
        })
        .await
}

/// A consumer that failed on a stretch reads it event by event, up to the one that it cannot take in.
async fn one_by_one(
    app: &App,
    consumer: Consumer,
    program: ProgramId,
    from: i64,
    events: &[Event],
    error: Fail,
) -> Result<Fed, Fail> {
    let (mut fed, mut at, mut failed) = (Fed::default(), from, Some(error));
    for event in events {
        if events.len() > 1 {
            let alone = feed(app, vec![consumer], program, at, Arc::new(vec![event.clone()])).await?;
            fed.moved |= alone.moved;
            failed = alone.failed.into_iter().next().map(|(_, error)| error);
        }
        let Some(error) = failed.take() else {
            at = event.position;
            continue;
        };
        if trouble::met(app, consumer, program, at, event, &error).await? {
            (fed.moved, at) = (true, event.position);
        } else {
            fed.failed.push((consumer, error));
            break;
        }
    }
    Ok(fed)
}

async fn feed_one(
    app: App,
    tx: &mut Tx,
    consumer: Consumer,
    program: ProgramId,
    from: i64,
    events: Arc<Vec<Event>>,
) -> Result<bool, Fail> {
    let Some(last) = events.last() else { return Ok(false) };
    if tx.execute(&MOVE, params![program, consumer.name, last.position, from]).await? == 0 {
        return Ok(false); // another server feeds it
    }
    let (cx, began) = (app.system_cx(program), profile::clock());
    (consumer.run)(&cx, tx, &events).await?;
    profile::stage(("consumer", consumer.name), began);
    Ok(true)
}
