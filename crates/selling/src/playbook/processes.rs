//! Processes: a draft is written, a version is published, a deal keeps the version that it began with.

use db::{Json, Tx};
use kit::id::ProductId;
use network::{products, text_field};
use platform::{Cx, Fail, NewEvent, View, events};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    Both, Content, Motion, Process as Kind, ProcessId, ProcessShown, VersionShown, diff, refusals::Broken, store,
    templates, texts, valid,
};

/// A new process: empty, or from a template.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProcess {
    /// The product that it sells.
    pub product: ProductId,
    /// Which deals it leads.
    #[serde(default = "any")]
    pub motion: Motion,
    /// What it is called; the template's name if absent.
    #[serde(default)]
    pub name: Option<Both>,
    /// The code of the template that it starts from.
    #[serde(default)]
    pub template: Option<String>,
}

const fn any() -> Motion {
    Motion::Any
}

/// What changes in a process outside its stages.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcessChange {
    /// What it is called now.
    #[serde(default)]
    pub name: Option<Both>,
    /// True retires it: deals in it go on, none begins. False brings it back.
    #[serde(default)]
    pub retired: Option<bool>,
}

pub(super) async fn get(cx: &Cx, tx: &mut Tx, id: ProcessId) -> Result<ProcessShown, Fail> {
    store::process(tx, cx.program(), id).await?.ok_or(Fail::NotFound)
}

/// A process as the caller may see it: partners see what is published, and no draft.
pub(crate) async fn seen(cx: &Cx, tx: &mut Tx, id: ProcessId) -> Result<ProcessShown, Fail> {
    let process = get(cx, tx, id).await?;
    match cx.caller.view() {
        View::All => Ok(process),
        _ if process.published.is_some() => Ok(ProcessShown { draft: None, ..process }),
        _ => Err(Fail::NotFound),
    }
}

/// Every process that the caller may see.
pub(crate) async fn published(cx: &Cx, tx: &mut Tx) -> Result<Vec<ProcessShown>, Fail> {
    let all = store::processes(tx, cx.program()).await?;
    if cx.caller.view() == View::All {
        return Ok(all);
    }
    let seen = all.into_iter().filter(|process| process.published.is_some() && process.retired_at.is_none());
    Ok(seen.map(|process| ProcessShown { draft: None, ..process }).collect())
}

/// The published process for a deal: of its own motion, or of all deals of the product.
pub(crate) async fn for_deal(
    cx: &Cx,
    tx: &mut Tx,
    product: ProductId,
    motion: Motion,
) -> Result<Option<ProcessShown>, Fail> {
    for motion in [motion, Motion::Any] {
        let found = store::process_of(tx, cx.program(), product, motion).await?;
        if let Some(process) = found.filter(|process| process.published.is_some()) {
            return Ok(Some(process));
        }
    }
    Ok(None)
}

/// A version of a process.
pub(crate) async fn version(cx: &Cx, tx: &mut Tx, id: ProcessId, number: i64) -> Result<VersionShown, Fail> {
    store::version(tx, cx.program(), id, number).await?.ok_or(Fail::NotFound)
}

pub(super) async fn versions(cx: &Cx, tx: &mut Tx, id: ProcessId) -> Result<Vec<VersionShown>, Fail> {
    seen(cx, tx, id).await?;
    Ok(store::versions(tx, cx.program(), id).await?)
}

pub(super) async fn add(cx: &Cx, tx: &mut Tx, new: &NewProcess) -> Result<ProcessShown, Fail> {
    let template = match new.template.as_deref() {
        Some(code) => Some(templates::get(code).ok_or_else(|| Fail::field("template", texts::no_such_template))?),
        None => None,
    };
    if !products::get(tx, cx.program(), new.product).await.is_ok_and(|product| product.retired_at.is_none()) {
        return Err(Fail::field("product", crate::deals::no_such_product));
    }
    let name = new.name.clone().filter(|name| !name.is_empty());
    let name = name.or_else(|| template.map(|template| template.name.clone())).unwrap_or_default();
    let name = valid::both("name", &name, 200)?;
    if store::process_of(tx, cx.program(), new.product, new.motion).await?.is_some() {
        return Err(Broken::ProcessStands.into());
    }
    let draft = template.map(|template| Content { stages: template.stages.clone() }).unwrap_or_default();
    let process = ProcessShown {
        id: cx.new_id(),
        product: new.product,
        motion: new.motion,
        name: Json(name),
        published: None,
        draft: Some(Json(draft)),
        retired_at: None,
        version: 1,
    };
    store::add_process(tx, cx.program(), &process).await?;
    if let Some(template) = template {
        templates::typology(cx, tx, template).await?;
    }
    note(cx, tx, "playbook.process_added", &process, json!({ "template": new.template })).await?;
    get(cx, tx, process.id).await
}

async fn save(cx: &Cx, tx: &mut Tx, after: &ProcessShown) -> Result<(), Fail> {
    if store::save_process(tx, cx.program(), after).await? { Ok(()) } else { Err(Fail::Stale) }
}

pub(super) async fn change(cx: &Cx, tx: &mut Tx, id: ProcessId, change: &ProcessChange) -> Result<ProcessShown, Fail> {
    let before = get(cx, tx, id).await?;
    let name = match &change.name {
        Some(name) => Json(valid::both("name", name, 200)?),
        None => before.name.clone(),
    };
    let retired_at = match change.retired {
        Some(true) => before.retired_at.or(Some(cx.now)),
        Some(false) => None,
        None => before.retired_at,
    };
    if retired_at.is_none() && before.retired_at.is_some() {
        let standing = store::process_of(tx, cx.program(), before.product, before.motion).await?;
        if standing.is_some() {
            return Err(Broken::ProcessStands.into());
        }
    }
    let after = ProcessShown { name, retired_at, ..before };
    save(cx, tx, &after).await?;
    note(cx, tx, "playbook.process_changed", &after, json!({ "retired": retired_at.is_some() })).await?;
    get(cx, tx, id).await
}

/// What is being written: the draft, or the version in force to begin one from.
pub(super) async fn draft(cx: &Cx, tx: &mut Tx, process: &ProcessShown) -> Result<Content, Fail> {
    match (&process.draft, process.published) {
        (Some(draft), _) => Ok(draft.0.clone()),
        (None, Some(number)) => Ok(version(cx, tx, process.id, number).await?.content.0),
        (None, None) => Ok(Content::default()),
    }
}

/// Writes the draft.
pub(super) async fn write(cx: &Cx, tx: &mut Tx, id: ProcessId, content: &Content) -> Result<ProcessShown, Fail> {
    let before = get(cx, tx, id).await?;
    if before.retired_at.is_some() {
        return Err(Broken::Retired.into());
    }
    let draft = Some(Json(valid::content(content)?));
    let after = ProcessShown { draft, ..before };
    save(cx, tx, &after).await?;
    note(cx, tx, "playbook.draft_written", &after, json!({})).await?;
    get(cx, tx, id).await
}

/// Throws the draft away; the version in force stays.
pub(super) async fn discard(cx: &Cx, tx: &mut Tx, id: ProcessId) -> Result<ProcessShown, Fail> {
    let before = get(cx, tx, id).await?;
    if before.draft.is_none() || before.published.is_none() {
        return Err(Broken::NothingNew.into());
    }
    let after = ProcessShown { draft: None, ..before };
    save(cx, tx, &after).await?;
    note(cx, tx, "playbook.draft_discarded", &after, json!({})).await?;
    get(cx, tx, id).await
}

/// What a publication would change, in sentences.
pub(super) async fn changes(cx: &Cx, tx: &mut Tx, process: &ProcessShown) -> Result<Vec<String>, Fail> {
    let before = match process.published {
        Some(number) => version(cx, tx, process.id, number).await?.content.0,
        None => Content::default(),
    };
    Ok(diff::sentences(cx.lang, &before, &draft(cx, tx, process).await?))
}

/// Puts the draft in force: new deals begin with it, those under way keep theirs.
pub(super) async fn publish(cx: &Cx, tx: &mut Tx, id: ProcessId, words: &str) -> Result<ProcessShown, Fail> {
    let before = get(cx, tx, id).await?;
    if before.retired_at.is_some() {
        return Err(Broken::Retired.into());
    }
    let Some(Json(content)) = before.draft.clone() else { return Err(Broken::NothingNew.into()) };
    let content = valid::content(&content)?;
    if !content.stages.iter().any(|stage| stage.wins) {
        return Err(Broken::NoExit.into());
    }
    if let Some(number) = before.published
        && version(cx, tx, id, number).await?.content.0 == content
    {
        return Err(Broken::NothingNew.into());
    }
    let words = if words.trim().is_empty() { String::new() } else { text_field("note", words, 500)? };
    let number = before.published.unwrap_or(0) + 1;
    store::add_version(tx, cx.program(), id, (number, &content, &words), (cx.now, cx.caller.user())).await?;
    let after = ProcessShown { published: Some(number), draft: None, ..before };
    save(cx, tx, &after).await?;
    note(cx, tx, "playbook.process_published", &after, json!({ "number": number })).await?;
    get(cx, tx, id).await
}

/// Takes a process away that no deal ever stood in; another is retired instead.
pub(super) async fn remove(cx: &Cx, tx: &mut Tx, id: ProcessId) -> Result<(), Fail> {
    let process = get(cx, tx, id).await?;
    let deals = store::process_used(tx, cx.program(), id).await?;
    if deals > 0 {
        return Err(Broken::ProcessUsed(deals).into());
    }
    store::drop_process(tx, cx.program(), id).await?;
    note(cx, tx, "playbook.process_removed", &process, json!({})).await
}

async fn note(
    cx: &Cx,
    tx: &mut Tx,
    name: &'static str,
    process: &ProcessShown,
    more: serde_json::Value,
) -> Result<(), Fail> {
    let mut facts = json!({ "product": process.product, "motion": process.motion });
    for (key, value) in more.as_object().into_iter().flatten() {
        facts[key] = value.clone();
    }
    events::record(cx, tx, NewEvent::new::<Kind>(name, process.id).with(facts)).await.map(drop)
}
