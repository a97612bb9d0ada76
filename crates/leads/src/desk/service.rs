//! What the lead desk does.

use std::collections::BTreeMap;

use db::Tx;
use kit::{
    id::{Lead as Kind, LeadId, PartnerId},
    time::Span,
};
use network::{
    partners, policies,
    tasks::{self, NewTask},
    text_field,
};
use platform::{Cx, Fail, NewEvent, events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    domain::{Broken, DeskPolicy, gates_to_set_aside, may_be_given},
    kinds,
    report::{self, NewEntry, Steered},
    texts,
};
use crate::{
    code_of,
    distribution::{
        self,
        domain::{Reason, Verdict, waves::DeskReason},
    },
    from_code,
    intake::{Lead, LeadStage, clocks, stage, store as leads},
    locks,
    offers::{
        self,
        domain::{Evidence, Grade, WithdrawReason},
    },
};

/// A lead that is given to one partner.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandGive {
    /// The partner.
    pub partner: PartnerId,
    /// Why this one; published in the neutrality report.
    pub reason: String,
    /// Gates that may be set aside are.
    #[serde(default)]
    pub set_aside: bool,
}

/// One partner's gates for a lead, before it is given by hand.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Gates {
    /// The partner.
    pub partner: PartnerId,
    /// Its name.
    pub name: String,
    /// Every gate.
    pub verdicts: Vec<Verdict>,
    /// Why it is closed, in short: `capacity 10/10`.
    pub closed: Vec<String>,
    /// It can be given to it, possibly by setting gates aside.
    pub can_be_given: bool,
}

/// The gates of every partner for a lead, as they stand now.
pub async fn gates(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<Vec<Gates>, Fail> {
    let lead = load(cx, tx, id).await?;
    let gates = distribution::gates_now(cx, tx, &lead).await?;
    let named = partners::names(tx, cx.program()).await?.into_iter().map(|(partner, name, _)| (partner, name));
    let mut names: BTreeMap<PartnerId, String> = named.collect();
    let mut all = Vec::new();
    for (partner, verdicts) in gates {
        let name = names.remove(&partner).unwrap_or_default();
        let closed = verdicts.iter().filter_map(|verdict| verdict.reason.as_ref()).map(ToString::to_string).collect();
        let can_be_given = lead.places_held == 0 && gates_to_set_aside(&taken_back(&verdicts), true).is_ok();
        all.push(Gates { partner, name, verdicts, closed, can_be_given });
    }
    Ok(all)
}

/// The gates as they will be once every unanswered offer is taken back.
fn taken_back(verdicts: &[Verdict]) -> Vec<Verdict> {
    verdicts.iter().filter(|verdict| verdict.reason != Some(Reason::HasTheLead)).cloned().collect()
}

/// Gives a lead to one partner by hand. Offers that wait for an answer are taken back, its own too.
pub async fn give(cx: &Cx, tx: &mut Tx, id: LeadId, new: &NewHandGive) -> Result<Lead, Fail> {
    let lead = hold(cx, tx, id).await?;
    let reason = text_field("reason", &new.reason, 2000)?;
    if !may_be_given(lead.state) {
        return Err(Broken::OutOfOrder(lead.state).into());
    }
    if lead.places_held > 0 {
        return Err(Broken::WorkGoesOn.into());
    }
    let gates = distribution::gates_now(cx, tx, &lead).await?;
    let Some(verdicts) = gates.into_iter().find(|(partner, _)| *partner == new.partner) else {
        return Err(Fail::field("partner", texts::no_such_partner));
    };
    let aside: Vec<Reason> = gates_to_set_aside(&taken_back(&verdicts.1), new.set_aside)?;
    offers::withdraw_open(cx, tx, id, &WithdrawReason::GivenByHand).await?;
    let lead = load(cx, tx, id).await?;
    leads::new_round(tx, cx.program(), &lead, Some(new.partner), cx.now).await?;
    clocks::decided(cx, tx, id).await?;
    let entry = NewEntry {
        kind: Steered::GivenByHand,
        lead: Some(id),
        partner: Some(new.partner),
        reason: &reason,
        gates: &aside,
        deal: None,
        wins: None,
    };
    report::enter(cx, tx, &entry).await?;
    let facts = json!({ "partner": new.partner, "reason": reason, "set_aside": aside });
    events::record(cx, tx, NewEvent::new::<Kind>("lead.given_by_hand", id).with(facts)).await?;
    distribution::advance(&cx.as_system(), tx, id).await?;
    load(cx, tx, id).await
}

/// Distributes a lead that nobody took once more, from the first wave on.
pub async fn redistribute(cx: &Cx, tx: &mut Tx, id: LeadId, reason: &str) -> Result<Lead, Fail> {
    let lead = hold(cx, tx, id).await?;
    let reason = text_field("reason", reason, 2000)?;
    if lead.state != LeadStage::Exhausted {
        return Err(Broken::OutOfOrder(lead.state).into());
    }
    leads::new_round(tx, cx.program(), &lead, None, cx.now).await?;
    clocks::decided(cx, tx, id).await?;
    let event = NewEvent::new::<Kind>("lead.redistributed", id).with(json!({ "reason": reason }));
    events::record(cx, tx, event).await?;
    distribution::advance(&cx.as_system(), tx, id).await?;
    load(cx, tx, id).await
}

/// No wave found a partner that works on the lead: the desk owns it now, with the whole history.
pub(crate) async fn take_over(cx: &Cx, tx: &mut Tx, lead: &Lead, reason: DeskReason) -> Result<(), Fail> {
    let reason = code_of(&reason);
    leads::send_to_desk(tx, cx.program(), lead.id, &reason).await?;
    let policy: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
    let due = tasks::due_in(cx, tx, Span::minutes(policy.exhausted_minutes.into())).await?;
    let history = offers::history(cx, tx, lead.id).await?;
    let task = NewTask::new(&kinds::LEAD_EXHAUSTED, lead.id, due);
    let facts = json!({ "reason": reason, "waves": lead.waves, "history": history });
    tasks::open(cx, tx, task.with(facts)).await?;
    let event = NewEvent::new::<Kind>("lead.exhausted", lead.id).with(json!({ "reason": reason }));
    events::record(cx, tx, event).await?;
    Ok(())
}

/// A nurtured lead is ripe: it gets a grade that is offered, with a reason, and goes out.
pub async fn qualify(cx: &Cx, tx: &mut Tx, id: LeadId, grade: Grade, reason: &str) -> Result<Lead, Fail> {
    let lead = hold(cx, tx, id).await?;
    let reason = text_field("reason", reason, 2000)?;
    if !grade.is_offered() {
        return Err(Broken::NotAQualifyingGrade.into());
    }
    if lead.state != LeadStage::Nurture {
        return Err(Broken::OutOfOrder(lead.state).into());
    }
    leads::regrade(tx, cx.program(), id, &code_of(&grade)).await?;
    let facts = json!({ "before": lead.grade, "grade": grade, "reason": reason });
    events::record(cx, tx, NewEvent::new::<Kind>("lead.qualified", id).with(facts)).await?;
    go_out(cx, tx, id, stage(lead.consent_to_transfer, grade)).await
}

/// The client agrees to be passed on to partners: what waited for that goes out.
pub async fn consent_given(cx: &Cx, tx: &mut Tx, id: LeadId, text: &str) -> Result<Lead, Fail> {
    let lead = hold(cx, tx, id).await?;
    let text = text_field("text", text, 200)?;
    if lead.state != LeadStage::ConsentNeeded {
        return Err(Broken::OutOfOrder(lead.state).into());
    }
    leads::consent(tx, cx.program(), id, true, Some(&text)).await?;
    let event = NewEvent::new::<Kind>("lead.consent_given", id).with(json!({ "text": text }));
    events::record(cx, tx, event).await?;
    let grade: Grade = from_code(&lead.grade).unwrap_or(Grade::C);
    go_out(cx, tx, id, stage(true, grade)).await
}

async fn go_out(cx: &Cx, tx: &mut Tx, id: LeadId, to: LeadStage) -> Result<Lead, Fail> {
    leads::move_to(tx, cx.program(), id, to, cx.now).await?;
    match to {
        LeadStage::Distributing => {
            clocks::wait_no_more(cx, tx, id).await?;
            distribution::advance(&cx.as_system(), tx, id).await?;
        }
        waiting => clocks::wait(cx, tx, id, waiting).await?,
    }
    load(cx, tx, id).await
}

/// The client no longer agrees: every offer is taken back, and no partner finds the lead.
pub async fn consent_withdrawn(cx: &Cx, tx: &mut Tx, id: LeadId, reason: &str) -> Result<Lead, Fail> {
    let lead = hold(cx, tx, id).await?;
    let reason = text_field("reason", reason, 2000)?;
    if lead.state.has_ended() || lead.state == LeadStage::ConsentNeeded {
        return Err(Broken::OutOfOrder(lead.state).into());
    }
    offers::withdraw_all(cx, tx, id, &WithdrawReason::ConsentWithdrawn).await?;
    leads::consent(tx, cx.program(), id, false, None).await?;
    leads::move_to(tx, cx.program(), id, LeadStage::ConsentNeeded, cx.now).await?;
    clocks::decided(cx, tx, id).await?;
    clocks::wait(cx, tx, id, LeadStage::ConsentNeeded).await?;
    let event = NewEvent::new::<Kind>("lead.consent_withdrawn", id).with(json!({ "reason": reason }));
    events::record(cx, tx, event).await?;
    distribution::advance(&cx.as_system(), tx, id).await?;
    load(cx, tx, id).await
}

/// The vendor itself gives the first answer to the client.
pub async fn first_answer(cx: &Cx, tx: &mut Tx, id: LeadId, evidence: Evidence) -> Result<Lead, Fail> {
    let lead = hold(cx, tx, id).await?;
    if lead.state.has_ended() {
        return Err(Broken::OutOfOrder(lead.state).into());
    }
    if !clocks::answered(cx, tx, &lead, cx.now).await? {
        return Err(Broken::AnsweredBefore.into());
    }
    let event = NewEvent::new::<Kind>("lead.answered_by_vendor", id).with(json!({ "evidence": evidence }));
    events::record(cx, tx, event).await?;
    load(cx, tx, id).await
}

/// The same for an act that changes the lead.
async fn hold(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<Lead, Fail> {
    locks::lead(cx, tx, id).await?;
    load(cx, tx, id).await
}

async fn load(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<Lead, Fail> {
    leads::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)
}
