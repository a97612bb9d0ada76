//! Where a lead stands, in words: also what nobody planned is an ordinary state, with a next step.

use db::Tx;
use kit::{Instant, Lang};
use platform::{Cx, Fail};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Row, domain::OfferState, silence, words};
use crate::{
    distribution::{
        self,
        domain::{DistributionPolicy, Explanation, Gate, explain},
    },
    intake::{Lead, LeadStage},
    protection,
};

kit::codes! {
    /// The situation of a lead.
    pub enum SituationCode {
        /// The client has not agreed to be passed on to partners.
        ConsentNeeded = "consent_needed",
        /// Not ripe: it is looked after, not offered.
        Nurture = "nurture",
        /// Partners are asked, and have time to answer.
        WaitingForAnswers = "waiting_for_answers",
        /// One partner alone may be asked, and is.
        OnePartnerAlone = "one_partner_alone",
        /// The client is a partner's, and that one alone is asked.
        Protected = "protected",
        /// The lead desk gave it to one partner.
        GivenByHand = "given_by_hand",
        /// Somebody accepted and has not contacted the client yet.
        WaitingForStart = "waiting_for_start",
        /// The next wave goes out in working time.
        NextWaveLater = "next_wave_later",
        /// Partners work on it.
        InWork = "in_work",
        /// Who works on it has not reported in time.
        Silent = "silent",
        /// No partner covers the client's region, product and size.
        NobodyCovers = "nobody_covers",
        /// All who cover it have as much work as they may have.
        EverybodyFull = "everybody_full",
        /// All who cover it are paused.
        EverybodyPaused = "everybody_paused",
        /// Nobody passes the gates, for several reasons.
        NobodyEligible = "nobody_eligible",
        /// The offers did not reach anybody.
        NobodyReached = "nobody_reached",
        /// The client's partner, or the one that it was given to, cannot be asked.
        OwnerCannotBeAsked = "owner_cannot_be_asked",
        /// The one partner that was asked did not take it.
        OwnerDidNotTake = "owner_did_not_take",
        /// All waves went out, and nobody works on it.
        WavesSpent = "waves_spent",
        /// It came in a flood from one address.
        Flood = "flood",
        /// Won.
        Won = "won",
        /// Lost.
        Lost = "lost",
        /// Closed by the lead desk.
        Closed = "closed",
    }
}

/// Where a lead stands, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Situation {
    /// The word for it.
    pub code: SituationCode,
    /// What is the case.
    pub text: String,
    /// What comes next, or what to do.
    pub next_step: String,
    /// Until when, if something is waited for.
    pub until: Option<Instant>,
    /// How many partners each first closed gate kept out, when nobody was found.
    pub closed_by: Vec<ClosedBy>,
}

/// How many partners a gate kept out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClosedBy {
    /// The first closed gate.
    pub gate: Gate,
    /// Of so many partners.
    pub partners: usize,
}

/// The situation of a lead whose offers were read.
pub(super) async fn of(
    cx: &Cx,
    tx: &mut Tx,
    lead: &Lead,
    rows: &[Row],
    policy: &DistributionPolicy,
) -> Result<Situation, Fail> {
    let said = |code| say(code, cx.lang);
    Ok(match lead.state {
        LeadStage::ConsentNeeded => said(SituationCode::ConsentNeeded),
        LeadStage::Nurture => said(SituationCode::Nurture),
        LeadStage::Won => said(SituationCode::Won),
        LeadStage::Lost => said(SituationCode::Lost),
        LeadStage::Withdrawn => said(SituationCode::Closed),
        LeadStage::InWork => in_work(cx, lead, rows, policy),
        LeadStage::Exhausted => exhausted(cx, tx, lead, rows).await?,
        LeadStage::Distributing => distributing(cx, tx, lead, rows).await?,
    })
}

fn say(code: SituationCode, lang: Lang) -> Situation {
    let (text, next_step) = words::of(code, lang);
    Situation { code, text, next_step, until: None, closed_by: Vec::new() }
}

fn in_work(cx: &Cx, lead: &Lead, rows: &[Row], policy: &DistributionPolicy) -> Situation {
    let dues = || rows.iter().filter_map(|row| silence::update_due(&row.detail.0, &lead.urgency, policy));
    let all_silent = dues().count() > 0 && dues().all(|due| due <= cx.now);
    let code = if all_silent { SituationCode::Silent } else { SituationCode::InWork };
    Situation { until: dues().min(), ..say(code, cx.lang) }
}

async fn distributing(cx: &Cx, tx: &mut Tx, lead: &Lead, rows: &[Row]) -> Result<Situation, Fail> {
    let open = rows.iter().filter(|row| row.detail.0.is_open()).map(|row| row.deadline).max();
    let start = rows.iter().filter_map(|row| match row.detail.0 {
        OfferState::Accepted { start_due, .. } => Some(start_due),
        _ => None,
    });
    let (code, until) = if let Some(due) = start.min() {
        (SituationCode::WaitingForStart, Some(due))
    } else if open.is_none() {
        (SituationCode::NextWaveLater, None)
    } else if lead.given_to.is_some() {
        (SituationCode::GivenByHand, open)
    } else if protection::holder(cx, tx, lead).await?.is_some() {
        (SituationCode::Protected, open)
    } else if last_decision(cx, tx, lead).await?.is_some_and(|last| last.eligible == 1) {
        (SituationCode::OnePartnerAlone, open)
    } else {
        (SituationCode::WaitingForAnswers, open)
    };
    Ok(Situation { until, ..say(code, cx.lang) })
}

async fn exhausted(cx: &Cx, tx: &mut Tx, lead: &Lead, rows: &[Row]) -> Result<Situation, Fail> {
    let this_round = || rows.iter().filter(|row| row.wave > lead.round_from);
    let alone = lead.given_to.is_some() || protection::holder(cx, tx, lead).await?.is_some();
    let nobody_asked = this_round().next().is_none();
    if alone {
        let code = if nobody_asked { SituationCode::OwnerCannotBeAsked } else { SituationCode::OwnerDidNotTake };
        return Ok(say(code, cx.lang));
    }
    let unreached = |row: &Row| matches!(row.detail.0, OfferState::Undelivered { .. });
    if lead.desk_reason.as_deref() == Some("flood") {
        return Ok(say(SituationCode::Flood, cx.lang));
    }
    if !nobody_asked {
        let code = if this_round().all(unreached) { SituationCode::NobodyReached } else { SituationCode::WavesSpent };
        return Ok(say(code, cx.lang));
    }
    let Some(last) = last_decision(cx, tx, lead).await? else { return Ok(say(SituationCode::NobodyEligible, cx.lang)) };
    Ok(Situation { closed_by: closed_by(&last), ..say(why_nobody(&last), cx.lang) })
}

async fn last_decision(cx: &Cx, tx: &mut Tx, lead: &Lead) -> Result<Option<Explanation>, Fail> {
    let decisions = distribution::store::decisions(tx, cx.program(), lead.id).await?;
    Ok(decisions.last().map(|(_, record)| explain(&record.inputs, &record.decision)))
}

/// Why a decision found nobody: the gate that keeps out all who cover the segment, if it is one.
fn why_nobody(last: &Explanation) -> SituationCode {
    let serving = [Gate::Contract, Gate::Territory, Gate::Product, Gate::Segment];
    let shut = |line: &&crate::distribution::domain::explanation::Line, gates: &[Gate]| {
        line.verdicts.iter().any(|verdict| !verdict.passed && gates.contains(&verdict.gate))
    };
    let covering: Vec<_> = last.partners.iter().filter(|line| !shut(line, &serving)).collect();
    if covering.is_empty() {
        SituationCode::NobodyCovers
    } else if covering.iter().all(|line| shut(line, &[Gate::Capacity])) {
        SituationCode::EverybodyFull
    } else if covering.iter().all(|line| shut(line, &[Gate::Pause])) {
        SituationCode::EverybodyPaused
    } else {
        SituationCode::NobodyEligible
    }
}

fn closed_by(last: &Explanation) -> Vec<ClosedBy> {
    let count = |gate: Gate| last.partners.iter().filter(|line| line.closed_by == Some(gate)).count();
    Gate::ALL.into_iter().map(|gate| ClosedBy { gate, partners: count(gate) }).filter(|c| c.partners > 0).collect()
}
