//! What waits in the database.

use db::{DbError, Tx, params};
use kit::Instant;

db::statements! {
    EVENTS: "select count(*) from event_pending";
    TIMERS: "select count(*) from timer where due_at < $1";
    SET_ASIDE: "select count(*) from consumer_trouble where set_aside_at is not null";
    TELEGRAM: "select count(*) from telegram_message where state = 'waiting'";
    MAIL: "select count(*) from outgoing_mail where state = 'waiting'";
}

/// What waits.
pub struct Waiting {
    /// Events that have no position yet (`PostgreSQL`).
    pub events: u64,
    /// Deadlines that have passed and whose work is not done.
    pub timers: u64,
    /// Events that consumers went on without.
    pub set_aside: u64,
    /// Mail that is to be sent.
    pub mail: u64,
    /// Messages that the bot is to send.
    pub telegram: u64,
}

/// Counts what waits.
pub async fn waiting(tx: &mut Tx, now: Instant) -> Result<Waiting, DbError> {
    Ok(Waiting {
        events: tx.one::<(u64,)>(&EVENTS, params![]).await?.0,
        timers: tx.one::<(u64,)>(&TIMERS, params![now]).await?.0,
        set_aside: tx.one::<(u64,)>(&SET_ASIDE, params![]).await?.0,
        telegram: tx.one::<(u64,)>(&TELEGRAM, params![]).await?.0,
        mail: tx.one::<(u64,)>(&MAIL, params![]).await?.0,
    })
}
