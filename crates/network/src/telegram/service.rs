//! The caller's own chat: how it stands, a link, the choice, the end.

use db::{Tx, Work};
use kit::{
    Instant,
    id::{ProgramId, UserId},
};
use platform::{Cx, Fail, NewEvent, events, events::Event};
use sha2::{Digest, Sha256};

use super::{
    Link, Sends, TelegramShown,
    domain::{self, Broken, LINK_LASTS},
    store::{self, Hash},
};
use crate::people::domain::PersonId;

/// Where news of a user may go besides mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goes {
    /// The chat.
    pub chat: i64,
    /// What the person has chosen.
    pub sends: Sends,
}

/// The chat of a user, if the server has a bot and the person does not block it.
pub async fn of_user(cx: &Cx, tx: &mut Tx, program: ProgramId, user: UserId) -> Result<Option<Goes>, Fail> {
    if cx.app.settings.telegram.is_none() {
        return Ok(None);
    }
    Ok(store::of_user(tx, program, user).await?.map(|(chat, sends)| Goes { chat, sends }))
}

pub(super) fn hash_of(token: &str) -> Hash {
    Sha256::digest(token).into()
}

async fn person(cx: &Cx, tx: &mut Tx) -> Result<(UserId, PersonId), Fail> {
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    let person = store::person(tx, cx.program(), user).await?.ok_or(Fail::NotFound)?;
    Ok((user, person))
}

/// How the caller stands with the bot.
pub(super) async fn state(cx: &Cx, tx: &mut Tx) -> Result<TelegramShown, Fail> {
    let (_, person) = person(cx, tx).await?;
    let chat = store::chat(tx, person).await?;
    let bot = cx.app.settings.telegram.as_ref();
    Ok(TelegramShown {
        on: bot.is_some(),
        bot: bot.and_then(|bot| bot.name()).map(str::to_owned),
        linked_at: chat.as_ref().map(|chat| chat.linked_at),
        blocked_at: chat.as_ref().and_then(|chat| chat.blocked_at),
        sends: chat.as_ref().map_or(Sends::Mail, |chat| chat.sends),
        chat: chat.map(|chat| chat.name),
    })
}

/// A new link for the caller; those before are over.
pub(super) async fn make_link(cx: &Cx, tx: &mut Tx) -> Result<Link, Fail> {
    let (user, _) = person(cx, tx).await?;
    let bot = cx.app.settings.telegram.as_ref().ok_or(Broken::Off)?;
    let name = bot.name().ok_or(Broken::Unreachable)?;
    // 64 characters, as many as Telegram passes on.
    let token = hex::encode(cx.random());
    let expires_at: Instant = cx.now + LINK_LASTS;
    store::add_link(tx, hash_of(&token), cx.program(), user, cx.now, expires_at).await?;
    Ok(Link { url: format!("https://t.me/{name}?start={token}"), expires_at })
}

/// The caller chooses how news come.
pub(super) async fn choose(cx: &Cx, tx: &mut Tx, sends: Sends) -> Result<TelegramShown, Fail> {
    let (_, person) = person(cx, tx).await?;
    let chat = store::chat(tx, person).await?;
    domain::may_send(sends, chat.map(|chat| chat.blocked_at.is_some()))?;
    store::choose(tx, person, sends).await?;
    state(cx, tx).await
}

/// The caller ends the link; news come by mail.
pub(super) async fn unlink(cx: &Cx, tx: &mut Tx) -> Result<TelegramShown, Fail> {
    let (user, person) = person(cx, tx).await?;
    if !store::unlink(tx, person).await? {
        return Err(Broken::NotLinked.into());
    }
    let event = NewEvent::new("user.telegram_unlinked", user);
    let event = match cx.caller.partner {
        Some(partner) => event.seen_by(partner),
        None => event,
    };
    events::record(cx, tx, event).await?;
    state(cx, tx).await
}

/// Telegram says that somebody cannot be reached: the chat is marked, and mail takes over.
pub(super) fn on_failures<'t>(cx: &'t Cx, tx: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async move {
        for event in events.iter().filter(|event| event.name == "telegram.failed") {
            let data = &event.data.0;
            let user: Option<UserId> = data["user"].as_str().and_then(|user| user.parse().ok());
            if let Some(user) = user.filter(|_| data["blocked"] == true) {
                store::block_of_user(tx, cx.program(), user, event.at).await?;
            }
        }
        Ok(())
    })
}
