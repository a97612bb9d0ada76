//! An open lead whose client comes again.

use db::Tx;
use kit::{
    id::{Lead as Kind, LeadId},
    time::Span,
};
use network::{
    policies,
    tasks::{self, NewTask},
};
use platform::{Cx, Fail, NewEvent, events};
use serde_json::json;

use super::{
    LeadStage, NewLead, Touch,
    input::Checked,
    service::{Taken, get_any},
    store,
};
use crate::{
    desk::{self, DeskPolicy, kinds},
    locks,
};

/// The client of an open lead comes again: what it says now is kept, consent that comes with it is applied, and
/// the lead desk hears of it where no partner would.
pub(super) async fn again(cx: &Cx, tx: &mut Tx, id: LeadId, new: &NewLead, checked: &Checked) -> Result<Taken, Fail> {
    locks::lead(cx, tx, id).await?;
    store::touch(tx, cx.program(), id, cx.new_id(), &said(cx, new, checked)).await?;
    let facts = json!({ "source": new.source.trim(), "product": new.product });
    events::record(cx, tx, NewEvent::new::<Kind>("lead.touched", id).with(facts)).await?;
    let mut lead = get_any(cx, tx, id).await?;
    let waited = matches!(lead.state, LeadStage::Nurture | LeadStage::Exhausted);
    let system = cx.as_system();
    if lead.state == LeadStage::ConsentNeeded && new.consent.transfer {
        let text = new.consent.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        lead = desk::consent_given(&system, tx, id, text.unwrap_or_else(|| new.source.trim())).await?;
    }
    if waited || lead.state == LeadStage::Nurture {
        let policy: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
        let due = tasks::due_in(cx, tx, Span::minutes(policy.exhausted_minutes.into())).await?;
        let task = NewTask::new(&kinds::LEAD_TOUCHED, id, due).with(json!({ "source": new.source.trim() }));
        tasks::open(&system, tx, task).await?;
    }
    let touches = store::touches(tx, cx.program(), id).await?.len();
    Ok(Taken { id, duplicate: true, state: lead.state, touches })
}

fn said(cx: &Cx, new: &NewLead, checked: &Checked) -> Touch {
    Touch {
        at: cx.now,
        source: new.source.trim().to_owned(),
        name: new.client.name.trim().to_owned(),
        need: Some(new.need.trim().to_owned()),
        product: new.product,
        contact_name: Some(new.contact.name.trim().to_owned()),
        contact_phone: checked.phone.as_ref().map(ToString::to_string),
        contact_email: checked.email.as_ref().map(ToString::to_string),
        value_minor: new.value_minor,
    }
}
