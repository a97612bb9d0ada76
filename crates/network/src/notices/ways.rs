//! The ways that news go besides the app: letters, and messages of the bot. Where one fails, the other takes over.

use db::Tx;
use kit::{
    Uuid,
    id::{EventId, UserId},
};
use platform::{
    Cx, Fail,
    events::{self, Event},
    mail::{self, Button, Content, Letter},
    notice::{ByMail, News, NoticeKind},
    telegram::{self as bot, Face, Key, Message},
};

use super::texts;
use crate::{
    people::{self, UserBrief},
    telegram,
};

/// News for one reader.
pub(super) struct Telling<'a> {
    pub(super) kind: &'a NoticeKind,
    pub(super) event: &'a Event,
    pub(super) news: &'a News,
    pub(super) reader: &'a UserBrief,
}

/// Letters can be sent, and arrive.
fn mail_works(cx: &Cx, reader: &UserBrief) -> bool {
    cx.app.settings.mail.is_some() && reader.mail_works
}

/// Tells a reader who wants to hear of it, by the ways that the reader has chosen.
pub(super) async fn tell(cx: &Cx, tx: &mut Tx, told: &Telling<'_>, content: Content) -> Result<(), Fail> {
    let goes = telegram::of_user(cx, tx, cx.program(), told.reader.id).await?;
    let by_mail = mail_works(cx, told.reader) && goes.is_none_or(|goes| goes.sends.by_mail());
    if let Some(goes) = goes.filter(|goes| goes.sends.by_telegram()) {
        message(cx, tx, told, goes.chat, !by_mail, &content).await?;
    }
    if by_mail {
        letter(cx, tx, told, content).await?;
    }
    Ok(())
}

/// A message of the bot did not arrive: the letter that it stood for is written after all.
pub(super) async fn take_over(cx: &Cx, tx: &mut Tx, failed: &Event) -> Result<(), Fail> {
    let data = &failed.data.0;
    let text = |name: &str| data[name].as_str().unwrap_or_default();
    let (Ok(user), Ok(event)) = (text("user").parse::<UserId>(), text("event").parse::<EventId>()) else {
        return Ok(());
    };
    let kind = cx.app.kinds().notices.iter().find(|kind| kind.code == text("kind"));
    let event = events::one(tx, cx.program(), event).await?;
    let reader = people::active_user(tx, cx.program(), user).await?.filter(|reader| mail_works(cx, reader));
    let (Some(kind), Some(event), Some(reader), true) = (kind, event, reader, data["mail_takes_over"] == true) else {
        return Ok(());
    };
    match (kind.write)(cx, tx, &event).await {
        Ok(Some(news)) => {
            let content = (news.say)(reader.lang);
            letter(cx, tx, &Telling { kind, event: &event, news: &news, reader: &reader }, content).await
        }
        // What it was about has gone since.
        Ok(None) | Err(Fail::NotFound) => Ok(()),
        Err(fail) => Err(fail),
    }
}

async fn message(
    cx: &Cx,
    tx: &mut Tx,
    told: &Telling<'_>,
    chat: i64,
    take_over: bool,
    content: &Content,
) -> Result<(), Fail> {
    let Telling { kind, event, news, reader } = told;
    let keys = kind.keys.map_or_else(
        || vec![vec![Key::opens(texts::open(reader.lang), news.path.clone())]],
        |keys| keys(event, reader.lang),
    );
    let message = Message {
        kind: kind.code,
        chat,
        user: Some(reader.id),
        subject_of: Some((event.subject_kind.clone(), Uuid::from_bytes(event.subject_id))),
        event: Some(event.id),
        until: news.until,
        take_over,
        edits: None,
        face: Face::of(content, keys),
    };
    bot::queue(cx, tx, &message).await.map(drop)
}

async fn letter(cx: &Cx, tx: &mut Tx, told: &Telling<'_>, mut content: Content) -> Result<(), Fail> {
    let Telling { kind, event, news, reader } = told;
    let base = &cx.app.settings.base_url;
    if let Some(buttons) = kind.buttons {
        content.buttons = buttons(cx, tx, event, reader.id, reader.lang).await?;
    }
    if content.buttons.is_empty() {
        content.buttons.push(Button { label: texts::open(reader.lang), url: format!("{base}{}", news.path) });
    }
    let letter = Letter {
        user: Some(reader.id),
        subject_of: Some((event.subject_kind.clone(), Uuid::from_bytes(event.subject_id))),
        until: news.until,
        switch_off: (kind.by_mail != ByMail::Always).then(|| format!("{base}/settings/notices")),
        ..Letter::new(kind.code, reader.email.clone(), reader.lang, content)
    };
    mail::queue(cx, tx, &letter).await.map(drop)
}
