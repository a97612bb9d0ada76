//! What is written of a decision is what is read of it (`docs/adr/0007-kept-decisions.md`).

use std::collections::BTreeMap;

use kit::{Instant, time::Span};
use proptest::prelude::*;

use super::{Names, record};
use crate::{
    distribution::{
        domain::{
            DistributionPolicy, Inputs, OnLead, Pause, PauseKind, Record, Wave, decide,
            network::{Network, candidate, drawn, lead, monday, partner},
            numbers::Frozen,
        },
        roster::{Body, Load, Member, Seen},
    },
    fixed::Millionths,
};

/// What a random decision saw.
#[derive(Debug, Clone)]
struct Sight {
    partners: u128,
    loads: Vec<(u32, u32, u32)>,
    late: Option<i64>,
    on_lead: BTreeMap<u128, usize>,
    owes: Option<u128>,
    k: u32,
    wave: u8,
    certificate_needed: bool,
    given: bool,
}

fn sight() -> impl Strategy<Value = Sight> {
    let loads = proptest::collection::vec((0u32..12, 0u32..7, 0u32..300), 0..14);
    let on_lead = proptest::collection::btree_map(1u128..14, 0usize..6, 0..4);
    let rest = (proptest::option::of(1i64..90_000), on_lead, proptest::option::of(1u128..14));
    (1u128..14, loads, rest, 1u32..5, 1u8..4, any::<bool>(), any::<bool>()).prop_map(
        |(partners, loads, (late, on_lead, owes), k, wave, certificate_needed, given)| Sight {
            partners,
            loads,
            late,
            on_lead,
            owes,
            k,
            wave,
            certificate_needed,
            given,
        },
    )
}

const STANDS: [OnLead; 6] =
    [OnLead::Live, OnLead::Declined, OnLead::Ignored, OnLead::NotStarted, OnLead::NotReached, OnLead::Taken];

fn seen(sight: &Sight, at: Instant) -> Seen {
    let stands = |(n, place): (&u128, &usize)| (partner(*n), STANDS[*place]);
    let pause = Pause { kind: PauseKind::Reciprocity, from: at - Span::days(1), until: Some(at + Span::days(29)) };
    Seen {
        deadlines: vec![sight.late.map(|seconds| at + Span(seconds * 1_000_000)), None],
        loads: sight
            .loads
            .iter()
            .map(|(open_work, new_today, received)| Load {
                open_work: *open_work,
                new_today: *new_today,
                received: *received,
            })
            .collect(),
        on_lead: sight.on_lead.iter().map(stands).collect(),
        debtors: sight.owes.map(|n| (partner(n), pause)).into_iter().collect(),
        probation: sight.owes.map(|n| (partner(n), 2)).into_iter().collect(),
        waiting: sight.owes.filter(|n| n % 2 == 1).map(|n| (partner(n + 1), pause)).into_iter().collect(),
    }
}

/// A roster, what was seen of it, and the decision.
fn decided(sight: &Sight) -> (Body, Seen, Record) {
    // Several newcomers' places, where there is room for them.
    let policy = DistributionPolicy { newcomer_places: sight.k, newcomer_days: 3_650, ..drawn(sight.k) };
    let members = (1..=sight.partners).map(|n| Member {
        candidate: candidate(n),
        calendar: usize::from(n % 5 == 0),
        tier: Millionths::ONE,
        open_cap: (n % 3 == 0).then_some(4),
        new_cap: None,
        frozen: Frozen::default(),
    });
    let network = Network::new(policy.clone(), (1..=sight.partners).map(candidate).collect());
    let body = Body {
        members: members.collect(),
        entropy: network.inputs.entropy,
        numbers_at: Some(monday()),
        policies: [(network.inputs.policy_version, policy.clone())].into(),
    };
    let mut lead = lead(7);
    lead.certificate_needed = sight.certificate_needed;
    lead.given_to = sight.given.then(|| partner(1));
    let (at, seen) = (monday() + Span::hours(1), seen(sight, monday() + Span::hours(1)));
    let wave = match sight.wave {
        1 => Wave::First,
        2 => Wave::Second { first_k: sight.k },
        _ => Wave::Everybody,
    };
    let candidates = body.candidates(&lead, &policy, at, &seen);
    let inputs = Inputs { lead, at, wave, candidates, numbers_at: body.numbers_at, ..network.inputs };
    let decision = decide(&inputs);
    (body, seen, Record { inputs, decision })
}

fn written(body: &Body, seen: &Seen, record: &Record) -> Vec<u8> {
    let ids: Vec<_> = body.members.iter().map(|member| member.candidate.partner).collect();
    record::write(&record.inputs, &record.decision, seen, Names(&ids))
}

proptest! {
    #[test]
    fn a_decision_is_read_back_to_the_byte(sight in sight()) {
        let (body, seen, record) = decided(&sight);
        let bytes = written(&body, &seen, &record);
        let read = record::read(&bytes, Some(&body)).unwrap();
        prop_assert_eq!((&read.inputs, &read.decision), (&record.inputs, &record.decision));
        prop_assert_eq!(&written(&body, &seen, &read), &bytes, "and written again it is the same");
        prop_assert!(record::read(&bytes[..bytes.len() - 1], Some(&body)).is_err(), "what is torn is not guessed");
        prop_assert!(record::read(&bytes, None).is_err(), "nor is the roster");
    }
}

#[test]
fn a_decision_from_before_is_still_read() {
    let mut sight = Sight {
        partners: 6,
        loads: vec![(1, 0, 9); 6],
        late: Some(3_600),
        on_lead: BTreeMap::new(),
        owes: Some(2),
        k: 3,
        wave: 1,
        certificate_needed: true,
        given: false,
    };
    let (body, seen, record) = decided(&sight);
    // As whole JSON, from before decisions were bytes; it does not say that a certificate was needed.
    let json = serde_json::to_vec(&record).unwrap();
    assert!(!String::from_utf8_lossy(&json).contains("certificate_needed"));
    let read = record::read(&json, None).unwrap();
    assert_eq!((&read.inputs, &read.decision), (&record.inputs, &record.decision));
    // As bytes, from before a product could do without: the first byte is the one of then.
    assert_eq!(written(&body, &seen, &record)[0], 1);
    sight.certificate_needed = false;
    let (body, seen, record) = decided(&sight);
    assert_eq!(written(&body, &seen, &record)[0], 2);
    assert!(String::from_utf8(serde_json::to_vec(&record).unwrap()).unwrap().contains("\"certificate_needed\":false"));
}
