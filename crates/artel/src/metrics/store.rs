//! What waits in the database.

use db::{DbError, Tx, params};
use kit::Instant;

db::statements! {
    EVENTS: "select count(*) from event_pending";
    TIMERS: "select count(*) from timer where due_at < $1";
    MAIL: "select count(*) from outgoing_mail where state = 'waiting'";
}

/// What waits.
pub struct Waiting {
    /// Events that have no position yet (`PostgreSQL`).
    pub events: u64,
    /// Deadlines that have passed and whose work is not done.
    pub timers: u64,
    /// Mail that is to be sent.
    pub mail: u64,
}

/// Counts what waits.
pub async fn waiting(tx: &mut Tx, now: Instant) -> Result<Waiting, DbError> {
    Ok(Waiting {
        events: tx.one::<(u64,)>(&EVENTS, params![]).await?.0,
        timers: tx.one::<(u64,)>(&TIMERS, params![now]).await?.0,
        mail: tx.one::<(u64,)>(&MAIL, params![]).await?.0,
    })
}
