//! Stories 6, 10, 11, 12, 13, 15.

use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn story_6_a_lead_reaches_three_partners_at_once_without_a_person_in_it(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        assert_eq!(network.offered(&lead).await, ["A", "B", "C"]);
        for letter in ["A", "B", "C"] {
            let offer = network.world.get(&network.keys[letter], "/api/v1/offers").await;
            assert!(offer.text.contains("Москва") && offer.text.contains("насосы для котельной"));
            for hidden in ["Иван", "7495100", "ivan@", "Завод"] {
                assert!(!offer.text.contains(hidden), "{hidden} in {}", offer.text);
            }
        }
        let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await;
        assert_eq!(why[0]["replayed"], true);
        for (letter, gate) in [("D", "territory"), ("E", "territory"), ("F", "product")] {
            assert_eq!(line(&network, &why, letter)["closed_by"], gate, "{letter}");
        }
    }

    async fn story_10_three_waves_and_then_the_lead_desk(kind) {
        let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        let nine = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"];
        for letter in nine {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.policy(json!({})).await;
        network.world.clock(&june(15, "09:00")).await;
        let lead = network.take(network.lead(3)).await;
        let first = network.offered(&lead).await;
        assert_eq!(first.len(), 3);
        let decliner = first[0].clone();
        let offer = network.offer(&decliner).await;
        network.answer(&decliner, &offer, "decline", json!({ "reason": "no_resources" })).await.ok();
        network.world.clock(&june(15, "17:00")).await;
        let board = network.board(&lead).await;
        let states: Vec<_> = first.iter().map(|letter| board[letter]["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["declined", "ignored", "ignored"]);
        let second = network.offered(&lead).await.len() - 3;
        assert!(second >= 3, "wave 2 reached {second}");
        network.world.clock(&june(17, "09:00")).await;
        let third = network.get(&format!("/api/v1/leads/{lead}/board")).await;
        let in_third = |letter: &str| {
            let columns = third["partners"].as_array().unwrap();
            columns.iter().any(|c| c["wave"] == 3 && c["name"] == letter)
        };
        assert!(nine.iter().filter(|letter| **letter != decliner).all(|letter| in_third(letter)));
        assert!(!in_third(&decliner));
        network.world.clock(&june(22, "09:00")).await;
        assert_eq!(network.get(&format!("/api/v1/leads/{lead}")).await["state"], "exhausted");
    }

    async fn story_12_who_has_ten_open_is_out_until_one_is_closed(kind) {
        let network = Network::start(kind).await;
        network.change_partner("A", json!({ "open_cap": 1 })).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        let offer = network.offer("A").await;
        network.answer("A", &offer, "acceptance", json!({})).await.ok();
        let lead = network.take(network.lead(2)).await;
        let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await;
        assert_eq!(line(&network, &why, "A")["closed_by"], "capacity");
        network.answer("A", &offer, "return", json!({ "reason": "too_small" })).await.ok();
        let lead = network.take(network.lead(3)).await;
        assert!(network.offered(&lead).await.contains(&"A".to_owned()));
    }

    async fn story_13_deadlines_run_in_the_partners_own_hours(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(11, "17:30")).await;
        let mut hot = network.lead(1);
        hot["urgency"] = json!("hot");
        network.take(hot).await;
        assert_eq!(network.offers("A").await[0]["deadline"], "2026-06-15T07:30:00Z", "Monday 10:30, after the holiday");
        network.world.clock(&june(15, "15:00")).await;
        let mut far = network.lead(2);
        far["urgency"] = json!("hot");
        far["client"]["region"] = json!("RU-PRI");
        network.take(far).await;
        assert_eq!(network.offers("E").await[0]["deadline"], "2026-06-16T01:00:00Z", "Tuesday 11:00 in Vladivostok");
    }

    async fn story_15_every_partner_is_explained_and_a_partner_learns_nothing_of_others(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await;
        assert_eq!(why[0]["explanation"]["partners"].as_array().unwrap().len(), 6);
        for letter in ["A", "B", "C"] {
            let told = line(&network, &why, letter);
            assert!(told["place"].is_number() && told["charge"].is_number(), "{told}");
        }
        let offer = network.offer("A").await;
        let own = network.world.get(&network.keys["A"], &format!("/api/v1/offers/{offer}/why")).await;
        assert_eq!(own.body["sentence"]["code"], "chosen");
        for other in ["B", "C", "D", "E", "F"] {
            assert!(!own.text.contains(&network.partners[other]));
        }
    }
}

/// Story 11 takes 600 leads; the rule itself is proven on pure functions as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn story_11_shares_of_three_two_one_are_kept_exactly() {
    let network = Network::start(crate::databases::Kind::Sqlite).await;
    let strict = json!({ "k": { "rule": "fixed", "k": 1 }, "new_per_day_cap": 10_000, "open_cap": 10_000 });
    network.policy(strict).await;
    network.world.clock(&june(15, "10:00")).await;
    let mut counts = std::collections::BTreeMap::new();
    for number in 0..600 {
        let lead = network.take(network.lead(number)).await;
        for letter in network.offered(&lead).await {
            *counts.entry(letter).or_insert(0) += 1;
        }
    }
    assert_eq!(counts, [("A".to_owned(), 300), ("B".to_owned(), 200), ("C".to_owned(), 100)].into());
}

fn line<'a>(network: &Network, why: &'a Value, letter: &str) -> &'a Value {
    let lines = why[0]["explanation"]["partners"].as_array().unwrap();
    lines.iter().find(|line| line["partner"] == network.partners[letter].as_str()).unwrap()
}
