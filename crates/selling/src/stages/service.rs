//! How a deal goes through its process.

use std::collections::BTreeSet;

use db::{Tx, Work};
use kit::{Id, Instant, Uuid, id::Deal as Kind, id::DealId, time::Span};
use network::text_field;
use platform::{Cx, Fail, NewEvent, events, react};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    NORM, Way,
    gate::{self, Facts},
    own,
    refusals::Broken,
    store, texts,
};
use crate::{
    deals::{self, Deal, DealState, Origin},
    playbook::{self, Axis, BuyerRole, Content, DealField, Motion, Stage, TermId},
};

/// What a deal is about, by the words of the typology.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Description {
    /// What the client is.
    pub client_type: Option<TermId>,
    /// What it buys.
    pub category: Option<TermId>,
    /// How the seller came in.
    pub entry_point: Option<TermId>,
    /// For which work of the client.
    pub business_process: Option<TermId>,
}

/// A deal, its way and the version that it keeps.
pub(super) struct Standing {
    pub deal: Deal,
    pub way: Way,
    pub content: Content,
}

impl Standing {
    /// The place of its stage. A stage that a version lost cannot be: a move to another version finds the nearest.
    pub fn place(&self) -> usize {
        self.content.stage(&self.way.stage).map_or(0, |(place, _)| place)
    }
    pub fn stage(&self) -> Option<&Stage> {
        self.content.stage(&self.way.stage).map(|(_, stage)| stage)
    }
}

/// A deal that the caller may see, in its process; none while it follows no process.
pub(super) async fn standing(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<(Deal, Option<Standing>), Fail> {
    let deal = deals::get(cx, tx, id).await?;
    let Some(way) = store::way(tx, cx.program(), id).await? else { return Ok((deal, None)) };
    let content = playbook::version(cx, tx, way.process, way.number).await?.content.0;
    Ok((deal.clone(), Some(Standing { deal, way, content })))
}

/// The same of a deal that is in work.
async fn in_work(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<Standing, Fail> {
    match standing(cx, tx, id).await? {
        (deal, _) if deal.state != DealState::Open => Err(Broken::NotOpen.into()),
        (_, Some(standing)) => Ok(standing),
        (_, None) => Err(Broken::NotBegun.into()),
    }
}

/// What is known of a deal on its way.
pub(super) async fn facts(cx: &Cx, tx: &mut Tx, standing: &Standing) -> Result<Facts, Fail> {
    let Way { deal, client_type, category, entry_point, business_process, .. } = &standing.way;
    let known = [
        (DealField::ClientType, client_type.is_some()),
        (DealField::Category, category.is_some()),
        (DealField::EntryPoint, entry_point.is_some()),
        (DealField::BusinessProcess, business_process.is_some()),
        (DealField::Value, standing.deal.value_minor.is_some()),
    ];
    let fields = known.into_iter().filter(|(_, known)| *known).map(|(field, _)| field).collect();
    let roles = store::roles(tx, cx.program(), *deal).await?.into_iter().map(|(role, ..)| role).collect();
    let checks = store::checks(tx, cx.program(), *deal).await?.into_iter().collect::<BTreeSet<_>>();
    Ok(Facts { fields, roles, checks })
}

fn due(at: Instant, stage: &Stage) -> Instant {
    at + Span::days(stage.norm_days.into())
}

/// An open deal of a product with a published process gets its first stage.
pub(crate) async fn begin(cx: &Cx, tx: &mut Tx, deal: &Deal) -> Result<bool, Fail> {
    let motion = if deal.origin == Origin::Own { Motion::Own } else { Motion::Lead };
    let Some(process) = playbook::for_deal(cx, tx, deal.product, motion).await? else { return Ok(false) };
    let number = process.published.unwrap_or_default();
    let content = playbook::version(cx, tx, process.id, number).await?.content.0;
    let Some(first) = content.stages.first() else { return Ok(false) };
    let way = Way {
        deal: deal.id,
        partner: deal.partner,
        process: process.id,
        number,
        stage: first.key.clone(),
        stage_at: cx.now,
        due_at: due(cx.now, first),
        live: true,
        client_type: None,
        category: None,
        entry_point: None,
        business_process: None,
        version: 1,
    };
    if store::begin(tx, cx.program(), &way).await? {
        store::stay(tx, cx.program(), &way).await?;
        arrive(cx, tx, &way, json!({ "from": null })).await?;
    }
    Ok(true)
}

/// The clock of the stage starts, and what happened is written down.
async fn arrive(cx: &Cx, tx: &mut Tx, way: &Way, mut facts: Value) -> Result<(), Fail> {
    react::set_timer(tx, cx.program(), NORM, way.deal, way.due_at).await?;
    for (name, value) in [
        ("process", json!(way.process)),
        ("number", json!(way.number)),
        ("stage", json!(way.stage)),
        ("due_at", json!(way.due_at)),
    ] {
        facts[name] = value;
    }
    note(cx, tx, "deal.staged", way, facts).await
}

async fn note(cx: &Cx, tx: &mut Tx, name: &'static str, way: &Way, facts: Value) -> Result<(), Fail> {
    let event = NewEvent::new::<Kind>(name, way.deal).seen_by(way.partner).with(facts);
    events::record(cx, tx, event).await.map(drop)
}

/// Puts a deal on another stage. On the way forward every stage asks what it needs; back is free.
pub(super) async fn go(cx: &Cx, tx: &mut Tx, id: DealId, to: &str) -> Result<(), Fail> {
    let standing = in_work(cx, tx, id).await?;
    let Some((place, stage)) = standing.content.stage(to) else {
        return Err(Fail::field("stage", texts::no_such_stage));
    };
    let from = standing.place();
    if place == from {
        return Ok(());
    }
    let facts = facts(cx, tx, &standing).await?;
    let lacks = gate::missing(&standing.content, from, place, &facts);
    if !lacks.is_empty() {
        let name = own::called(cx, tx, standing.way.process, &standing.content, to).await?;
        return Err(Broken::Gate(name, lacks).into());
    }
    let after = Way { stage: to.to_owned(), stage_at: cx.now, due_at: due(cx.now, stage), ..standing.way.clone() };
    arrived(cx, tx, &after, json!({ "from": standing.way.stage, "back": place < from })).await
}

async fn arrived(cx: &Cx, tx: &mut Tx, after: &Way, facts: Value) -> Result<(), Fail> {
    store::save(tx, cx.program(), after).await?;
    store::leave(tx, cx.program(), after.deal, cx.now).await?;
    store::stay(tx, cx.program(), after).await?;
    arrive(cx, tx, after, facts).await
}

/// Moves a deal to the version in force, or lets it begin. It stays in its stage; where the new version has none of that
/// name, it goes to the last one before it that stands. From then on the gates of the new version apply.
pub(super) async fn renew(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<(), Fail> {
    let (deal, standing) = standing(cx, tx, id).await?;
    if deal.state != DealState::Open {
        return Err(Broken::NotOpen.into());
    }
    let Some(standing) = standing else {
        return if begin(cx, tx, &deal).await? { Ok(()) } else { Err(Broken::NoProcess.into()) };
    };
    let motion = if deal.origin == Origin::Own { Motion::Own } else { Motion::Lead };
    let process = playbook::for_deal(cx, tx, deal.product, motion).await?.ok_or(Broken::NoProcess)?;
    let number = process.published.unwrap_or_default();
    let before = &standing.way;
    if (process.id, number) == (before.process, before.number) {
        return Err(Broken::NewestAlready.into());
    }
    let content = playbook::version(cx, tx, process.id, number).await?.content.0;
    let passed = standing.content.stages.iter().take(standing.place() + 1).rev();
    let stage = passed.filter_map(|stage| content.stage(&stage.key)).map(|(_, stage)| stage).next();
    let Some(stage) = stage.or(content.stages.first()) else { return Err(Broken::NoProcess.into()) };
    let (stage_at, same) = match stage.key == before.stage {
        true => (before.stage_at, true),
        false => (cx.now, false),
    };
    let after = Way {
        process: process.id,
        number,
        stage: stage.key.clone(),
        stage_at,
        // The new norm counts from when the deal came here; what ran out meanwhile is told at once.
        due_at: due(stage_at, stage).max(cx.now),
        ..before.clone()
    };
    let facts = json!({ "from": before.stage, "from_number": before.number, "same_stage": same });
    arrived(cx, tx, &after, facts).await
}

/// Says what a deal is about; what is left out is taken away.
pub(super) async fn describe(cx: &Cx, tx: &mut Tx, id: DealId, new: &Description) -> Result<(), Fail> {
    let standing = in_work(cx, tx, id).await?;
    let before = standing.way;
    let mut sides = [None; 4];
    let given = [new.client_type, new.category, new.entry_point, new.business_process];
    for (at, (axis, (given, was))) in Axis::ALL.iter().zip(given.into_iter().zip(before.sides())).enumerate() {
        sides[at] = playbook::chosen_term(cx, tx, *axis, given, was).await?;
    }
    let [client_type, category, entry_point, business_process] = sides;
    let after = Way { client_type, category, entry_point, business_process, ..before.clone() };
    if after == before {
        return Ok(());
    }
    store::save(tx, cx.program(), &after).await?;
    let facts = json!({ "client_type": client_type, "category": category, "entry_point": entry_point,
        "business_process": business_process });
    note(cx, tx, "deal.described", &after, facts).await
}

/// Somebody at the client was reached.
pub(super) async fn reach(cx: &Cx, tx: &mut Tx, id: DealId, role: BuyerRole, how: &str) -> Result<(), Fail> {
    let standing = in_work(cx, tx, id).await?;
    let how = if how.trim().is_empty() { String::new() } else { text_field("note", how, 500)? };
    store::reach(tx, cx.program(), id, (role, cx.now, &how)).await?;
    note(cx, tx, "deal.role_reached", &standing.way, json!({ "role": role })).await
}

/// A check of the deal's stage, or of another one of its process, is confirmed or taken back.
pub(super) async fn tick(cx: &Cx, tx: &mut Tx, id: DealId, (stage, key): (&str, &str), done: bool) -> Result<(), Fail> {
    let standing = in_work(cx, tx, id).await?;
    let Some((_, asked)) = standing.content.stage(stage) else {
        return Err(Fail::field("stage", texts::no_such_stage));
    };
    if !asked.entry.checks.iter().chain(&asked.exit.checks).any(|check| check.key == key) {
        return Err(Fail::field("check", texts::no_such_check));
    }
    store::tick(tx, cx.program(), id, (stage, key), done.then_some(cx.now)).await?;
    note(cx, tx, "deal.checked", &standing.way, json!({ "stage": stage, "check": key, "done": done })).await
}

/// Refuses a win from a stage that is no exit, or that lacks something. A deal without a process is won as it stands.
pub(crate) async fn may_win(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<(), Fail> {
    let (_, Some(standing)) = standing(cx, tx, id).await? else { return Ok(()) };
    let Some(stage) = standing.stage() else { return Ok(()) };
    let (process, content) = (standing.way.process, &standing.content);
    let name = own::called(cx, tx, process, content, &stage.key).await?;
    if !stage.wins {
        let mut exits = Vec::new();
        for exit in content.stages.iter().filter(|stage| stage.wins) {
            exits.push(own::called(cx, tx, process, content, &exit.key).await?);
        }
        return Err(Broken::NoExitHere(name, exits).into());
    }
    let lacks = gate::missing_to_win(stage, &facts(cx, tx, &standing).await?);
    if lacks.is_empty() { Ok(()) } else { Err(Broken::Gate(name, lacks).into()) }
}

/// A deal has ended: it stands on no board any more, and nothing of it runs out.
pub(crate) async fn ended(cx: &Cx, tx: &mut Tx, deal: DealId) -> Result<(), Fail> {
    let Some(way) = store::way(tx, cx.program(), deal).await?.filter(|way| way.live) else { return Ok(()) };
    store::save(tx, cx.program(), &Way { live: false, ..way }).await?;
    store::leave(tx, cx.program(), deal, cx.now).await?;
    Ok(react::cancel_timer(tx, cx.program(), NORM, deal).await?)
}

/// The norm of a stage has run out: partner and manager are told, once.
pub(super) fn on_norm<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], due_at: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let id: DealId = Id::from_uuid(Uuid::from_bytes(subject));
        match store::way(tx, cx.program(), id).await? {
            Some(way) if way.live && way.due_at <= due_at => {
                let facts = json!({ "stage": way.stage, "since": way.stage_at });
                note(cx, tx, "deal.stalled", &way, facts).await
            }
            _ => Ok(()),
        }
    })
}
