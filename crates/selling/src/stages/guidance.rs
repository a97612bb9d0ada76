//! What a seller sees beside a deal: what now, whom to ask what, what to send, how to reach who decides.

use db::Tx;
use kit::{Instant, id::DealId};
use network::partners::{self, SizeClass};
use platform::{Cx, Fail, View};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    gate::{self, Lack, LackKind, LackShown},
    own,
    service::{self, Standing},
    store, texts,
};
use crate::playbook::{self, Both, BuyerRole, ProcessId, TermId, role_name, words::Criteria};

/// A text that stands behind an address.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Link {
    pub title: String,
    /// Empty where it is asked of the vendor.
    pub link: String,
}

/// What is said against it, and what is answered.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Answered {
    pub objection: String,
    pub answer: String,
}

/// Somebody to reach.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct ToReach {
    pub role: BuyerRole,
    /// The role in words.
    pub text: String,
    /// The posts that it usually is, and the way to each; empty while the deal's client type is not known.
    pub ways: Vec<Answered>,
    /// When somebody of this role was reached, if somebody was.
    pub reached_at: Option<Instant>,
    /// How.
    pub note: String,
}

/// Something to confirm.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Tick {
    pub stage: String,
    pub check: String,
    pub text: String,
    pub done: bool,
}

/// A stage as the reader calls it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct StageShown {
    /// Its code.
    pub stage: String,
    /// Its name in the reader's words: the partner's own column, or the vendor's name.
    pub name: String,
    /// The vendor's name.
    pub vendor_name: String,
    /// The deal stands here.
    pub here: bool,
    /// A deal may be won from here.
    pub wins: bool,
    /// What is missing to come here; nothing where the deal is or was.
    pub missing: Vec<LackShown>,
}

/// What the reader sees beside a deal.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct WayShown {
    pub deal: DealId,
    pub process: ProcessId,
    /// What the process is called.
    pub process_name: String,
    /// The version that the deal keeps.
    pub number: i64,
    /// The version in force.
    pub newest: Option<i64>,
    /// The stage, in the reader's words.
    pub stage: String,
    /// Its code.
    pub stage_key: String,
    pub goal: String,
    pub since: Instant,
    /// When the norm runs out.
    pub due_at: Instant,
    /// It has run out.
    pub stalled: bool,
    pub client_type: Option<TermId>,
    pub category: Option<TermId>,
    pub entry_point: Option<TermId>,
    pub business_process: Option<TermId>,
    pub stages: Vec<StageShown>,
    /// What is missing to win; nothing while the stage is no exit.
    pub missing_to_win: Vec<LackShown>,
    pub actions: Vec<String>,
    pub questions: Vec<String>,
    pub materials: Vec<Link>,
    pub people: Vec<ToReach>,
    pub checks: Vec<Tick>,
    /// What a partner of this size should mind.
    pub hint: String,
    pub needs: Vec<String>,
    pub value_for_client: Vec<String>,
    pub value_for_partner: Vec<String>,
    pub objections: Vec<Answered>,
}

impl WayShown {
    /// The stage after this one.
    pub fn next(&self) -> Option<&StageShown> {
        let here = self.stages.iter().position(|stage| stage.here)?;
        self.stages.get(here + 1)
    }
    /// The deal may be won from its stage.
    pub fn wins(&self) -> bool {
        self.stages.iter().any(|stage| stage.here && stage.wins)
    }
    /// It keeps an older version than the one in force.
    pub fn is_old(&self) -> bool {
        self.newest.is_some_and(|newest| newest != self.number)
    }
}

/// What is missing, in words.
pub(super) fn shown(cx: &Cx, lacks: &[Lack]) -> Vec<LackShown> {
    let one = |lack: &Lack| {
        let (kind, code) = match lack {
            Lack::Field(field) => (LackKind::Field, field.code().to_owned()),
            Lack::Role(role) => (LackKind::Role, role.code().to_owned()),
            Lack::Check { stage, key, .. } => (LackKind::Check, format!("{stage}/{key}")),
        };
        LackShown { kind, code, text: texts::lack(cx.lang, lack) }
    };
    lacks.iter().map(one).collect()
}

/// What the caller sees beside a deal; none while it follows no process.
pub(super) async fn of(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<Option<WayShown>, Fail> {
    let (_, Some(standing)) = service::standing(cx, tx, id).await? else { return Ok(None) };
    let facts = service::facts(cx, tx, &standing).await?;
    let own = match cx.caller.partner {
        Some(partner) => own::columns(cx, tx, partner, standing.way.process).await?,
        None => Vec::new(),
    };
    let Standing { deal, way, content } = &standing;
    let place = standing.place();
    let Some(stage) = standing.stage() else { return Ok(None) };
    let stages = content.stages.iter().enumerate().map(|(at, stage)| StageShown {
        stage: stage.key.clone(),
        name: own::name(cx.lang, &own, content, &stage.key),
        vendor_name: stage.name.said(cx.lang).to_owned(),
        here: at == place,
        wins: stage.wins,
        missing: shown(cx, &gate::missing(content, place, at, &facts)),
    });
    let known = playbook::fitting(cx, tx, way.sides()).await?;
    let size = partners::get(cx, tx, View::All, way.partner).await?.size_class;
    let process = playbook::seen(cx, tx, way.process).await?;
    let mut materials = links(cx, &stage.materials);
    materials.extend(links(cx, &known.materials));
    let win = if stage.wins { gate::missing_to_win(stage, &facts) } else { Vec::new() };
    Ok(Some(WayShown {
        deal: deal.id,
        process: way.process,
        process_name: process.name.0.said(cx.lang).to_owned(),
        number: way.number,
        newest: process.published,
        stage: own::name(cx.lang, &own, content, &stage.key),
        stage_key: stage.key.clone(),
        goal: stage.goal.said(cx.lang).to_owned(),
        since: way.stage_at,
        due_at: way.due_at,
        stalled: way.live && way.due_at <= cx.now,
        client_type: way.client_type,
        category: way.category,
        entry_point: way.entry_point,
        business_process: way.business_process,
        stages: stages.collect(),
        missing_to_win: shown(cx, &win),
        actions: said(cx, &stage.actions),
        questions: said(cx, &stage.questions),
        materials,
        people: people(cx, tx, &standing, &known.people).await?,
        checks: ticks(cx, &standing, &facts),
        hint: hint(stage, size).said(cx.lang).to_owned(),
        needs: said(cx, &known.needs),
        value_for_client: said(cx, &known.value_for_client),
        value_for_partner: said(cx, &known.value_for_partner),
        objections: answered(cx, &known.objections),
    }))
}

fn said(cx: &Cx, lines: &[Both]) -> Vec<String> {
    lines.iter().map(|line| line.said(cx.lang).to_owned()).collect()
}

pub(super) fn links(cx: &Cx, materials: &[playbook::words::Material]) -> Vec<Link> {
    materials.iter().map(|one| Link { title: one.title.said(cx.lang).to_owned(), link: one.link.clone() }).collect()
}

fn answered(cx: &Cx, objections: &[playbook::words::Objection]) -> Vec<Answered> {
    let one = |one: &playbook::words::Objection| Answered {
        objection: one.objection.said(cx.lang).to_owned(),
        answer: one.answer.said(cx.lang).to_owned(),
    };
    objections.iter().map(one).collect()
}

fn hint(stage: &playbook::Stage, size: SizeClass) -> &Both {
    match size {
        SizeClass::Solo => &stage.hints.solo,
        SizeClass::Small => &stage.hints.small,
        SizeClass::Medium => &stage.hints.medium,
        SizeClass::Large => &stage.hints.large,
    }
}

/// Whom the stage and the next one want reached, and who was reached: with the way to each.
async fn people(
    cx: &Cx,
    tx: &mut Tx,
    standing: &Standing,
    known: &[playbook::words::Person],
) -> Result<Vec<ToReach>, Fail> {
    let reached = store::roles(tx, cx.program(), standing.way.deal).await?;
    let here = standing.content.stages.iter().skip(standing.place()).take(2);
    let mut roles: Vec<BuyerRole> = here
        .flat_map(|stage| stage.roles.iter().chain(&stage.entry.roles).chain(&stage.exit.roles))
        .copied()
        .chain(reached.iter().map(|(role, ..)| *role))
        .collect();
    roles.sort_unstable();
    roles.dedup();
    let one = |role: BuyerRole| {
        let found = reached.iter().find(|(known, ..)| *known == role);
        let ways = known.iter().filter(|person| person.role == role).map(|person| Answered {
            objection: person.title.said(cx.lang).to_owned(),
            answer: person.way.said(cx.lang).to_owned(),
        });
        ToReach {
            role,
            text: role_name(cx.lang, role),
            ways: ways.collect(),
            reached_at: found.map(|(_, at, _)| *at),
            note: found.map(|(.., note)| note.clone()).unwrap_or_default(),
        }
    };
    Ok(roles.into_iter().map(one).collect())
}

/// What is to be confirmed here and to come to the next stage.
fn ticks(cx: &Cx, standing: &Standing, facts: &gate::Facts) -> Vec<Tick> {
    let place = standing.place();
    let of = |stage: &playbook::Stage, criteria: &Criteria| -> Vec<Tick> {
        let one = |check: &playbook::words::Check| Tick {
            done: facts.checks.contains(&(stage.key.clone(), check.key.clone())),
            stage: stage.key.clone(),
            check: check.key.clone(),
            text: check.text.said(cx.lang).to_owned(),
        };
        criteria.checks.iter().map(one).collect()
    };
    let here = standing.content.stages.get(place).map(|stage| of(stage, &stage.exit)).unwrap_or_default();
    let next = standing.content.stages.get(place + 1).map(|stage| of(stage, &stage.entry)).unwrap_or_default();
    [here, next].concat()
}
