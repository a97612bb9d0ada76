//! The pauses of a partner, found by walking through its entries in the order of time.
//!
//! Wins are paid for in the order in which they came: `ρ` of them by each own deal. A win that is not paid
//! for runs a clock from when it came, or from when the own deal that paid for it left the window. A pause
//! settles the wins before it, so that one debt pauses once; the next unpaid win opens the next debt.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{civil::Date, tz::TimeZone};
use kit::{
    Instant,
    id::{DealId, EventId},
    time::Span,
};
use serde::{Deserialize, Serialize};

use super::{
    days::{day_of, later, start_of},
    ledger::{Entry, Ledger, Rule},
    policy::ReciprocityPolicy,
};

/// Why a pause ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum EndedBy {
    /// Its time is over, or will be.
    Time,
    /// An own deal that counts was accepted.
    OwnDeal {
        /// The deal.
        deal: DealId,
    },
}

/// A pause, in force in `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReciprocityPause {
    /// First moment.
    pub from: Instant,
    /// First moment after it.
    pub until: Instant,
    /// Why it ends then.
    pub ended_by: EndedBy,
    /// The deal that ended it was voided later; the pause begins anew and this one no longer counts.
    pub annulled: bool,
}

/// A debt that is not settled by a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OpenDebt {
    /// When the first win of it was, or became, unpaid.
    pub since: Instant,
    /// The last day on which it can be paid.
    #[schemars(with = "String")]
    pub due_on: Date,
}

/// What the walk found at its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Vendor leads won in the window.
    pub won: u32,
    /// Own deals in the window that count.
    pub own: u32,
    /// The debt that runs towards a pause; none while one is settled or in grace without an end.
    pub open_debt: Option<OpenDebt>,
    /// All pauses that have begun.
    pub pauses: Vec<ReciprocityPause>,
    /// The pause that begins if nothing more happens.
    pub coming: Option<ReciprocityPause>,
}

/// From when the debt clock may run: `Never` while the guided deals are not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "grace", rename_all = "snake_case")]
pub enum Grace {
    /// It ends, or ended, at this moment.
    Until {
        /// When.
        at: Instant,
    },
    /// Its end is not known yet.
    Open,
}

/// Walks through the entries up to `now`.
pub fn walk(ledger: &Ledger, grace: Grace, policy: &ReciprocityPolicy, zone: &TimeZone, now: Instant) -> Timeline {
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
            .for_each(|entry| self.lift(entry.deal));
        let own_before = self.own;
        self.count(ledger);
        let voided = own_deals(Rule::OwnDealVoided).next().is_some();
        let expired = self.own < own_before && !voided;
        let paid_for = usize::try_from(self.own.saturating_mul(self.policy.ratio)).unwrap_or(usize::MAX);
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
    }

    /// An own deal ends a pause in the same moment.
    fn lift(&mut self, deal: DealId) {
        let at = self.at;
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.from <= at && at < pause.until) {
            pause.until = at;
            pause.ended_by = EndedBy::OwnDeal { deal };
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
        Timeline { won, own: self.own, open_debt, pauses: self.pauses, coming: self.coming }
    }
}
