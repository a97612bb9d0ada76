//! How partners are found: by name and tax number.

use db::{Tx, Work};
use kit::{Uuid, id::PartnerId};
use platform::{
    Cx, Fail, Role,
    search::{Hit, Searchable, Words},
};

use super::{Partner, service, texts};
use crate::territories;

pub(super) const PARTNERS: Searchable = Searchable {
    kind: "partner",
    readers: Role::VENDOR,
    title: texts::partners,
    icon: "building",
    events: &["partner.added", "partner.changed", "partner.removed"],
    through: &[],
    write,
    show,
};

async fn found(cx: &Cx, tx: &mut Tx, id: Uuid) -> Result<Partner, Fail> {
    service::get(cx, tx, cx.caller.view(), PartnerId::from_uuid(id)).await
}

fn write<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Vec<Words>, Fail> {
    Box::pin(async move {
        let partner = found(cx, tx, id).await?;
        Ok(vec![Words::of(None, [Some(partner.name.as_str()), partner.tax_id.as_deref()])])
    })
}

fn show<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Option<Hit>, Fail> {
    Box::pin(async move {
        let partner = found(cx, tx, id).await?;
        let mut text: Vec<String> = partner.tax_id.iter().map(ToString::to_string).collect();
        text.extend(partner.territories.iter().take(3).map(|code| territories::name(cx.lang, code)));
        Ok(Some(Hit { title: partner.name, text: text.join(" · "), path: format!("/partners/{}", partner.id) }))
    })
}
