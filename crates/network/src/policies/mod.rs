#![doc = include_str!("README.md")]

pub mod bounds;
mod checking;
mod diff;
mod parsed;
mod publishing;
mod step;
mod store;
pub mod touched;
mod web;
pub mod words;

use kit::paging::whole;
use std::{any::Any, collections::BTreeMap, sync::Arc};

use db::Tx;
use kit::{
    Instant,
    id::{PolicyId, ProgramId},
};
use platform::{Answer, Call, Capability, Cx, Fail, FieldError, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::versions;

pub use checking::{check, defaults};
pub use diff::Difference;
use publishing::prepared;
pub use publishing::{publish, replace};

/// A part of the policy that belongs to one capability.
#[derive(Clone, Copy)]
pub struct Section {
    /// Its name in the policy.
    pub name: &'static str,
    /// The numbers of the design.
    pub defaults: fn() -> Value,
    /// What is wrong with given numbers, by field within the section.
    pub check: fn(&Value) -> Vec<FieldError>,
    /// Whom other numbers touch at once; nobody if absent.
    pub touches: Option<touched::Touches>,
    /// What each number means: lines of section, path, unit, condition and a sentence in both languages, with tabs.
    pub words: &'static str,
}

/// The sections by name, each an object of numbers.
pub type Body = BTreeMap<String, Value>;

/// A version of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// 1, 2, 3 …
    pub version: i64,
    /// Every number, by section.
    pub body: Body,
    /// Why it was made.
    pub note: String,
    /// `user`, `key` or `operator`.
    pub author_kind: String,
    /// When it was made.
    pub created_at: Instant,
    /// Since when it is in force.
    pub in_force_from: Instant,
    #[serde(skip)]
    parsed: parsed::Parsed,
}

impl Policy {
    /// The numbers of one capability; its defaults where the version is older than the number.
    pub fn section<T>(&self, name: &str) -> Result<T, Fail>
    where
        T: DeserializeOwned + Default + Clone + Any + Send + Sync,
    {
        if let Some(parsed) = self.parsed.get(name) {
            return Ok(parsed);
        }
        let section = match self.body.get(name) {
            None => T::default(),
            Some(section) => T::deserialize(section)
                .map_err(|e| db::DbError::Broken(format!("policy version {}, {name}: {e}", self.version)))?,
        };
        self.parsed.keep(name, &section);
        Ok(section)
    }

    /// With every number: those that it is older than have their defaults.
    #[must_use]
    pub fn whole(self, sections: &[Section]) -> Self {
        Self { body: publishing::whole(sections, &self.body), ..self }
    }
}

/// A version with what it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Versioned {
    /// The version.
    #[serde(flatten)]
    pub policy: Policy,
    /// Each number that differs from the version before.
    pub changes: Vec<Difference>,
}

/// A new version, as it is given. What is left out stays as it is in force.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicy {
    /// Sections with the numbers that change.
    pub body: Body,
    /// Why.
    pub note: String,
    /// Since when; now if absent.
    pub in_force_from: Option<Instant>,
    /// The newest version that the author has seen: refused when somebody has published another since.
    #[serde(default)]
    pub base: Option<i64>,
}

/// What a new version would change.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Previewed {
    /// The version that it would follow: give it as `base` to publish just this.
    base: i64,
    /// Each number that would differ.
    changes: Vec<Difference>,
    /// What would happen at once, and to whom, by what is known now.
    touches: Vec<touched::Touch>,
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    policy: PolicyId,
}

/// The version in force at a moment. Every program has one from its first moment on.
pub async fn in_force(tx: &mut Tx, program: ProgramId, at: Instant) -> Result<Arc<Policy>, Fail> {
    Ok(Arc::clone(versions::rules(tx, program).await?.policy(at)?))
}

/// All versions in the order in which they come into force.
pub(crate) async fn timeline(tx: &mut Tx, program: ProgramId) -> Result<Vec<Policy>, Fail> {
    Ok(store::timeline(tx, program).await?)
}

/// When the next version after a moment comes into force, if one is published.
pub async fn next_after(tx: &mut Tx, program: ProgramId, at: Instant) -> Result<Option<Instant>, Fail> {
    Ok(store::next_after(tx, program, at).await?)
}

/// The first version of a new program: the defaults of every section.
pub async fn begin(cx: &Cx, tx: &mut Tx, sections: &[Section]) -> Result<Policy, Fail> {
    let body = sections.iter().map(|s| (s.name.to_owned(), (s.defaults)())).collect();
    publishing::save(cx, tx, body, 1, String::new(), cx.now).await
}

/// The newest version, in force or not yet.
pub async fn last(tx: &mut Tx, program: ProgramId) -> Result<Policy, Fail> {
    store::last(tx, program).await?.ok_or(Fail::NotFound)
}

/// All versions, the newest first, each with what it changed.
pub async fn history(tx: &mut Tx, program: ProgramId, sections: &[Section]) -> Result<Vec<Versioned>, Fail> {
    let all: Vec<Policy> = store::all(tx, program).await?.into_iter().map(|policy| policy.whole(sections)).collect();
    let before = all.iter().skip(1).map(Some).chain([None]);
    let changed = all.iter().zip(before).map(|(policy, before)| Versioned {
        policy: policy.clone(),
        changes: before.map(|b| diff::between(&b.body, &policy.body)).unwrap_or_default(),
    });
    Ok(changed.collect())
}

fn shown(policy: Policy, sections: &[Section]) -> Answer<Policy> {
    let version = policy.version;
    Answer::ok(policy.whole(sections)).version(version)
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoliciesBy {
    /// By number.
    Version,
    /// By when it comes into force.
    InForce,
}

impl whole::By for PoliciesBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Version, "version"), (Self::InForce, "in_force_from")];
}

impl whole::Row for Versioned {
    type By = PoliciesBy;
    const USUAL: whole::Sort<PoliciesBy> = whole::Sort::falling(PoliciesBy::Version);
    fn key(&self, by: PoliciesBy) -> whole::Key {
        match by {
            PoliciesBy::Version => self.policy.version.into(),
            PoliciesBy::InForce => self.policy.in_force_from.into(),
        }
    }
    fn id(&self) -> String {
        self.policy.id.to_string()
    }
    fn words(&self) -> String {
        self.policy.note.clone()
    }
}

/// What policies add to the server.
pub fn capability(sections: &'static [Section]) -> Capability {
    let list = Operation::get("/api/v1/policies", "policies.list", "Versions of the policy, each with what it changed")
        .roles(Role::VENDOR)
        .run(move |cx, tx, call: &Call<Nothing, whole::Listed<PoliciesBy>, Nothing>| {
            Box::pin(async move {
                let all = history(tx, cx.program(), sections).await?;
                Ok(Answer::ok(listing::page(all, &call.query)?))
            })
        });
    let current = Operation::get("/api/v1/policies/current", "policies.current", "The policy in force")
        .one()
        .roles(crate::territories::EVERYBODY)
        .run(move |cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move { Ok(shown(Policy::clone(&*in_force(tx, cx.program(), cx.now).await?), sections)) })
        });
    let newest =
        Operation::get("/api/v1/policies/newest", "policies.newest", "The newest version, in force or not yet")
            .one()
            .roles(crate::territories::EVERYBODY)
            .run(move |cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
                Box::pin(async move { Ok(shown(last(tx, cx.program()).await?, sections)) })
            });
    let one = Operation::get("/api/v1/policies/{policy}", "policies.get", "A version of the policy")
        .roles(crate::territories::EVERYBODY)
        .run(move |cx, tx, call: &Call<ById, Nothing, Nothing>| {
            Box::pin(async move {
                let found = store::get(tx, cx.program(), call.path.policy).await?;
                Ok(shown(found.ok_or(Fail::NotFound)?, sections))
            })
        });
    let new = Operation::post("/api/v1/policies", "policies.publish", "Publish a version of the policy")
        .touches("policies.newest")
        .roles(&[Role::Director, Role::Admin])
        .creates()
        .run(move |cx, tx, call: &Call<Nothing, Nothing, NewPolicy>| {
            Box::pin(async move { Ok(Answer::created(publish(cx, tx, sections, &call.body).await?)) })
        });
    let preview = Operation::post(
        "/api/v1/policies/preview",
        "policies.preview",
        "What a new version would change; writes nothing",
    )
    .roles(&[Role::Director, Role::Admin])
    .run(move |cx, tx, call: &Call<Nothing, Nothing, NewPolicy>| {
        Box::pin(async move {
            let ready = prepared(cx, tx, sections, &call.body).await?;
            let changes = diff::between(&ready.base, &ready.body);
            let touches = touched::by(cx, tx, sections, &ready.base, &ready.body).await?;
            Ok(Answer::ok(Previewed { base: ready.last, changes, touches }))
        })
    });
    Capability {
        name: "policies",
        operations: [vec![list, current, newest, one, new, preview], web::operations(sections)].concat(),
        places: web::places(),
        steps: vec![step::STEP],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
