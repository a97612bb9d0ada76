//! Where a partner stands with reciprocity: the counter on its home page, the due date, the warnings, the
//! pause. Computed from its entries; nothing of it is stored, so nothing of it can be out of date.

use jiff::{civil::Date, tz::TimeZone};
use kit::{Instant, id::UserId, time::Span};
use serde::{Deserialize, Serialize};

use super::{
    days::{day_of, earlier},
    ledger::Ledger,
    policy::ReciprocityPolicy,
    timeline::{Grace, OpenDebt, ReciprocityPause, walk},
};

/// A director's decision that a partner is not paused for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Override {
    /// First moment of it.
    pub from: Instant,
    /// First moment after it.
    pub until: Instant,
    /// Who decided.
    pub by: UserId,
    /// Why; shown to the partner.
    pub reason: String,
}

impl Override {
    /// An override needs a reason and an end after its beginning; nothing otherwise.
    pub fn new(from: Instant, until: Instant, by: UserId, reason: &str) -> Option<Self> {
        let reason = reason.trim();
        (from < until && !reason.is_empty()).then(|| Self { from, until, by, reason: reason.to_owned() })
    }
    /// It holds at a moment.
    pub fn in_force(&self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }
}

/// All that is known of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// When it joined the network.
    pub joined_at: Instant,
    /// When the guided deals that grace asks for were done.
    pub guided_done_at: Option<Instant>,
    /// Its entries.
    pub ledger: Ledger,
    /// Directors' decisions.
    pub overrides: Vec<Override>,
}

impl History {
    /// When grace ends: after the days in the network or the guided deals, whichever is later.
    pub fn grace(&self, policy: &ReciprocityPolicy) -> Grace {
        let by_days = Grace::Until { at: self.joined_at + Span::days(policy.grace_days.into()) };
        if policy.grace_days == 0 || policy.grace_guided_deals == 0 {
            return by_days;
        }
        self.guided_done_at.map_or(Grace::Open, |at| Grace::Until { at }.max(by_days))
    }

    /// The first moment after `now` at which a standing changes by itself: an entry enters or leaves the window, grace ends, a
    /// pause or a director's decision begins or ends.
    pub fn next_change(&self, standing: &Standing, policy: &ReciprocityPolicy, now: Instant) -> Option<Instant> {
        let window = Span::days(policy.window_days.into());
        let entries = self.ledger.entries().iter().flat_map(|entry| [entry.at, entry.at + window]);
        let pauses = standing.pause.iter().flat_map(|pause| [pause.from, pause.until]);
        let overrides = self.overrides.iter().flat_map(|decision| [decision.from, decision.until]);
        let grace = match standing.grace {
            Grace::Until { at } => Some(at),
            Grace::Open => None,
        };
        entries.chain(pauses).chain(overrides).chain(grace).filter(|at| *at > now).min()
    }
}

/// Which warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WarningKind {
    /// The debt opened.
    Opened,
    /// So many days are left; 0 is the last day.
    DaysLeft {
        /// How many.
        days: u32,
    },
}

/// A warning and its day. Sent once for each debt and kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Warning {
    /// The day on which it is sent.
    #[schemars(with = "String")]
    pub on: Date,
    /// Which.
    #[serde(flatten)]
    pub kind: WarningKind,
}

/// Where a partner stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Standing {
    /// Vendor leads won in the window.
    pub won: u32,
    /// Own deals in the window that count.
    pub own: u32,
    /// Wins that directors forgave in the window.
    pub forgiven: u32,
    /// Wins that nothing pays for: `won − ρ · own − forgiven`, at least 0.
    pub debt: u32,
    /// When grace ends.
    pub grace: Grace,
    /// The debt that runs towards a pause.
    pub open_debt: Option<OpenDebt>,
    /// The warnings of that debt, in the order of their days.
    pub warnings: Vec<Warning>,
    /// The pause that is in force, or the one that begins if nothing more happens.
    pub pause: Option<ReciprocityPause>,
    /// All pauses that have begun.
    pub pauses: Vec<ReciprocityPause>,
    /// Directors' decisions.
    pub overrides: Vec<Override>,
}

impl Standing {
    /// Paused at a moment up to the one that this was computed for, or in the coming pause.
    pub fn is_paused(&self, at: Instant) -> bool {
        let inside = |pause: &ReciprocityPause| pause.from <= at && at < pause.until;
        let paused = self.pauses.iter().chain(&self.pause).any(inside);
        paused && !self.overrides.iter().any(|decision| decision.in_force(at))
    }
    /// Since when the pause that is in force at a moment is: from its beginning, or from the end of a decision that set it aside.
    pub fn paused_since(&self, at: Instant) -> Option<Instant> {
        let pause = self.pause.filter(|pause| pause.from <= at && at < pause.until && self.is_paused(at))?;
        let freed = self.overrides.iter().map(|decision| decision.until);
        freed.filter(|until| pause.from < *until && *until <= at).chain([pause.from]).max()
    }
    /// The next moment at which a pause, or a decision that sets it aside, begins or ends.
    pub fn next_pause_change(&self, at: Instant) -> Option<Instant> {
        let pauses = self.pause.iter().flat_map(|pause| [pause.from, pause.until]);
        let decisions = self.overrides.iter().flat_map(|decision| [decision.from, decision.until]);
        pauses.chain(decisions).filter(|moment| *moment > at).min()
    }
    /// The warnings whose day has come.
    pub fn warnings_due(&self, today: Date) -> impl Iterator<Item = &Warning> {
        self.warnings.iter().filter(move |warning| warning.on <= today)
    }
}

/// Computes where a partner stands at `now`, in days of the program's zone. Entries after `now` are not
/// looked at.
pub fn standing(history: &History, policy: &ReciprocityPolicy, zone: &TimeZone, now: Instant) -> Standing {
    let grace = history.grace(policy);
    let timeline = walk(&history.ledger, grace, policy, zone, now);
    let in_force = timeline.pauses.iter().rfind(|pause| pause.from <= now && now < pause.until);
    Standing {
        won: timeline.won,
        own: timeline.own,
        forgiven: timeline.forgiven,
        debt: timeline.won.saturating_sub(timeline.own.saturating_mul(policy.ratio)).saturating_sub(timeline.forgiven),
        grace,
        warnings: timeline.open_debt.map(|debt| warnings(debt, policy, zone)).unwrap_or_default(),
        open_debt: timeline.open_debt,
        pause: in_force.copied().or(timeline.coming),
        pauses: timeline.pauses,
        overrides: history.overrides.clone(),
    }
}

/// On the day that the debt opens, and so many days before it is due; what would fall before the opening
/// is left out.
fn warnings(debt: OpenDebt, policy: &ReciprocityPolicy, zone: &TimeZone) -> Vec<Warning> {
    let opened_on = day_of(debt.since, zone);
    let ahead = policy
        .warn_days
        .iter()
        .map(|days| Warning { on: earlier(debt.due_on, *days), kind: WarningKind::DaysLeft { days: *days } });
    let opened = Warning { on: opened_on, kind: WarningKind::Opened };
    let mut all: Vec<Warning> = ahead.filter(|warning| warning.on > opened_on).chain([opened]).collect();
    all.sort_unstable();
    all.dedup();
    all
}
