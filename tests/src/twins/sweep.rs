//! One caller asks every operation for what is not its own, and for what stands nowhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, stream};
use platform::{Access, Operation, Role};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    CANARY, NOTHING, hex,
    schema::{self, Place},
};
use crate::{
    hostile::plausible,
    world::{Told, World},
};

/// How many questions are on their way at once: enough for one flush to serve several.
const AT_ONCE: usize = 12;

/// Kinds of things whose ids are tried where any text may stand.
const LOOKED_FOR: &[&str] = &["client", "deal", "event", "lead", "offer", "partner", "user"];

/// A caller with a key of every role.
pub struct Side<'a> {
    pub world: &'a World,
    pub who: &'a str,
    pub keys: BTreeMap<Role, String>,
    /// What it may not know of: hex of ids by their prefix.
    pub foreign: BTreeMap<String, Vec<String>>,
    /// What it may use in the other places.
    pub own: BTreeMap<String, String>,
    pub asked: AtomicUsize,
    /// Operations whose path names a thing, and those of them that said that it is not there.
    pub named: Mutex<BTreeSet<&'static str>>,
    pub reached: Mutex<BTreeSet<&'static str>>,
    pub faults: Mutex<Vec<String>>,
}

/// One question: the same words about a thing that stands elsewhere and about one that stands nowhere.
struct Question<'a> {
    operation: &'a Operation,
    key: &'a str,
    place: &'a Place,
    /// What is written in the place, twice: with the foreign id or word, and with one that means nothing.
    pair: (String, String),
    versioned: bool,
    /// The thing would be found if it were the caller's own.
    apt: bool,
    query: &'a [(String, String)],
    body: Option<&'a Value>,
    /// What is sent instead where the place stands in the path.
    heard: Option<&'a Value>,
}

/// Writes the parameters of a path.
pub fn fill(path: &str, own: &BTreeMap<String, String>, but: Option<(&str, &str)>) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
        Some(name) if but.is_some_and(|(other, _)| other == name) => {
            but.map_or_else(String::new, |(_, id)| id.to_owned())
        }
        Some(name) => {
            let kind = schema::kind_of(path, name);
            own.get(&kind).cloned().unwrap_or_else(|| format!("{kind}_{NOTHING}"))
        }
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// An address with parameters whose values need no escape.
pub fn with_query(path: String, query: &[(String, String)]) -> String {
    let pairs: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

/// An answer without what differs from one showing to the next: the mark by which a form is taken once.
pub fn steady(text: &str) -> String {
    let mut pieces = text.split("name=\"_once\" value=\"");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once('"').map_or(piece, |(_, rest)| rest));
    }
    out
}

impl<'w> Side<'w> {
    pub fn new(
        world: &'w World,
        who: &'w str,
        keys: BTreeMap<Role, String>,
        foreign: BTreeMap<String, Vec<String>>,
        own: BTreeMap<String, String>,
    ) -> Self {
        Self {
            world,
            who,
            keys,
            foreign,
            own,
            asked: AtomicUsize::new(0),
            named: Mutex::default(),
            reached: Mutex::default(),
            faults: Mutex::default(),
        }
    }

    /// Every place of an operation in which an id or a word can stand, for every role that may call it.
    #[expect(clippy::too_many_lines, reason = "one place after another")]
    pub async fn sweep(&self, operation: &Operation, document: &Value) {
        let Access::Roles(roles) = operation.access else { return };
        let keys: Vec<_> = roles.iter().filter_map(|role| self.keys.get(role)).collect();
        let described = &document["paths"][operation.path][operation.method.as_str().to_ascii_lowercase()];
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        let body = (!schema.is_null()).then(|| plausible(schema, document, "", &self.own, 0));
        let heard = schema::heard(operation, &self.own);
        let ids = schema::wanted(operation, described, document, body.as_ref());
        let words: Vec<_> = schema::texts(operation, described).into_iter().map(Place::Query).collect();
        let query = schema::required(described, document, &self.own);
        let mut questions = Vec::new();
        let ask = |key, place, pair, versioned, apt| Question {
            operation,
            key,
            place,
            pair,
            versioned,
            apt,
            query: &query,
            body: body.as_ref(),
            heard: heard.as_ref(),
        };
        for (place, kind) in &ids {
            for (other, found) in &self.foreign {
                // An id of another kind is tried by one role, an id of the kind that is wanted by each.
                let (few, some) = if other == kind { (keys.len(), found.len()) } else { (1, 1) };
                for (key, hex) in
                    keys.iter().take(few).flat_map(|key| found.iter().take(some).map(move |hex| (key, hex)))
                {
                    let pair = (format!("{kind}_{hex}"), format!("{kind}_{NOTHING}"));
                    let versioned = other == kind && operation.method != Method::GET;
                    questions.extend(versioned.then(|| ask(key.as_str(), place, pair.clone(), true, false)));
                    questions.push(ask(key, place, pair, false, other == kind && matches!(place, Place::Path(_))));
                }
            }
        }
        for place in &words {
            let backwards: String = CANARY.chars().rev().collect();
            questions.extend(
                keys.iter().map(|key| ask(key.as_str(), place, (CANARY.to_owned(), backwards.clone()), false, false)),
            );
            for (key, kind) in keys.iter().take(1).flat_map(|key| LOOKED_FOR.iter().map(move |kind| (key, *kind))) {
                let pairs = self
                    .foreign
                    .get(kind)
                    .into_iter()
                    .flatten()
                    .take(1)
                    .map(|hex| (format!("{kind}_{hex}"), format!("{kind}_{NOTHING}")));
                questions.extend(pairs.map(|pair| ask(key, place, pair, false, false)));
            }
        }
        stream::iter(questions).for_each_concurrent(AT_ONCE, |question| self.compare(question)).await;
        if operation.method == Method::GET {
            for key in &keys {
                let path = with_query(fill(operation.path, &self.own, None), &query);
                let told = self.call(operation, key, &path, None, false).await;
                if told.text.contains(CANARY) {
                    self.fault(format!("{} {}: sees {}", self.who, operation.id, told.text));
                }
            }
        }
    }

    async fn compare(&self, question: Question<'_>) {
        let foreign = self.ask(&question, &question.pair.0).await;
        let nothing = self.ask(&question, &question.pair.1).await;
        let (operation, (id, absent)) = (question.operation, &question.pair);
        if question.apt {
            self.named.lock().unwrap().insert(operation.id);
            if foreign.status == 404 {
                self.reached.lock().unwrap().insert(operation.id);
            }
        }
        let bare = |told: &Told, said: &str| {
            let said = if said.contains('_') { hex(said) } else { said.to_owned() };
            // The other places of the question name nothing either, and an address that is shown repeats them.
            steady(&told.text).replace(&said, "…").replace(NOTHING, "…")
        };
        let (one, other) = (bare(&foreign, id), bare(&nothing, absent));
        if foreign.status != nothing.status || one != other || foreign.etag != nothing.etag {
            let differ = one.bytes().zip(other.bytes()).position(|(a, b)| a != b).unwrap_or_default();
            let near = |text: &str| {
                String::from_utf8_lossy(&text.as_bytes()[differ.saturating_sub(60)..text.len().min(differ + 120)])
                    .into_owned()
            };
            self.fault(format!(
                "{} {} {:?}: {id} answers {} «{}», nothing answers {} «{}»",
                self.who,
                operation.id,
                question.place,
                foreign.status,
                near(&one),
                nothing.status,
                near(&other)
            ));
        }
        for told in [&foreign, &nothing] {
            if told.status.is_server_error() || (id != CANARY && told.text.contains(CANARY)) {
                self.fault(format!("{} {}: {} {}", self.who, operation.id, told.status, told.text));
            }
        }
    }

    async fn ask(&self, question: &Question<'_>, said: &str) -> Told {
        let (operation, mut body) = (question.operation, question.body.cloned());
        let (mut path, mut query) = (fill(operation.path, &self.own, None), question.query.to_vec());
        match question.place {
            Place::Path(name) => {
                path = fill(operation.path, &self.own, Some((name, said)));
                body = question.heard.cloned().or(body);
            }
            Place::Query(name) => {
                query.retain(|(other, _)| other != name);
                query.push((name.clone(), said.to_owned()));
            }
            Place::Body(place) => *body.as_mut().and_then(|body| body.pointer_mut(place)).unwrap() = json!(said),
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.call(operation, question.key, &with_query(path, &query), body.as_ref(), question.versioned).await
    }

    /// Calls; waits where a reader has too many streams, which says nothing about what it may see.
    pub async fn call(
        &self,
        operation: &Operation,
        key: &str,
        path: &str,
        body: Option<&Value>,
        versioned: bool,
    ) -> Told {
        let method = Method::from_bytes(operation.method.as_str().as_bytes()).unwrap();
        let media = if operation.page { "application/x-www-form-urlencoded" } else { "application/json" };
        let mut headers = vec![("accept-language", "en"), ("content-type", media), ("x-request-id", "twin")];
        headers.extend(versioned.then_some(("if-match", "\"1\"")));
        // A caller of the role has a key, or is signed in.
        let (key, session) = match key.strip_prefix("session:") {
            Some(token) => (None, Some(format!("artel={token}"))),
            None => (Some(key), None),
        };
        headers.extend(session.as_deref().map(|session| ("cookie", session)));
        for _ in 0..50 {
            let bytes = body.map(|body| body.to_string().into_bytes());
            let told = self.world.send_with(method.clone(), path, key, &headers, bytes).await;
            if told.status != 429 {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{} {}: refused for too many tries, which proves nothing", self.who, operation.id);
    }

    fn fault(&self, text: String) {
        self.faults.lock().unwrap().push(text.chars().take(900).collect());
    }
}
