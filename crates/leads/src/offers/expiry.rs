//! Clocks that ended, whoever notices it and however late: stamped with their end, not with the noticing.

use db::Tx;
use platform::{Cx, Fail, View};

use super::{domain::Command, service, store};
use crate::intake::Lead;

/// Ends every offer of a lead whose clock has run out.
pub(crate) async fn expire_due(cx: &Cx, tx: &mut Tx, lead: &Lead) -> Result<(), Fail> {
    for row in store::of_lead(tx, cx.program(), View::All, lead.id).await? {
        for command in [Command::Expire, Command::ExpireStart] {
            // Whatever is not due, or is over, refuses; that is no fault here.
            if let Ok(events) = row.offer().decide(&command, cx.now) {
                service::apply(cx, tx, row.clone(), &events).await?;
                break;
            }
        }
    }
    Ok(())
}
