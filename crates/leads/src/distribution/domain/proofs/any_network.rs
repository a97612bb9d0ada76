//! What holds for every network, whatever stands in it.

use super::*;

fn any_candidate(n: u128) -> impl Strategy<Value = Candidate> {
    let on_lead = prop_oneof![
        4 => Just(None),
        1 => Just(Some(OnLead::Live)),
        1 => Just(Some(OnLead::Declined)),
        1 => Just(Some(OnLead::Ignored)),
        1 => Just(Some(OnLead::Taken)),
    ];
    let pause = prop_oneof![
        3 => Just(None),
        1 => (-3i64..3, 0i64..3, prop_oneof![Just(PauseKind::Reciprocity), Just(PauseKind::Holiday)]).prop_map(
            |(from, days, kind)| {
                let from = monday() + Span::hours(from);
                Some(Pause { kind, from, until: Some(from + Span::hours(days)) })
            }
        ),
    ];
    let flags = (any::<bool>(), 0u32..12, 0u32..7, prop::option::of(0u128..3), 1i64..5, 0i64..200);
    let fits = prop_oneof![Just(Fit::Half), Just(Fit::One), Just(Fit::Two)];
    let here = (proptest::bool::weighted(0.9), proptest::bool::weighted(0.9), proptest::bool::weighted(0.9));
    (flags, on_lead, pause, fits, here).prop_map(move |(flags, on_lead, pause, fit, (contract, region, product_ok))| {
        let (large_only, open_work, new_today, group, share, days) = flags;
        let mut one = candidate(n);
        one.contract_active = contract;
        one.pauses = pause.into_iter().collect();
        one.regions = [if region { "RU".to_owned() } else { "KZ".to_owned() }].into();
        one.certificates.iter_mut().for_each(|c| c.valid_until = (!product_ok).then(monday));
        one.sizes = if large_only { [SizeBand::Large, SizeBand::Medium].into() } else { [].into() };
        one.group = group.map(|g| OwnerGroupId::from_uuid(Uuid::from_u128(900 + g)));
        (one.open_work, one.new_today, one.on_lead, one.fit) = (open_work, new_today, on_lead, fit);
        one.share = Millionths(share * 500_000);
        one.joined_at = monday() - Span::days(days);
        one.offers_ever = u32::try_from(days / 10).unwrap();
        one
    })
}

fn any_wave() -> impl Strategy<Value = Wave> {
    prop_oneof![Just(Wave::First), (1u32..6).prop_map(|first_k| Wave::Second { first_k }), Just(Wave::Everybody)]
}

fn any_network() -> impl Strategy<Value = Network> {
    let all: Vec<_> = (1..=24).map(any_candidate).collect();
    let policy =
        prop_oneof![Just(DistributionPolicy::default()), (1u32..6).prop_map(strict), (1u32..6).prop_map(drawn)];
    let times = proptest::collection::vec(0i64..3_000_000, 24);
    (all, policy, any_wave(), times, any::<[u8; 32]>()).prop_map(|(all, policy, wave, times, entropy)| {
        let mut network = Network::new(policy, all);
        for (candidate, time) in network.inputs.candidates.iter().zip(times) {
            network.inputs.queue.shift(candidate.turn(), time);
        }
        network.inputs.wave = wave;
        network.inputs.entropy.0 = entropy;
        network.inputs.lead.value = ValueClass::Two;
        network
    })
}

proptest! {
    #[test]
    fn l6_no_ineligible_or_paused_partner_is_ever_chosen(mut network in any_network()) {
        let before = network.inputs.clone();
        let decision = network.give(5);
        for chosen in &decision.selection.chosen {
            let one = before.candidates.iter().find(|c| c.partner == *chosen).unwrap();
            let closed: Vec<Gate> = verdicts(one, &before.lead, before.wave, before.at)
                .into_iter()
                .filter(|verdict| !verdict.passed)
                .map(|verdict| verdict.gate)
                .collect();
            let allowed = decision.mark == Some(Mark::NoOtherPartner) && closed == [Gate::Pause];
            prop_assert!(closed.is_empty() || allowed, "{chosen} passed {closed:?}");
        }
    }

    #[test]
    fn the_short_walk_and_the_full_list_of_gates_agree(network in any_network()) {
        let inputs = &network.inputs;
        for one in &inputs.candidates {
            let list = verdicts(one, &inputs.lead, inputs.wave, inputs.at);
            prop_assert_eq!(list.iter().map(|v| v.gate).collect::<Vec<_>>(), Gate::ALL);
            prop_assert_eq!(list.iter().all(|v| v.passed), eligible(one, &inputs.lead, inputs.wave, inputs.at));
            prop_assert!(list.iter().all(|v| v.reason.as_ref().is_none_or(|reason| reason.gate() == v.gate)));
        }
    }

    #[test]
    fn f1_a_stored_decision_is_decided_again_to_the_byte(mut network in any_network()) {
        let inputs = super::super::Inputs { lead: lead(5), ..network.inputs.clone() };
        network.inputs.lead = inputs.lead.clone();
        let decision = network.give(5);
        let stored = serde_json::to_string(&Record { inputs, decision }).unwrap();
        let read: Record = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(replay(&read), Ok(()));
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        // The order in which partners were read from the database decides nothing.
        let mut shuffled = read;
        shuffled.inputs.candidates.reverse();
        prop_assert_eq!(replay(&shuffled), Ok(()));
    }

    #[test]
    fn a_changed_decision_does_not_pass_the_replay(mut network in any_network()) {
        let inputs = super::super::Inputs { lead: lead(5), ..network.inputs.clone() };
        network.inputs.lead = inputs.lead.clone();
        let mut decision = network.give(5);
        decision.selection.chosen.push(partner(77));
        let changed = replay(&Record { inputs, decision });
        prop_assert!(changed.is_err());
    }
}
