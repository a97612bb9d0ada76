//! The first deals of a partner, which are guided: grace lasts until so many of them are closed.

use std::collections::BTreeMap;

use db::Tx;
use kit::{
    Instant,
    id::{DealId, PartnerId},
};
use network::versions;
use platform::{Cx, Fail};

use super::{domain::ReciprocityPolicy, service, store};
use crate::locks;

/// No policy asks for more guided deals than this, so later ones are not kept.
const MOST: u32 = 100;

/// A deal of a partner was closed, won or lost. Told twice, it counts once.
pub async fn deal_closed(cx: &Cx, tx: &mut Tx, partner: PartnerId, deal: DealId) -> Result<(), Fail> {
    locks::ledger(tx, partner).await?;
    let closed = store::guided_count(tx, cx.program(), partner).await?;
    if closed < MOST && !store::is_guided(tx, cx.program(), deal).await? {
        store::add_guided(tx, cx.program(), partner, closed.saturating_add(1), deal, cx.now).await?;
        versions::ledgers_changed(cx, tx).await?;
        // It may have ended the grace.
        service::follow(cx, tx, partner).await?;
    }
    Ok(())
}

/// When the guided deals of a partner were done, if they are.
pub(super) async fn done_of(
    cx: &Cx,
    tx: &mut Tx,
    partner: PartnerId,
    policy: &ReciprocityPolicy,
) -> Result<Option<Instant>, Fail> {
    Ok(store::guided_done(tx, cx.program(), Some(partner), policy.grace_guided_deals).await?.remove(&partner))
}

/// The same for every partner that has done them.
pub(super) async fn done_of_all(
    cx: &Cx,
    tx: &mut Tx,
    policy: &ReciprocityPolicy,
) -> Result<BTreeMap<PartnerId, Instant>, Fail> {
    Ok(store::guided_done(tx, cx.program(), None, policy.grace_guided_deals).await?)
}
