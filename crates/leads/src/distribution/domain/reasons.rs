//! Each gate, its reason and its words; and what a partner is told.

use kit::time::Span;

use super::{
    candidate::{Candidate, OnLead, Pause, PauseKind},
    gates::{Gate, verdicts},
    lead::{LeadFacts, OwnerGroupId, SizeBand},
    network::{Network, candidate, drawn, lead, monday, partner, strict},
    own_view::{Change, Count, WhatIf, own_view},
    selection::Wave,
};

/// The gate that decides and the words for it, after a change to a partner that passes all.
fn closed(change: impl FnOnce(&mut Candidate, &mut LeadFacts)) -> (Gate, String) {
    let (mut one, mut lead) = (candidate(1), lead(1));
    change(&mut one, &mut lead);
    let verdict = verdicts(&one, &lead, Wave::First, monday()).into_iter().find(|v| !v.passed).unwrap();
    (verdict.gate, verdict.reason.unwrap().to_string())
}

#[test]
fn each_gate_names_its_reason_with_the_values_that_decided() {
    let pause = |kind| Pause { kind, from: monday(), until: Some(monday() + Span::days(30)) };
    let table: [(Gate, &str, (Gate, String)); 16] = [
        (Gate::Contract, "contract", closed(|c, _| c.contract_active = false)),
        (
            Gate::Pause,
            "pause: reciprocity until 2026-07-15T07:00:00Z",
            closed(|c, _| c.pauses.push(pause(PauseKind::Reciprocity))),
        ),
        (
            Gate::Pause,
            "pause: quality",
            closed(|c, _| c.pauses.push(Pause { until: None, ..pause(PauseKind::Quality) })),
        ),
        (
            Gate::Pause,
            "pause: suspended",
            closed(|c, _| c.pauses.push(Pause { until: None, ..pause(PauseKind::Suspended) })),
        ),
        (Gate::Territory, "territory: RU-MOW", closed(|c, _| c.regions.clear())),
        (Gate::Product, "product: no certificate", closed(|c, _| c.certificates.clear())),
        (
            Gate::Product,
            "product: certificate expired 2026-06-15T07:00:00Z",
            closed(|c, _| c.certificates[0].valid_until = Some(monday())),
        ),
        (Gate::Segment, "segment: size", closed(|c, _| c.sizes = [SizeBand::Solo].into())),
        (Gate::Segment, "segment: industry water", closed(|c, _| c.industries = ["food".to_owned()].into())),
        (Gate::Capacity, "capacity 10/10", closed(|c, _| c.open_work = 10)),
        (Gate::Capacity, "capacity today 5/5", closed(|c, _| c.new_today = 5)),
        (Gate::Calendar, "calendar", closed(|c, _| c.deadline = None)),
        (Gate::Conflict, "conflict: client", closed(|_, l| l.client_of = Some(partner(2)))),
        (
            Gate::Conflict,
            "conflict: owner",
            closed(|c, l| {
                let group = OwnerGroupId::from_uuid(uuid::Uuid::from_u128(5));
                c.group = Some(group);
                l.group_asked.insert(group, partner(2));
            }),
        ),
        (Gate::History, "history: declined", closed(|c, _| c.on_lead = Some(OnLead::Declined))),
        (Gate::History, "history: excluded by the client", closed(|c, l| l.excluded_by_client.extend([c.partner]))),
    ];
    for (gate, words, got) in table {
        assert_eq!(got, (gate, words.to_owned()));
    }
}

#[test]
fn all_gates_are_evaluated_and_the_first_that_is_closed_decides() {
    let one = Candidate { contract_active: false, open_work: 10, deadline: None, ..candidate(1) };
    let list = verdicts(&one, &lead(1), Wave::First, monday());
    let closed: Vec<Gate> = list.iter().filter(|v| !v.passed).map(|v| v.gate).collect();
    assert_eq!(closed, [Gate::Contract, Gate::Capacity, Gate::Calendar]);
}

#[test]
fn a_pause_holds_from_its_first_moment_and_not_at_its_end() {
    let pause = Pause { kind: PauseKind::Holiday, from: monday(), until: Some(monday() + Span::days(1)) };
    let micro = Span(1);
    assert!(!pause.in_force(monday() - micro));
    assert!(pause.in_force(monday()));
    assert!(pause.in_force(monday() + Span::days(1) - micro));
    assert!(!pause.in_force(monday() + Span::days(1)));
}

#[test]
fn a_wider_region_and_a_second_certificate_open_their_gates() {
    let mut one = candidate(1);
    one.regions = ["RU".to_owned()].into();
    let expired = super::Certificate { valid_until: Some(monday()), ..one.certificates[0].clone() };
    one.certificates.insert(0, expired);
    assert!(super::eligible(&one, &lead(1), Wave::First, monday()));
}

#[test]
fn a_partner_is_told_what_would_have_changed_the_outcome() {
    let mut network = Network::new(strict(1), (1..=6).map(candidate).collect());
    network.candidate(1).open_work = 10;
    network.candidate(2).regions.clear();
    network.candidate(2).contract_active = false;
    let decision = network.clone().give(0);
    let changes = |n| own_view(&network.inputs, &decision, partner(n)).unwrap().changes;
    let gate = |gate, eligible, chosen| Change { what_if: WhatIf::GateOpen { gate }, eligible, chosen };
    assert_eq!(changes(1), [gate(Gate::Capacity, true, true)]);
    let both = Change { what_if: WhatIf::EveryGateOpen, eligible: true, chosen: true };
    assert_eq!(changes(2), [gate(Gate::Contract, false, false), gate(Gate::Territory, false, false), both]);
    assert_eq!(changes(3), [], "it was chosen");
    let head = Change { what_if: WhatIf::HeadOfQueue, eligible: true, chosen: true };
    let fit = Change { what_if: WhatIf::BestFit, eligible: true, chosen: false };
    assert_eq!(changes(4), [fit, head]);
}

#[test]
fn a_partners_view_holds_nothing_of_another() {
    let mut network = Network::new(drawn(3), (1..=40).map(candidate).collect());
    let before = network.inputs.clone();
    let decision = network.give(0);
    for n in 1..=40 {
        let text = serde_json::to_string(&own_view(&before, &decision, partner(n)).unwrap()).unwrap();
        assert!((1..=40).all(|other| !text.contains(&partner(other).to_string())), "{text}");
    }
    assert_eq!(own_view(&before, &decision, partner(99)), None);
}

#[test]
fn two_worlds_that_differ_in_a_competitors_data_only_look_the_same_to_a_partner() {
    let view = |change: fn(&mut Candidate)| {
        let mut network = Network::new(strict(1), (1..=9).map(candidate).collect());
        network.inputs.queue.shift(super::TurnKey::Partner(partner(9)), 5_000_000);
        change(network.candidate(9));
        let decision = network.clone().give(0);
        serde_json::to_string(&own_view(&network.inputs, &decision, partner(2)).unwrap()).unwrap()
    };
    let plain = view(|_| {});
    assert_eq!(plain, view(|c| c.fit = super::Fit::Two));
    assert_eq!(plain, view(|c| c.answers = crate::fixed::Millionths(1)));
    assert_eq!(plain, view(|c| c.open_work = 9));
}

#[test]
fn few_partners_are_only_said_to_be_few() {
    let mut network = Network::new(strict(1), (1..=4).map(candidate).collect());
    let before = network.inputs.clone();
    let decision = network.give(0);
    let view = own_view(&before, &decision, partner(4)).unwrap();
    assert_eq!((view.eligible, view.ahead), (Count::FewerThanFive, Some(Count::FewerThanFive)));
    assert_eq!(view.fair_share, None, "it would tell the shares of the others");
    assert_eq!(Count::tell(5), Count::Exactly(5));
}
