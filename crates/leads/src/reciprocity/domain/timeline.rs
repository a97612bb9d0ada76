//! The pauses of a partner, found by walking through its entries in the order of time.
//!
//! Wins are paid for in the order in which they came: `ρ` of them by each own deal. A win that is not paid
//! for runs a clock from when it came, or from when the own deal that paid for it left the window. A pause
//! settles the wins before it, so that one debt pauses once; the next unpaid win opens the next debt.

use std::{collections::BTreeSet, ops::Range};

use jiff::{civil::Date, tz::TimeZone};
use kit::{
    Instant,
    id::{DealId, EventId},
    time::Span,
};
use serde::{Deserialize, Serialize};

use super::{
    days::{day_of, later, start_of},
    ledger::{Ledger, Rule},
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
    /// A director forgave wins that were not paid for.
    Forgiven,
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
    /// Wins that directors forgave in the window.
    pub forgiven: u32,
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

/// Walks through the entries up to `now`: each is looked at when it comes and when it leaves the window.
pub fn walk(ledger: &Ledger, grace: Grace, policy: &ReciprocityPolicy, zone: &TimeZone, now: Instant) -> Timeline {
    let mut walk = Walk::new(ledger, policy, zone, grace);
    let moments = moments(ledger, policy, now);
    for (step, at) in moments.iter().enumerate() {
        walk.happen(*at);
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

/// How many wins an entry forgives.
fn count(amount: i64) -> u32 {
    u32::try_from(amount).unwrap_or(0)
}

/// A win is named by its moment and event: the order in which wins are paid for.
type Win = (Instant, EventId);

struct Walk<'a> {
    ledger: &'a Ledger,
    policy: &'a ReciprocityPolicy,
    zone: &'a TimeZone,
    grace: Grace,
    /// The moment that the walk has reached.
    at: Instant,
    /// How many entries have come, and how many of them have left the window.
    come: usize,
    gone: usize,
    /// All wins that have come, in their order, and since when each that ever was unpaid is so.
    wins: Vec<(Win, Option<Instant>)>,
    /// Wins that have left the window.
    wins_gone: usize,
    /// Own deals in the window that count.
    own: BTreeSet<DealId>,
    /// Wins that were forgiven in the window: they are paid for as by own deals.
    forgiven: u32,
    /// The wins that are not paid for: the last of those in the window.
    unpaid: Range<usize>,
    /// Those of them that no pause has settled, by the moment since which they are unpaid.
    owed: BTreeSet<(Instant, usize)>,
    /// Wins before this moment are settled by a pause.
    settled_before: Option<Instant>,
    pauses: Vec<ReciprocityPause>,
    coming: Option<ReciprocityPause>,
}

impl<'a> Walk<'a> {
    fn new(ledger: &'a Ledger, policy: &'a ReciprocityPolicy, zone: &'a TimeZone, grace: Grace) -> Self {
        Self {
            ledger,
            policy,
            zone,
            grace,
            at: Instant::default(),
            come: 0,
            gone: 0,
            wins: Vec::new(),
            wins_gone: 0,
            own: BTreeSet::new(),
            forgiven: 0,
            unpaid: 0..0,
            owed: BTreeSet::new(),
            settled_before: None,
            pauses: Vec::new(),
            coming: None,
        }
    }

    fn happen(&mut self, at: Instant) {
        self.at = at;
        let ledger = self.ledger;
        let here = || ledger.entries().iter().skip(self.come).take_while(move |entry| entry.at <= at);
        let of = |rule| here().filter(move |entry| entry.rule == rule).map(|entry| entry.deal);
        let voided: Vec<DealId> = of(Rule::OwnDealVoided).collect();
        let counted: Vec<DealId> = of(Rule::OwnDealCounted).filter(|deal| !ledger.is_voided(*deal, at)).collect();
        let forgiven = of(Rule::Forgiven).next().is_some();
        voided.iter().for_each(|deal| self.reopen(*deal));
        counted.iter().for_each(|deal| self.lift(EndedBy::OwnDeal { deal: *deal }));
        if forgiven {
            self.lift(EndedBy::Forgiven);
        }
        let paid_before = self.paid_for();
        self.leave();
        self.enter();
        let expired = self.paid_for() < paid_before && voided.is_empty();
        self.owe(expired);
    }

    /// Takes in the entries whose moment has come.
    fn enter(&mut self) {
        while let Some(entry) = self.ledger.entries().get(self.come).filter(|entry| entry.at <= self.at) {
            self.come += 1;
            match entry.rule {
                Rule::LeadWon => self.wins.push(((entry.at, entry.event), None)),
                Rule::OwnDealCounted if !self.ledger.is_voided(entry.deal, self.at) => {
                    self.own.insert(entry.deal);
                }
                Rule::OwnDealCounted => {}
                Rule::OwnDealVoided => {
                    self.own.remove(&entry.deal);
                }
                Rule::Forgiven => self.forgiven = self.forgiven.saturating_add(count(entry.amount)),
            }
        }
    }

    /// Lets go of the entries that have left the window.
    fn leave(&mut self) {
        let window = Span::days(self.policy.window_days.into());
        while let Some(entry) = self.ledger.entries().get(self.gone).filter(|entry| entry.at + window <= self.at) {
            self.gone += 1;
            match entry.rule {
                Rule::LeadWon => self.wins_gone += 1,
                Rule::OwnDealCounted => {
                    self.own.remove(&entry.deal);
                }
                Rule::OwnDealVoided => {}
                Rule::Forgiven => self.forgiven = self.forgiven.saturating_sub(count(entry.amount)),
            }
        }
    }

    /// Own deals pay for the first wins of the window; the others are owed. `expired`: because an own deal has left it.
    fn owe(&mut self, expired: bool) {
        let paid_for = usize::try_from(self.paid_for()).unwrap_or(usize::MAX);
        let end = self.wins.len();
        let before = std::mem::replace(&mut self.unpaid, self.wins_gone.saturating_add(paid_for).min(end)..end);
        for place in before.start..before.end.min(self.unpaid.start) {
            if let Some((_, Some(since))) = self.wins.get(place) {
                self.owed.remove(&(*since, place));
            }
        }
        let unpaid = self.unpaid.clone();
        let earlier = unpaid.start..unpaid.end.min(before.start);
        let later = unpaid.start.max(before.end).max(earlier.end)..unpaid.end;
        for place in earlier.chain(later) {
            if let Some((win, since)) = self.wins.get_mut(place) {
                let since = since.get_or_insert(win.0);
                if expired {
                    *since = self.at;
                }
                if self.settled_before.is_none_or(|before| before <= win.0) {
                    self.owed.insert((*since, place));
                }
            }
        }
    }

    fn own_deals(&self) -> u32 {
        u32::try_from(self.own.len()).unwrap_or(u32::MAX)
    }

    /// How many wins own deals and directors pay for.
    fn paid_for(&self) -> u32 {
        self.own_deals().saturating_mul(self.policy.ratio).saturating_add(self.forgiven)
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
        let settled = self.pauses.iter().rfind(|pause| !pause.annulled).map(|pause| pause.from);
        self.settle_before(settled);
    }

    /// Wins before a moment are settled; those after it are owed, if they are unpaid.
    fn settle_before(&mut self, settled: Option<Instant>) {
        if self.settled_before == settled {
            return;
        }
        self.settled_before = settled;
        let unpaid = self.unpaid.clone();
        let wins = self.wins.iter().enumerate().take(unpaid.end).skip(unpaid.start);
        let open = wins.filter(|(_, (win, _))| settled.is_none_or(|before| before <= win.0));
        self.owed = open.filter_map(|(place, (_, since))| Some(((*since)?, place))).collect();
    }

    fn open_debt(&self) -> Option<OpenDebt> {
        let (since, _) = self.owed.first().copied()?;
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
            self.settle_before(Some(from));
        }
    }

    fn done(self) -> Timeline {
        let open_debt = self.open_debt();
        let won = u32::try_from(self.wins.len().saturating_sub(self.wins_gone)).unwrap_or(u32::MAX);
        Timeline {
            won,
            own: self.own_deals(),
            forgiven: self.forgiven,
            open_debt,
            pauses: self.pauses,
            coming: self.coming,
        }
    }
}
