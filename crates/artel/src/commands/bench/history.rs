//! A long history in a short time: leads that came and ended, with their offers, events and decisions.

use std::path::Path;

use db::{Db, DbError, Place};
use kit::time::Span;

use super::store::{self, Rows};

/// Leads in one act.
const ACT: u64 = 500;

/// Adds leads number `from` to `until` to the program of a database on which no server runs. Returns the ids of some of them.
pub(super) async fn add(database: &Path, from: u64, until: u64) -> Result<Vec<String>, String> {
    write(database, from, until).await.map_err(|e| e.to_string())
}

async fn write(database: &Path, from: u64, until: u64) -> Result<Vec<String>, DbError> {
    let db = Db::open(&Place::Sqlite(database.to_owned())).await?;
    let now = platform::Clock::System.now();
    let ground = db.read(|tx| Box::pin(store::ground(tx))).await?;
    let ground = ground.ok_or_else(|| DbError::Broken("the database has no program".to_owned()))?;
    // One lead in 90 seconds, the last a day ago: so many a year that 200 000 are seven months.
    let rows = move |number: u64| {
        let back = i64::try_from(until - number).unwrap_or(0);
        Rows { number, at: now - Span::days(1) - Span::minutes(back * 3 / 2) }
    };
    let mut next = from;
    while next < until {
        let (ground, end) = (ground.clone(), (next + ACT).min(until));
        db.act(move |tx| {
            let ground = ground.clone();
            Box::pin(async move {
                for number in next..end {
                    store::lead(tx, &ground, rows(number), true).await?;
                }
                Ok::<_, DbError>(())
            })
        })
        .await?;
        next = end;
    }
    let program = ground.program;
    let consumers: Vec<&'static str> = crate::server::reactors().consumers.iter().map(|c| c.name).collect();
    db.act(move |tx| {
        let consumers = consumers.clone();
        Box::pin(async move {
            for consumer in consumers {
                store::consumed(tx, program, consumer).await?;
            }
            Ok::<_, DbError>(())
        })
    })
    .await?;
    let step = ((until - from) / 500).max(1);
    let some = (from..until).step_by(usize::try_from(step).unwrap_or(1));
    Ok(some.map(|number| rows(number).lead().to_string()).collect())
}
