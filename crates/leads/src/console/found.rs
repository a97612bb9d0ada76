//! How leads are found: by the client, the person, what was asked for.

use db::{Tx, Work};
use kit::{Uuid, id::LeadId};
use network::{products, territories};
use platform::{
    Cx, Fail, Role,
    search::{Hit, Searchable, Words},
};

use super::texts;
use crate::intake;

pub(super) const LEADS: Searchable = Searchable {
    kind: "lead",
    readers: Role::VENDOR,
    title: texts::leads,
    icon: "inbox",
    events: &["lead.received", "lead.touched", "lead.removed"],
    through: &[],
    write,
    show,
};

fn write<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Vec<Words>, Fail> {
    Box::pin(async move {
        let lead = intake::get(cx, tx, LeadId::from_uuid(id)).await?;
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
        let lead = intake::get(cx, tx, LeadId::from_uuid(id)).await?;
        let product = products::get_in(cx, tx, lead.product).await?.name;
        let state = texts::state(cx.lang, lead.state);
        let text = [state, product, territories::name(cx.lang, &lead.region), lead.contact_name].join(" · ");
        Ok(Some(Hit { title: lead.client_name, text, path: format!("/leads/{}", lead.id) }))
    })
}
