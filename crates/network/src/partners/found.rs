//! How partners are found: by name and tax number.

use db::{Tx, Work};
use kit::{Uuid, id::PartnerId};
use platform::{
    Cx, Fail, Role,
    events::Event,
    search::{Hit, Searchable, Words},
};

use super::{Partner, service, texts};
use crate::territories;

pub(super) const PARTNERS: Searchable = Searchable {
    kind: "partner",
    readers: Role::VENDOR,
    title: texts::partners,
    icon: "building",
    touched,
    write,
    show,
};

fn touched<'t>(_: &'t Cx, _: &'t mut Tx, event: &'t Event) -> Work<'t, Vec<Uuid>, Fail> {
    let is_new = matches!(event.name.as_str(), "partner.added" | "partner.changed" | "partner.removed");
    Box::pin(async move { Ok(if is_new { vec![Uuid::from_bytes(event.subject_id)] } else { Vec::new() }) })
}

async fn found(cx: &Cx, tx: &mut Tx, id: Uuid) -> Result<Option<Partner>, Fail> {
    match service::get(cx, tx, cx.caller.view(), PartnerId::from_uuid(id)).await {
        Err(Fail::NotFound) => Ok(None),
        found => found.map(Some),
    }
}

fn write<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Vec<Words>, Fail> {
    Box::pin(async move {
        let Some(partner) = found(cx, tx, id).await? else { return Ok(Vec::new()) };
        Ok(vec![Words::of(None, [Some(partner.name.as_str()), partner.tax_id.as_deref()])])
    })
}

fn show<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Option<Hit>, Fail> {
    Box::pin(async move {
        let Some(partner) = found(cx, tx, id).await? else { return Ok(None) };
        let mut text: Vec<String> = partner.tax_id.iter().map(ToString::to_string).collect();
        text.extend(partner.territories.iter().take(3).map(|code| territories::name(cx.lang, code)));
        Ok(Some(Hit { title: partner.name, text: text.join(" · "), path: format!("/partners/{}", partner.id) }))
    })
}
