//! What is old goes: kept answers, mail that was sent, sessions that ended. Little by little, so that nobody waits.

pub mod store;

use std::time::Duration;

use db::DbError;
use kit::time::Span;
use platform::App;

/// How long what is done is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Days for which a repeated request gets the kept answer.
    pub answers_days: u32,
    /// Days for which mail that was sent can be looked up.
    pub mail_days: u32,
}

/// Between two rounds.
const ROUND: Duration = Duration::from_hours(1);
/// After the start, when there is other work to do.
const FIRST: Duration = Duration::from_mins(1);
/// Between two pieces of a round, for the others' acts.
const PAUSE: Duration = Duration::from_millis(50);

/// Days for which Telegram may send an update again, and more.
const UPDATES_DAYS: u32 = 8;

/// Goes round until the server stops.
pub async fn run(app: App, keep: Keep) {
    tokio::time::sleep(FIRST).await;
    loop {
        match tidy(&app, keep).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "what was old is gone"),
            Err(error) => tracing::warn!(%error, "tidying up failed; it will be tried again"),
        }
        tokio::time::sleep(ROUND).await;
    }
}

/// One round; returns how many rows went.
pub async fn tidy(app: &App, keep: Keep) -> Result<u64, DbError> {
    let now = app.clock.now();
    app.db.act(move |tx| Box::pin(network::people::forget(tx, now))).await?;
    let mut gone = 0;
    let old = [
        (&store::ANSWERS, keep.answers_days),
        (&store::SENT_MAIL, keep.mail_days),
        (&store::SENT_MESSAGES, keep.mail_days),
        (&store::OLD_UPDATES, UPDATES_DAYS),
        (&store::OLD_LINKS, 1),
    ];
    for (sql, days) in old {
        let before = now - Span::days(days.into());
        loop {
            let piece = app.db.act(move |tx| Box::pin(store::remove(tx, sql, before))).await?;
            gone += piece;
            if piece < store::PIECE {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(gone)
}
