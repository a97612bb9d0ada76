//! The one order in which the rows of a lead are locked on `PostgreSQL`, so that acts wait for each other and never in
//! a ring. On `SQLite` the one writer is the lock, and nothing here costs anything.
//!
//! 1. the **client**: whoever decides whose it is (`client`); a new lead waits for it by its foreign key;
//! 2. its **leads**, in the order of their ids: whoever changes anything of a lead or of its offers (`leads`);
//! 3. the **queues** of their segments, in the order of their names, taken with the leads;
//! 4. **offers**, in the order in which they were made;
//! 5. **tallies** of partners, in the order of their ids within one wave;
//! 6. all else: ledgers, pauses, tasks, timers.
//!
//! What was read before the lock is read again after it. A timer of a lead locks the lead before its own row
//! (`TimerKind::first`). An act that meets a partner's tally twice, for what ran out and for the wave that follows, may
//! still meet another in a ring: `PostgreSQL` sees it, and the port runs one of them again.

pub(crate) mod store;

use std::collections::BTreeSet;

use db::{Dialect, Tx};
use kit::id::{ClientId, LeadId};
use platform::{Cx, Fail};

use crate::distribution;

/// The leads that this act has locked.
#[derive(Clone, Default)]
struct Held(BTreeSet<LeadId>);

/// Locks a client and its open leads: before it is decided whose the client is.
pub async fn client(cx: &Cx, tx: &mut Tx, client: ClientId) -> Result<(), Fail> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    store::client(tx, cx.program(), client).await?;
    // New ones wait for the client by now.
    let open = store::open_leads(tx, cx.program(), client).await?;
    leads(cx, tx, open).await
}

/// Locks leads with the queues of their segments. Those that this act has locked before cost nothing.
pub(crate) async fn leads(cx: &Cx, tx: &mut Tx, ids: impl IntoIterator<Item = LeadId>) -> Result<(), Fail> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let mut held = tx.noted::<Held>().cloned().unwrap_or_default();
    let new: BTreeSet<LeadId> = ids.into_iter().filter(|id| !held.0.contains(id)).collect();
    let mut segments = BTreeSet::new();
    for id in &new {
        if let Some((product, region, size)) = store::lead(tx, cx.program(), *id).await? {
            segments.insert(distribution::segment_name(product, &region, &size));
        }
    }
    for segment in &segments {
        store::queue(tx, cx.program(), segment).await?;
    }
    held.0.extend(new);
    tx.note(held);
    Ok(())
}

/// The same for one lead.
pub(crate) async fn lead(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<(), Fail> {
    leads(cx, tx, [id]).await
}
