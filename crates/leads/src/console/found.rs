//! How leads are found: by the client, the person, what was asked for.

use db::{Tx, Work};
use kit::{Uuid, id::LeadId};
use network::{products, territories};
use platform::{
    Cx, Fail, Role,
    events::Event,
    search::{Hit, Searchable, Words},
};

use super::texts;
use crate::intake;

pub(super) const LEADS: Searchable =
    Searchable { kind: "lead", readers: Role::VENDOR, title: texts::leads, icon: "inbox", touched, write, show };

fn touched<'t>(_: &'t Cx, _: &'t mut Tx, event: &'t Event) -> Work<'t, Vec<Uuid>, Fail> {
    let is_new = matches!(event.name.as_str(), "lead.received" | "lead.touched" | "lead.removed");
    Box::pin(async move { Ok(if is_new { vec![Uuid::from_bytes(event.subject_id)] } else { Vec::new() }) })
}

fn write<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Vec<Words>, Fail> {
    Box::pin(async move {
        let lead = match intake::get(cx, tx, LeadId::from_uuid(id)).await {
            Err(Fail::NotFound) => return Ok(Vec::new()),
            found => found?,
        };
        let client = intake::client(cx, tx, lead.client).await?;
        let parts = [
            Some(client.name.as_str()),
            client.tax_id.as_deref(),
            lead.city.as_deref(),
            Some(lead.contact_name.as_str()),
            lead.contact_phone.as_deref(),
            lead.contact_email.as_deref(),
            Some(lead.need.as_str()),
        ];
        Ok(vec![Words::of(None, parts)])
    })
}

fn show<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Option<Hit>, Fail> {
    Box::pin(async move {
        let lead = match intake::get(cx, tx, LeadId::from_uuid(id)).await {
            Err(Fail::NotFound) => return Ok(None),
            found => found?,
        };
        let product = products::get_in(cx, tx, lead.product).await?.name;
        let state = texts::state(cx.lang, lead.state);
        let text = [state, product, territories::name(cx.lang, &lead.region), lead.contact_name].join(" · ");
        Ok(Some(Hit { title: lead.client_name, text, path: format!("/leads/{}", lead.id) }))
    })
}
