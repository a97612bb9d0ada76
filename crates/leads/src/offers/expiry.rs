//! Clocks that ended, whoever notices it and however late: stamped with their end, not with the noticing.

use db::Tx;
use kit::id::{LeadId, PartnerId};
use platform::{Cx, Fail, View};

use super::{domain::Command, recorded, store};
use crate::{
    distribution::domain::{OnLead, waves::Progress},
    intake::Lead,
};

/// Ends every offer of a lead whose clock has run out, and tells how all its offers stand then.
pub(crate) async fn up_to_now(cx: &Cx, tx: &mut Tx, lead: &Lead) -> Result<Vec<(PartnerId, OnLead, Progress)>, Fail> {
    let mut rows = store::of_lead(tx, cx.program(), View::All, lead.id).await?;
    if expire_due(cx, tx, &rows).await? {
        rows = store::of_lead(tx, cx.program(), View::All, lead.id).await?;
    }
    Ok(told(rows))
}

/// How all offers of a lead stand, whatever is due.
pub(crate) async fn standing_of(
    cx: &Cx,
    tx: &mut Tx,
    lead: LeadId,
) -> Result<Vec<(PartnerId, OnLead, Progress)>, Fail> {
    Ok(told(store::of_lead(tx, cx.program(), View::All, lead).await?))
}

fn told(rows: Vec<super::Row>) -> Vec<(PartnerId, OnLead, Progress)> {
    let one = |row: super::Row| (row.partner, row.detail.0.on_lead(), row.detail.0.progress(row.deadline));
    rows.into_iter().map(one).collect()
}

/// True if one of them had to be ended.
pub(super) async fn expire_due(cx: &Cx, tx: &mut Tx, rows: &[super::Row]) -> Result<bool, Fail> {
    let mut ended = false;
    for row in rows {
        for command in [Command::Expire, Command::ExpireStart] {
            // Whatever is not due, or is over, refuses; that is no fault here.
            if let Ok(events) = row.offer().decide(&command, cx.now) {
                recorded::apply(cx, tx, row.clone(), &events).await?;
                ended = true;
                break;
            }
        }
    }
    Ok(ended)
}
