//! The valve: reciprocity never empties a segment. The smallest debts wait.

use std::{cmp::Reverse, collections::BTreeSet};

use kit::{Instant, id::PartnerId};
use serde::{Deserialize, Serialize};

use super::policy::ReciprocityPolicy;
use crate::fixed::{Millionths, mul_div};

/// A partner that could serve the segment if it were not paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct InSegment {
    /// The partner.
    pub partner: PartnerId,
    /// Its pause, when it is due now: the debt behind it and since when that runs.
    pub due: Option<(u32, Instant)>,
}

/// How many of so many partners may be paused at a time: the policy's part of them, at least one, but never
/// so many that fewer than the least remain. A segment that is smaller than that without any pause is not
/// protected by the least; the lead of a client whom nobody else covers is given out all the same.
pub fn most_paused(partners: usize, policy: &ReciprocityPolicy) -> usize {
    let all = i64::try_from(partners).unwrap_or(i64::MAX);
    // Rounded down: never more than the part.
    let part = mul_div(all, policy.max_paused.0, Millionths::ONE.0);
    let part =
        if part.saturating_mul(Millionths::ONE.0) > all.saturating_mul(policy.max_paused.0) { part - 1 } else { part };
    let least = i64::from(policy.min_eligible);
    let spare = if all < least { all } else { all - least };
    let most = if policy.max_paused.0 == 0 { 0 } else { part.max(1).min(spare) };
    usize::try_from(most).unwrap_or(0)
}

/// The partners whose pause is in force in the segment. The largest debts come first, among equal ones the
/// oldest; the others wait, and stay eligible, until there is room.
pub fn in_force(segment: &[InSegment], policy: &ReciprocityPolicy) -> BTreeSet<PartnerId> {
    let mut due: Vec<_> =
        segment.iter().filter_map(|one| one.due.map(|(debt, since)| (Reverse(debt), since, one.partner))).collect();
    due.sort_unstable();
    due.into_iter().take(most_paused(segment.len(), policy)).map(|(_, _, partner)| partner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn segment(debts: &[u32]) -> Vec<InSegment> {
        let one = |(n, debt): (u128, &u32)| InSegment {
            partner: PartnerId::from_uuid(Uuid::from_u128(n)),
            due: (*debt > 0).then_some((*debt, Instant::from_micros(0))),
        };
        (1u128..).zip(debts).map(one).collect()
    }
    fn paused(debts: &[u32]) -> Vec<u128> {
        in_force(&segment(debts), &ReciprocityPolicy::default()).iter().map(|p| p.uuid().as_u128()).collect()
    }

    #[test]
    fn story_22_at_most_a_quarter_is_paused_and_the_smallest_debts_wait() {
        assert_eq!(paused(&[1, 3, 2, 0, 0, 0, 0, 0]), [2, 3]);
        assert_eq!(paused(&[1, 3, 2, 0, 0, 0, 0]), [2], "a quarter of seven is one");
        assert_eq!(paused(&[1, 1, 0, 0, 0, 0, 0, 0]), [1, 2]);
    }

    #[test]
    fn a_pause_never_brings_a_segment_below_five() {
        assert_eq!(paused(&[1, 1, 0, 0, 0, 0]), [1]);
        assert_eq!(paused(&[1, 1, 0, 0, 0]), [0u128; 0]);
    }

    #[test]
    fn a_segment_that_was_smaller_before_keeps_the_rule() {
        assert_eq!(paused(&[0, 1, 0]), [2], "story 19: B of three partners");
        assert_eq!(paused(&[1]), [1], "story 22: D is alone, and gets the lead marked so");
    }

    proptest! {
        #[test]
        fn the_valve_holds_for_any_segment(debts in proptest::collection::vec(0u32..5, 0..60)) {
            let (paused, all) = (paused(&debts).len(), debts.len());
            prop_assert!(paused * 4 <= all || paused <= 1);
            prop_assert!(all < 5 || all - paused >= 5);
        }
    }
}
