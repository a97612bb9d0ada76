//! Who owes own deals: now, and when each week ended. Debt changes with time alone, so timers write it.

use db::{Tx, Work};
use jiff::tz::TimeZone;
use kit::{
    Id, Instant,
    id::{PartnerId, Program as Kind},
    time::Span,
};
use leads::reciprocity::{
    self,
    domain::{Standing, timeline::Grace},
};
use network::programs;
use platform::{Cx, Fail, react};

use super::{
    domain::Day,
    store::{network, write},
};

/// The kind of the timer of a partner's next change.
pub(super) const PARTNER: &str = "measures_debt";
/// The kind of the timer that closes weeks.
pub(super) const WEEK: &str = "measures_week";
/// An act that began before midnight may commit after it: a week is closed a little later, as of its end.
const SETTLING: Span = Span::minutes(1);
/// Partners that are looked at in one transaction.
const AT_ONCE: u32 = 100;

kit::codes! {
    /// How a debt stands.
    pub enum DebtState {
        /// The partner is in grace: the clock does not run yet.
        Grace = "grace",
        /// The clock runs towards a pause.
        Running = "running",
        /// The partner is paused for it.
        Paused = "paused",
        /// A director set the pause aside.
        SetAside = "set_aside",
        /// A pause has settled it; it still shows in the counter.
        Settled = "settled",
    }
}
db::stored_codes!(DebtState);

/// What a partner owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    /// How it stands.
    pub state: DebtState,
    /// Vendor leads won in the window.
    pub won: u32,
    /// Own deals in the window that count.
    pub own: u32,
    /// Wins that own deals do not pay for.
    pub debt: u32,
    /// Since when it runs.
    pub since: Option<Instant>,
    /// Its last day when it runs; the first day of the pause; else the end of time.
    pub due: Day,
    /// End of the pause, or of the director's decision.
    pub until: Option<Instant>,
}

/// The week that is being closed, and how far.
#[derive(Debug, Clone, Copy)]
pub struct Closing {
    /// Its Monday.
    pub week: Day,
    /// The last partner that was looked at.
    pub after: PartnerId,
    /// Of those before, so many were in debt.
    pub in_debt: i64,
    /// Of those before, so many were paused.
    pub paused: i64,
}

impl Closing {
    /// A week of which nobody was looked at.
    pub fn of(week: Day) -> Self {
        Self { week, after: network(), in_debt: 0, paused: 0 }
    }
}

/// What a standing says at a moment; none when nothing is owed and nobody is paused.
pub(super) fn owing(standing: &Standing, zone: &TimeZone, now: Instant) -> Option<Owing> {
    let pause = standing.pauses.iter().rfind(|pause| pause.from <= now && now < pause.until);
    let aside = standing.overrides.iter().rfind(|decision| decision.from <= now && now < decision.until);
    let paused = standing.is_paused(now);
    if standing.debt == 0 && !paused {
        return None;
    }
    let in_grace = match standing.grace {
        Grace::Open => true,
        Grace::Until { at } => now < at,
    };
    let state = match (paused, pause, standing.open_debt) {
        (true, ..) => DebtState::Paused,
        (false, Some(_), _) if aside.is_some() => DebtState::SetAside,
        _ if in_grace => DebtState::Grace,
        (false, _, Some(_)) => DebtState::Running,
        (false, _, None) => DebtState::Settled,
    };
    let until = match state {
        DebtState::Paused => pause.map(|pause| pause.until),
        DebtState::SetAside => aside.map(|decision| decision.until),
        _ => None,
    };
    Some(Owing {
        state,
        won: standing.won,
        own: standing.own,
        debt: standing.debt,
        since: standing.open_debt.map(|debt| debt.since),
        due: match (state, pause, standing.open_debt) {
            (DebtState::Paused, Some(pause), _) => Day::of(pause.from, zone),
            (DebtState::Running, _, Some(debt)) => Day::on(debt.due_on),
            _ => Day::NEVER,
        },
        until,
    })
}

/// A partner's standing may have changed: writes it down and wakes again at its next change.
pub(super) fn on_partner<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let partner: PartnerId = Id::from_uuid(kit::Uuid::from_bytes(subject));
        let (standing, next) = reciprocity::stood_at(cx, tx, partner, cx.now).await?;
        let zone = zone(cx, tx).await?;
        write::set_debt(tx, cx.program(), partner, owing(&standing, &zone, cx.now).as_ref()).await?;
        if let Some(next) = next {
            react::set_timer(tx, cx.program(), PARTNER, partner, next).await?;
        }
        Ok(())
    })
}

/// A week has ended, or a part of its partners was looked at: looks at the next.
pub(super) fn on_week<'t>(cx: &'t Cx, tx: &'t mut Tx, _: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let Some(mut closing) = write::closing(tx, cx.program()).await? else { return Ok(()) };
        let zone = zone(cx, tx).await?;
        let end = closing.week.plus(7).start(&zone);
        if cx.now < end + SETTLING {
            return wake(cx, tx, end + SETTLING).await;
        }
        let holders = reciprocity::holders(cx, tx, closing.after, AT_ONCE).await?;
        let whole = u32::try_from(holders.len()).is_ok_and(|found| found < AT_ONCE);
        for partner in holders {
            let last_moment = end - Span(1);
            let standing = reciprocity::stood_at(cx, tx, partner, last_moment).await?.0;
            closing.in_debt += i64::from(standing.debt > 0);
            closing.paused += i64::from(standing.is_paused(last_moment));
            closing.after = partner;
        }
        if whole {
            write::close(tx, cx.program(), &closing).await?;
            closing = Closing::of(closing.week.plus(7));
        }
        write::set_closing(tx, cx.program(), &closing).await?;
        wake(cx, tx, cx.now).await
    })
}

/// The zone in which days of the program begin.
pub(crate) async fn zone(cx: &Cx, tx: &mut Tx) -> Result<TimeZone, Fail> {
    let zone = programs::get(tx, cx.program()).await?.zone;
    Ok(TimeZone::get(&zone).unwrap_or(TimeZone::UTC))
}

async fn wake(cx: &Cx, tx: &mut Tx, at: Instant) -> Result<(), Fail> {
    let program = Id::<Kind>::from_uuid(cx.program().uuid());
    Ok(react::set_timer(tx, cx.program(), WEEK, program, at).await?)
}
