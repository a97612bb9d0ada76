//! The gapless position of every event in its program's log.
//!
//! On `SQLite` there is one writer, so the act itself takes the next position. On `PostgreSQL` a counter
//! locked through the flush would make the acts of a program wait for each other, so the act only says
//! that its event waits, and a sequencer (one at a time, by an advisory lock) gives positions soon after.
//!
//! What is promised on both, with any number of servers and whatever their clocks say: **an event that was made after
//! another was committed stands behind it.** Events of acts that ran beside each other stand in either order. The
//! database numbers events as they are made, so who has seen another's commit has a later number; and who sees an
//! event that waits also sees what was committed before it was made, so a later round never places an earlier one.

use crate::{DbError, Dialect, Tx, params};

crate::statements! {
    // Not `insert … select`: from the table itself SQLite would copy what it reads into a table of its own first.
    PLACE_NOW: "insert into event_position (program_id, position, event_id, partner_id) values \
        ($1, (select coalesce(max(position), 0) + 1 from event_position where program_id = $1), $2, $3)";
    PLACE: "insert into event_position (program_id, position, event_id, partner_id) select $1, coalesce(max(position), 0) + 1, \
        $2, (select partner_id from event where program_id = $1 and id = $2) from event_position where program_id = $1";
    WAIT: "insert into event_pending (program_id, event_id) values ($1, $2)";
    PENDING: "select program_id, event_id from event_pending order by nth limit 10000";
    PLACED: "delete from event_pending where program_id = $1 and event_id = $2";
}

static LOCK: crate::Sql = crate::Sql::new("sequence::LOCK", "select pg_try_advisory_xact_lock(6214007)");

pub(crate) async fn append(
    tx: &mut Tx,
    program: &[u8; 16],
    event: &[u8; 16],
    partner: Option<[u8; 16]>,
) -> Result<(), DbError> {
    let done = match tx.dialect() {
        Dialect::Sqlite => tx.execute(&PLACE_NOW, params![program, event, partner]).await,
        Dialect::Postgres => tx.execute(&WAIT, params![program, event]).await,
    };
    done.map(drop)
}

/// Gives positions to waiting events in the order in which they were made.
pub(crate) async fn place_pending(tx: &mut Tx) -> Result<u64, DbError> {
    if !tx.one::<(bool,)>(&LOCK, params![]).await?.0 {
        return Ok(0);
    }
    place_some(tx).await
}

/// Gives positions to all events that wait: for a copy, in which nobody else places them.
pub(crate) async fn place_all(tx: &mut Tx) -> Result<(), DbError> {
    while place_some(tx).await? > 0 {}
    Ok(())
}

async fn place_some(tx: &mut Tx) -> Result<u64, DbError> {
    let pending: Vec<([u8; 16], [u8; 16])> = tx.all(&PENDING, params![]).await?;
    let mut placed = 0;
    for (program, event) in &pending {
        tx.execute(&PLACE, params![program, event]).await?;
        placed += tx.execute(&PLACED, params![program, event]).await?;
    }
    Ok(placed)
}
