//! What people write to the bot and press under its messages.

use db::{Tx, Work};
use kit::Lang;
use platform::{
    Actor, Caller, Cx, Fail, NewEvent,
    edge::problem::texts as edge_texts,
    events,
    telegram::{self, Face, Heard, Heed, Message, REPLY, Shown, What},
};

use super::{
    service::hash_of,
    store::{self, Chat, Linking},
    texts,
};

/// Understands what was heard.
pub(super) fn hear<'t>(cx: &'t Cx, tx: &'t mut Tx, heard: &'t Heard) -> Work<'t, Heed, Fail> {
    Box::pin(async move {
        if heard.what == What::Blocked {
            store::block(tx, heard.chat, cx.now).await?;
            return Ok(Heed::default());
        }
        if let What::Start(Some(token)) = &heard.what {
            return linked(cx, tx, heard, token).await;
        }
        let Some(chat) = store::by_chat(tx, heard.chat).await? else { return Ok(stranger(heard)) };
        store::unblock(tx, heard.chat).await?;
        match &heard.what {
            What::Pressed { data, message } => pressed(cx, tx, &chat, data, *message, false).await,
            What::Returned | What::Blocked => Ok(Heed::default()),
            What::Start(_) | What::Words => Ok(said(texts::only_keys(chat.lang, &cx.app.settings.base_url))),
        }
    })
}

/// Says why a key did nothing, and shows how it stands.
pub(super) fn refuse<'t>(cx: &'t Cx, tx: &'t mut Tx, heard: &'t Heard, why: &'t Fail) -> Work<'t, Heed, Fail> {
    Box::pin(async move {
        let chat = store::by_chat(tx, heard.chat).await?;
        let lang = chat.as_ref().map_or(heard.lang, |chat| chat.lang);
        let words = words_of(why, lang);
        if let (Some(chat), What::Pressed { data, message }) = (chat, &heard.what) {
            // Any other failure: what it was about has gone, or is not this person's.
            if let Err(Fail::Db(error)) = pressed(cx, tx, &chat, data, *message, true).await {
                return Err(error.into());
            }
            return Ok(Heed { toast: Some(words), loud: true, say: None });
        }
        Ok(said(words))
    })
}

fn said(words: String) -> Heed {
    Heed { say: Some(words), ..Heed::default() }
}

/// Nobody knows this chat: it can do nothing, and learns nothing.
fn stranger(heard: &Heard) -> Heed {
    match heard.what {
        What::Pressed { .. } => Heed { toast: Some(texts::stranger(heard.lang)), loud: true, say: None },
        What::Start(_) | What::Words => said(texts::stranger(heard.lang)),
        What::Blocked | What::Returned => Heed::default(),
    }
}

/// A person says by a link whose chat this is.
async fn linked(cx: &Cx, tx: &mut Tx, heard: &Heard, token: &str) -> Result<Heed, Fail> {
    let hash = hash_of(token);
    let Some(link) = store::find_link(tx, hash).await? else { return Ok(said(texts::link_over(heard.lang))) };
    if !store::use_link(tx, hash, cx.now).await? {
        return Ok(said(texts::link_over(heard.lang)));
    }
    let Linking { program, user, person, partner, name, lang } = link;
    store::link(tx, person, heard.chat, &heard.name, cx.now).await?;
    let caller = Caller { program, actor: Actor::User(user), partner, ..Caller::public() };
    let cx = &Cx { caller, lang, ..cx.clone() };
    let event = NewEvent::new("user.telegram_linked", user);
    let event = match partner {
        Some(partner) => event.seen_by(partner),
        None => event,
    };
    events::record(cx, tx, event).await?;
    let text = texts::is_linked(lang, &name);
    telegram::queue(cx, tx, &reply(heard.chat, Some(user), None, Face { text, keys: Vec::new() })).await?;
    Ok(Heed::default())
}

fn reply(chat: i64, user: Option<kit::id::UserId>, edits: Option<i64>, face: Face) -> Message {
    Message { kind: REPLY, chat, user, subject_of: None, event: None, until: None, take_over: false, edits, face }
}

/// A key was pressed: its deed is done as the person, in whose language the message then speaks.
async fn pressed(cx: &Cx, tx: &mut Tx, chat: &Chat, data: &str, message: i64, look: bool) -> Result<Heed, Fail> {
    let (word, rest) = data.split_once(':').ok_or(Fail::NotFound)?;
    let deed = cx.app.kinds().deeds.iter().find(|deed| deed.word == word).ok_or(Fail::NotFound)?;
    let cx = &Cx { lang: chat.lang, ..cx.clone() };
    let callers: Vec<Caller> = store::callers(tx, chat.person)
        .await?
        .into_iter()
        .map(|acting| Caller {
            program: acting.program,
            actor: Actor::User(acting.user),
            role: Some(acting.role),
            partner: acting.partner,
            left: acting.left_at.is_some(),
            scopes: vec!["*".to_owned()],
            lang: Some(chat.lang),
        })
        .collect();
    let act = if look { deed.look } else { deed.act };
    let Shown { program, user, face, toast } = act(cx, tx, &callers, rest).await?;
    let system = Cx { caller: Caller::system(program), ..cx.clone() };
    telegram::queue(&system, tx, &reply(chat.chat, Some(user), Some(message), face)).await?;
    Ok(Heed { toast, loud: false, say: None })
}

/// Why something was not done, in words.
fn words_of(why: &Fail, lang: Lang) -> String {
    match why {
        Fail::Broken(rule) => rule.text(lang),
        Fail::Invalid(faults) => faults.first().map_or_else(|| edge_texts::invalid(lang), |fault| fault.say(lang)),
        Fail::NotFound | Fail::Unauthorized => texts::gone(lang),
        Fail::Forbidden => edge_texts::forbidden(lang),
        Fail::Stale => edge_texts::stale(lang),
        Fail::TooMany(seconds) => edge_texts::too_many(lang, *seconds),
        Fail::Db(_) => edge_texts::broken(lang),
    }
}
