//! Keeping the index, and finding in it.

use std::collections::{BTreeMap, BTreeSet};

use db::{Tx, Work};
use kit::Uuid;
use platform::{
    Cx, Fail,
    events::Event,
    search::{Hit, Searchable},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Found, FoundItem,
    store::{self, Shelf},
    terms::{self, Asked},
};

/// Letters of a question; what is longer is cut.
const QUESTION: usize = 200;
/// What is shown of one kind unless the caller says otherwise, and at most.
const SHOWN: (u32, u32) = (8, 50);

/// What is looked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Words, a tax number, a phone or a part of them; the last word may be half typed.
    #[serde(default)]
    pub q: String,
    /// One kind alone, for example `lead`.
    pub kind: Option<String>,
    /// The most of one kind: 1 to 50, 8 if absent.
    pub limit: Option<u32>,
}

/// Brings the index up to what events have changed.
pub(super) fn on_events<'t>(cx: &'t Cx, tx: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async move {
        for kind in &cx.app.kinds().searchables {
            let mut touched = BTreeSet::new();
            for event in events {
                if kind.events.contains(&event.name.as_str()) {
                    touched.insert(Uuid::from_bytes(event.subject_id));
                }
                for (_, others) in kind.through.iter().filter(|(name, _)| *name == event.name) {
                    touched.extend(others(cx, tx, event).await?);
                }
            }
            for subject in touched {
                index(cx, tx, kind, subject).await?;
            }
        }
        Ok(())
    })
}

/// What is no more, or is not the caller's, is nothing to find.
fn if_there<T: Default>(found: Result<T, Fail>) -> Result<T, Fail> {
    if matches!(found, Err(Fail::NotFound)) { Ok(T::default()) } else { found }
}

async fn index(cx: &Cx, tx: &mut Tx, kind: &Searchable, subject: Uuid) -> Result<(), Fail> {
    let program = cx.program();
    let mut wanted: BTreeMap<[u8; 16], BTreeSet<String>> = BTreeMap::new();
    for words in if_there((kind.write)(cx, tx, subject).await)? {
        let scope = words.partner.map_or(*program.bytes(), |partner| *partner.bytes());
        wanted.entry(scope).or_default().extend(terms::of_text(&words.text));
    }
    let mut stood: BTreeMap<[u8; 16], String> =
        store::written(tx, program, kind.kind, subject).await?.into_iter().collect();
    for scope in stood.keys() {
        wanted.entry(*scope).or_default();
    }
    for (scope, terms) in wanted {
        let shelf = Shelf { program, scope, kind: kind.kind };
        let old = stood.remove(&scope).unwrap_or_default();
        let before: BTreeSet<&str> = old.split_whitespace().collect();
        let now: BTreeSet<&str> = terms.iter().map(String::as_str).collect();
        if before == now {
            continue;
        }
        for gone in before.difference(&now) {
            store::remove(tx, shelf, gone, subject).await?;
        }
        for new in now.difference(&before) {
            store::add(tx, shelf, new, subject).await?;
        }
        store::keep(tx, shelf, subject, &now.into_iter().collect::<Vec<_>>().join(" ")).await?;
    }
    Ok(())
}

/// What the caller finds, by kind, the newest first.
pub async fn find(cx: &Cx, tx: &mut Tx, query: &SearchQuery) -> Result<Vec<Found>, Fail> {
    let question: String = query.q.chars().take(QUESTION).collect();
    let asked = terms::of_question(&question, store::WORDS);
    let limit = query.limit.unwrap_or(SHOWN.0).clamp(1, SHOWN.1);
    let mut all = Vec::new();
    let Some(role) = cx.caller.role.filter(|_| !asked.is_empty()) else { return Ok(all) };
    let kinds = cx.app.kinds().searchables.iter().filter(|kind| kind.readers.contains(&role));
    for kind in kinds.filter(|kind| query.kind.as_deref().is_none_or(|wanted| wanted == kind.kind)) {
        let scope = cx.caller.partner.map_or(*cx.program().bytes(), |partner| *partner.bytes());
        let shelf = Shelf { program: cx.program(), scope, kind: kind.kind };
        let mut items = Vec::new();
        for id in subjects(tx, shelf, &asked, limit + 1).await? {
            // What was found may have gone since, or be another's now: rights are looked at here.
            if let Some(Hit { title, text, path }) = if_there((kind.show)(cx, tx, id).await)? {
                items.push(FoundItem { id: format!("{}_{}", kind.kind, id.simple()), title, text, path });
            }
        }
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        if !items.is_empty() {
            all.push(Found { kind: kind.kind.to_owned(), title: (kind.title)(cx.lang), icon: kind.icon, items, more });
        }
    }
    Ok(all)
}

/// The newest subjects that have every word that was asked for.
async fn subjects(tx: &mut Tx, shelf: Shelf<'_>, asked: &[Asked], limit: u32) -> Result<Vec<Uuid>, Fail> {
    let mut sure: Vec<(i64, Vec<u8>)> = Vec::new();
    let mut last: BTreeSet<Vec<u8>> = BTreeSet::new();
    for word in asked {
        let term = word.term.clone().into_bytes();
        let Some(begins) = &word.begins else {
            sure.push((store::count(tx, shelf, &term).await?, term));
            continue;
        };
        last.extend(store::meant(tx, shelf, begins).await?);
        last.insert(term);
    }
    let mut found = BTreeSet::new();
    // Without a half-typed word there is one combination: the sure words alone.
    let endings: Vec<Option<Vec<u8>>> = if last.is_empty() { vec![None] } else { last.into_iter().map(Some).collect() };
    for ending in endings {
        let mut terms = sure.clone();
        if let Some(term) = ending {
            terms.push((store::count(tx, shelf, &term).await?, term));
        }
        if terms.iter().any(|(count, _)| *count == 0) {
            continue;
        }
        // From the rarest, so that few rows are looked at.
        terms.sort();
        let terms: Vec<Vec<u8>> = terms.into_iter().map(|(_, term)| term).collect();
        found.extend(store::find(tx, shelf, &terms, i64::from(limit)).await?);
    }
    Ok(found.into_iter().rev().take(limit as usize).collect())
}
