//! A server of the Bot API for tests: keeps what was sent, lets people write and press, refuses as it is told.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::post,
};
use platform::telegram::Telegram;
use serde_json::{Value, json};

/// The token of the bot.
pub const TOKEN: &str = "42:token-of-the-test";

/// A message as its chat shows it.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: i64,
    pub chat: i64,
    pub text: String,
    pub keys: Vec<(String, Value)>,
}

impl Message {
    /// The labels of the keys.
    pub fn labels(&self) -> Vec<&str> {
        self.keys.iter().map(|(label, _)| label.as_str()).collect()
    }
}

#[derive(Default)]
struct Inside {
    messages: Vec<Message>,
    updates: Vec<Value>,
    last: i64,
    blocked: BTreeSet<i64>,
    pause: BTreeMap<i64, (u32, i64)>,
    tries: BTreeMap<i64, u32>,
    toasts: Vec<(String, bool)>,
    down: bool,
}

/// A server of the Bot API on a free port.
#[derive(Clone)]
pub struct BotApi {
    pub port: u16,
    inside: Arc<Mutex<Inside>>,
}

impl BotApi {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let api = Self { port: listener.local_addr().unwrap().port(), inside: Arc::default() };
        let router = Router::new().route("/{bot}/{method}", post(answer)).with_state(api.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        api
    }

    /// How the server under test reaches it.
    pub fn settings(&self) -> Telegram {
        Telegram::new(&format!("http://127.0.0.1:{}", self.port), TOKEN).unwrap()
    }

    /// A person writes in its chat.
    pub fn write(&self, chat: i64, text: &str) {
        self.update(json!({ "message": { "message_id": 1, "chat": { "id": chat, "type": "private" },
            "from": person(chat), "text": text } }));
    }

    /// A person presses the first key with such a word in the newest message that has one.
    #[track_caller]
    pub fn press(&self, chat: i64, word: &str) -> String {
        let found = self.chat(chat).into_iter().rev().find_map(|message| {
            let key = message.keys.iter().find(|(label, _)| label.contains(word))?;
            Some((message.id, key.1["callback_data"].as_str()?.to_owned()))
        });
        let (message, data) = found.unwrap_or_else(|| panic!("no key {word} in {:#?}", self.chat(chat)));
        self.press_data(chat, message, &data);
        data
    }

    /// A person presses what carries this, whether or not it was ever shown.
    pub fn press_data(&self, chat: i64, message: i64, data: &str) {
        self.update(json!({ "callback_query": { "id": "press", "from": person(chat), "data": data,
            "message": { "message_id": message, "date": 0, "chat": { "id": chat, "type": "private" } } } }));
    }

    /// Something happened.
    pub fn update(&self, mut update: Value) {
        let mut inside = self.inside.lock().unwrap();
        inside.last += 1;
        update["update_id"] = json!(inside.last + 700);
        inside.updates.push(update);
    }

    /// The last update comes again, as it does when its confirmation is lost.
    pub fn repeat(&self, update: Value) {
        self.inside.lock().unwrap().updates.push(update);
    }

    /// The updates that were not confirmed.
    pub fn unread(&self) -> Vec<Value> {
        self.inside.lock().unwrap().updates.clone()
    }

    /// Numbers of updates begin anew, as they do after a quiet week.
    pub fn begin_anew(&self) {
        self.inside.lock().unwrap().last = -600;
    }

    /// What a chat shows.
    pub fn chat(&self, chat: i64) -> Vec<Message> {
        self.inside.lock().unwrap().messages.iter().filter(|m| m.chat == chat).cloned().collect()
    }

    /// The newest message of a chat.
    #[track_caller]
    pub fn last(&self, chat: i64) -> Message {
        self.chat(chat).pop().unwrap_or_else(|| panic!("chat {chat} is empty"))
    }

    /// The newest word over a chat, and whether it waited until it was read.
    pub fn toast(&self) -> (String, bool) {
        self.inside.lock().unwrap().toasts.last().cloned().unwrap_or_default()
    }

    /// A person blocks the bot, or lets it write again, without a word from Telegram.
    pub fn block(&self, chat: i64, blocked: bool) {
        let mut inside = self.inside.lock().unwrap();
        if blocked {
            inside.blocked.insert(chat)
        } else {
            inside.blocked.remove(&chat)
        };
    }

    /// The next sendings to a chat are told to come again after so many seconds.
    pub fn pause(&self, chat: i64, times: u32, seconds: i64) {
        self.inside.lock().unwrap().pause.insert(chat, (times, seconds));
    }

    /// Answers nothing but 502.
    pub fn down(&self, down: bool) {
        self.inside.lock().unwrap().down = down;
    }

    /// How often somebody tried to send to a chat.
    pub fn tries(&self, chat: i64) -> u32 {
        self.inside.lock().unwrap().tries.get(&chat).copied().unwrap_or(0)
    }

    fn send(&self, body: &Value, edit: bool) -> Value {
        let mut inside = self.inside.lock().unwrap();
        let chat = body["chat_id"].as_i64().unwrap();
        *inside.tries.entry(chat).or_default() += 1;
        if inside.blocked.contains(&chat) {
            return refusal(403, "Forbidden: bot was blocked by the user");
        }
        if let Some((times, seconds)) = inside.pause.get_mut(&chat).filter(|pause| pause.0 > 0) {
            *times -= 1;
            let mut refused = refusal(429, "Too Many Requests");
            refused["parameters"] = json!({ "retry_after": *seconds });
            return refused;
        }
        let rows = body["reply_markup"]["inline_keyboard"].as_array().unwrap().clone();
        let keys: Vec<(String, Value)> = rows
            .iter()
            .flat_map(|row| row.as_array().unwrap().iter())
            .map(|key| (key["text"].as_str().unwrap().to_owned(), key.clone()))
            .collect();
        for (_, key) in &keys {
            let data = key["callback_data"].as_str();
            assert!(data.is_none_or(|data| data.len() <= 64), "Telegram refuses {data:?}");
            assert!(key["url"].as_str().is_none_or(|url| url.starts_with("https://")), "Telegram refuses {key}");
        }
        let text = body["text"].as_str().unwrap().to_owned();
        assert!(!text.is_empty() && text.chars().count() <= 4096, "Telegram refuses {text}");
        if edit {
            let id = body["message_id"].as_i64().unwrap();
            let Some(message) = inside.messages.iter_mut().find(|m| m.id == id && m.chat == chat) else {
                return refusal(400, "Bad Request: message to edit not found");
            };
            if message.text == text && message.keys == keys {
                return refusal(400, "Bad Request: message is not modified");
            }
            (message.text, message.keys) = (text, keys);
            return json!({ "ok": true, "result": { "message_id": id } });
        }
        let id = i64::try_from(inside.messages.len()).unwrap() + 10;
        inside.messages.push(Message { id, chat, text, keys });
        json!({ "ok": true, "result": { "message_id": id } })
    }

    fn updates(&self, body: &Value) -> Value {
        let mut inside = self.inside.lock().unwrap();
        if let Some(from) = body["offset"].as_i64() {
            inside.updates.retain(|update| update["update_id"].as_i64().unwrap() >= from);
        }
        json!({ "ok": true, "result": inside.updates })
    }
}

fn person(chat: i64) -> Value {
    json!({ "id": chat, "is_bot": false, "first_name": "Анна", "username": format!("user{chat}"), "language_code": "ru" })
}

fn refusal(code: u16, description: &str) -> Value {
    json!({ "ok": false, "error_code": code, "description": description })
}

async fn answer(
    State(api): State<BotApi>,
    Path((bot, method)): Path<(String, String)>,
    Json(body): Json<Value>,
) -> Json<Value> {
    let absent = body.as_object().unwrap().iter().find(|(_, value)| value.is_null());
    assert!(absent.is_none(), "Telegram reads null as a word: {absent:?}");
    if api.inside.lock().unwrap().down {
        return Json(refusal(502, "Bad Gateway"));
    }
    if bot != format!("bot{TOKEN}") {
        return Json(refusal(401, "Unauthorized"));
    }
    Json(match method.as_str() {
        "getMe" => json!({ "ok": true, "result": { "id": 42, "is_bot": true, "username": "vendor_bot" } }),
        "getUpdates" => api.updates(&body),
        "sendMessage" => api.send(&body, false),
        "editMessageText" => api.send(&body, true),
        "answerCallbackQuery" => {
            let toast = body["text"].as_str().unwrap_or_default().to_owned();
            api.inside.lock().unwrap().toasts.push((toast, body["show_alert"] == true));
            json!({ "ok": true, "result": true })
        }
        _ => refusal(404, "Not Found"),
    })
}
