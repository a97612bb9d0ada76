//! The limit: the same rows written in a tight loop through the same port, with the same group commit, but
//! without rules and without HTTP.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use db::{Db, DbError, Place};
use kit::{Id, Uuid, time::Span};

use super::{
    per_second,
    server::Folder,
    store::{self, Ground, Rows},
};

/// What the database alone gives, in a second.
pub(super) struct Limits {
    pub intake: u64,
    pub acceptance: u64,
}

const PARTNERS: u128 = 60;

pub(super) async fn measure(clients: usize, time: Duration) -> Result<Limits, String> {
    let folder = Folder::new("raw")?;
    let db = Db::open(&Place::Sqlite(folder.database())).await.map_err(|e| e.to_string())?;
    db.migrate(platform::Clock::System.now()).await.map_err(|e| e.to_string())?;
    let id = |n: u128| Uuid::from_u128(n);
    let ground = Ground {
        program: Id::from_uuid(id(1)),
        product: Id::from_uuid(id(2)),
        partners: (0..PARTNERS).map(|n| Id::from_uuid(id(100 + n))).collect(),
    };
    let (leads, intake) = write(&db, clients, time, u64::MAX, &ground, false).await?;
    let (_, acceptance) = write(&db, clients, time, leads, &ground, true).await?;
    Ok(Limits { intake, acceptance })
}

/// Writes from all clients for a time or until `most`; returns how many and how many in a second.
async fn write(
    db: &Db,
    clients: usize,
    time: Duration,
    most: u64,
    ground: &Ground,
    accept: bool,
) -> Result<(u64, u64), String> {
    let (next, ground) = (Arc::new(AtomicU64::new(0)), Arc::new(ground.clone()));
    let (began, first) =
        (Instant::now(), platform::Clock::test(kit::Instant::from_micros(1_780_000_000_000_000)).now());
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (db, next, ground) = (db.clone(), Arc::clone(&next), Arc::clone(&ground));
        tasks.push(tokio::spawn(async move {
            while began.elapsed() < time {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= most {
                    break;
                }
                let rows = Rows { number, at: first + Span(i64::try_from(number).unwrap_or(0) * 1_000) };
                let ground = Arc::clone(&ground);
                db.act(move |tx| {
                    let ground = Arc::clone(&ground);
                    Box::pin(async move {
                        if accept {
                            store::acceptance(tx, &ground, rows).await
                        } else {
                            store::lead(tx, &ground, rows, false).await
                        }
                    })
                })
                .await?;
            }
            Ok::<_, DbError>(())
        }));
    }
    for task in tasks {
        task.await.map_err(|e| e.to_string())?.map_err(|e| e.to_string())?;
    }
    let written = next.load(Ordering::Relaxed).min(most);
    let whole = usize::try_from(written).unwrap_or(usize::MAX);
    Ok((written, per_second(whole, began.elapsed())))
}
