//! The clocks of a lead that no offer runs: the promised first answer, and the next look at a lead that waits.
//!
//! The lead desk owns the first answer from the beginning. A lead that goes to partners is usually answered by
//! one of them, so the desk gets its task at half of the time; a lead that waits for consent or ripens has
//! nobody else, and its task stands at once.

use db::{Tx, Work};
use kit::{
    Id, Instant, Uuid,
    id::{Lead as Kind, LeadId},
    time::Span,
};
use network::{
    policies,
    tasks::{self, NewTask},
    versions,
};
use platform::{Cx, Fail, NewEvent, View, events, react, react::TimerKind};
use serde_json::json;

use super::{Lead, LeadStage, store};
use crate::{
    desk::{DeskPolicy, kinds},
    distribution,
};

/// The timer of the first answer: at half of its time and at its end.
const FIRST_ANSWER: &str = "first_answer";
/// The timer of the next look at a lead that waits.
const REVIEW: &str = "lead_review";

pub(super) fn timers() -> Vec<TimerKind> {
    vec![
        TimerKind::locking(FIRST_ANSWER, distribution::before_clock, on_first_answer),
        TimerKind::locking(REVIEW, distribution::before_clock, on_review),
    ]
}

/// The clock of a first answer.
pub(super) struct FirstAnswer {
    /// When the desk gets its task: at half of the time.
    to_desk: Instant,
    /// Its end: what the client was promised.
    pub due: Instant,
    review_days: (u32, u32),
}

impl FirstAnswer {
    pub(super) async fn from_now(cx: &Cx, tx: &mut Tx, policy: &DeskPolicy) -> Result<Self, Fail> {
        let rules = versions::rules(tx, cx.program()).await?;
        let hours = &rules.vendor_calendar()?.hours;
        let days = policy.first_answer_working_days;
        let due = hours.promised(cx.now, days).unwrap_or(cx.now + Span::days(days.into()));
        let part = policy.first_answer_task.of(hours.working_between(cx.now, due));
        let review_days = (policy.consent_review_days, policy.nurture_review_days);
        Ok(Self { to_desk: hours.add_working(cx.now, part).map_or(due, |at| at.min(due)), due, review_days })
    }
}

/// Nobody knows what time it is: the clocks of a new lead begin when somebody does.
pub(super) async fn begin_later(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<(), Fail> {
    Ok(react::set_timer(tx, cx.program(), FIRST_ANSWER, id, cx.now + Span::minutes(1)).await?)
}

/// Promises the first answer from now on, for a lead that came while nobody knew what time it was.
async fn promise(cx: &Cx, tx: &mut Tx, lead: &Lead) -> Result<(), Fail> {
    if cx.ahead.is_some() {
        return begin_later(cx, tx, lead.id).await;
    }
    let policy: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
    let clock = FirstAnswer::from_now(cx, tx, &policy).await?;
    store::promised(tx, cx.program(), lead.id, clock.due).await?;
    begin(cx, tx, lead.id, lead.state, &clock).await
}

/// Starts the clocks of a new lead.
pub(super) async fn begin(cx: &Cx, tx: &mut Tx, id: LeadId, state: LeadStage, clock: &FirstAnswer) -> Result<(), Fail> {
    let (consent, nurture) = clock.review_days;
    match state {
        LeadStage::ConsentNeeded => review_in(cx, tx, id, consent).await?,
        LeadStage::Nurture => review_in(cx, tx, id, nurture).await?,
        _ => return Ok(react::set_timer(tx, cx.program(), FIRST_ANSWER, id, clock.to_desk).await?),
    }
    tasks::open(cx, tx, NewTask::new(&kinds::FIRST_ANSWER, id, clock.due)).await?;
    Ok(react::set_timer(tx, cx.program(), FIRST_ANSWER, id, clock.due).await?)
}

/// Looks at the lead again after so many days.
async fn review_in(cx: &Cx, tx: &mut Tx, id: LeadId, days: u32) -> Result<(), Fail> {
    Ok(react::set_timer(tx, cx.program(), REVIEW, id, cx.now + Span::days(days.into())).await?)
}

/// The lead waits from now on: for consent, or until it is ripe.
pub(crate) async fn wait(cx: &Cx, tx: &mut Tx, id: LeadId, state: LeadStage) -> Result<(), Fail> {
    let policy: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
    let days = if state == LeadStage::Nurture { policy.nurture_review_days } else { policy.consent_review_days };
    review_in(cx, tx, id, days).await
}

/// The lead waits no longer.
pub(crate) async fn wait_no_more(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<(), Fail> {
    react::cancel_timer(tx, cx.program(), REVIEW, id).await?;
    tasks::close(cx, tx, &kinds::LEAD_REVIEW, id).await?;
    decided(cx, tx, id).await
}

/// The lead desk has decided about the lead: what it was asked to look at is done.
pub(crate) async fn decided(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<(), Fail> {
    tasks::close(cx, tx, &kinds::LEAD_EXHAUSTED, id).await?;
    tasks::close(cx, tx, &kinds::LEAD_TOUCHED, id).await?;
    Ok(())
}

/// The client was answered, by whoever did it first. Later answers change nothing.
pub(crate) async fn answered(cx: &Cx, tx: &mut Tx, lead: &Lead, at: Instant) -> Result<bool, Fail> {
    if !store::answered(tx, cx.program(), lead.id, at).await? {
        return Ok(false);
    }
    react::cancel_timer(tx, cx.program(), FIRST_ANSWER, lead.id).await?;
    tasks::close(cx, tx, &kinds::FIRST_ANSWER, lead.id).await?;
    let late = lead.first_answer_due.is_some_and(|due| at > due);
    let facts = json!({ "at": at, "minutes": at.since(lead.created_at).as_minutes(), "late": late });
    events::record(cx, tx, NewEvent::new::<Kind>("lead.first_answered", lead.id).with(facts)).await?;
    Ok(true)
}

/// The lead has ended: nothing of it waits any more.
pub(crate) async fn over(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<(), Fail> {
    react::cancel_timer(tx, cx.program(), FIRST_ANSWER, id).await?;
    tasks::close(cx, tx, &kinds::FIRST_ANSWER, id).await?;
    wait_no_more(cx, tx, id).await
}

fn on_first_answer<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let Some(lead) = waiting(cx, tx, subject).await? else { return Ok(()) };
        if lead.first_answered_at.is_some() {
            return Ok(());
        }
        let Some(due) = lead.first_answer_due else { return promise(cx, tx, &lead).await };
        tasks::open(cx, tx, NewTask::new(&kinds::FIRST_ANSWER, lead.id, due)).await?;
        if cx.now < due {
            return Ok(react::set_timer(tx, cx.program(), FIRST_ANSWER, lead.id, due).await?);
        }
        let event = NewEvent::new::<Kind>("lead.first_answer_late", lead.id).with(json!({ "due": due }));
        events::record_at(cx, tx, due, event).await?;
        Ok(())
    })
}

fn on_review<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let Some(lead) = waiting(cx, tx, subject).await? else { return Ok(()) };
        if matches!(lead.state, LeadStage::ConsentNeeded | LeadStage::Nurture) {
            let policy: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
            let due = tasks::due_in(cx, tx, Span::minutes(policy.review_minutes.into())).await?;
            tasks::open(cx, tx, NewTask::new(&kinds::LEAD_REVIEW, lead.id, due)).await?;
            wait(cx, tx, lead.id, lead.state).await?;
        }
        Ok(())
    })
}

async fn waiting(cx: &Cx, tx: &mut Tx, subject: [u8; 16]) -> Result<Option<Lead>, Fail> {
    let id: LeadId = Id::from_uuid(Uuid::from_bytes(subject));
    let lead = store::get(tx, cx.program(), View::All, id).await?;
    Ok(lead.filter(|lead| !lead.state.has_ended()))
}
