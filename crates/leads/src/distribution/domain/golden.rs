//! Decisions of a fixed network under a fixed seed, written out. A change of one digit in
//! `docs/golden/distribution.txt` is a change of what partners were promised: it needs a reason.
//!
//! `UPDATE_GOLDEN=1 cargo test -p artel-leads golden` writes the file anew.

use std::{fmt::Write, path::Path};

use kit::time::Span;

use super::{
    candidate::{Candidate, Pause, PauseKind},
    draw::Fit,
    explanation::explain,
    lead::ValueClass,
    network::{Network, candidate, monday, tally},
    own_view::own_view,
    policy::DistributionPolicy,
    selection::Wave,
};
use crate::fixed::Millionths;

/// Twelve partners who differ in everything that decides.
fn network() -> Network {
    const FITS: [Fit; 5] = [Fit::One, Fit::Two, Fit::TwoThirds, Fit::Half, Fit::ThreeHalves];
    const SHARES: [i64; 3] = [1_000_000, 500_000, 2_000_000];
    let all = (0u8..12).map(|n| Candidate {
        fit: FITS[usize::from(n) % 5],
        share: Millionths(SHARES[usize::from(n) % 3]),
        answers: Millionths(200_000 + 50_000 * i64::from(n)),
        ..candidate(u128::from(n) + 1)
    });
    let mut network = Network::new(DistributionPolicy::default(), all.collect());
    network.candidate(3).pauses =
        vec![Pause { kind: PauseKind::Reciprocity, from: monday(), until: Some(monday() + Span::days(30)) }];
    network.candidate(5).open_work = 10;
    network.candidate(8).regions = ["RU-TA".to_owned()].into();
    network.candidate(12).joined_at = monday() - Span::days(3);
    network.candidate(12).offers_ever = 2;
    network
}

fn story() -> Result<String, Box<dyn std::error::Error>> {
    let mut text = String::from("Twelve partners, entropy 07×32, the default policy.\n");
    let mut network = network();
    for n in 1u128..=8 {
        network.inputs.lead.value = [ValueClass::One, ValueClass::Half, ValueClass::Four][usize::try_from(n % 3)?];
        let decision = network.give(n);
        writeln!(text, "\nlead {n}, weight {}, first wave", network.inputs.lead.value.weight())?;
        for standing in &decision.selection.band {
            let order = decision.selection.chosen.iter().position(|chosen| *chosen == standing.partner);
            let marks = if standing.ahead { " ahead" } else { "" };
            writeln!(
                text,
                "  {} V={} passes={} draw={}{marks}{}",
                standing.partner,
                standing.virtual_time,
                standing.passes,
                standing.draw,
                order.map_or(String::new(), |at| format!(" chosen {}", at + 1)),
            )?;
        }
        for charge in &decision.selection.charges {
            writeln!(text, "  charge {} {} -> {}", charge.partner, charge.before, charge.after)?;
        }
        writeln!(text, "  k={} clock={}", decision.selection.k, decision.selection.clock)?;
    }
    let before = network.inputs.clone();
    let decision = network.give(8);
    writeln!(text, "\nthe last decision, decided once more and explained\n{}", {
        serde_json::to_string_pretty(&explain(&before, &decision))?
    })?;
    for partner in [3, 5] {
        let partner = super::network::partner(partner);
        writeln!(text, "\nfor one partner\n{}", serde_json::to_string_pretty(&own_view(&before, &decision, partner))?)?;
    }
    network.inputs.wave = Wave::Second { first_k: decision.selection.k };
    writeln!(text, "\nsecond wave\n  {:?}", network.give(8).selection.chosen)?;
    network.inputs.wave = Wave::First;
    let counts = tally(&(100..1_100).map(|n| network.give(n)).collect::<Vec<_>>());
    writeln!(text, "\noffers of a thousand leads\n  {counts:?}")?;
    Ok(text)
}

#[test]
fn the_golden_decisions_are_the_same_on_every_run_and_machine() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/golden/distribution.txt");
    let told = story().unwrap();
    assert_eq!(told, story().unwrap(), "twice the same");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &told).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(told == written, "decisions changed; UPDATE_GOLDEN=1 writes them anew, and the commit says why");
}
