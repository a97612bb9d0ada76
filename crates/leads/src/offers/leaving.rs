//! A partner that leaves, or whose contract is suspended, while it holds offers.

use db::{Tx, Work};
use kit::{Id, Uuid, id::PartnerId};
use network::partners;
use platform::{Cx, Fail, View, events::Event, react::Consumer};

use super::withdrawal::{withdraw_of_leaver, withdraw_unanswered};

/// Follows changes of partners.
pub(super) static CONSUMER: Consumer = Consumer { name: "offers_of_leavers", run: on_events };

fn on_events<'t>(cx: &'t Cx, tx: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async move {
        for event in events.iter().filter(|event| event.name == "partner.changed") {
            on_change(cx, tx, Id::from_uuid(Uuid::from_bytes(event.subject_id))).await?;
        }
        Ok(())
    })
}

/// Who left holds nothing any more. Who is suspended is asked nothing new and keeps what it works on.
async fn on_change(cx: &Cx, tx: &mut Tx, id: PartnerId) -> Result<(), Fail> {
    let partner = partners::get(cx, tx, View::All, id).await?;
    if partner.left_at.is_some() {
        withdraw_of_leaver(cx, tx, id).await
    } else if !partner.contract_active {
        withdraw_unanswered(cx, tx, id, None).await
    } else {
        Ok(())
    }
}
