//! The promises of the fair turn, each as a test. Rows of the assurance table are named in the tests.

mod any_network;
mod fairness;

use std::collections::BTreeMap;

use kit::{id::PartnerId, time::Span};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    candidate::{Candidate, OnLead, Pause, PauseKind},
    decision::{Decision, Mark, Record, replay},
    draw::Fit,
    explanation::{Sentence, ServedAs, explain},
    gates::{Gate, eligible, verdicts},
    lead::{OwnerGroupId, SizeBand, ValueClass},
    network::{Network, candidate, drawn, lead, monday, partner, product, strict, tally},
    policy::{DistributionPolicy, Mode},
    selection::{Standing, Wave},
};
use crate::fixed::Millionths;

fn many(n: u128) -> Vec<Candidate> {
    (1..=n).map(candidate).collect()
}

fn give(network: &mut Network, leads: u128) -> Vec<Decision> {
    (0..leads).map(|n| network.give(n)).collect()
}

#[test]
fn story_11_shares_of_three_two_one_get_exactly_300_200_100_of_600() {
    let with_share = |n: u128, share| Candidate { share: Millionths::whole(share), ..candidate(n) };
    for ids in [[1, 2, 3], [3, 2, 1], [2, 3, 1]] {
        let network = || Network::new(strict(1), ids.iter().zip([3, 2, 1]).map(|(n, w)| with_share(*n, w)).collect());
        let decisions = give(&mut network(), 600);
        let counts = tally(&decisions);
        let of = |n: u128| counts.get(&partner(n)).copied();
        assert_eq!(ids.map(of), [Some(300), Some(200), Some(100)]);
        assert_eq!(give(&mut network(), 600), decisions, "a second run gives the same sequence");
    }
}

#[test]
fn story_6_three_of_six_are_offered_and_the_others_know_why_not() {
    let mut network = Network::new(strict(3), many(6));
    network.candidate(4).regions = ["RU-TA".to_owned()].into();
    network.candidate(5).regions = ["RU-PRI".to_owned()].into();
    network.candidate(6).certificates.clear();
    let before = network.inputs.clone();
    let decision = network.give(1);
    assert_eq!(decision.selection.chosen, [partner(1), partner(2), partner(3)]);
    let explanation = explain(&super::Inputs { lead: network.inputs.lead.clone(), ..before }, &decision);
    let closed: Vec<Option<Gate>> = explanation.partners.iter().map(|line| line.closed_by).collect();
    let expected = [None, None, None, Some(Gate::Territory), Some(Gate::Territory), Some(Gate::Product)];
    assert_eq!(closed, expected);
    assert_eq!(explanation.partners[0].sentence, Sentence::Chosen { served_as: ServedAs::Turn });
}

#[test]
fn within_the_draw_every_partner_gets_its_share() {
    let share = |n: u128| Millionths([500_000, 1_000_000, 1_500_000, 2_000_000][usize::try_from(n % 4).unwrap()]);
    let fit = |n: u128| [Fit::Half, Fit::One, Fit::Two][usize::try_from(n % 3).unwrap()];
    let all: Vec<Candidate> = (1..=60).map(|n| Candidate { share: share(n), fit: fit(n), ..candidate(n) }).collect();
    let shares: i64 = all.iter().map(|c| c.share.0).sum();
    let mut network = Network::new(drawn(3), all.clone());
    let counts = tally(&give(&mut network, 4_000));
    for candidate in &all {
        let fair = 12_000 * candidate.share.0 / shares;
        let got = counts.get(&candidate.partner).copied().unwrap_or(0);
        assert!((got - fair).abs() <= 12, "{}: {got} of {fair}", candidate.partner);
    }
}

#[test]
fn jains_index_of_equal_partners_is_nearly_one() {
    let mut network = Network::new(drawn(3), many(100));
    let counts = tally(&give(&mut network, 2_000));
    let (sum, squares) = counts.values().fold((0i64, 0i64), |(sum, squares), n| (sum + n, squares + n * n));
    let jain = sum * sum * 1_000_000 / (100 * squares);
    assert!(jain > 980_000, "{jain} millionths");
}

#[test]
fn ten_accounts_of_one_owner_get_what_one_gets() {
    let owner = Some(OwnerGroupId::from_uuid(Uuid::from_u128(500)));
    let offers = |accounts: u128| {
        let mut all = many(30);
        all.extend((100..100 + accounts).map(|n| Candidate { group: owner, ..candidate(n) }));
        let decisions = give(&mut Network::new(drawn(3), all), 3_000);
        let one_each = |d: &Decision| d.selection.chosen.iter().filter(|p| **p >= partner(100)).count() <= 1;
        assert!(decisions.iter().all(one_each), "at most one of an owner's partners for a lead");
        tally(&decisions).iter().filter(|(p, _)| **p >= partner(100)).map(|(_, n)| n).sum::<i64>()
    };
    let (one, ten) = (offers(1), offers(10));
    assert!((one - ten).abs() * 50 <= one, "{one} against {ten}: more than 2 %");
}

#[test]
fn nothing_is_banked_during_a_pause() {
    let mut network = Network::new(drawn(3), many(40));
    give(&mut network, 200);
    network.candidate(7).open_work = 10;
    (200..1_200).for_each(|n| drop(network.give(n)));
    network.candidate(7).open_work = 0;
    network.inputs.queue.rejoin(network.inputs.candidates[6].turn());
    let after: Vec<Decision> = (1_200..1_600).map(|n| network.give(n)).collect();
    let got = tally(&after).get(&partner(7)).copied().unwrap_or(0);
    assert!((20..=40).contains(&got), "{got} of 400 leads × 3 / 40 = 30");
}

#[test]
fn a_partner_back_without_a_rejoin_still_banks_nothing() {
    let mut network = Network::new(strict(1), many(3));
    network.candidate(1).contract_active = false;
    give(&mut network, 100);
    network.candidate(1).contract_active = true;
    let after: Vec<Decision> = (100..130).map(|n| network.give(n)).collect();
    assert!(tally(&after)[&partner(1)] <= 11, "the first charge brings it to the present");
}

#[test]
fn one_place_is_for_a_newcomer_and_none_when_there_is_only_one_place() {
    let newcomers = |k| {
        let mut all = many(16);
        all[15].joined_at = monday() - Span::days(5);
        all[15].offers_ever = 0;
        let decision = Network::new(drawn(k), all).give(3);
        (decision.selection.newcomer, decision.selection.chosen.contains(&partner(16)))
    };
    assert_eq!(newcomers(3), (Some(partner(16)), true));
    assert_eq!(newcomers(1).0, None);
}

#[test]
fn newcomers_have_as_many_places_as_the_policy_gives_and_always_leave_one() {
    let chosen = |places, k| {
        let mut all = many(16);
        for new in &mut all[12..] {
            new.joined_at = monday() - Span::days(5);
            new.offers_ever = 0;
        }
        let policy = DistributionPolicy { newcomer_places: places, ..drawn(k) };
        let selection = Network::new(policy, all).give(3).selection;
        let by_place: Vec<_> = selection.newcomer.into_iter().chain(selection.more_newcomers).collect();
        assert!(selection.chosen.starts_with(&by_place), "they are served first");
        by_place.len()
    };
    assert_eq!([chosen(0, 4), chosen(1, 4), chosen(3, 4), chosen(8, 4)], [0, 1, 3, 3]);
}

#[test]
fn whoever_was_passed_over_longest_is_served_first() {
    let policy = DistributionPolicy { must_serve_after: 2, ..drawn(1) };
    let mut network = Network::new(policy, many(8));
    let mut served_first = 0;
    for decision in give(&mut network, 200) {
        let Some(first) = decision.selection.must_serve.first() else { continue };
        served_first += 1;
        let waited = |s: &&Standing| !s.ahead && s.passes >= 2;
        let longest = decision.selection.band.iter().filter(waited).map(|s| s.passes).max();
        let passes = decision.selection.band.iter().find(|s| s.partner == *first).map(|s| s.passes);
        assert_eq!((passes, decision.selection.chosen[0]), (longest, *first));
    }
    assert!(served_first > 100, "{served_first}");
}

#[test]
fn a_pause_is_not_set_aside_because_the_others_were_silent() {
    let mut network = Network::new(strict(1), many(2));
    network.candidate(1).pauses =
        vec![Pause { kind: PauseKind::Reciprocity, from: monday() - Span::days(1), until: None }];
    network.candidate(2).on_lead = Some(OnLead::Ignored);
    network.inputs.wave = Wave::Second { first_k: 1 };
    let decision = network.give(1);
    assert_eq!((decision.mark, decision.selection.chosen), (None, vec![]));
}

#[test]
fn a_paused_partner_alone_in_its_region_gets_the_lead_marked_so() {
    let pause = Pause { kind: PauseKind::Reciprocity, from: monday() - Span::days(1), until: None };
    let mut network = Network::new(strict(3), many(2));
    network.candidate(1).pauses.push(pause);
    assert_eq!(network.give(1).selection.chosen, [partner(2)], "another covers the segment");
    network.candidate(2).regions.clear();
    let decision = network.give(2);
    assert_eq!((decision.mark, decision.selection.chosen), (Some(Mark::NoOtherPartner), vec![partner(1)]));
    network.candidate(1).pauses.push(Pause { kind: PauseKind::Ignoring, ..pause });
    assert!(network.give(3).selection.chosen.is_empty(), "another pause is not set aside");
}

#[test]
fn a_protected_client_goes_to_its_partner_alone() {
    let mut network = Network::new(drawn(3), many(5));
    network.inputs.lead.client_of = Some(partner(4));
    network.candidate(4).open_work = 10;
    let decision = network.give(1);
    assert_eq!((decision.mode, decision.mark), (Mode::Assigned, Some(Mark::Protected)));
    assert_eq!(decision.selection.chosen, [partner(4)]);
    assert!(decision.selection.charges.is_empty(), "its own client costs nothing");
    network.candidate(4).contract_active = false;
    assert!(network.give(2).selection.chosen.is_empty(), "and is never passed round it");
}

#[test]
fn later_waves_are_free_and_ask_again_only_in_the_last() {
    let mut network = Network::new(drawn(3), many(9));
    let first = network.give(1).selection.chosen;
    for (chosen, on_lead) in first.iter().zip([OnLead::Ignored, OnLead::Declined, OnLead::Taken]) {
        network.inputs.candidates.iter_mut().find(|c| c.partner == *chosen).unwrap().on_lead = Some(on_lead);
    }
    let queue = network.inputs.queue.clone();
    network.inputs.wave = Wave::Second { first_k: 3 };
    let second = network.give(1).selection;
    assert_eq!(second.chosen.len(), 6);
    assert!(!second.chosen.contains(&first[0]) && !second.chosen.contains(&first[1]));
    network.inputs.wave = Wave::Everybody;
    let third = network.give(1).selection;
    assert_eq!(third.chosen.len(), 8);
    assert!(third.chosen.contains(&first[0]), "who ignored is asked again");
    assert!(!third.chosen.contains(&first[1]), "who declined is not");
    assert_eq!(network.inputs.queue, queue, "nothing was charged");
}

/// What happens between two leads of a random history.
#[derive(Debug, Clone)]
enum Happens {
    Lead,
    Away(u128),
    Back(u128),
}

fn history(partners: u128, length: usize) -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        20 => Just(Happens::Lead),
        1 => (1..=partners).prop_map(Happens::Away),
        1 => (1..=partners).prop_map(Happens::Back),
    ];
    proptest::collection::vec(one, length)
}

/// Runs a history and calls `check` after each lead with the partners that never were away.
fn run(
    mut network: Network,
    history: &[Happens],
    mut check: impl FnMut(&Network, &Decision, &[u128]) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut steady: Vec<u128> = (1..=u128::try_from(network.inputs.candidates.len()).unwrap()).collect();
    for (n, happens) in (1u128..).zip(history) {
        match happens {
            Happens::Lead => {
                let decision = network.give(n);
                check(&network, &decision, &steady)?;
            }
            Happens::Away(who) => {
                network.candidate(*who).contract_active = false;
                let turn = network.candidate(*who).turn();
                network.inputs.queue.park(turn);
                steady.retain(|n| n != who);
            }
            Happens::Back(who) => {
                network.candidate(*who).contract_active = true;
                let turn = network.candidate(*who).turn();
                network.inputs.queue.rejoin(turn);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The spread of `V` among those who were there all the time stays below ten charges.
    #[test]
    fn f2_fair_lag_stays_below_ten_charges(
        k in 3u32..=8,
        partners in 8u128..120,
        history in history(8, 500),
        fits in proptest::collection::vec(0usize..5, 120),
    ) {
        const FITS: [Fit; 5] = [Fit::Half, Fit::TwoThirds, Fit::One, Fit::ThreeHalves, Fit::Two];
        let all = (1..=partners).zip(fits).map(|(n, fit)| Candidate { fit: FITS[fit], ..candidate(n) }).collect();
        run(Network::new(drawn(k), all), &history, |network, _, steady| {
            let times = || steady.iter().map(|n| network.virtual_time(*n));
            let spread = times().max().unwrap_or(0) - times().min().unwrap_or(0);
            let charge = 1_000_000 / i64::from(k);
            prop_assert!(spread <= 10 * charge, "{} charges", spread / charge);
            Ok(())
        })?;
    }

    /// Nobody is passed over in the band more than `M + ceil(m / k)` times in a row.
    #[test]
    fn f3_nobody_starves_in_the_band(
        k in 1u32..=8,
        history in history(40, 500),
        fits in proptest::collection::vec(prop_oneof![Just(Fit::Half), Just(Fit::Two)], 40),
    ) {
        let all = (1..=40).zip(fits).map(|(n, fit)| Candidate { fit, ..candidate(n) }).collect();
        let mut passes: BTreeMap<PartnerId, u32> = BTreeMap::new();
        run(Network::new(drawn(k), all), &history, |_, decision, _| {
            for standing in decision.selection.band.iter().filter(|standing| !standing.ahead) {
                let in_a_row = passes.entry(standing.partner).or_insert(0);
                *in_a_row = if decision.selection.chosen.contains(&standing.partner) { 0 } else { *in_a_row + 1 };
                prop_assert!(*in_a_row <= 12 + 16u32.div_ceil(k), "{in_a_row} times");
            }
            Ok(())
        })?;
    }

    /// The clock never falls, and the head of the queue is never behind it for those who are there.
    #[test]
    fn the_present_of_a_segment_never_falls(history in history(20, 300)) {
        let mut last = 0;
        run(Network::new(drawn(3), many(20)), &history, |network, _, _| {
            let clock = network.inputs.queue.clock();
            prop_assert!(clock >= last);
            last = clock;
            Ok(())
        })?;
    }
}

#[test]
fn a_lead_of_another_product_has_its_own_certificate() {
    let mut network = Network::new(drawn(3), many(1));
    network.inputs.lead.product = product(2);
    assert!(network.give(1).selection.chosen.is_empty());
}
