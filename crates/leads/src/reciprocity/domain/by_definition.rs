//! The walk as it is defined: at each moment everything is counted anew. Slow, and what the quick one is held to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use kit::{
    Instant,
    id::{DealId, EventId},
    time::Span,
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    days::{day_of, later, start_of},
    ledger::{Entry, Ledger, Rule},
    policy::ReciprocityPolicy,
    timeline::{self, EndedBy, Grace, OpenDebt, ReciprocityPause, Timeline},
};

fn walk(ledger: &Ledger, grace: Grace, policy: &ReciprocityPolicy, zone: &TimeZone, now: Instant) -> Timeline {
    let mut walk = Walk::new(policy, zone, grace);
    let moments = moments(ledger, policy, now);
    for (step, at) in moments.iter().enumerate() {
        walk.happen(ledger, *at);
        let next = moments.get(step + 1).copied();
        walk.pause_before(next, now);
    }
    walk.done()
}

/// Moments at which something changes: each entry, and each entry's way out of the window.
fn moments(ledger: &Ledger, policy: &ReciprocityPolicy, now: Instant) -> Vec<Instant> {
    let window = Span::days(policy.window_days.into());
    let all: BTreeSet<Instant> =
        ledger.entries().iter().flat_map(|entry| [entry.at, entry.at + window]).filter(|at| *at <= now).collect();
    all.into_iter().collect()
}

/// A win is named by its moment and event: the order in which wins are paid for.
type Win = (Instant, EventId);

struct Walk<'a> {
    policy: &'a ReciprocityPolicy,
    zone: &'a TimeZone,
    grace: Grace,
    /// The moment that the walk has reached.
    at: Instant,
    won: Vec<Win>,
    own: u32,
    forgiven: u32,
    /// Since when each win that ever was unpaid is so.
    unpaid_since: BTreeMap<Win, Instant>,
    unpaid: BTreeSet<Win>,
    /// Wins before this moment are settled by a pause.
    settled_before: Option<Instant>,
    pauses: Vec<ReciprocityPause>,
    coming: Option<ReciprocityPause>,
}

impl<'a> Walk<'a> {
    fn new(policy: &'a ReciprocityPolicy, zone: &'a TimeZone, grace: Grace) -> Self {
        Self {
            policy,
            zone,
            grace,
            at: Instant::default(),
            won: Vec::new(),
            own: 0,
            forgiven: 0,
            unpaid_since: BTreeMap::new(),
            unpaid: BTreeSet::new(),
            settled_before: None,
            pauses: Vec::new(),
            coming: None,
        }
    }

    fn happen(&mut self, ledger: &Ledger, at: Instant) {
        self.at = at;
        let here = |entry: &&Entry| entry.at == at;
        let own_deals = |rule| ledger.entries().iter().filter(here).filter(move |entry| entry.rule == rule);
        own_deals(Rule::OwnDealVoided).for_each(|entry| self.reopen(entry.deal));
        own_deals(Rule::OwnDealCounted)
            .filter(|entry| !ledger.is_voided(entry.deal, at))
            .for_each(|entry| self.lift(EndedBy::OwnDeal { deal: entry.deal }));
        if own_deals(Rule::Forgiven).next().is_some() {
            self.lift(EndedBy::Forgiven);
        }
        let paid_before = self.paid_for();
        self.count(ledger);
        let voided = own_deals(Rule::OwnDealVoided).next().is_some();
        let expired = self.paid_for() < paid_before && !voided;
        let paid_for = usize::try_from(self.paid_for()).unwrap_or(usize::MAX);
        let unpaid: BTreeSet<Win> = self.won.iter().skip(paid_for).copied().collect();
        for win in unpaid.difference(&self.unpaid) {
            let since = self.unpaid_since.entry(*win).or_insert(win.0);
            if expired {
                *since = at;
            }
        }
        self.unpaid = unpaid;
    }

    fn count(&mut self, ledger: &Ledger) {
        let window = Span::days(self.policy.window_days.into());
        let at = self.at;
        let in_window = || ledger.entries().iter().filter(move |entry| entry.at <= at && at < entry.at + window);
        self.won = in_window().filter(|entry| entry.rule == Rule::LeadWon).map(|e| (e.at, e.event)).collect();
        let own =
            in_window().filter(|entry| entry.rule == Rule::OwnDealCounted && !ledger.is_voided(entry.deal, at)).count();
        self.own = u32::try_from(own).unwrap_or(u32::MAX);
        let forgiven: i64 = in_window().filter(|entry| entry.rule == Rule::Forgiven).map(|entry| entry.amount).sum();
        self.forgiven = u32::try_from(forgiven).unwrap_or(u32::MAX);
    }

    fn paid_for(&self) -> u32 {
        self.own.saturating_mul(self.policy.ratio).saturating_add(self.forgiven)
    }

    /// An own deal, or a director, ends a pause in the same moment.
    fn lift(&mut self, by: EndedBy) {
        let at = self.at;
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.from <= at && at < pause.until) {
            pause.until = at;
            pause.ended_by = by;
        }
    }

    /// A voided deal that had ended a pause re-opens the debt that the pause had settled.
    fn reopen(&mut self, deal: DealId) {
        let lifted = EndedBy::OwnDeal { deal };
        if let Some(pause) = self.pauses.iter_mut().rfind(|pause| pause.ended_by == lifted && !pause.annulled) {
            pause.annulled = true;
        }
        self.settled_before = self.pauses.iter().rfind(|pause| !pause.annulled).map(|pause| pause.from);
    }

    fn open_debt(&self) -> Option<OpenDebt> {
        let settled = |win: &&Win| self.settled_before.is_some_and(|before| win.0 < before);
        let open = self.unpaid.iter().filter(|win| !settled(win));
        let since = open.filter_map(|win| self.unpaid_since.get(win)).min().copied()?;
        let Grace::Until { at: grace_end } = self.grace else { return None };
        let due_on = later(day_of(since.max(grace_end), self.zone), self.policy.due_days);
        // When a deal is voided the date may have passed already: then it can still be paid today.
        Some(OpenDebt { since, due_on: due_on.max(day_of(self.at, self.zone)) })
    }

    /// Begins the pause whose day comes before the next moment. After `now` it is only coming: an own deal
    /// may still prevent it.
    fn pause_before(&mut self, next: Option<Instant>, now: Instant) {
        let Some(debt) = self.open_debt() else { return };
        let free_from = self.pauses.last().map_or(Instant::default(), |pause| pause.until);
        let from = start_of(later(debt.due_on, 1), self.zone).max(free_from);
        if next.is_some_and(|next| next <= from) {
            return;
        }
        let window = Span::days(self.policy.window_days.into());
        let earlier = self.pauses.iter().filter(|pause| !pause.annulled && from < pause.from + window).count();
        let days = self.policy.pause_length(earlier.saturating_add(1));
        let until = start_of(later(day_of(from, self.zone), days), self.zone);
        let pause = ReciprocityPause { from, until, ended_by: EndedBy::Time, annulled: false };
        if from > now {
            self.coming = Some(pause);
        } else {
            self.pauses.push(pause);
            self.settled_before = Some(from);
        }
    }

    fn done(self) -> Timeline {
        let open_debt = self.open_debt();
        let won = u32::try_from(self.won.len()).unwrap_or(u32::MAX);
        Timeline { won, own: self.own, forgiven: self.forgiven, open_debt, pauses: self.pauses, coming: self.coming }
    }
}

fn day(n: i64) -> Instant {
    Instant::from_micros(1_780_000_000_000_000) + Span::days(n)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_quick_walk_finds_what_the_definition_says(
        facts in proptest::collection::vec((0u8..5, 0i64..900, 0i64..3, 0u128..24), 0..40),
        ratio in 1u32..4,
        due_days in 1u32..100,
        window_days in 30u32..400,
        grace in proptest::option::of(0i64..400),
        asked in 0i64..1_400,
    ) {
        let policy = ReciprocityPolicy { ratio, due_days, window_days, ..ReciprocityPolicy::default() };
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let mut ledger = Ledger::default();
        for ((kind, on, hour, deal), n) in facts.into_iter().zip(1u128..) {
            let rule = match kind {
                0 | 1 => Rule::LeadWon,
                2 => Rule::OwnDealCounted,
                3 => Rule::OwnDealVoided,
                _ => Rule::Forgiven,
            };
            // Several entries of one moment are the rule, not the exception.
            let (event, at) = (kit::Id::from_uuid(Uuid::from_u128(n)), day(on) + Span::hours(hour * 8));
            ledger.post(event, rule, kit::Id::from_uuid(Uuid::from_u128(deal)), at, ratio);
        }
        let grace = grace.map_or(Grace::Open, |on| Grace::Until { at: day(on) });
        let now = day(asked);
        prop_assert_eq!(
            timeline::walk(&ledger, grace, &policy, &zone, now),
            walk(&ledger, grace, &policy, &zone, now)
        );
    }
}
