//! Where partners stand, what is entered, who is warned.

use std::collections::BTreeMap;

use db::{Tx, Work};
use jiff::tz::TimeZone;
use kit::{
    Id, Instant, Lang,
    id::{DealId, EventId, Partner as Kind, PartnerId},
};
use network::{
    partners::{self, Partner},
    policies, programs, versions,
};
use platform::{Cx, Fail, NewEvent, View, events, react, web::format::dated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    appeals::AppealId,
    domain::{History, Ledger, Override, Posted, ReciprocityPolicy, Rule, Standing, days, standing, timeline::Grace},
    guided, pauses, store, texts,
};
use crate::{
    desk::report::{self, NewEntry, Steered},
    distribution, locks,
};

/// The kind of the timer that wakes the next warning of a partner.
pub(super) const WARNING: &str = "reciprocity_warning";

/// The counter on a partner's home page: received, won, own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Counter {
    /// Offers of leads that it ever received.
    pub received: u32,
    /// Where it stands: leads won, own deals.
    #[serde(flatten)]
    pub standing: Standing,
    /// Over how many days wins and own deals are counted.
    pub window_days: u32,
    /// Paused by reciprocity at this moment, before the valve of a segment.
    pub paused: bool,
    /// Offers that came since the pause began from segments in which it is not in force: they would have too few partners.
    pub despite_pause: u32,
    /// What that means, in the reader's language.
    pub meaning: String,
}

/// The numbers and the zone by which standings are computed.
struct Frame {
    policy: ReciprocityPolicy,
    zone: TimeZone,
}

async fn frame(cx: &Cx, tx: &mut Tx) -> Result<Frame, Fail> {
    let policy = policies::in_force(tx, cx.program(), cx.now).await?.section("reciprocity")?;
    let zone = programs::get(tx, cx.program()).await?.zone;
    Ok(Frame { policy, zone: TimeZone::get(&zone).unwrap_or(TimeZone::UTC) })
}

/// The zone in which days of the program begin.
pub(super) async fn zone(cx: &Cx, tx: &mut Tx) -> Result<TimeZone, Fail> {
    Ok(frame(cx, tx).await?.zone)
}

/// What is known of every partner that has entries.
pub(super) async fn histories(cx: &Cx, tx: &mut Tx, all: &[Partner]) -> Result<BTreeMap<PartnerId, History>, Fail> {
    let policy = frame(cx, tx).await?.policy;
    histories_by(cx, tx, all, &policy).await
}

/// The same under other numbers: they say how many guided deals end the grace.
pub(super) async fn histories_by(
    cx: &Cx,
    tx: &mut Tx,
    all: &[Partner],
    policy: &ReciprocityPolicy,
) -> Result<BTreeMap<PartnerId, History>, Fail> {
    let mut entries = store::all_entries(tx, cx.program()).await?;
    if entries.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut overrides = store::overrides(tx, cx.program()).await?;
    let guided = guided::done_of_all(cx, tx, policy).await?;
    let known = all.iter().filter_map(|partner| {
        let history = History {
            joined_at: partner.joined_at,
            guided_done_at: guided.get(&partner.id).copied(),
            ledger: Ledger::from(entries.remove(&partner.id)?),
            overrides: overrides.remove(&partner.id).unwrap_or_default(),
        };
        Some((partner.id, history))
    });
    Ok(known.collect())
}

/// Where a partner stood at a moment, by the policy that is in force now.
pub(super) async fn stands(cx: &Cx, tx: &mut Tx, history: &History, at: Instant) -> Result<Standing, Fail> {
    let frame = frame(cx, tx).await?;
    Ok(standing(history, &frame.policy, &frame.zone, at))
}

/// What is known of a partner whose ledger nobody else changes until this act has ended: what follows from it (a pause, a
/// warning, their timers) is decided by what stands.
pub(super) async fn held(cx: &Cx, tx: &mut Tx, id: PartnerId) -> Result<History, Fail> {
    locks::ledger(tx, id).await?;
    let partner = partners::get(cx, tx, View::All, id).await?;
    history(cx, tx, &partner).await
}

async fn history(cx: &Cx, tx: &mut Tx, partner: &Partner) -> Result<History, Fail> {
    let ledger = Ledger::from(store::entries(tx, cx.program(), partner.id).await?);
    let overrides = store::overrides(tx, cx.program()).await?.remove(&partner.id).unwrap_or_default();
    let policy: ReciprocityPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("reciprocity")?;
    let guided_done_at = guided::done_of(cx, tx, partner.id, &policy).await?;
    Ok(History { joined_at: partner.joined_at, guided_done_at, ledger, overrides })
}

/// The counter of a partner that the caller may see.
pub async fn counter(cx: &Cx, tx: &mut Tx, view: View, id: PartnerId) -> Result<Counter, Fail> {
    let partner = partners::get(cx, tx, view, id).await?;
    let history = history(cx, tx, &partner).await?;
    let standing = stands(cx, tx, &history, cx.now).await?;
    let paused = standing.is_paused(cx.now);
    let received = distribution::store::tallies(tx, cx.program()).await?.get(&id).map_or(0, |tally| tally.received);
    let Frame { policy, zone } = frame(cx, tx).await?;
    let meaning = meaning(&standing, &zone, cx.now, cx.lang, view == View::All);
    let despite_pause = match standing.pause.filter(|_| paused) {
        Some(pause) => store::despite(tx, cx.program(), id, pause.from).await?,
        None => 0,
    };
    Ok(Counter { received, standing, window_days: policy.window_days, paused, despite_pause, meaning })
}

/// What a standing means, in one sentence: for the partner itself, or for the vendor.
fn meaning(standing: &Standing, zone: &TimeZone, now: Instant, lang: Lang, vendor: bool) -> String {
    let day = |at: Instant| dated(lang, days::day_of(at, zone));
    let in_grace = match standing.grace {
        Grace::Open => true,
        Grace::Until { at } => now < at,
    };
    let aside = standing.overrides.iter().filter(|one| one.in_force(now)).map(|one| one.until).max();
    match (&standing.pause, standing.open_debt) {
        (_, _) if aside.is_some() => texts::set_aside_until(lang, &day(aside.unwrap_or(now))),
        (Some(pause), _) if standing.is_paused(now) => match vendor {
            true => texts::it_is_paused_until(lang, &day(pause.until)),
            false => texts::paused_until(lang, &day(pause.until)),
        },
        _ if in_grace && vendor => texts::it_is_in_grace(lang),
        _ if in_grace => texts::in_grace(lang),
        (_, Some(debt)) => {
            let due = dated(lang, debt.due_on);
            if vendor { texts::it_owes(lang, &due) } else { texts::owes(lang, &due) }
        }
        _ if vendor => texts::it_owes_nothing(lang),
        _ => texts::nothing_due(lang),
    }
}

/// Partners that have entries, in the order of their ids, after one.
pub async fn holders(cx: &Cx, tx: &mut Tx, after: PartnerId, limit: u32) -> Result<Vec<PartnerId>, Fail> {
    Ok(store::holders(tx, cx.program(), after, limit).await?)
}

/// Where a partner stood at a moment, by the policy that was in force then, and the first moment after it at which that
/// changes if nothing more happens.
pub async fn stood_at(cx: &Cx, tx: &mut Tx, id: PartnerId, at: Instant) -> Result<(Standing, Option<Instant>), Fail> {
    let partner = partners::get(cx, tx, View::All, id).await?;
    let history = history(cx, tx, &partner).await?;
    let frame = frame(&Cx { now: at, ..cx.clone() }, tx).await?;
    let found = standing(&history, &frame.policy, &frame.zone, at);
    let changes = history.next_change(&found, &frame.policy, at);
    let policy = policies::next_after(tx, cx.program(), at).await?;
    Ok((found, changes.into_iter().chain(policy).min()))
}

/// Enters what an event led to, once, and warns on the day that a debt opens.
pub async fn post(
    cx: &Cx,
    tx: &mut Tx,
    partner: PartnerId,
    event: EventId,
    rule: Rule,
    deal: DealId,
) -> Result<Posted, Fail> {
    let mut history = held(cx, tx, partner).await?;
    let ratio = frame(cx, tx).await?.policy.ratio;
    // What began or ended unnoticed is told first.
    pauses::tell(&cx.as_system(), tx, partner, &history, cx.now, None).await?;
    let posted = history.ledger.post(event, rule, deal, cx.now, ratio);
    if posted == Posted::New {
        let entered = history.ledger.entries().iter().find(|e| e.event == event && e.rule == rule);
        if let Some(entry) = entered {
            store::enter(tx, cx.program(), partner, entry).await?;
            versions::ledgers_changed(cx, tx).await?;
        }
        pauses::tell(cx, tx, partner, &history, cx.now, Some(deal)).await?;
        warn(&cx.as_system(), tx, partner, &history).await?;
    }
    Ok(posted)
}

/// What is known of a partner has changed: it is told what follows.
pub(super) async fn follow(cx: &Cx, tx: &mut Tx, id: PartnerId) -> Result<(), Fail> {
    let history = held(cx, tx, id).await?;
    pauses::tell(&cx.as_system(), tx, id, &history, cx.now, None).await?;
    warn(&cx.as_system(), tx, id, &history).await
}

/// A warning of a partner has come due.
pub(super) fn on_warning<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move { follow(cx, tx, Id::from_uuid(kit::Uuid::from_bytes(subject))).await })
}

/// Sends the warnings whose day has come, each once, and wakes itself for the next.
async fn warn(cx: &Cx, tx: &mut Tx, partner: PartnerId, history: &History) -> Result<(), Fail> {
    let frame = frame(cx, tx).await?;
    let standing = standing(history, &frame.policy, &frame.zone, cx.now);
    let today = days::day_of(cx.now, &frame.zone);
    let Some(debt) = standing.open_debt else {
        react::cancel_timer(tx, cx.program(), WARNING, partner).await?;
        return Ok(());
    };
    for warning in standing.warnings_due(today) {
        let kind = serde_json::to_string(&warning.kind).unwrap_or_default();
        if store::warn(tx, cx.program(), partner, debt.since, &kind, cx.now).await? {
            let event = NewEvent::new::<Kind>("reciprocity.warned", partner).seen_by(partner);
            let facts = json!({ "warning": warning, "due_on": debt.due_on, "debt": standing.debt });
            events::record(cx, tx, event.with(facts)).await?;
        }
    }
    match standing.warnings.iter().find(|warning| warning.on > today) {
        Some(next) => {
            react::set_timer(tx, cx.program(), WARNING, partner, days::start_of(next.on, &frame.zone)).await?;
        }
        None => react::cancel_timer(tx, cx.program(), WARNING, partner).await?,
    }
    Ok(())
}

/// A director sets a pause aside.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOverride {
    /// First moment after it.
    pub until: Instant,
    /// Why; the partner sees it.
    pub reason: String,
}

/// Sets a partner's pause aside until a moment, with a reason.
pub async fn set_aside(cx: &Cx, tx: &mut Tx, id: PartnerId, new: &NewOverride) -> Result<Counter, Fail> {
    partners::get(cx, tx, cx.caller.view(), id).await?;
    locks::ledger(tx, id).await?;
    // A key acts for the program; the event names it.
    let by = cx.caller.user().unwrap_or_else(|| Id::from_uuid(kit::Uuid::nil()));
    let decision =
        Override::new(cx.now, new.until, by, &new.reason).ok_or_else(|| Fail::field("until", texts::reason_and_end))?;
    store::set_aside(tx, cx.program(), id, &decision).await?;
    versions::ledgers_changed(cx, tx).await?;
    let (kind, reason) = (Steered::PauseSetAside, &decision.reason);
    let entry = NewEntry { kind, lead: None, partner: Some(id), reason, gates: &[], deal: None, wins: None };
    report::enter(cx, tx, &entry).await?;
    let event = NewEvent::new::<Kind>("reciprocity.overridden", id).seen_by(id).with(&decision);
    events::record(cx, tx, event).await?;
    let history = held(cx, tx, id).await?;
    pauses::tell(&cx.as_system(), tx, id, &history, cx.now, None).await?;
    counter(cx, tx, View::All, id).await
}

/// A director forgives unpaid wins in the answer to an appeal: they are paid for as by an own deal, and a pause ends.
pub(super) async fn forgive(
    cx: &Cx,
    tx: &mut Tx,
    id: PartnerId,
    appeal: AppealId,
    wins: u32,
    reason: &str,
) -> Result<(), Fail> {
    let mut history = held(cx, tx, id).await?;
    let debt = stands(cx, tx, &history, cx.now).await?.debt;
    if !(1..=debt).contains(&wins) {
        let said =
            move |lang| if debt == 0 { texts::nothing_to_forgive(lang) } else { texts::forgive_between(lang, debt) };
        return Err(Fail::field("forgive", said));
    }
    // What began or ended unnoticed is told first.
    pauses::tell(&cx.as_system(), tx, id, &history, cx.now, None).await?;
    let kind = Steered::WinsForgiven;
    let entry = NewEntry { kind, lead: None, partner: Some(id), reason, gates: &[], deal: None, wins: Some(wins) };
    report::enter(cx, tx, &entry).await?;
    let event = NewEvent::new::<Kind>("reciprocity.forgiven", id).seen_by(id);
    let event = events::record(cx, tx, event.with(json!({ "wins": wins, "appeal": appeal, "reason": reason }))).await?;
    let stands_for = Id::from_uuid(appeal.uuid());
    if history.ledger.post(event, Rule::Forgiven, stands_for, cx.now, wins) == Posted::New
        && let Some(entry) = history.ledger.entries().iter().find(|e| e.event == event && e.rule == Rule::Forgiven)
    {
        store::forgive(tx, cx.program(), id, appeal, entry).await?;
        versions::ledgers_changed(cx, tx).await?;
    }
    pauses::tell(cx, tx, id, &history, cx.now, None).await?;
    warn(&cx.as_system(), tx, id, &history).await
}
