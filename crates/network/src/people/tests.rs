//! People over HTTP, on both databases.

/// Runs a test on both databases.
macro_rules! both {
    ($(async fn $name:ident($kind:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn run($kind: Kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run(Kind::Sqlite).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run(Kind::Postgres).await;
            }
        }
    )*};
}

mod keys;
mod races;
mod reset;
mod sign_in;
mod users;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use db::{Db, Place, params};
use kit::{Instant, Lang, id::ProgramId, time::Span};
use platform::{App, Clock, Entropy, app::Settings};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{authenticate, capability, create_first_admin};

const PASSWORD: &str = "tundra-violin-orbit-72";
const OTHER_PASSWORD: &str = "basalt-harbor-quilt-19";

db::statements! {
    ADD_PROGRAM: "insert into program (id, name, lang, zone, currency, calendar_id, epoch_entropy, created_at, version) \
        values ($1, $2, 'ru', 'Europe/Moscow', 'RUB', $1, $1, 1, 1)";
    MAIL: "select to_address, text from outgoing_mail order by created_at, id";
    EVENTS: "select name, data from event order by id";
}

/// A server with one program, its key and the link of its first admin.
struct Site {
    app: App,
    router: Router,
    program: ProgramId,
    key: String,
    accept_url: String,
    _folder: tempfile::TempDir,
}

/// Which database a test runs on.
#[derive(Clone, Copy)]
enum Kind {
    Sqlite,
    Postgres,
}

/// A new database on the throwaway server of `make test`.
async fn new_postgres(folder: &tempfile::TempDir) -> String {
    let server = std::env::var("TEST_POSTGRES").expect("run through `make test`, which starts a PostgreSQL");
    let unique = folder.path().file_name().unwrap().to_string_lossy().replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let name = format!("p_{}_{}", std::process::id(), unique.to_lowercase());
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(&format!("create database {name}")).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

/// Who calls.
#[derive(Clone, Copy)]
enum By<'a> {
    Nobody,
    Key(&'a str),
    Session(&'a str),
}

impl Site {
    async fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = match kind {
            Kind::Sqlite => Place::Sqlite(folder.path().join("artel.db")),
            Kind::Postgres => Place::Postgres(new_postgres(&folder).await),
        };
        let db = Db::open(&place).await.unwrap();
        let start: Instant = "2026-06-15T10:00:00+03:00".parse().unwrap();
        db.migrate(start).await.unwrap();
        let settings = Settings {
            base_url: "http://artel.test".to_owned(),
            operator_token: None,
            lang: Lang::En,
            mail: None,
            telegram: None,
            trusted_proxies: platform::edge::address::Proxies::default(),
        };
        let app = App::new(db, Clock::test(start), Entropy::seeded(1), settings, authenticate);
        let _set_once = app.used.note.set(super::seen);
        let router = platform::edge::router(&app, capability().operations);
        let (program, accept_url, key) = add_program(&app, "Vendor", "admin@vendor.ru").await;
        Self { app, router, program, key, accept_url, _folder: folder }
    }

    async fn call(&self, method: &str, path: &str, by: By<'_>, body: Value) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        request = match by {
            By::Nobody => request,
            By::Key(key) => request.header("authorization", format!("Bearer {key}")),
            By::Session(token) => request.header("cookie", format!("artel={token}")),
        };
        let body = if method == "GET" { Body::empty() } else { Body::from(body.to_string()) };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    async fn post(&self, path: &str, by: By<'_>, body: Value) -> (StatusCode, Value) {
        self.call("POST", path, by, body).await
    }

    async fn get(&self, path: &str, by: By<'_>) -> (StatusCode, Value) {
        self.call("GET", path, by, json!({})).await
    }

    async fn accept(&self, accept_url: &str, name: &str, password: &str) -> (StatusCode, Value) {
        let token = accept_url.split("token=").nth(1).unwrap();
        let body = json!({ "token": token, "name": name, "password": password, "lang": "en" });
        self.post("/api/v1/invitations/acceptance", By::Nobody, body).await
    }

    async fn sign_in(&self, email: &str, password: &str) -> (StatusCode, Value) {
        self.post("/api/v1/sessions", By::Nobody, json!({ "email": email, "password": password })).await
    }

    /// Invites and accepts; returns the session's token.
    async fn join(&self, email: &str, role: &str, partner: Option<&str>) -> String {
        let body = json!({ "email": email, "role": role, "partner": partner });
        let (status, invited) = self.post("/api/v1/invitations", By::Key(&self.key), body).await;
        assert_eq!(status, 201, "{invited}");
        let (status, signed) = self.accept(text(&invited, "accept_url"), "Somebody", PASSWORD).await;
        assert_eq!(status, 201, "{signed}");
        text(&signed, "token").to_owned()
    }

    /// The first admin joins; returns the session's token.
    async fn admin(&self) -> String {
        let (status, signed) = self.accept(&self.accept_url, "Anna", PASSWORD).await;
        assert_eq!(status, 201, "{signed}");
        text(&signed, "token").to_owned()
    }

    fn wait(&self, span: Span) {
        self.app.clock.set(self.app.clock.now() + span);
    }

    /// Waits until the use of a session at this moment is noted, which happens beside the request.
    async fn noted(&self, token: &str) {
        let now = json!(self.app.clock.now());
        for _ in 0..200 {
            let (_, listed) = self.get("/api/v1/sessions", By::Session(token)).await;
            if listed["items"]
                .as_array()
                .is_some_and(|items| items.iter().any(|s| s["current"] == true && s["last_seen_at"] == now))
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the use of the session was not noted");
    }

    async fn events(&self) -> Vec<(String, String)> {
        let read = self.app.db.read(|tx| Box::pin(async move { tx.all(&EVENTS, params![]).await }));
        read.await.unwrap() as Vec<(String, String)>
    }

    async fn mail(&self) -> Vec<(String, String)> {
        let read = self.app.db.read(|tx| Box::pin(async move { tx.all(&MAIL, params![]).await }));
        read.await.unwrap() as Vec<(String, String)>
    }
}

async fn add_program(app: &App, name: &'static str, email: &'static str) -> (ProgramId, String, String) {
    let program: ProgramId = app.entropy.id(app.clock.now());
    let cx = app.cx(platform::Caller::operator(), "test", Lang::En);
    let made = app.db.act(move |tx| {
        let cx = cx.clone();
        Box::pin(async move {
            tx.execute(&ADD_PROGRAM, params![program, name]).await?;
            create_first_admin(&cx, tx, program, email, "Anna", Lang::En).await
        })
    });
    let made = made.await.unwrap();
    (program, made.accept_url, made.key)
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_else(|| panic!("no {field} in {value}"))
}

fn slug(problem: &Value) -> &str {
    text(problem, "type").rsplit('/').next().unwrap()
}

const PARTNER: &str = "partner_0192f0c1000070008000000000000001";
const OTHER_PARTNER: &str = "partner_0192f0c1000070008000000000000002";
