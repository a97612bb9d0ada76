//! The words of the typology.

use db::{Json, Tx};
use platform::{Cx, Fail, NewEvent, events};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Axis, Both, Term, TermId, TermShown, refusals::Broken, store, texts, valid};

/// Words of one side at most: what nobody can look over, nobody fills.
const MOST: usize = 12;

/// A new word.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTerm {
    /// Which side it stands on.
    pub axis: Axis,
    /// What it is called: in both languages, or in one for both.
    pub name: Both,
}

/// What changes in a word.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermChange {
    /// What it is called now.
    #[serde(default)]
    pub name: Option<Both>,
    /// True retires it, false brings it back.
    #[serde(default)]
    pub retired: Option<bool>,
}

/// Every word, those of one side together.
pub(crate) async fn all(cx: &Cx, tx: &mut Tx) -> Result<Vec<TermShown>, Fail> {
    Ok(store::terms(tx, cx.program()).await?)
}

pub(super) async fn get(cx: &Cx, tx: &mut Tx, id: TermId) -> Result<TermShown, Fail> {
    store::term(tx, cx.program(), id).await?.ok_or(Fail::NotFound)
}

/// A word that somebody chose for one side; what is retired stays where it stands, and is not chosen anew.
pub(crate) async fn chosen(
    cx: &Cx,
    tx: &mut Tx,
    axis: Axis,
    id: Option<TermId>,
    before: Option<TermId>,
) -> Result<Option<TermId>, Fail> {
    let Some(id) = id else { return Ok(None) };
    let found = store::term(tx, cx.program(), id).await?.filter(|term| term.axis == axis);
    match found {
        Some(term) if term.retired_at.is_none() || before == Some(id) => Ok(Some(id)),
        _ => Err(Fail::field(axis.code(), texts::no_such_term)),
    }
}

pub(super) async fn add(cx: &Cx, tx: &mut Tx, new: &NewTerm) -> Result<TermShown, Fail> {
    let name = valid::both("name", &new.name, 120)?;
    let standing: Vec<TermShown> = all(cx, tx).await?.into_iter().filter(|term| term.axis == new.axis).collect();
    if standing.iter().filter(|term| term.retired_at.is_none()).count() >= MOST {
        return Err(Fail::field("name", |lang| texts::too_many_terms(lang, MOST)));
    }
    if standing.iter().any(|term| term.retired_at.is_none() && same(&term.name.0, &name)) {
        return Err(Fail::field("name", network::texts::stands_already));
    }
    let position = i64::try_from(standing.len()).unwrap_or(i64::MAX);
    let id = cx.new_id();
    store::add_term(tx, cx.program(), id, (new.axis, &name), position).await?;
    note(cx, tx, "playbook.term_added", id, new.axis).await?;
    get(cx, tx, id).await
}

fn same(one: &Both, other: &Both) -> bool {
    let is = |a: &str, b: &str| !a.is_empty() && a.to_lowercase() == b.to_lowercase();
    is(&one.ru, &other.ru) || is(&one.en, &other.en)
}

pub(super) async fn change(cx: &Cx, tx: &mut Tx, id: TermId, change: &TermChange) -> Result<TermShown, Fail> {
    let before = get(cx, tx, id).await?;
    let name = match &change.name {
        Some(name) => Json(valid::both("name", name, 120)?),
        None => before.name.clone(),
    };
    let retired_at = match change.retired {
        Some(true) => before.retired_at.or(Some(cx.now)),
        Some(false) => None,
        None => before.retired_at,
    };
    let after = TermShown { name, retired_at, ..before };
    if !store::save_term(tx, cx.program(), &after).await? {
        return Err(Fail::Stale);
    }
    note(cx, tx, "playbook.term_changed", id, after.axis).await?;
    get(cx, tx, id).await
}

/// Takes a word away that nothing names; what is in use is retired instead.
pub(super) async fn remove(cx: &Cx, tx: &mut Tx, id: TermId) -> Result<(), Fail> {
    let term = get(cx, tx, id).await?;
    let (cards, deals) = store::term_used(tx, cx.program(), id).await?;
    if cards + deals > 0 {
        return Err(Broken::TermUsed(cards, deals).into());
    }
    store::drop_term(tx, cx.program(), id).await?;
    note(cx, tx, "playbook.term_removed", id, term.axis).await
}

async fn note(cx: &Cx, tx: &mut Tx, name: &'static str, id: TermId, axis: Axis) -> Result<(), Fail> {
    events::record(cx, tx, NewEvent::new::<Term>(name, id).with(json!({ "axis": axis }))).await.map(drop)
}
