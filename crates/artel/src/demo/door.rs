//! The way into the server: its own router, in this process. Whatever the demo does comes in here, as a request
//! that a program or a person could have sent; nothing is written behind the rules.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
};
use serde_json::Value;
use tower::ServiceExt;

/// Why the demo could not go on.
#[derive(Debug)]
pub struct Trouble(pub String);

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl From<db::DbError> for Trouble {
    fn from(error: db::DbError) -> Self {
        Self(error.to_string())
    }
}
impl From<platform::Fail> for Trouble {
    fn from(fail: platform::Fail) -> Self {
        Self(format!("{fail:?}"))
    }
}

/// Who comes in.
#[derive(Debug, Clone)]
pub enum Pass {
    /// Anybody.
    Nobody,
    /// A program with a key, or the operator with the token.
    Key(String),
    /// A person: the token of a session.
    Session(String),
}

/// What the server said.
#[derive(Debug)]
pub struct Said {
    /// Method and path.
    pub asked: String,
    /// HTTP status.
    pub status: u16,
    /// The JSON.
    pub body: Value,
}

impl Said {
    /// The body of a success.
    pub fn done(self) -> Result<Value, Trouble> {
        if (200..300).contains(&self.status) { Ok(self.body) } else { Err(self.trouble()) }
    }

    /// The body of a success; none if a rule forbade it or a race was lost, which is a part of life.
    pub fn done_or_refused(self) -> Result<Option<Value>, Trouble> {
        match self.status {
            200..300 => Ok(Some(self.body)),
            403 | 404 | 409 | 412 => Ok(None),
            _ => Err(self.trouble()),
        }
    }

    fn trouble(&self) -> Trouble {
        Trouble(format!("{}: {} {}", self.asked, self.status, self.body))
    }
}

/// The door.
#[derive(Clone)]
pub struct Door(Router);

impl Door {
    /// Into a router.
    pub fn new(router: Router) -> Self {
        Self(router)
    }

    /// Reads.
    pub async fn get(&self, pass: &Pass, path: &str) -> Result<Value, Trouble> {
        self.ask(Method::GET, pass, path, None).await?.done()
    }

    /// Does something that must succeed.
    pub async fn post(&self, pass: &Pass, path: &str, body: &Value) -> Result<Value, Trouble> {
        self.ask(Method::POST, pass, path, Some(body)).await?.done()
    }

    /// Does something that a rule may forbid.
    pub async fn attempt(&self, pass: &Pass, path: &str, body: &Value) -> Result<Option<Value>, Trouble> {
        self.ask(Method::POST, pass, path, Some(body)).await?.done_or_refused()
    }

    /// Sends a table; the answer must be a success.
    pub async fn upload(&self, pass: &Pass, path: &str, table: String) -> Result<Value, Trouble> {
        self.send(Method::POST, pass, path, Some(("text/csv", table))).await?.done()
    }

    /// Asks for anything.
    pub async fn ask(&self, method: Method, pass: &Pass, path: &str, body: Option<&Value>) -> Result<Said, Trouble> {
        self.send(method, pass, path, body.map(|json| ("application/json", json.to_string()))).await
    }

    async fn send(
        &self,
        method: Method,
        pass: &Pass,
        path: &str,
        body: Option<(&'static str, String)>,
    ) -> Result<Said, Trouble> {
        let asked = format!("{method} {path}");
        let wrong = |what: &dyn std::fmt::Display| Trouble(format!("{asked}: {what}"));
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, "ru");
        request = match pass {
            Pass::Nobody => request,
            Pass::Key(key) => request.header(header::AUTHORIZATION, format!("Bearer {key}")),
            Pass::Session(token) => request.header(header::COOKIE, format!("artel={token}")),
        };
        let body = match body {
            None => Body::empty(),
            Some((media, text)) => {
                request = request.header(header::CONTENT_TYPE, media);
                Body::from(text)
            }
        };
        let request = request.body(body).map_err(|e| wrong(&e))?;
        let response = self.0.clone().oneshot(request).await.map_err(|e| wrong(&e))?;
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.map_err(|e| wrong(&e))?;
        let body =
            if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).map_err(|e| wrong(&e))? };
        Ok(Said { asked, status, body })
    }
}

/// A text of an answer.
pub fn text(body: &Value, field: &str) -> Result<String, Trouble> {
    body[field].as_str().map(str::to_owned).ok_or_else(|| Trouble(format!("no {field} in {body}")))
}
