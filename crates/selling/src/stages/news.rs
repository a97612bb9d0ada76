//! Who is told that a deal is stalled.

use db::{Tx, Work};
use kit::{Id, Uuid, id::DealId};
use network::partners;
use platform::{
    Cx, Fail, Role, View,
    events::Event,
    mail::Content,
    notice::{Audience, ByMail, News, NoticeKind},
};

use super::{own, store, texts};
use crate::{deals, playbook};

const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];
const MANAGERS: &[Role] = &[Role::ChannelManager];

pub(super) fn kinds() -> Vec<NoticeKind> {
    let of_partner = NoticeKind {
        code: "deal_stalled",
        event: "deal.stalled",
        readers: SELLERS,
        to: Audience::of_partner,
        by_mail: ByMail::Usually,
        title: texts::kind_stalled,
        write: to_partner,
        on_shown: None,
        buttons: None,
        keys: None,
    };
    let of_vendor = NoticeKind {
        code: "deal_stalled_at_partner",
        readers: MANAGERS,
        to: |_| Some(Audience::Role(Role::ChannelManager)),
        by_mail: ByMail::OnWish,
        title: texts::kind_stalled_vendor,
        write: to_vendor,
        ..of_partner
    };
    vec![of_partner, of_vendor]
}

fn to_partner<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(told(cx, tx, event, true))
}

fn to_vendor<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(told(cx, tx, event, false))
}

async fn told(cx: &Cx, tx: &mut Tx, event: &Event, of_partner: bool) -> Result<Option<News>, Fail> {
    let id: DealId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
    let Some(way) = store::way(tx, cx.program(), id).await?.filter(|way| way.live) else { return Ok(None) };
    let deal = deals::get(cx, tx, id).await?;
    let content = playbook::version(cx, tx, way.process, way.number).await?.content.0;
    let Some((_, stage)) = content.stage(&way.stage) else { return Ok(None) };
    let days = i64::from(stage.norm_days);
    let own = if of_partner { own::columns(cx, tx, way.partner, way.process).await? } else { Vec::new() };
    let partner = partners::get(cx, tx, View::All, way.partner).await?.name;
    let say = move |lang| {
        let stage = own::name(lang, &own, &content, &way.stage);
        let heading = texts::stalled_heading(lang, &deal.title);
        let note = match of_partner {
            true => texts::stalled_note(lang, &stage, days),
            false => texts::stalled_note_vendor(lang, &stage, days, &partner),
        };
        Content { subject: heading.clone(), heading, paragraphs: vec![note], ..Content::default() }
    };
    let path = if of_partner { format!("/my/deals/{id}") } else { format!("/deals/{id}") };
    Ok(Some(News { path, until: None, say: Box::new(say) }))
}
