#![doc = include_str!("README.md")]

pub(crate) mod store;

use std::collections::BTreeSet;

use db::{DbError, Dialect, Tx};
use kit::id::{ClientId, LeadId, PartnerId};
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

/// The partners whose tallies this act has locked.
#[derive(Clone, Default)]
struct Counted(BTreeSet<PartnerId>);

/// Locks what is counted of a partner's offers. In the order of their ids acts wait for each other. An act that comes to one
/// out of this order (it counts what ran out and then the wave that follows, or several leads) never waits: if another act
/// has that tally, it runs again.
pub(crate) async fn tally(tx: &mut Tx, partner: PartnerId) -> Result<(), DbError> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let mut counted = tx.noted::<Counted>().cloned().unwrap_or_default();
    if counted.0.contains(&partner) {
        return Ok(());
    }
    let name = [b"tally", partner.bytes().as_slice()].concat();
    if counted.0.last().is_none_or(|last| *last < partner) {
        tx.hold(&name).await?;
    } else if !tx.try_hold(&name).await? {
        return Err(tx.run_again());
    }
    counted.0.insert(partner);
    tx.note(counted);
    Ok(())
}

/// Locks what is counted of a partner for reciprocity: its ledger, its overrides, its guided deals and what follows from them.
pub(crate) async fn ledger(tx: &mut Tx, partner: PartnerId) -> Result<(), Fail> {
    Ok(tx.hold(&[b"ledger", partner.bytes().as_slice()].concat()).await?)
}

/// The same for one lead.
pub(crate) async fn lead(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<(), Fail> {
    leads(cx, tx, [id]).await
}
