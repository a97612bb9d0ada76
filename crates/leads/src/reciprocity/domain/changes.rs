//! When time alone changes where a partner stands.

use kit::{Instant, time::Span};

use super::{
    policy::ReciprocityPolicy,
    standing::{History, Standing},
};

/// The first moment after `now` at which a partner's pause or debt may be another than at `now`, while
/// nothing is entered: an entry leaves the window, a pause or an override begins or ends. None for never.
pub fn next_change(
    history: &History,
    standing: &Standing,
    policy: &ReciprocityPolicy,
    now: Instant,
) -> Option<Instant> {
    let window = Span::days(policy.window_days.into());
    let entries = history.ledger.entries().iter().flat_map(|entry| [entry.at, entry.at + window]);
    let pauses = standing.pauses.iter().chain(&standing.pause).flat_map(|pause| [pause.from, pause.until]);
    let overrides = history.overrides.iter().flat_map(|decision| [decision.from, decision.until]);
    entries.chain(pauses).chain(overrides).filter(|at| *at > now).min()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use kit::Id;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{
        super::{
            ledger::{Ledger, Rule},
            standing::{Override, standing},
        },
        *,
    };

    fn day(n: i64) -> Instant {
        Instant::from_micros(1_780_000_000_000_000) + Span::days(n)
    }

    proptest! {
        #[test]
        fn between_two_changes_a_partner_stands_as_before(
            wins in proptest::collection::vec((0i64..700, 0i64..86_400), 0..6),
            own in proptest::collection::vec(0i64..700, 0..3),
            set_aside in proptest::option::of((0i64..900, 1i64..60)),
            asked in 0i64..1_200,
            part in 0i64..1_000,
        ) {
            let policy = ReciprocityPolicy::default();
            let zone = TimeZone::get("Europe/Moscow").unwrap();
            let mut ledger = Ledger::default();
            let facts = wins.iter().map(|(d, s)| (Rule::LeadWon, day(*d) + Span::minutes(s / 60)));
            let facts = facts.chain(own.iter().map(|d| (Rule::OwnDealCounted, day(*d))));
            for ((rule, at), n) in facts.zip(1u128..) {
                let id = Uuid::from_u128(n);
                ledger.post(Id::from_uuid(id), rule, Id::from_uuid(id), at, policy.ratio);
            }
            let by = Id::from_uuid(Uuid::nil());
            let overrides = set_aside.and_then(|(from, days)| Override::new(day(from), day(from + days), by, "x"));
            let history = History {
                joined_at: day(-400),
                guided_done_at: None,
                ledger,
                overrides: overrides.into_iter().collect(),
            };
            let now = day(asked);
            let told = |at| {
                let standing = standing(&history, &policy, &zone, at);
                let paused = standing.is_paused(at);
                (paused, paused.then_some((standing.debt, standing.pause)))
            };
            let next = next_change(&history, &standing(&history, &policy, &zone, now), &policy, now);
            let end = next.unwrap_or(now + Span::days(2_000));
            prop_assert!(end > now);
            let between = Instant::from_micros(now.micros() + (end.since(now).0 - 1) / 1_000 * part);
            prop_assert_eq!(told(now), told(between));
            prop_assert_eq!(told(now), told(end - Span(1)));
        }
    }
}
