//! Appeals against a pause or a debt: a person answers within three working days, and the answer is shown.

use db::Tx;
use kit::{
    Id, Instant, Uuid,
    id::{Partner as Kind, PartnerId, UserId},
    paging::{self, Cursor, Page},
};
use network::{
    calendars, partners, policies, programs,
    tasks::{self, NewTask},
    text_field,
};
use platform::{Cx, Fail, NewEvent, Role, View, events, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    domain::{Appeal, AppealBroken, ReciprocityPolicy},
    refusals::Stands,
    service::{self, NewOverride},
    store, texts,
};
use crate::desk::kinds;

kit::id_type!(
    /// A partner's appeal against its pause.
    AppealKind, AppealId, "appeal"
);

/// An appeal, as it is made.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppeal {
    /// What the partner says.
    pub text: String,
}

/// The answer to an appeal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// It is right; only a director may say so.
    pub granted: bool,
    /// Until when the pause is set aside.
    pub until: Option<Instant>,
    /// How many unpaid wins are forgiven: what is granted sets the pause aside, forgives, or does both.
    #[serde(default)]
    pub forgive: Option<u32>,
    /// Why; the partner sees it.
    pub text: String,
}

db::record! {
    /// An appeal with its answer, as both sides see it.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct AppealShown {
        /// Its id.
        pub id: AppealId,
        /// Whose it is.
        pub partner: PartnerId,
        /// When it was made.
        pub opened_at: Instant,
        /// Until when a person answers.
        pub due_at: Instant,
        /// What the partner says.
        pub text: String,
        /// When it was answered.
        pub answered_at: Option<Instant>,
        /// Who answered.
        pub answered_by: Option<UserId>,
        /// Whether the pause was set aside.
        pub granted: Option<bool>,
        /// The answer.
        pub answer: Option<String>,
        /// When it was handed on to a director.
        pub passed_at: Option<Instant>,
        /// Who handed it on.
        pub passed_by: Option<UserId>,
        /// What was said to the director; for the vendor alone.
        pub passed_note: Option<String>,
        /// How many wins were forgiven.
        pub forgiven: Option<u32>,
    }
}

impl AppealShown {
    fn as_rule(&self) -> Appeal {
        let answer = self.answered_at.zip(self.answer.clone()).map(|(at, text)| super::domain::AppealAnswer {
            at,
            by: self.answered_by.unwrap_or_else(nobody),
            granted: self.granted.unwrap_or(false),
            text,
        });
        Appeal { opened_at: self.opened_at, due_at: self.due_at, text: self.text.clone(), answer }
    }
}

impl AppealShown {
    /// What the vendor's people say among themselves is not for the partner.
    fn as_its_partner_sees_it(&mut self) {
        self.passed_by = None;
        self.passed_note = None;
    }
}

fn nobody() -> UserId {
    Id::from_uuid(Uuid::nil())
}

/// A partner appeals; one appeal stands at a time.
pub(super) async fn appeal(cx: &Cx, tx: &mut Tx, partner: PartnerId, new: &NewAppeal) -> Result<AppealShown, Fail> {
    partners::get(cx, tx, cx.caller.view(), partner).await?;
    let text = text_field("text", &new.text, 4000)?;
    if store::appeals(tx, cx.program(), partner).await?.iter().any(|appeal| appeal.answered_at.is_none()) {
        return Err(Stands.into());
    }
    let policy: ReciprocityPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("reciprocity")?;
    let program = programs::get(tx, cx.program()).await?;
    let hours = calendars::get(tx, cx.program(), program.calendar).await?.hours;
    let due = hours.add_working_days(cx.now, policy.appeal_working_days).unwrap_or(cx.now);
    let opened = Appeal::open(&text, cx.now, due).map_err(|_| Fail::field("text", network::texts::empty))?;
    let id: AppealId = cx.new_id();
    store::open_appeal(tx, cx.program(), id, partner, &opened).await?;
    tasks::open(cx, tx, NewTask::new(&kinds::APPEAL, id, due).with(json!({ "partner": partner }))).await?;
    let event = NewEvent::new::<Kind>("reciprocity.appealed", partner).seen_by(partner);
    events::record(cx, tx, event.with(json!({ "appeal": id, "due": due }))).await?;
    store::appeal(tx, cx.program(), id).await?.ok_or(Fail::NotFound)
}

/// The appeals of a partner that the caller may see, the newest first.
pub async fn list(cx: &Cx, tx: &mut Tx, view: View, partner: PartnerId) -> Result<Vec<AppealShown>, Fail> {
    partners::get(cx, tx, view, partner).await?;
    let mut all = store::appeals(tx, cx.program(), partner).await?;
    if view != View::All {
        all.iter_mut().for_each(AppealShown::as_its_partner_sees_it);
    }
    Ok(all)
}

/// Which appeals.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealsQuery {
    /// Those that were answered, the newest first; otherwise those that wait, the most urgent first.
    #[serde(default)]
    pub answered: bool,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

/// An appeal, as the vendor lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AppealLine {
    /// The partner's name.
    pub partner_name: String,
    /// The appeal.
    #[serde(flatten)]
    pub appeal: AppealShown,
}

/// The appeals of all partners, for the vendor alone.
pub(super) async fn of_all(cx: &Cx, tx: &mut Tx, query: &AppealsQuery) -> Result<Page<AppealLine>, Fail> {
    let limit = paging::limit(query.limit);
    let after = listing::cursor(query.after.as_deref())?;
    let rows = store::appeals_of_all(tx, cx.program(), query.answered, after, limit + 1).await?;
    Ok(Page::of(rows, limit, |line| Cursor { key: key(&line.appeal).micros(), id: line.appeal.id.uuid() }))
}

/// By what appeals are listed: the time of the answer, or until when it is due.
fn key(appeal: &AppealShown) -> Instant {
    appeal.answered_at.unwrap_or(appeal.due_at)
}

/// One appeal, for the vendor.
pub(super) async fn get(cx: &Cx, tx: &mut Tx, id: AppealId) -> Result<AppealShown, Fail> {
    let found = store::appeal(tx, cx.program(), id).await?.filter(|_| cx.caller.view() == View::All);
    found.ok_or(Fail::NotFound)
}

/// Why an appeal is handed on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassing {
    /// What the director should know; the partner does not see it.
    pub note: String,
}

/// The channel manager finds that an appeal may be right and hands it on to a director, who alone may grant it.
pub(super) async fn pass_on(cx: &Cx, tx: &mut Tx, id: AppealId, new: &NewPassing) -> Result<AppealShown, Fail> {
    let found = get(cx, tx, id).await?;
    let note = text_field("note", &new.note, 2000)?;
    if found.answered_at.is_some() {
        return Err(AppealBroken::AlreadyAnswered.into());
    }
    if !store::pass_on(tx, cx.program(), id, cx.now, cx.caller.user(), &note).await? {
        return Err(AppealBroken::AlreadyPassedOn.into());
    }
    tasks::close(cx, tx, &kinds::APPEAL, id).await?;
    let task = NewTask::new(&kinds::APPEAL_TO_DIRECTOR, id, found.due_at);
    tasks::open(cx, tx, task.with(json!({ "partner": found.partner }))).await?;
    let event = NewEvent::new::<Kind>("reciprocity.appeal_passed_on", found.partner);
    events::record(cx, tx, event.with(json!({ "appeal": id, "note": note }))).await?;
    get(cx, tx, id).await
}

/// A person at the vendor answers, once. Granting it sets the pause aside, forgives wins, or does both, as a director
/// may.
pub(super) async fn answer(cx: &Cx, tx: &mut Tx, id: AppealId, new: &NewAnswer) -> Result<AppealShown, Fail> {
    let found = get(cx, tx, id).await?;
    let text = text_field("text", &new.text, 4000)?;
    let decides = matches!(cx.caller.role, Some(Role::Director | Role::Admin));
    if !decides && (new.granted || found.passed_at.is_some()) {
        return Err(Fail::Forbidden);
    }
    let by = cx.caller.user().unwrap_or_else(nobody);
    found.as_rule().answered(by, new.granted, &text, cx.now)?;
    let forgiven = new.forgive.filter(|_| new.granted);
    if new.granted && new.until.is_none() && forgiven.is_none() {
        return Err(Fail::field("until", texts::grant_what));
    }
    if let Some(until) = new.until.filter(|_| new.granted) {
        service::set_aside(cx, tx, found.partner, &NewOverride { until, reason: text.clone() }).await?;
    }
    if let Some(wins) = forgiven {
        service::forgive(cx, tx, found.partner, id, wins, &text).await?;
    }
    if !store::answer_appeal(tx, cx.program(), id, cx.now, cx.caller.user(), new.granted, &text, forgiven).await? {
        return Err(tx.run_again().into());
    }
    tasks::close(cx, tx, &kinds::APPEAL, id).await?;
    tasks::close(cx, tx, &kinds::APPEAL_TO_DIRECTOR, id).await?;
    let event = NewEvent::new::<Kind>("reciprocity.appeal_answered", found.partner).seen_by(found.partner);
    let facts = json!({ "appeal": id, "granted": new.granted, "forgiven": forgiven, "late": cx.now >= found.due_at });
    events::record(cx, tx, event.with(facts)).await?;
    store::appeal(tx, cx.program(), id).await?.ok_or(Fail::NotFound)
}
