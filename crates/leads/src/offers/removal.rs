//! Taking back the offers of a lead that is about to be removed: an import was undone.

use db::Tx;
use kit::id::LeadId;
use platform::{Cx, Fail, View, react};

use super::{
    domain::{Command, WithdrawReason},
    service, store,
};
use crate::distribution;

/// Takes back every open offer of a lead. Nobody had a hand in it, so places in queues are given back in full.
pub(crate) async fn take_back(cx: &Cx, tx: &mut Tx, lead: LeadId) -> Result<(), Fail> {
    for offer in store::of_lead(tx, cx.program(), View::All, lead).await? {
        let command = Command::Withdraw { reason: WithdrawReason::LeadClosed };
        if let Ok(happened) = offer.offer().decide(&command, cx.now) {
            let (segment, turn, charge) = (offer.segment.clone(), offer.turn.clone(), offer.charge);
            service::apply(cx, tx, offer, &happened).await?;
            distribution::shift(cx, tx, &segment, &turn, -charge).await?;
        }
    }
    react::cancel_timer(tx, cx.program(), distribution::CLOCK, lead).await?;
    Ok(())
}
