//! The Bot API: a few calls, as JSON over HTTPS. The token is part of every address, so no address is ever said.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Request, header::CONTENT_TYPE};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use kit::{Instant, time::Span};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde::Deserialize;
use serde_json::{Value, json};

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// An answer has no more bytes.
const LARGEST: usize = 4 << 20;
/// No pause that Telegram asks for is believed to be longer.
const LONGEST_PAUSE: i64 = 3600;

/// A bot; cheap to clone. Shows nothing of its token.
#[derive(Clone)]
pub struct Telegram(Arc<Inside>);

struct Inside {
    api: String,
    token: String,
    id: i64,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// Its user name, once Telegram has told it.
    name: OnceLock<String>,
    /// What tells this process from others that read for the same bot.
    holder: OnceLock<[u8; 16]>,
    /// Nothing is sent before: Telegram asked for a pause.
    quiet_until: AtomicI64,
    /// Updates that could not be taken in, by number, and how often.
    failed: Mutex<BTreeMap<i64, u32>>,
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bot {} at {}", self.0.id, self.0.api)
    }
}

/// Why a call did nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Too much at once: come again after so many seconds.
    Wait(i64),
    /// The chat cannot be reached any more.
    Gone(String),
    /// The call itself is wrong.
    Wrong(String),
    /// It may go another time.
    NotNow(String),
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    result: Value,
    error_code: Option<u16>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<i64>,
}

impl Telegram {
    /// A bot by its token, at a server of the Bot API. What is wrong is said without the token.
    pub fn new(api: &str, token: &str) -> Result<Self, String> {
        let (id, secret) = token.split_once(':').unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let id = id.parse::<i64>().ok().filter(|_| !secret.is_empty() && secret.chars().all(plain));
        let id = id.ok_or("telegram_token: this is no token of a bot; @BotFather gives one like 123456:ABC-DEF")?;
        let api = api.trim_end_matches('/');
        if !api.starts_with("https://") && !api.starts_with("http://") {
            return Err("telegram_api: this must be an address, for example https://api.telegram.org".to_owned());
        }
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("TLS to Telegram: {error}"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut plain = HttpConnector::new();
        plain.enforce_http(false);
        plain.set_connect_timeout(Some(PATIENCE));
        let secure = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        let client = Client::builder(TokioExecutor::new()).build(secure.wrap_connector(plain));
        Ok(Self(Arc::new(Inside {
            api: api.to_owned(),
            token: token.to_owned(),
            id,
            client,
            name: OnceLock::new(),
            holder: OnceLock::new(),
            quiet_until: AtomicI64::new(0),
            failed: Mutex::default(),
        })))
    }

    /// The user name of the bot, once Telegram has told it.
    pub fn name(&self) -> Option<&str> {
        self.0.name.get().map(String::as_str)
    }

    pub(super) fn id(&self) -> i64 {
        self.0.id
    }

    /// What tells this process from others.
    pub(super) fn holder(&self, random: [u8; 32]) -> [u8; 16] {
        *self.0.holder.get_or_init(|| *random.first_chunk::<16>().unwrap_or(&[0; 16]))
    }

    /// True while Telegram wants a pause.
    pub(super) fn is_quiet(&self, now: Instant) -> bool {
        now.micros() < self.0.quiet_until.load(Ordering::Relaxed)
    }

    /// Sends nothing for a while.
    pub(super) fn be_quiet(&self, until: Instant) {
        self.0.quiet_until.fetch_max(until.micros(), Ordering::Relaxed);
    }

    /// Counts that an update could not be taken in.
    pub(super) fn failed_with(&self, update: i64) -> u32 {
        let mut failed = self.0.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = failed.entry(update).or_default();
        *tries += 1;
        *tries
    }

    /// Asks for the name of the bot, if it is not known.
    pub(super) async fn introduce(&self) -> Result<(), Refusal> {
        if self.name().is_none() {
            let me = self.call("getMe", &json!({}), PATIENCE).await?;
            let name = me["username"].as_str().ok_or_else(|| Refusal::NotNow("the bot has no name".to_owned()))?;
            let _set_meanwhile = self.0.name.set(name.to_owned());
        }
        Ok(())
    }

    /// Sends a message, or changes one that was sent. One that cannot be changed any more is sent anew.
    pub(super) async fn send(&self, chat: i64, edits: Option<i64>, text: &str, keys: &Value) -> Result<(), Refusal> {
        let mut body = json!({ "chat_id": chat, "text": text, "link_preview_options": { "is_disabled": true },
            "reply_markup": { "inline_keyboard": keys } });
        if let Some(message) = edits {
            body["message_id"] = json!(message);
            match self.call("editMessageText", &body, PATIENCE).await {
                Err(Refusal::Wrong(why)) if why.contains("not modified") => return Ok(()),
                Err(Refusal::Wrong(_)) => {}
                done => return done.map(drop),
            }
            if let Some(body) = body.as_object_mut() {
                body.remove("message_id");
            }
        }
        self.call("sendMessage", &body, PATIENCE).await.map(drop)
    }

    /// Says a word over the chat of whoever pressed a key.
    pub(super) async fn answer(&self, press: &str, toast: Option<&str>, loud: bool) -> Result<(), Refusal> {
        // 200 characters at most.
        let toast: Option<String> = toast.map(|text| text.chars().take(200).collect());
        let mut body = json!({ "callback_query_id": press });
        // An absent value must not be there at all: Telegram reads `null` as the word.
        if let Some(toast) = toast {
            (body["text"], body["show_alert"]) = (json!(toast), json!(loud));
        }
        self.call("answerCallbackQuery", &body, PATIENCE).await.map(drop)
    }

    /// What people wrote and pressed since; waits for it as long as is said.
    pub(super) async fn updates(&self, from: Option<i64>, wait: Duration) -> Result<Vec<Value>, Refusal> {
        let mut body = json!({ "timeout": wait.as_secs(), "limit": 50,
            "allowed_updates": ["message", "callback_query", "my_chat_member"] });
        if let Some(from) = from {
            body["offset"] = json!(from);
        }
        match self.call("getUpdates", &body, PATIENCE + wait).await? {
            Value::Array(updates) => Ok(updates),
            _ => Err(Refusal::NotNow("Telegram sent no list of updates".to_owned())),
        }
    }

    async fn call(&self, method: &str, body: &Value, within: Duration) -> Result<Value, Refusal> {
        let url = format!("{}/bot{}/{method}", self.0.api, self.0.token);
        let request = Request::post(url).header(CONTENT_TYPE, "application/json");
        let request = request.body(Full::new(Bytes::from(body.to_string()))).map_err(|error| not_now(&error))?;
        let answering = async {
            let response = self.0.client.request(request).await.map_err(|error| not_now(&error))?;
            let body = Limited::new(response.into_body(), LARGEST).collect().await;
            let body = body.map_err(|error| not_now(&*error))?.to_bytes();
            serde_json::from_slice::<Answer>(&body).map_err(|error| not_now(&error))
        };
        let answer = tokio::time::timeout(within, answering).await;
        understood(answer.map_err(|_| Refusal::NotNow("Telegram did not answer in time".to_owned()))??)
    }
}

/// What went wrong, with its causes. None of them knows the address.
fn not_now(error: &(dyn std::error::Error + 'static)) -> Refusal {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let text = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    Refusal::NotNow(text.chars().take(300).collect())
}

fn understood(answer: Answer) -> Result<Value, Refusal> {
    if answer.ok {
        return Ok(answer.result);
    }
    let said: String = answer.description.chars().take(300).collect();
    let lost = ["chat not found", "user is deactivated", "PEER_ID_INVALID"].iter().any(|words| said.contains(words));
    Err(match answer.error_code {
        Some(429) => Refusal::Wait(answer.parameters.retry_after.unwrap_or(1).clamp(1, LONGEST_PAUSE)),
        Some(403) => Refusal::Gone(said),
        Some(400) if lost => Refusal::Gone(said),
        Some(400) => Refusal::Wrong(said),
        _ => Refusal::NotNow(said),
    })
}

/// The moment after a pause.
pub(super) fn after(now: Instant, seconds: i64) -> Instant {
    now + Span::seconds(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: u16, description: &str) -> Result<Value, Refusal> {
        let body =
            json!({ "ok": false, "error_code": code, "description": description, "parameters": { "retry_after": 7 } });
        understood(serde_json::from_value(body).unwrap())
    }

    #[test]
    fn a_refusal_says_whether_to_wait_to_come_again_or_to_give_up() {
        assert_eq!(answer(429, "Too Many Requests"), Err(Refusal::Wait(7)));
        assert!(matches!(answer(403, "Forbidden: bot was blocked by the user"), Err(Refusal::Gone(_))));
        assert!(matches!(answer(400, "Bad Request: chat not found"), Err(Refusal::Gone(_))));
        assert!(matches!(answer(400, "Bad Request: message text is empty"), Err(Refusal::Wrong(_))));
        assert!(
            matches!(answer(401, "Unauthorized"), Err(Refusal::NotNow(_))),
            "a wrong token is the operator's to mend"
        );
        assert!(matches!(answer(502, ""), Err(Refusal::NotNow(_))));
    }

    #[test]
    fn nothing_shows_the_token() {
        let bot = Telegram::new("https://api.telegram.org/", "42:secret-word").unwrap();
        assert_eq!(format!("{bot:?}"), "bot 42 at https://api.telegram.org");
        for wrong in ["", "42", "x:secret", "42:", "42:sec/ret", "42:sec ret"] {
            let why = Telegram::new("https://api.telegram.org", wrong).unwrap_err();
            assert!(why.contains("telegram_token") && !why.contains("sec"), "{why}");
        }
        assert!(Telegram::new("api.telegram.org", "42:secret").unwrap_err().contains("telegram_api"));
    }
}
