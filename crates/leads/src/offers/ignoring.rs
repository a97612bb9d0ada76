//! Ignoring in force: looked at when an offer ends as ignored.

use std::collections::BTreeMap;

use db::Tx;
use kit::{
    Instant,
    id::{Partner as Kind, PartnerId},
    time::Span,
};
use network::{
    partners::{self, Pause, PauseKind},
    policies,
};
use platform::{Cx, Fail, NewEvent, View, events};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{
    Row,
    domain::{
        OfferState,
        answers::Answers,
        ignoring::{IgnoringPolicy, IgnoringState, Review, median, review},
    },
    store::{self, answers},
};
use crate::{distribution, fixed::Millionths};

/// Where a partner stands with ignoring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IgnoringShown {
    /// Ignored and answered offers as they count today, what must not be exceeded, and how sure it is.
    #[serde(flatten)]
    pub review: Review,
    /// After so many days an offer counts for half.
    pub half_life_days: u32,
    /// One more ignored offer pauses it.
    pub next_one_pauses: bool,
}

/// After so many half-lives a thing counts as less than a thousandth, and is not read.
const HALF_LIVES: i64 = 10;

struct Frame {
    policy: IgnoringPolicy,
    answers: Answers,
    before: IgnoringState,
    median: Millionths,
}

async fn frame(cx: &Cx, tx: &mut Tx, partner: PartnerId) -> Result<Frame, Fail> {
    let policy: IgnoringPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("ignoring")?;
    let since = cx.now - Span::days(HALF_LIVES.saturating_mul(policy.half_life_days.into()));
    let answers = answers::since(tx, cx.program(), partner, since).await?;
    let before = store::ignoring(tx, cx.program(), partner).await?;
    let tallies = distribution::store::tallies(tx, cx.program()).await?;
    let rates = tallies.values().filter(|tally| tally.ignored + tally.answered > 0);
    let median = median(rates.map(|t| Millionths::ratio(t.ignored, t.ignored + t.answered)).collect());
    Ok(Frame { policy, answers, before, median })
}

impl Frame {
    fn review(&self, now: Instant) -> Review {
        review(&self.answers, self.before, self.median, &self.policy, now)
    }

    /// What one more ignored offer would lead to.
    fn with_one_more(&self, now: Instant) -> Review {
        let mut answers = self.answers.clone();
        answers.ignore(now);
        review(&answers, self.before, self.median, &self.policy, now)
    }
}

/// Counts an answer, or that there was none: on the day of its moment, once.
pub(super) async fn count(cx: &Cx, tx: &mut Tx, old: &OfferState, row: &Row) -> Result<(), Fail> {
    let (program, partner) = (cx.program(), row.partner);
    match &row.detail.0 {
        OfferState::Ignored { at } => answers::ignored(tx, program, partner, *at).await?,
        OfferState::Declined { at, .. } => answers::answered(tx, program, partner, *at).await?,
        OfferState::Accepted { at, .. } if !matches!(old, OfferState::Accepted { .. }) => {
            answers::answered(tx, program, partner, *at).await?;
        }
        _ => {}
    }
    Ok(())
}

/// A partner has let an offer pass: it is paused when that is sure enough, or warned when the next would pause it.
pub(super) async fn review_partner(cx: &Cx, tx: &mut Tx, partner: PartnerId) -> Result<(), Fail> {
    let frame = frame(cx, tx, partner).await?;
    let found = frame.review(cx.now);
    if found.state != frame.before {
        store::keep_ignoring(tx, cx.program(), partner, found.state).await?;
    }
    let facts = json!({ "kind": "ignoring", "ignored": found.ignored, "answered": found.answered,
        "threshold": found.threshold, "chance": found.chance });
    if let Some((from, until)) = found.pause {
        let pause = Pause { kind: PauseKind::Ignoring, from, until: Some(until), reason: None };
        partners::set_pause(cx, tx, partner, &pause).await?;
        let mut facts = facts;
        facts["from"] = json!(from);
        facts["until"] = json!(until);
        facts["level"] = json!(found.state.level);
        let event = NewEvent::new::<Kind>("partner.paused", partner).seen_by(partner);
        events::record(cx, tx, event.with(facts)).await?;
    } else if !found.state.is_paused(cx.now) && frame.with_one_more(cx.now).pause.is_some() {
        let event = NewEvent::new::<Kind>("partner.ignoring_warned", partner).seen_by(partner);
        events::record(cx, tx, event.with(facts)).await?;
    }
    Ok(())
}

/// Where a partner that the caller may see stands with ignoring.
pub async fn standing(cx: &Cx, tx: &mut Tx, view: View, partner: PartnerId) -> Result<IgnoringShown, Fail> {
    partners::get(cx, tx, view, partner).await?;
    let frame = frame(cx, tx, partner).await?;
    let found = frame.review(cx.now);
    // A look at the numbers pauses nobody: only an ignored offer does.
    let review = Review { pause: None, state: if found.pause.is_some() { frame.before } else { found.state }, ..found };
    let next_one_pauses = !review.state.is_paused(cx.now) && frame.with_one_more(cx.now).pause.is_some();
    Ok(IgnoringShown { review, half_life_days: frame.policy.half_life_days, next_one_pauses })
}

/// The caps of partners that are on probation at this moment.
pub async fn on_probation(cx: &Cx, tx: &mut Tx) -> Result<BTreeMap<PartnerId, u32>, Fail> {
    let found = store::probations(tx, cx.program()).await?;
    if found.is_empty() {
        return Ok(BTreeMap::new());
    }
    let policy: IgnoringPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("ignoring")?;
    let clean = Span::days(policy.clean_days.into());
    let still = found.into_iter().filter(|(_, since)| cx.now < *since + clean);
    Ok(still.map(|(partner, _)| (partner, policy.probation_cap)).collect())
}
