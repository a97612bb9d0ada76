//! Operations: the one table that feeds the router, the `OpenAPI` document and the access sweep.

mod answer;
mod draft;
mod own;
mod pages;

use std::{future::Future, pin::Pin, sync::Arc};

use axum::http::Method;
use bytes::Bytes;
use db::{Tx, Work};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    App, Caller, Cx, Fail, Role, edge::input, edge::reply::Reply, frames::Opens, web::Form, web::refused::Refused,
};

pub use answer::Answer;

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// The operator of the server, by token.
    Operator,
    /// People and keys of these roles.
    Roles(&'static [Role]),
}

/// What an operation takes when it takes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The input of an operation, read and typed.
#[derive(Debug, Clone)]
pub struct Call<P = Nothing, Q = Nothing, B = Nothing> {
    /// Parameters of the path.
    pub path: P,
    /// Parameters of the query.
    pub query: Q,
    /// The JSON body or the form.
    pub body: B,
    /// What else the request says.
    pub meta: Meta,
}

/// What a request says besides its input.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// `If-Match`, as it came.
    pub if_match: Option<String>,
    /// `Idempotency-Key`, or the field `_once` of a form.
    pub once: Option<String>,
    /// The caller's address, for throttling.
    pub address: String,
    /// `User-Agent`, for the list of sessions.
    pub user_agent: String,
    /// The path and query as they came, to come back to after signing in.
    pub target: String,
    /// True when htmx asks for a fragment.
    pub fragment: bool,
    /// The session token, for signing out.
    pub session: Option<String>,
    /// `Last-Event-ID` of a stream that resumes.
    pub last_event_id: Option<String>,
    /// `Content-Type` of the body.
    pub content_type: String,
    /// True for `GET`.
    pub reads: bool,
    /// The page of this server from which the request came.
    pub came_from: Option<String>,
    /// The theme of the reader's cookie.
    pub theme: Option<String>,
    /// What the page is to say after a redirect.
    pub flash: Option<String>,
    /// What was refused, when this shows a form again.
    pub(crate) refused: Option<Arc<Refused>>,
    /// The body as it came: for files.
    pub raw: Bytes,
}

impl Meta {
    /// The version with which a form was opened, if it carries one.
    pub fn base(&self) -> Option<String> {
        crate::edge::input::form_field(&self.raw, crate::web::form::BASE)
    }
    /// Refuses a form that was opened with another version than the present one.
    pub fn based_on(&self, version: impl ToString) -> Result<(), crate::Fail> {
        match self.base() {
            Some(base) if base != version.to_string() => Err(crate::Fail::Stale),
            _ => Ok(()),
        }
    }
    /// The path of the request.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// The request before its input is typed.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Parameters of the path.
    pub path: Vec<(String, String)>,
    /// The query as it came.
    pub query: String,
    /// What else it says, with the body.
    pub meta: Meta,
}

pub(crate) type InTx = dyn for<'t> Fn(&'t Cx, &'t mut Tx, &'t Incoming) -> Work<'t, Reply, Fail> + Send + Sync;
type Outside =
    dyn Fn(App, Caller, kit::Lang, Incoming) -> Pin<Box<dyn Future<Output = Result<Reply, Fail>> + Send>> + Send + Sync;

/// Shows a form that was refused.
pub(crate) type Again = dyn for<'t> Fn(&'t Cx, &'t mut Tx, &'t Incoming, Form) -> Work<'t, Reply, Fail> + Send + Sync;

/// How an operation works.
#[derive(Clone)]
pub enum Handler {
    /// Within one snapshot; changes nothing.
    Reads(Arc<InTx>),
    /// Within one transaction.
    Acts(Arc<InTx>),
    /// Opens its own transactions: for hashing passwords, reading files, streams.
    Outside(Arc<Outside>),
    /// Answers with events as they happen, and holds nothing while it waits.
    Streams(Arc<Opens>),
}

/// The schemas of an operation's input and answer.
pub struct Shapes {
    /// Object of the path's parameters.
    pub path: Schema,
    /// Object of the query's parameters.
    pub query: Schema,
    /// The body; none if it takes none.
    pub body: Option<Schema>,
    /// The answer.
    pub answer: Schema,
}

/// The thing that an operation changes, and how its version is read.
#[derive(Clone)]
pub(crate) struct Thing {
    /// The operation that shows it.
    pub id: &'static str,
    /// Its path.
    pub path: &'static str,
    /// Shows it.
    pub reads: Arc<InTx>,
}

/// One operation or page.
#[derive(Clone)]
pub struct Operation {
    /// HTTP method.
    pub method: Method,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// `capability.verb`, unique; the capability is the scope of keys.
    pub id: &'static str,
    /// One line for the reference.
    pub summary: &'static str,
    /// Who may call.
    pub access: Access,
    /// Largest body in bytes.
    pub body_limit: usize,
    /// Content types besides JSON that the body may have.
    pub accepts: &'static [&'static str],
    /// Content type of the answer.
    pub answers: &'static str,
    /// A page or a form for people; not in the `OpenAPI` document.
    pub page: bool,
    /// Statuses of a success.
    pub succeeds: &'static [u16],
    /// Status and kind of the problems that its rules may make, besides those that every such operation has.
    pub refusals: &'static [(u16, &'static str)],
    pub(crate) one: bool,
    pub(crate) places: bool,
    pub(crate) touches: Option<&'static str>,
    pub(crate) thing: Option<Thing>,
    pub(crate) makes: Option<Thing>,
    pub(crate) shapes: Option<fn(&mut SchemaGenerator) -> Shapes>,
    pub(crate) handler: Handler,
    pub(crate) again: Option<Arc<Again>>,
    pub(crate) shown_once: bool,
    pub(crate) stands_at: Option<&'static str>,
    pub(crate) kept_on_failure: Option<fn(kit::Lang) -> String>,
    pub(crate) sites: Option<SitesOf>,
}

/// The origins of other sites whose pages may call an operation, by the path of the request.
pub type SitesOf = for<'t> fn(&'t Cx, &'t mut Tx, &'t str) -> Work<'t, Vec<String>, Fail>;

/// An operation of which the work is not said yet.
pub struct Draft(Operation);

pub(crate) fn shapes<P: JsonSchema, Q: JsonSchema, B: JsonSchema + 'static, T: JsonSchema>(
    generator: &mut SchemaGenerator,
) -> Shapes {
    let none = std::any::TypeId::of::<B>() == std::any::TypeId::of::<Nothing>();
    Shapes {
        path: P::json_schema(generator),
        query: Q::json_schema(generator),
        body: (!none).then(|| generator.subschema_for::<B>()),
        answer: generator.subschema_for::<T>(),
    }
}

impl Operation {
    fn draft(method: Method, path: &'static str, id: &'static str, summary: &'static str) -> Draft {
        let handler = Handler::Reads(Arc::new(|_, _, _| Box::pin(async { Err(Fail::NotFound) })));
        Draft(Self {
            method,
            path,
            id,
            summary,
            access: Access::Roles(&[]),
            body_limit: 1 << 20,
            accepts: &[],
            answers: "application/json",
            page: false,
            succeeds: &[200],
            refusals: &[],
            one: false,
            places: false,
            touches: None,
            thing: None,
            makes: None,
            shapes: None,
            handler,
            again: None,
            shown_once: false,
            stands_at: None,
            kept_on_failure: None,
            sites: None,
        })
    }
    /// Reads.
    pub fn get(path: &'static str, id: &'static str, summary: &'static str) -> Draft {
        Self::draft(Method::GET, path, id, summary)
    }
    /// Makes something, or does something named by a noun.
    pub fn post(path: &'static str, id: &'static str, summary: &'static str) -> Draft {
        Self::draft(Method::POST, path, id, summary)
    }
    /// Replaces.
    pub fn put(path: &'static str, id: &'static str, summary: &'static str) -> Draft {
        Self::draft(Method::PUT, path, id, summary)
    }
    /// Changes some fields.
    pub fn patch(path: &'static str, id: &'static str, summary: &'static str) -> Draft {
        Self::draft(Method::PATCH, path, id, summary)
    }
    /// Takes away.
    pub fn delete(path: &'static str, id: &'static str, summary: &'static str) -> Draft {
        Self::draft(Method::DELETE, path, id, summary)
    }
    /// True for a `GET` of one thing, which has a version: what the last parameter of the path names, or the one of
    /// the caller.
    pub fn shows_one_thing(&self) -> bool {
        let named = self.path.ends_with('}') && self.answers == "application/json";
        !self.page && self.method == Method::GET && (named || self.one)
    }
    /// The operation that shows the thing which this one changes, once operations are linked.
    pub fn changes(&self) -> Option<&'static str> {
        self.thing.as_ref().map(|thing| thing.id)
    }
    /// True if it does what it does once for an `Idempotency-Key`.
    pub fn once(&self) -> bool {
        match self.handler {
            // A form that shows a secret shows a new one when it is sent again: the first may have been lost.
            Handler::Acts(_) => !(self.page && self.shown_once),
            Handler::Outside(_) => !self.page,
            Handler::Reads(_) | Handler::Streams(_) => false,
        }
    }
    /// True if its answer is shown once.
    pub const fn is_shown_once(&self) -> bool {
        self.shown_once
    }
    /// True if it opens its own transactions.
    pub const fn acts_outside(&self) -> bool {
        matches!(self.handler, Handler::Outside(_))
    }
    /// True if its answer does not end.
    pub fn streams(&self) -> bool {
        matches!(self.handler, Handler::Streams(_))
    }
    /// The page on which the form stands, where its path does not tell: who opens the form's own address is led there.
    #[must_use]
    pub const fn stands_at(mut self, page: &'static str) -> Self {
        self.stands_at = Some(page);
        self
    }
    /// Gives a form back with what was typed even when the server fails, and says this.
    #[must_use]
    pub fn kept_on_failure(mut self, words: fn(kit::Lang) -> String) -> Self {
        self.kept_on_failure = Some(words);
        self
    }
    /// Lets pages of these other sites call it from the browser and read its answer. For public operations alone.
    #[must_use]
    pub fn for_sites(mut self, sites: SitesOf) -> Self {
        self.sites = Some(sites);
        self
    }
    /// The scope that a key needs: `leads:read`, `leads:write`.
    pub fn scope(&self) -> String {
        let area = self.id.split('.').next().unwrap_or_default();
        format!("{area}:{}", if self.method == Method::GET { "read" } else { "write" })
    }
}

impl Draft {
    /// The work of an operation of the API, within one transaction (a snapshot for `get`).
    pub fn run<P, Q, B, T, F>(mut self, work: F) -> Operation
    where
        P: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        Q: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        B: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        T: Serialize + JsonSchema + Send + 'static,
        F: for<'t> Fn(&'t Cx, &'t mut Tx, &'t Call<P, Q, B>) -> Work<'t, Answer<T>, Fail> + Send + Sync + 'static,
    {
        self.0.shapes = Some(shapes::<P, Q, B, T>);
        let work = Arc::new(work);
        let run: Arc<InTx> = Arc::new(move |cx, tx, incoming| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let call = input::typed::<P, Q, B>(incoming, false)?;
                work(cx, tx, &call).await?.into_reply()
            })
        });
        self.within(run)
    }

    /// The work of an operation of the API that answers with a file of a content type.
    pub fn run_file<P, Q, B, F>(mut self, answers: &'static str, work: F) -> Operation
    where
        P: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        Q: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        B: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        F: for<'t> Fn(&'t Cx, &'t mut Tx, &'t Call<P, Q, B>) -> Work<'t, Reply, Fail> + Send + Sync + 'static,
    {
        self.0.shapes = Some(shapes::<P, Q, B, String>);
        self.0.answers = answers;
        let work = Arc::new(work);
        let run: Arc<InTx> = Arc::new(move |cx, tx, incoming| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let call = input::typed::<P, Q, B>(incoming, false)?;
                work(cx, tx, &call).await
            })
        });
        self.within(run)
    }

    /// The work of an operation of the API that opens its own transactions.
    pub fn run_outside<P, Q, B, T, F, R>(mut self, work: F) -> Operation
    where
        P: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        Q: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        B: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        T: Serialize + JsonSchema + Send + 'static,
        F: Fn(Cx, Call<P, Q, B>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Answer<T>, Fail>> + Send + 'static,
    {
        self.0.shapes = Some(shapes::<P, Q, B, T>);
        let work = Arc::new(work);
        self.0.handler = Handler::Outside(Arc::new(move |app, caller, lang, incoming| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let call = input::typed::<P, Q, B>(&incoming, false)?;
                work(app.cx(caller, "", lang), call).await?.into_reply()
            })
        }));
        self.0
    }

    pub(crate) fn handled(mut self, shapes: fn(&mut SchemaGenerator) -> Shapes, handler: Handler) -> Operation {
        self.0.shapes = Some(shapes);
        self.0.handler = handler;
        self.0
    }

    fn within(mut self, run: Arc<InTx>) -> Operation {
        self.0.handler = if self.0.method == Method::GET { Handler::Reads(run) } else { Handler::Acts(run) };
        self.0
    }
}
