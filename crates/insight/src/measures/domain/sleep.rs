//! Why a partner sleeps, and what would wake it.

use kit::Instant;
use network::partners::PauseKind;
use schemars::JsonSchema;
use serde::Serialize;

/// What is known of a partner without a commercial event within the days of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sleeper {
    /// Days since it joined.
    pub days_in_network: i64,
    /// Days for which a commercial event keeps a partner active.
    pub active_days: i64,
    /// Its contract is in force.
    pub contract_active: bool,
    /// People who can sign in.
    pub users: i64,
    /// Products that it may sell now.
    pub certificates: i64,
    /// The pause that is in force, and until when.
    pub pause: Option<(PauseKind, Option<Instant>)>,
    /// It was ever offered a lead.
    pub ever_offered: bool,
    /// Offers of those days, by weeks.
    pub offered: i64,
    /// Those that it let pass.
    pub ignored: i64,
    /// Those that it declined.
    pub declined: i64,
}

/// Why a partner sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Its contract is not in force: nothing may be offered.
    NoContract,
    /// Nobody of it can sign in: nobody sees what is offered.
    NoUsers,
    /// It is paused.
    Paused {
        /// Why.
        kind: PauseKind,
        /// Until when, if that is known.
        until: Option<Instant>,
    },
    /// It may sell no product yet.
    NoCertificate,
    /// It was never offered a lead.
    NeverOffered,
    /// It was offered nothing lately.
    NotOfferedLately,
    /// It lets offers pass.
    Ignores {
        /// Offers of those days.
        offered: i64,
        /// Of them it ignored.
        ignored: i64,
    },
    /// It declines.
    Declines {
        /// Offers of those days.
        offered: i64,
        /// Of them it declined.
        declined: i64,
    },
    /// It joined lately.
    New {
        /// Days ago.
        days: i64,
    },
    /// It has offers that it has not answered yet.
    Waiting,
}

/// All reasons, the one to deal with first at the beginning.
pub fn reasons(of: &Sleeper) -> Vec<Reason> {
    let mut found = Vec::new();
    let mut note = |holds: bool, reason: Reason| {
        if holds {
            found.push(reason);
        }
    };
    note(!of.contract_active, Reason::NoContract);
    note(of.users == 0, Reason::NoUsers);
    if let Some((kind, until)) = of.pause {
        note(true, Reason::Paused { kind, until });
    }
    note(of.certificates == 0, Reason::NoCertificate);
    note(!of.ever_offered, Reason::NeverOffered);
    note(of.ever_offered && of.offered == 0, Reason::NotOfferedLately);
    let (offered, ignored, declined) = (of.offered, of.ignored, of.declined);
    note(ignored > 0 && ignored >= declined, Reason::Ignores { offered, ignored });
    note(declined > 0, Reason::Declines { offered, declined });
    note(ignored > 0 && ignored < declined, Reason::Ignores { offered, ignored });
    note(of.days_in_network < of.active_days, Reason::New { days: of.days_in_network });
    if found.is_empty() {
        found.push(Reason::Waiting);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordinary() -> Sleeper {
        Sleeper {
            days_in_network: 400,
            active_days: 90,
            contract_active: true,
            users: 2,
            certificates: 1,
            ever_offered: true,
            ..Sleeper::default()
        }
    }

    #[test]
    fn what_keeps_offers_away_comes_before_what_is_done_with_them() {
        let sleeper = Sleeper { users: 0, offered: 5, ignored: 5, ..ordinary() };
        assert_eq!(reasons(&sleeper), [Reason::NoUsers, Reason::Ignores { offered: 5, ignored: 5 }]);
    }

    #[test]
    fn who_was_never_offered_a_lead_is_not_called_an_ignorer() {
        let sleeper = Sleeper { ever_offered: false, days_in_network: 3, ..ordinary() };
        assert_eq!(reasons(&sleeper), [Reason::NeverOffered, Reason::New { days: 3 }]);
        assert_eq!(reasons(&ordinary()), [Reason::NotOfferedLately]);
    }

    #[test]
    fn what_it_does_more_often_is_said_first() {
        let sleeper = Sleeper { offered: 9, ignored: 2, declined: 5, ..ordinary() };
        assert_eq!(
            reasons(&sleeper),
            [Reason::Declines { offered: 9, declined: 5 }, Reason::Ignores { offered: 9, ignored: 2 }]
        );
        assert_eq!(reasons(&Sleeper { offered: 2, ..ordinary() }), [Reason::Waiting]);
    }
}
