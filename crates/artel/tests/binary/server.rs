//! A server in a process of its own.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use reqwest::{StatusCode, blocking::Client};
use serde_json::{Value, json};

pub const OPERATOR: &str = "operator-of-the-test";

/// A command of Artel that sees no settings but its flags.
pub fn artel(database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_artel"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ARTEL_")) {
        command.env_remove(name);
    }
    command.env("ARTEL_LOG", "error").args(["--database", database]);
    command
}

/// A server that runs until it is dropped, which kills it.
pub struct Server {
    pub child: Child,
    pub url: String,
}

impl Server {
    pub fn start(database: &str) -> Self {
        Self::start_by(artel(database))
    }

    /// Starts the server by a command that may stand before it (`strace …`).
    pub fn start_by(mut command: Command) -> Self {
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("ARTEL_OPERATOR_TOKEN", OPERATOR);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().last().expect("the server says where it listens").to_owned();
        assert!(url.starts_with("http://"), "{line}");
        Self { child, url }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// Calls the API; an error of the connection is none.
pub fn call(client: &Client, url: &str, key: &str, path: &str, body: Option<&Value>) -> Option<(StatusCode, Value)> {
    let url = format!("{url}{path}");
    let request = body.map_or_else(|| client.get(&url), |body| client.post(&url).json(body));
    let answer = request.bearer_auth(key).send().ok()?;
    let status = answer.status();
    Some((status, answer.json().ok()?))
}

/// A program with three partners that may be offered leads.
pub struct Program {
    pub admin: String,
    pub product: String,
}

impl Program {
    pub fn begin(client: &Client, url: &str) -> Self {
        let ok = |key: &str, path: &str, body: Value| {
            let (status, told) = call(client, url, key, path, Some(&body)).unwrap();
            assert!(status.is_success(), "{path}: {status} {told}");
            told
        };
        let id = |told: &Value| told["id"].as_str().unwrap().to_owned();
        let program = json!({ "name": "Насосы", "lang": "ru", "zone": "Europe/Moscow", "currency": "RUB",
            "admin": { "email": "admin@example.ru", "name": "Анна" } });
        let admin = ok(OPERATOR, "/api/v1/programs", program)["api_key"].as_str().unwrap().to_owned();
        let product = id(&ok(&admin, "/api/v1/products", json!({ "code": "pumps", "name": "Насосы" })));
        for name in ["A", "B", "C"] {
            let partner = id(&ok(&admin, "/api/v1/partners", json!({ "name": name, "territories": ["RU-MOW"] })));
            let path = format!("/api/v1/partners/{partner}/certificates");
            ok(&admin, &path, json!({ "product": product }));
        }
        Self { admin, product }
    }

    /// A lead of a client of its own.
    pub fn lead(&self, number: u64) -> Value {
        json!({
            "client": { "name": format!("Завод {number}"), "region": "RU-MOW" },
            "contact": { "name": "Иван", "email": format!("ivan@zavod{number}.ru") },
            "need": "Насосы", "product": self.product, "size": "medium", "value_minor": 100_000_000, "source": "api",
            "consent": { "transfer": true, "text": "v1" }
        })
    }
}
