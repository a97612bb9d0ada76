//! The numbers of selection, worked out anew every night and on demand, frozen under a version.
//!
//! What a partner answered and won counts the less the longer ago it was (half-life 90 days). The offers of a
//! few partners are read in each act, so that at night, too, nobody waits long for the one writer; the last
//! act compares the partners with each other and freezes the whole.

use std::collections::BTreeMap;

use db::{Tx, Work};
use kit::{
    Id, Instant,
    id::{Event, PartnerId, Program as Kind},
    time::Span,
};
use network::versions::{self, Rules};
use platform::{Cx, Fail, NewEvent, events, react};
use serde_json::json;

use super::{
    domain::{
        DistributionPolicy,
        outcomes::{Member, Outcome, Sums, freeze_all},
    },
    store,
};
use crate::{
    offers::domain::OfferState,
    reciprocity::{self, domain::ReciprocityPolicy},
};

/// The kind of the timer of a program.
pub(super) const NIGHTLY: &str = "numbers_nightly";
/// Partners of which the offers are read in one act.
const AT_ONCE: usize = 16;
/// Of what was longer ago than so many half-lives, less than half a percent is left.
const HALF_LIVES: i64 = 8;
/// The night is the third hour of the program's day.
const NIGHT: Span = Span::hours(3);

/// Sees to it that a program has its night: called with its first decision.
pub(super) async fn first_night(cx: &Cx, tx: &mut Tx, rules: &Rules) -> Result<(), Fail> {
    let due = next_night(rules, cx.now)?;
    Ok(react::set_timer_if_none(tx, cx.program(), NIGHTLY, cx.program(), due).await?)
}

fn next_night(rules: &Rules, now: Instant) -> Result<Instant, Fail> {
    Ok(rules.vendor_calendar()?.hours.start_of_next_day(now) + NIGHT)
}

/// Begins a recomputation at once.
pub(super) async fn on_demand(cx: &Cx, tx: &mut Tx) -> Result<(), Fail> {
    react::set_timer(tx, cx.program(), NIGHTLY, cx.program(), cx.now).await?;
    let event = NewEvent::new::<Kind>("numbers.recomputation_asked", cx.program());
    events::record(cx, tx, event).await.map(drop)
}

/// The next few partners; after the last of them the whole network.
pub(super) fn on_night<'t>(cx: &'t Cx, tx: &'t mut Tx, _: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let program = cx.program();
        let rules = versions::rules(tx, program).await?;
        let policy: DistributionPolicy = rules.policy(cx.now)?.section("distribution")?;
        let directory = versions::directory(tx, program, cx.now).await?;
        // What was begun is finished by the same moment: all partners are judged at one time.
        let run = store::run_of_drafts(tx, program).await?.unwrap_or(cx.now);
        let drafts = store::drafts(tx, program, run).await?;
        let mut left = directory.partners.iter().map(|partner| partner.id).filter(|id| !drafts.contains_key(id));
        let now: Vec<PartnerId> = left.by_ref().take(AT_ONCE).collect();
        let more = left.next().is_some();
        let mut read = BTreeMap::new();
        for partner in now {
            read.insert(partner, sums(cx, tx, partner, run, &policy).await?);
        }
        if more {
            for (partner, sums) in &read {
                store::draft(tx, program, *partner, run, sums).await?;
            }
            return Ok(react::set_timer(tx, program, NIGHTLY, program, cx.now).await?);
        }
        read.extend(drafts);
        finish(cx, tx, &rules, &policy, run, read).await
    })
}

/// What the offers of a partner came to, by segment and in all.
async fn sums(
    cx: &Cx,
    tx: &mut Tx,
    partner: PartnerId,
    run: Instant,
    policy: &DistributionPolicy,
) -> Result<Sums, Fail> {
    let half_life = Span::days(policy.half_life_days.into());
    let since = Instant::from_micros(run.micros().saturating_sub(half_life.0.saturating_mul(HALF_LIVES)));
    let mut sums = Sums::default();
    for (segment, state, state_at, accepted_at) in store::outcomes(tx, cx.program(), partner, since).await? {
        let counts = state.0.counts();
        let outcome = Outcome {
            offered: counts.offered,
            answered: counts.answered,
            answered_at: accepted_at.unwrap_or(state_at),
            closed: matches!(state.0, OfferState::Won { .. } | OfferState::Lost { .. }),
            won: matches!(state.0, OfferState::Won { .. }),
            closed_at: state_at,
        };
        sums.add(&segment, &outcome, run, half_life);
    }
    Ok(sums)
}

async fn finish(
    cx: &Cx,
    tx: &mut Tx,
    rules: &Rules,
    policy: &DistributionPolicy,
    run: Instant,
    read: BTreeMap<PartnerId, Sums>,
) -> Result<(), Fail> {
    let program = cx.program();
    let debts: ReciprocityPolicy = rules.policy(cx.now)?.section("reciprocity")?;
    let counted = reciprocity::counted(cx, tx, &debts).await?;
    let members = read.into_iter().map(|(partner, sums)| {
        let (won, own) = counted.get(&partner).copied().unwrap_or_default();
        (partner, Member { sums, won, own })
    });
    let frozen = freeze_all(&members.collect(), policy, debts.ratio);
    let version: Id<Event> = cx.new_id();
    store::freeze(tx, program, version, run, &frozen).await?;
    versions::partners_changed(cx, tx).await?;
    let facts = json!({ "version": version, "at": run, "partners": frozen.len() });
    events::record(cx, tx, NewEvent::new::<Kind>("numbers.frozen", program).with(facts)).await?;
    Ok(react::set_timer(tx, program, NIGHTLY, program, next_night(rules, cx.now)?).await?)
}
