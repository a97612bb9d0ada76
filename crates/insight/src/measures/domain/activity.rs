//! On which days a partner is active: so many days (90) from each commercial event, the day of the event included, while it is
//! in the network.
//!
//! The sum over the network is kept as differences from day to day. A new event adds the days that no other event
//! covers; so the order in which events are read changes nothing.

use super::Day;

/// Days in `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First day.
    pub from: Day,
    /// First day after it.
    pub until: Day,
}

impl Stretch {
    /// The days that it has in common with another, if there are any.
    pub fn within(self, other: Self) -> Option<Self> {
        let (from, until) = (self.from.max(other.from), self.until.min(other.until));
        (from < until).then_some(Self { from, until })
    }
}

/// The days that an event on `day` makes active which its neighbours, the nearest days with events, do not. Each keeps
/// its partner active for `lasts` days.
pub fn gained(day: Day, before: Option<Day>, after: Option<Day>, member: Stretch, lasts: i64) -> Option<Stretch> {
    let covered = before.map_or(day, |before| before.plus(lasts).max(day));
    let end = day.plus(lasts);
    Stretch { from: covered, until: after.map_or(end, |after| after.min(end)) }.within(member)
}

/// All days on which a partner is active, from its days with events in their order.
pub fn active(days: &[Day], member: Stretch, lasts: i64) -> Vec<Stretch> {
    let before = std::iter::once(None).chain(days.iter().copied().map(Some));
    days.iter().zip(before).filter_map(|(day, before)| gained(*day, before, None, member, lasts)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn put(differences: &mut BTreeMap<Day, i64>, stretch: Stretch, sign: i64) {
        *differences.entry(stretch.from).or_default() += sign;
        *differences.entry(stretch.until).or_default() -= sign;
    }

    proptest! {
        #[test]
        fn a_partner_is_active_on_so_many_days_from_each_event_in_whatever_order_they_are_read(
            lasts in prop_oneof![Just(90i64), 1i64..200],
            days in proptest::collection::vec(0i64..600, 0..20),
            joined in 0i64..300,
            stayed in 0i64..500,
        ) {
            let member = Stretch { from: Day(joined), until: Day(joined + stayed) };
            let mut seen = BTreeSet::new();
            let mut differences = BTreeMap::new();
            for day in days.iter().map(|day| Day(*day)) {
                let (before, after) = (seen.range(..day).next_back(), seen.range(day..).next());
                if after != Some(&day) && let Some(stretch) = gained(day, before.copied(), after.copied(), member, lasts) {
                    put(&mut differences, stretch, 1);
                }
                seen.insert(day);
            }
            let in_order: Vec<Day> = seen.iter().copied().collect();
            let mut again = BTreeMap::new();
            active(&in_order, member, lasts).into_iter().for_each(|stretch| put(&mut again, stretch, 1));
            let mut sum = 0;
            for day in (0..1_000).map(Day) {
                sum += differences.get(&day).copied().unwrap_or(0);
                let covered = seen.iter().any(|event| *event <= day && day < event.plus(lasts));
                let expected = covered && member.from <= day && day < member.until;
                prop_assert_eq!(sum, i64::from(expected), "day {}", day.0);
            }
            differences.retain(|_, change| *change != 0);
            again.retain(|_, change| *change != 0);
            prop_assert_eq!(differences, again);
        }
    }
}
