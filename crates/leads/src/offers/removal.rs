//! Taking back the offers of a lead that is about to be removed: an import was undone.

use db::Tx;
use kit::id::LeadId;
use platform::{Cx, Fail, View, react};

use super::{
    domain::{Command, OfferState, WithdrawReason},
    recorded, store,
};
use crate::{distribution, locks};

/// Takes back every open offer of a lead. Nobody had a hand in it, so places in queues are given back in full.
pub(crate) async fn take_back(cx: &Cx, tx: &mut Tx, lead: LeadId) -> Result<(), Fail> {
    locks::lead(cx, tx, lead).await?;
    for offer in store::of_lead(tx, cx.program(), View::All, lead).await? {
        let command = Command::Withdraw { reason: WithdrawReason::LeadClosed };
        if let Ok(happened) = offer.offer().decide(&command, cx.now) {
            let charge = offer.charge;
            recorded::apply_moving(cx, tx, offer, &happened, -charge).await?;
        }
    }
    react::cancel_timer(tx, cx.program(), distribution::CLOCK, lead).await?;
    Ok(())
}

/// The same for a lead that goes with all that hangs on it: nobody has received it.
pub(crate) async fn forget(cx: &Cx, tx: &mut Tx, lead: LeadId) -> Result<(), Fail> {
    take_back(cx, tx, lead).await?;
    let mut rows = store::of_lead(tx, cx.program(), View::All, lead).await?;
    rows.retain(|row| !matches!(row.detail.0, OfferState::Undelivered { .. }));
    rows.sort_by_key(|row| row.partner);
    for row in &rows {
        store::not_received(tx, cx.program(), row).await?;
    }
    Ok(())
}
