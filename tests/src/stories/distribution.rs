//! Stories 6, 10, 11, 12, 13, 15.

use reqwest::Method;
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
        let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
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
        for (letter, column) in &board {
            assert_eq!(column["wave"], if first.contains(letter) { 1 } else { 2 }, "{letter}: who was asked in wave 1 is not asked in wave 2");
        }
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
        let tasks = network.tasks("lead_exhausted").await;
        assert_eq!((tasks.len(), &tasks[0]["subject"], &tasks[0]["role"]), (1, &json!(lead), &json!("lead_desk")));
        let history = tasks[0]["data"]["history"].as_array().unwrap();
        assert_eq!((&tasks[0]["data"]["waves"], history.len()), (&json!(3), 3 + second + 8), "the task carries every offer of every wave: {history:?}");
        for letter in nine {
            let own: Vec<_> = history.iter().filter(|past| past["partner"] == network.partners[letter].as_str()).collect();
            let waves: Vec<_> = own.iter().map(|past| past["wave"].as_i64().unwrap()).collect();
            let began = if first.contains(&letter.to_owned()) { Some(1) } else { (board.contains_key(letter)).then_some(2) };
            let expected: Vec<_> = began.into_iter().chain((letter != decliner).then_some(3)).collect();
            assert_eq!(waves, expected, "{letter}");
            let became = if letter == decliner { "declined" } else { "ignored" };
            assert!(own.iter().all(|past| past["became"].to_string().contains(became)), "{letter}: {own:?}");
        }
    }

    async fn story_12_who_has_ten_open_is_out_until_one_is_closed(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 100 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut offer = String::new();
        for number in 0..10 {
            let lead = network.take(network.lead(number)).await;
            offer = network.offer_of(&lead, "A").await;
            network.answer("A", &offer, "acceptance", json!({})).await.ok();
        }
        let lead = network.take(network.lead(10)).await;
        assert_eq!(network.closed(&lead, "A").await, json!({ "code": "open_work_full", "open": 10, "cap": 10 }), "capacity 10/10");
        network.answer("A", &offer, "return", json!({ "reason": "too_small" })).await.ok();
        network.world.clock(&june(15, "10:01")).await;
        let lead = network.take(network.lead(11)).await;
        assert!(network.offered(&lead).await.contains(&"A".to_owned()), "within a minute");
    }

    async fn story_12_five_new_ones_a_day_and_no_more_until_the_partners_next_day(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 0..5 {
            network.take(network.lead(number)).await;
        }
        let lead = network.take(network.lead(5)).await;
        assert_eq!(network.closed(&lead, "A").await, json!({ "code": "day_full", "today": 5, "cap": 5 }));
        assert_eq!(network.situation(&lead).await, "everybody_full");
        network.world.clock(&june(16, "00:00")).await;
        let lead = network.take(network.lead(6)).await;
        assert!(network.offered(&lead).await.contains(&"A".to_owned()));
    }

    async fn a_partner_to_whom_nothing_comes_is_told_why_and_nothing_of_others(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let turn = async |asker: &str, of: &str, region: &str| {
            let path = format!("/api/v1/partners/{}/turn?product={}&region={region}&size=medium", network.partners[of], network.product);
            network.world.get(&network.keys[asker], &path).await
        };
        let first_closed = |told: &Value| {
            let closed = told["verdicts"].as_array().unwrap().iter().find(|verdict| verdict["passed"] == false).cloned();
            closed.map_or(Value::Null, |verdict| verdict["gate"].clone())
        };
        for (letter, region, gate) in [("D", "RU-MOW", json!("territory")), ("F", "RU-MOW", json!("product")), ("A", "RU-MOW", json!(null))] {
            let told = turn(letter, letter, region).await.ok();
            assert_eq!(first_closed(&told), gate, "{letter}");
            for other in network.partners.values().filter(|id| **id != network.partners[letter]) {
                assert!(!told.to_string().contains(other.as_str()));
            }
        }
        assert_eq!(turn("B", "A", "RU-MOW").await.status, 404, "each asks for itself");
        assert_eq!(turn("A", "A", "RU-XXX").await.status, 422);
        assert!(network.offers("A").await.is_empty(), "nothing was given by asking");
    }

    async fn a_product_that_needs_no_certificate_asks_nobody_for_one(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 4 }, "mode": { "mode": "parallel", "n": 4 }, "new_per_day_cap": 100 })).await;
        let free = network.post("/api/v1/products", json!({ "code": "valves", "name": "Задвижки", "needs_certificate": false })).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut lead = network.lead(1);
        lead["product"] = free["id"].clone();
        let lead = network.take(lead).await;
        assert_eq!(network.offered(&lead).await, ["A", "B", "C", "F"], "nobody holds a certificate for it, and nobody needs one");
        assert_eq!(network.closed(&lead, "D").await["code"], "outside_territory", "the other gates stand");
        let with_need = network.take(network.lead(2)).await;
        assert_eq!(network.closed(&with_need, "F").await["code"], "no_certificate");

        let path = format!("/api/v1/products/{}", free["id"].as_str().unwrap());
        network.world.call(Method::PATCH, &path, Some(&network.admin), &[], Some(json!({ "needs_certificate": true }))).await.ok();
        let mut later = network.lead(3);
        later["product"] = free["id"].clone();
        let later = network.take(later).await;
        assert_eq!(network.closed(&later, "A").await["code"], "no_certificate");
        assert_eq!(network.closed(&lead, "F").await, json!(null), "a decision is judged by the need of its moment");
    }

    async fn modes_follow_the_product_then_the_source_then_the_program(kind) {
        let network = Network::start(kind).await;
        let other = network.post("/api/v1/products", json!({ "code": "valves", "name": "Задвижки", "needs_certificate": false })).await;
        let other = other["id"].as_str().unwrap().to_owned();
        for letter in ["A", "B", "C"] {
            network.post(&format!("/api/v1/partners/{}/certificates", network.partners[letter]), json!({ "product": other })).await;
        }
        let modes = json!({ "mode_by_source": { "exhibition": { "mode": "exclusive" }, "call": { "mode": "assigned" } },
            "mode_by_product": { other.clone(): { "mode": "parallel", "n": 2 } }, "new_per_day_cap": 100 });
        network.policy(modes).await;
        network.world.clock(&june(15, "10:00")).await;
        let places = async |number: u32, source: &str, product: &str| {
            let mut lead = network.lead(number);
            lead["source"] = json!(source);
            lead["product"] = json!(product);
            let lead = network.take(lead).await;
            let shown = network.get(&format!("/api/v1/leads/{lead}")).await;
            (shown["places"].as_i64().unwrap(), lead)
        };
        assert_eq!(places(1, "site", &network.product).await.0, 3);
        let (exclusive, lead) = places(2, "exhibition", &network.product).await;
        assert_eq!(exclusive, 1);
        let (a, b) = (network.offer_of(&lead, "A").await, network.offer_of(&lead, "B").await);
        network.answer("A", &a, "acceptance", json!({})).await.ok();
        assert_eq!(network.answer("B", &b, "acceptance", json!({})).await.status, 409);
        assert_eq!(places(3, "exhibition", &other).await.0, 2, "the product outweighs the source");
        let (_, assigned) = places(4, "call", &network.product).await;
        assert!(network.offered(&assigned).await.is_empty(), "assigned without a partner of the client: the desk decides");
        assert_eq!(network.tasks("lead_exhausted").await[0]["subject"], json!(assigned));
    }

    async fn k_is_as_large_as_the_chance_of_an_answer_needs_and_a_newcomer_has_its_place(kind) {
        let mut network = Network::start(kind).await;
        network.policy(json!({ "k": { "rule": "adaptive", "min": 2, "max": 8, "target": 700_000 }, "band": { "rule": "twice_k" }, "new_per_day_cap": 100 })).await;
        for letter in ["G", "H", "I", "J"] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.change_partner("J", json!({ "joined_at": "2026-06-10T00:00:00Z" })).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let offered = network.offered(&lead).await;
        assert_eq!(offered.len(), 3, "nobody has a past, so each answers with a chance of 1/3: 1 − (2/3)³ = 0.704");
        assert!(offered.contains(&"J".to_owned()), "one place is the newcomer's: {offered:?}");
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
        let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
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

both! {
    async fn story_11_shares_of_three_two_one_are_kept_exactly_and_twice_the_same(kind) {
        let mut runs = Vec::new();
        for _ in 0..2 {
            let network = Network::start(kind).await;
            let strict = json!({ "k": { "rule": "fixed", "k": 1 }, "new_per_day_cap": 10_000, "open_cap": 10_000 });
            network.policy(strict).await;
            network.world.clock(&june(15, "10:00")).await;
            for number in 0..600 {
                network.take(network.lead(number)).await;
            }
            runs.push(sequence(&network).await);
        }
        let count = |letter: &str| runs[0].iter().filter(|one| *one == letter).count();
        assert_eq!((count("A"), count("B"), count("C")), (300, 200, 100));
        assert_eq!(runs[0], runs[1]);
    }
}

/// To whom the leads went, in the order in which they came.
async fn sequence(network: &Network) -> Vec<String> {
    let mut by_lead = std::collections::BTreeMap::new();
    for (letter, key) in &network.keys {
        let made = network.seen(key).await.into_iter().filter(|event| event["name"] == "offer.made");
        by_lead.extend(made.map(|event| (event["data"]["lead"].as_str().unwrap().to_owned(), letter.clone())));
    }
    by_lead.into_values().collect()
}

fn line<'a>(network: &Network, why: &'a Value, letter: &str) -> &'a Value {
    let lines = why[0]["explanation"]["partners"].as_array().unwrap();
    lines.iter().find(|line| line["partner"] == network.partners[letter].as_str()).unwrap()
}
