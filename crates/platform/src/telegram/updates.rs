//! What people write to the bot and press under its messages, as far as it matters here. What is unknown is passed over.

use kit::Lang;
use serde::Deserialize;
use serde_json::Value;

use super::lang_of;

/// Something that a person did in its chat with the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The chat.
    pub chat: i64,
    /// The name under which Telegram knows the person, for showing.
    pub name: String,
    /// The language of the app.
    pub lang: Lang,
    /// What was done.
    pub what: What,
}

/// What a person did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Began to talk, perhaps by a link with a token.
    Start(Option<String>),
    /// Wrote something else.
    Words,
    /// Pressed a key: what it carries, and the message under which it stands.
    Pressed {
        /// What the key carries.
        data: String,
        /// The message.
        message: i64,
    },
    /// Blocked the bot.
    Blocked,
    /// Talks with it again.
    Returned,
}

/// An update: its number, the press to answer, and what was heard.
pub(super) struct Update {
    pub(super) number: i64,
    pub(super) press: Option<String>,
    pub(super) heard: Option<Heard>,
}

#[derive(Deserialize)]
struct Raw {
    message: Option<Message>,
    callback_query: Option<Pressed>,
    my_chat_member: Option<Member>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    message_id: i64,
    chat: Chat,
    from: Option<Person>,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
    #[serde(rename = "type", default)]
    kind: String,
}

#[derive(Deserialize)]
struct Person {
    id: i64,
    username: Option<String>,
    #[serde(default)]
    first_name: String,
    language_code: Option<String>,
}

#[derive(Deserialize)]
struct Pressed {
    id: String,
    from: Person,
    message: Option<Message>,
    #[serde(default)]
    data: String,
}

#[derive(Deserialize)]
struct Member {
    chat: Chat,
    from: Person,
    new_chat_member: Standing,
}

#[derive(Deserialize)]
struct Standing {
    #[serde(default)]
    status: String,
}

impl Person {
    fn shown(&self) -> String {
        let name = self.username.as_ref().map_or_else(|| self.first_name.clone(), |name| format!("@{name}"));
        name.chars().filter(|c| !c.is_control()).take(64).collect()
    }
}

/// What somebody did in a private chat of its own; nothing that comes from a group.
fn heard(chat: &Chat, from: &Person, what: What) -> Option<Heard> {
    let own = chat.kind == "private" && chat.id == from.id;
    own.then(|| Heard { chat: chat.id, name: from.shown(), lang: lang_of(from.language_code.as_deref()), what })
}

/// Reads an update; none without a number.
pub(super) fn read(update: &Value) -> Option<Update> {
    let number = update["update_id"].as_i64()?;
    let nothing = Update { number, press: None, heard: None };
    let Ok(raw) = Raw::deserialize(update) else { return Some(nothing) };
    if let Some(pressed) = raw.callback_query {
        let message = pressed.message.as_ref();
        let what = |message: &Message| What::Pressed { data: pressed.data.clone(), message: message.message_id };
        let heard = message.and_then(|message| heard(&message.chat, &pressed.from, what(message)));
        return Some(Update { press: Some(pressed.id), heard, ..nothing });
    }
    if let Some(message) = raw.message
        && let Some(from) = &message.from
    {
        let words = message.text.trim();
        let what = match words.strip_prefix("/start") {
            Some(rest) if rest.is_empty() || rest.starts_with(' ') => {
                What::Start(Some(rest.trim()).filter(|token| !token.is_empty()).map(str::to_owned))
            }
            _ => What::Words,
        };
        return Some(Update { heard: heard(&message.chat, from, what), ..nothing });
    }
    if let Some(member) = raw.my_chat_member {
        let gone = ["kicked", "left"].contains(&member.new_chat_member.status.as_str());
        let what = if gone { What::Blocked } else { What::Returned };
        return Some(Update { heard: heard(&member.chat, &member.from, what), ..nothing });
    }
    Some(nothing)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chat(id: i64, kind: &str) -> Value {
        json!({ "id": id, "type": kind })
    }

    fn what(update: Value) -> Option<What> {
        read(&update).unwrap().heard.map(|heard| heard.what)
    }

    #[test]
    fn a_link_a_key_a_block_and_plain_words_are_told_apart() {
        let from = json!({ "id": 7, "first_name": "Анна", "language_code": "ru" });
        let said = |text: &str| json!({ "update_id": 1, "message": { "message_id": 5, "chat": chat(7, "private"), "from": from, "text": text } });
        assert_eq!(what(said("/start abc")), Some(What::Start(Some("abc".to_owned()))));
        assert_eq!(what(said("/start")), Some(What::Start(None)));
        assert_eq!(what(said("/started")), Some(What::Words));
        let update = json!({ "update_id": 2, "callback_query": { "id": "q", "from": from, "data": "offer:a:1",
            "message": { "message_id": 5, "chat": chat(7, "private"), "date": 0 } } });
        let read = read(&update).unwrap();
        assert_eq!((read.number, read.press.as_deref()), (2, Some("q")));
        assert_eq!(read.heard.unwrap().what, What::Pressed { data: "offer:a:1".to_owned(), message: 5 });
        let member = |status: &str| json!({ "update_id": 3, "my_chat_member": { "chat": chat(7, "private"), "from": from, "new_chat_member": { "status": status } } });
        assert_eq!((what(member("kicked")), what(member("member"))), (Some(What::Blocked), Some(What::Returned)));
    }

    #[test]
    fn groups_other_chats_and_what_is_unknown_are_passed_over_by_number() {
        let from = json!({ "id": 7, "first_name": "Анна" });
        for (id, kind) in [(-100, "group"), (7, "group"), (8, "private")] {
            let update = json!({ "update_id": 1, "message": { "message_id": 5, "chat": chat(id, kind), "from": from, "text": "/start x" } });
            assert_eq!(what(update), None);
        }
        for strange in
            [json!({ "update_id": 4, "message": 7 }), json!({ "update_id": 4, "poll": {} }), json!({ "update_id": 4 })]
        {
            let read = read(&strange).unwrap();
            assert!(read.number == 4 && read.heard.is_none());
        }
        assert!(read(&json!({ "message": {} })).is_none());
    }
}
