//! A server of its own for one test, driven over HTTP.

use std::{path::Path, sync::Arc, time::Duration};

use artel::server::{Running, Start};
use db::Dialect;
use kit::{Instant, Lang};
use platform::{
    Clock, Machine,
    mail::{MailSettings, Security},
    telegram::Telegram,
};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::{
    conformance,
    databases::{Database, Kind},
    smtp::Smtp,
};

/// The token of the operator in tests.
pub const OPERATOR: &str = "operator-of-the-test";

/// Rows that stand in `migrations/samples/NNNN.sql`, in the words of one database.
pub fn sample(number: i64, dialect: Dialect) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../migrations/samples/{number:04}.sql"));
    let text = std::fs::read_to_string(path).ok()?;
    Some(match dialect {
        Dialect::Sqlite => text,
        // Bytes are written x'01' in the samples.
        Dialect::Postgres => text.replace("x'", "'\\x"),
    })
}

/// A running server and its database.
pub struct World {
    pub running: Option<Running>,
    pub database: Database,
    mail: Option<MailSettings>,
    telegram: Option<Telegram>,
    client: reqwest::Client,
}

/// An answer: status and JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub status: StatusCode,
    pub body: Value,
    pub text: String,
    pub etag: Option<String>,
    pub retry_after: Option<String>,
    /// Headers of those that the document knows.
    pub headers: Vec<&'static str>,
    pub media: String,
    pub location: Option<String>,
}

impl Told {
    /// The body of a success; fails the test otherwise.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        self.body
    }
}

impl World {
    /// Starts a server at a moment of the test clock.
    pub async fn start(kind: Kind, at: &str) -> Self {
        Self::over(Database::new(kind).await, at).await
    }

    /// Starts a server on a database that stands.
    pub async fn over(database: Database, at: &str) -> Self {
        let running = Some(serve(&database, at, None, None).await);
        Self { running, database, mail: None, telegram: None, client: client() }
    }

    /// Starts a server that sends its mail.
    pub async fn start_with(kind: Kind, at: &str, smtp: &Smtp) -> Self {
        let database = Database::new(kind).await;
        let mail = Some(MailSettings {
            host: "127.0.0.1".to_owned(),
            port: smtp.port,
            security: Security::Plain,
            credentials: None,
            from: "artel@vendor.ru".to_owned(),
            bounces: Some("bounces@vendor.ru".to_owned()),
        });
        let running = Some(serve(&database, at, mail.clone(), None).await);
        Self { running, database, mail, telegram: None, client: client() }
    }

    /// Starts the server again with a bot, which goes on after every restart.
    pub async fn with_bot(mut self, at: &str, bot: Telegram) -> Self {
        self.telegram = Some(bot);
        self.restart(at).await;
        self
    }

    /// Starts a server on a machine whose clocks the test moves; it works by itself as it does for people.
    pub async fn on(database: Database, machine: &Arc<Machine>) -> Self {
        let running = Some(serve_on(&database, machine).await);
        Self { running, database, mail: None, telegram: None, client: client() }
    }

    /// Stops the server and starts it again on the same data, on another machine or on the same after a switch-off.
    pub async fn move_to(&mut self, machine: &Arc<Machine>) {
        self.stop().await;
        self.running = Some(serve_on(&self.database, machine).await);
    }

    /// Stops the server; its data stays.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Stops the server and starts it again on the same data, at a later moment.
    pub async fn restart(&mut self, at: &str) {
        self.stop().await;
        self.running = Some(serve(&self.database, at, self.mail.clone(), self.telegram.clone()).await);
    }

    /// Another server on the same data.
    pub async fn beside(&self, at: &str) -> Self {
        let database = self.database.shared();
        let running = Some(serve(&database, at, self.mail.clone(), self.telegram.clone()).await);
        Self { running, database, mail: self.mail.clone(), telegram: self.telegram.clone(), client: client() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.as_ref().unwrap().address)
    }

    /// Moves the clock and lets what is due happen.
    pub async fn clock(&self, at: &str) {
        self.call(Method::PUT, "/api/v1/test-clock", None, &[], Some(serde_json::json!({ "now": at }))).await.ok();
    }

    pub async fn call(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Told {
        let mut request = self.client.request(method, self.url(path));
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        Self::told(request).await
    }

    /// Sends a request and compares the answer with the document of the API.
    async fn told(request: reqwest::RequestBuilder) -> Told {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = client.execute(request).await.unwrap();
        let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        let status = response.status();
        let etag = header("etag").map(|tag| tag.trim_matches('"').to_owned());
        let (retry_after, location) = (header("retry-after"), header("location"));
        let (media, headers) = (header("content-type").unwrap_or_default(), conformance::headers(&response));
        let endless = media == "text/event-stream";
        let text = if endless { beginning(response).await } else { response.text().await.unwrap() };
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        let told = Told { status, body, text, etag, retry_after, headers, media, location };
        conformance::check(&method, &path, &told);
        told
    }

    /// Sends a file.
    pub async fn send(&self, key: &str, path: &str, media: &str, bytes: Vec<u8>) -> Told {
        let request = self.client.post(self.url(path)).bearer_auth(key).header("content-type", media).body(bytes);
        Self::told(request).await
    }

    /// Calls in a person's session.
    pub async fn by(&self, session: &str, method: Method, path: &str, body: Value) -> Told {
        let cookie = format!("artel={session}");
        let body = (method != Method::GET).then_some(body);
        self.call(method, path, None, &[("cookie", &cookie)], body).await
    }

    /// Sends bytes as they are, for an answer in a language.
    pub async fn send_raw(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        lang: &str,
        body: Option<&[u8]>,
    ) -> Told {
        let headers = [("accept-language", lang), ("content-type", "application/json")];
        let headers = if body.is_some() { &headers[..] } else { &headers[..1] };
        self.send_with(method, path, key, headers, body.map(<[u8]>::to_vec)).await
    }

    /// Sends bytes as they are, with headers.
    pub async fn send_with(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Told {
        let mut request = self.client.request(method, self.url(path));
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Self::told(request.body(body.unwrap_or_default())).await
    }

    pub async fn get(&self, key: &str, path: &str) -> Told {
        self.call(Method::GET, path, Some(key), &[], None).await
    }

    pub async fn post(&self, key: &str, path: &str, body: Value) -> Told {
        self.call(Method::POST, path, Some(key), &[], Some(body)).await
    }
}

/// What a stream of events tells before it falls silent. It does not end by itself.
async fn beginning(mut response: reqwest::Response) -> String {
    let mut text = String::new();
    while let Ok(Ok(Some(bytes))) = tokio::time::timeout(Duration::from_millis(150), response.chunk()).await {
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

/// A client that shows redirects as they are.
fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn serve(database: &Database, at: &str, mail: Option<MailSettings>, telegram: Option<Telegram>) -> Running {
    let mail = mail.map(platform::mail::Post::Server);
    begin(Start { mail, telegram, test_clock: Some(at.parse::<Instant>().unwrap()), ..blank(database) }).await
}

async fn serve_on(database: &Database, machine: &Arc<Machine>) -> Running {
    begin(Start { clock: Clock::Machine(Arc::clone(machine)), ..blank(database) }).await
}

fn blank(database: &Database) -> Start {
    Start {
        place: database.place.clone(),
        listen: "127.0.0.1:0".to_owned(),
        base_url: String::new(),
        operator_token: Some(OPERATOR.to_owned()),
        lang: Lang::Ru,
        mail: None,
        telegram: None,
        // The tests stand on this machine and say whom they speak for, if they say so.
        trusted_proxies: "127.0.0.1".parse().unwrap(),
        test_clock: None,
        clock: Clock::System,
        trust_clock: false,
        seed: Some(1),
    }
}

async fn begin(start: Start) -> Running {
    match artel::server::start(start).await {
        Ok(running) => running,
        Err(error) => panic!("{error}"),
    }
}
