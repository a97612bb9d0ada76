//! What people are told of debts and pauses.

use db::{Tx, Work};
use kit::{Id, Instant, Lang, Uuid, id::PartnerId};
use network::{calendars, notices, partners};
use platform::{
    Cx, Fail, Role, View,
    events::Event,
    mail::Content,
    notice::{Audience, ByMail, News, NoticeKind},
};

use super::news_texts as texts;

const OWNER: &[Role] = &[Role::PartnerOwner];
const CHANNEL: &[Role] = &[Role::Director, Role::ChannelManager];

/// Where a partner sees its counter.
const HOME: &str = "/home";

/// All kinds of news about what a partner owes and when it is paused.
pub(super) fn kinds() -> Vec<NoticeKind> {
    let kind = |code, event, title, write| NoticeKind {
        code,
        event,
        readers: OWNER,
        to: Audience::of_partner,
        by_mail: ByMail::Always,
        title,
        write,
        on_shown: None,
        buttons: None,
        keys: None,
    };
    vec![
        kind("reciprocity_warned", "reciprocity.warned", texts::kind_warned, warned),
        NoticeKind {
            readers: CHANNEL,
            to: Audience::of_vendor,
            by_mail: ByMail::OnWish,
            ..kind("partner_in_debt", "reciprocity.warned", texts::kind_in_debt, in_debt)
        },
        kind("partner_paused", "partner.paused", texts::kind_paused, paused),
        kind("partner_pause_lifted", "partner.pause_lifted", texts::kind_lifted, lifted),
        NoticeKind {
            by_mail: ByMail::Usually,
            ..kind("pause_set_aside", "reciprocity.overridden", texts::kind_set_aside, set_aside)
        },
        kind("ignoring_warned", "partner.ignoring_warned", texts::kind_ignoring_warned, ignoring_warned),
        NoticeKind {
            readers: &[Role::Director],
            to: Audience::of_vendor,
            by_mail: ByMail::Usually,
            ..kind("appeal_passed_on", "reciprocity.appeal_passed_on", texts::kind_passed_on, passed_on)
        },
        kind("appeal_answered", "reciprocity.appeal_answered", texts::kind_appeal_answered, appeal_answered),
    ]
}

fn said(path: String, say: impl Fn(Lang) -> Content + Send + Sync + 'static) -> News {
    News { path, until: None, say: Box::new(say) }
}

fn short(heading: String, sentence: String) -> Content {
    Content { subject: heading.clone(), heading, paragraphs: vec![sentence], ..Content::default() }
}

fn text_of(event: &Event, field: &str) -> String {
    event.data.0.get(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// A moment of the event, in the zone of its partner.
async fn until(cx: &Cx, tx: &mut Tx, event: &Event) -> Result<Option<(Instant, String)>, Fail> {
    let Some(at) = text_of(event, "until").parse::<Instant>().ok() else { return Ok(None) };
    let id: PartnerId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
    let partner = partners::get(cx, tx, View::All, id).await?;
    Ok(Some((at, calendars::get(tx, cx.program(), partner.calendar).await?.hours.zone)))
}

fn warned<'t>(_: &'t Cx, _: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let due = text_of(event, "due_on").parse::<jiff::civil::Date>().ok();
    let news = due.map(|due| {
        said(HOME.to_owned(), move |lang| {
            let day = notices::day(lang, due);
            short(texts::warned_heading(lang, &day), texts::warned_note(lang))
        })
    });
    Box::pin(async move { Ok(news) })
}

fn in_debt<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let Ok(due) = text_of(event, "due_on").parse::<jiff::civil::Date>() else { return Ok(None) };
        let id: PartnerId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
        let name = partners::get(cx, tx, View::All, id).await?.name;
        Ok(Some(said(format!("/partners/{id}"), move |lang| {
            let day = notices::day(lang, due);
            short(texts::in_debt_heading(lang, &name), texts::in_debt_note(lang, &day))
        })))
    })
}

fn paused<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let kind = text_of(event, "kind");
        if kind == "holiday" {
            // Its own wish is no news to a partner.
            return Ok(None);
        }
        let until = until(cx, tx, event).await?;
        Ok(Some(said(HOME.to_owned(), move |lang| {
            let end = until.as_ref().map(|(at, zone)| notices::moment(lang, *at, zone));
            short(texts::paused_heading(lang, end.as_deref()), texts::paused_why(lang, &kind))
        })))
    })
}

fn lifted<'t>(_: &'t Cx, _: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let by = text_of(event, "by");
    // A director's decision is told by itself.
    let news = (!matches!(by.as_str(), "override" | "forgiven")).then(|| {
        said(HOME.to_owned(), move |lang| {
            let note = if by == "time" { texts::over_note(lang) } else { texts::lifted_note(lang) };
            short(texts::lifted_heading(lang), note)
        })
    });
    Box::pin(async move { Ok(news) })
}

fn set_aside<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let Some((at, zone)) = until(cx, tx, event).await? else { return Ok(None) };
        let reason = text_of(event, "reason");
        Ok(Some(said(HOME.to_owned(), move |lang| {
            let end = notices::moment(lang, at, &zone);
            short(texts::set_aside_heading(lang, &end), texts::set_aside_note(lang, &reason))
        })))
    })
}

fn ignoring_warned<'t>(_: &'t Cx, _: &'t mut Tx, _: &'t Event) -> Work<'t, Option<News>, Fail> {
    let say = |lang| short(texts::ignoring_heading(lang), texts::ignoring_note(lang));
    Box::pin(async move { Ok(Some(said(HOME.to_owned(), say))) })
}

fn appeal_answered<'t>(_: &'t Cx, _: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let granted = event.data.0.get("granted").and_then(serde_json::Value::as_bool) == Some(true);
    let forgiven = event.data.0.get("forgiven").and_then(serde_json::Value::as_i64).unwrap_or(0);
    let say = move |lang| {
        let mut told = short(texts::appeal_heading(lang, granted), texts::appeal_note(lang));
        if forgiven > 0 {
            told.paragraphs.insert(0, texts::forgiven_note(lang, forgiven));
        }
        told
    };
    Box::pin(async move { Ok(Some(said(HOME.to_owned(), say))) })
}

fn passed_on<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let id: PartnerId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
        let name = partners::get(cx, tx, View::All, id).await?.name;
        let (note, appeal) = (text_of(event, "note"), text_of(event, "appeal"));
        Ok(Some(said(format!("/appeals/{appeal}"), move |lang| {
            short(texts::passed_on_heading(lang, &name), note.clone())
        })))
    })
}
