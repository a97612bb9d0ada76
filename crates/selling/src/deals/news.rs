//! What a partner is told of its own deals.

use db::{Tx, Work};
use kit::{Id, Lang, Uuid, id::DealId};
use platform::{
    Cx, Fail, Role, View,
    events::Event,
    mail::Content,
    notice::{Audience, ByMail, News, NoticeKind},
};

use super::{store, texts};

const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

/// All kinds of news about deals.
pub(super) fn kinds() -> Vec<NoticeKind> {
    let kind = |code, event, title, write| NoticeKind {
        code,
        event,
        readers: SELLERS,
        to: Audience::of_partner,
        by_mail: ByMail::Usually,
        title,
        write,
        on_shown: None,
        buttons: None,
        keys: None,
    };
    vec![
        kind("deal_approved", "deal.approved", texts::kind_approved, approved),
        kind("deal_counted", "deal.counted", texts::kind_counted, counted),
        kind("deal_refused", "deal.refused", texts::kind_refused, refused),
    ]
}

async fn told(
    cx: &Cx,
    tx: &mut Tx,
    event: &Event,
    say: fn(Lang, &str, &str) -> (String, String),
) -> Result<Option<News>, Fail> {
    let id: DealId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
    let Some(deal) = store::get(tx, cx.program(), View::All, id).await? else { return Ok(None) };
    let words = deal.words.unwrap_or_default();
    let say = move |lang| {
        let (heading, sentence) = say(lang, &deal.title, &words);
        Content { subject: heading.clone(), heading, paragraphs: vec![sentence], ..Content::default() }
    };
    Ok(Some(News { path: format!("/my/deals/{id}"), until: None, say: Box::new(say) }))
}

fn approved<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(told(cx, tx, event, |lang, title, _| (texts::approved_heading(lang, title), texts::approved_note(lang))))
}

fn refused<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(told(cx, tx, event, |lang, title, why| {
        (texts::refused_heading(lang, title), texts::refused_note(lang, why))
    }))
}

fn counted<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let reason = event.data.0["reason"].as_str().unwrap_or_default().to_owned();
    Box::pin(async move {
        let id: DealId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
        let Some(deal) = store::get(tx, cx.program(), View::All, id).await? else { return Ok(None) };
        let say = move |lang: Lang| {
            let (heading, note) = (texts::counted_heading(lang, &deal.title), texts::counted_note(lang, &reason));
            Content { subject: heading.clone(), heading, paragraphs: vec![note], ..Content::default() }
        };
        Ok(Some(News { path: format!("/my/deals/{id}"), until: None, say: Box::new(say) }))
    })
}
