//! L1, L6, L7: many at once.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, future::join_all, stream};
use serde_json::json;

use crate::{
    databases::{Kind, both},
    stories::{Network, june},
};

/// So many partners of Moscow, all of whom every lead asks; the first who accepts works alone.
async fn everybody(kind: Kind, partners: u32) -> (Network, Vec<String>) {
    let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
    let letters: Vec<String> = (0..partners).map(|n| format!("P{n:02}")).collect();
    for letter in &letters {
        network.partner(letter, "RU-MOW", 1, true).await;
    }
    let numbers = json!({ "mode": { "mode": "exclusive" }, "k": { "rule": "fixed", "k": partners }, "new_per_day_cap": 1_000, "open_cap": 1_000 });
    network.policy(numbers).await;
    network.world.clock(&june(15, "10:00")).await;
    (network, letters)
}

/// The offers of a lead by the letters of their partners.
async fn offers(network: &Network, lead: &str) -> BTreeMap<String, String> {
    let letters: BTreeMap<_, _> = network.partners.iter().map(|(letter, id)| (id.clone(), letter.clone())).collect();
    let list = network.get(&format!("/api/v1/offers?lead={lead}&limit=200")).await;
    let offer = |offer: &serde_json::Value| {
        (letters[offer["partner"].as_str().unwrap()].clone(), offer["id"].as_str().unwrap().to_owned())
    };
    list["items"].as_array().unwrap().iter().map(offer).collect()
}

/// Name, phone and address of the client of a lead of the fixture.
fn nothing_of_the_client(text: &str, number: u32) {
    // A phone may be written with spaces and hyphens.
    let digits: String = text.chars().filter(|c| !" -()\u{a0}".contains(*c)).collect();
    assert!(!digits.contains(&format!("495{:07}", 1_000_000 + number)), "who was late never sees the phone: {text}");
    for word in ["Иван", &format!("ivan@zavod{number}.ru")] {
        assert!(!text.contains(word), "who was late never sees the contact: {text}");
    }
}

both! {
    async fn l1_story_9_of_twenty_who_press_at_once_one_wins_a_hundred_times(kind) {
        let (network, _) = everybody(kind, 20).await;
        for round in 0..100 {
            let lead = network.take(network.lead(round)).await;
            let offers = offers(&network, &lead).await;
            assert_eq!(offers.len(), 20);
            let answers = join_all(offers.iter().map(|(letter, offer)| network.answer(letter, offer, "acceptance", json!({})))).await;
            assert_eq!(answers.iter().filter(|told| told.status == 200).count(), 1, "round {round}");
            for told in answers.iter().filter(|told| told.status != 200) {
                assert_eq!(told.status, 409, "{}", told.text);
                assert!(told.body["type"].as_str().unwrap().ends_with("/taken"), "{}", told.text);
                nothing_of_the_client(&told.text, round);
            }
            // Nor when it looks again, later.
            for (letter, offer) in &offers {
                let again = network.world.get(&network.keys[letter], &format!("/api/v1/offers/{offer}")).await.ok();
                if again["state"] != "accepted" {
                    assert_eq!((&again["state"], &again["contact"]), (&json!("taken"), &json!(null)), "{letter}");
                    nothing_of_the_client(&again.to_string(), round);
                    if round < 2 {
                        let page = network.world.get(&network.keys[letter], &format!("/offers/{offer}")).await;
                        assert_eq!(page.status, 200, "{letter} opens the page of what it lost");
                        nothing_of_the_client(&page.text, round);
                    }
                } else if round < 2 {
                    let page = network.world.get(&network.keys[letter], &format!("/offers/{offer}")).await;
                    assert!(page.text.contains("Иван"), "the winner's page does show it");
                }
            }
        }
    }

    async fn l1_story_9_of_ten_thousand_acceptances_of_one_lead_one_wins_five_times(kind) {
        let (network, _) = everybody(kind, 20).await;
        let client = reqwest::Client::new();
        for round in 0..5 {
            let lead = network.take(network.lead(round)).await;
            let offers: Vec<_> = offers(&network, &lead).await.into_iter().collect();
            let presses = (0..10_000).map(|press| {
                let (letter, offer) = &offers[press % offers.len()];
                // Nothing but the request: what the answers look like is compared with the document in the races of twenty.
                let press = client.post(network.world.url(&format!("/api/v1/offers/{offer}/acceptance"))).bearer_auth(&network.keys[letter]);
                async move { press.json(&json!({})).send().await.unwrap().status().as_u16() }
            });
            let answers: Vec<u16> = stream::iter(presses).buffer_unordered(64).collect().await;
            assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "round {round}");
            assert_eq!(answers.iter().filter(|status| **status == 409).count(), 9_999, "round {round}");
            let board = network.board(&lead).await;
            assert_eq!(board.values().filter(|column| column["state"] == "accepted").count(), 1);
            assert_eq!(board.values().filter(|column| column["state"] == "taken").count(), 19);
            assert_eq!(network.get(&format!("/api/v1/leads/{lead}")).await["places_held"], 1);
            for (letter, offer) in &offers {
                let again = network.world.get(&network.keys[letter], &format!("/api/v1/offers/{offer}")).await.ok();
                assert_eq!(again["contact"].is_object(), again["state"] == "accepted", "{letter}: {again}");
            }
        }
    }

    async fn of_three_who_win_one_lead_at_once_one_wins_forty_times(kind) {
        let (network, _) = everybody(kind, 3).await;
        network.policy(json!({ "mode": { "mode": "parallel", "n": 3 }, "k": { "rule": "fixed", "k": 3 }, "new_per_day_cap": 1_000, "open_cap": 1_000 })).await;
        for round in 0..40 {
            let lead = network.take(network.lead(round)).await;
            let mut wins = Vec::new();
            for letter in ["P00", "P01", "P02"] {
                let offer = network.start_work(&lead, letter).await;
                let deal = network.answer(letter, &offer, "deal", json!({})).await.ok();
                wins.push((letter, format!("/api/v1/deals/{}/win", deal["id"].as_str().unwrap())));
            }
            let network = &network;
            let press = wins.iter().map(|(letter, path)| async move { network.world.post(&network.keys[*letter], path, json!({ "proof": "Заказ" })).await });
            let answers = join_all(press).await;
            assert_eq!(answers.iter().filter(|told| told.status == 200).count(), 1, "round {round}");
            for told in answers.iter().filter(|told| told.status != 200) {
                assert!(told.status == 409 && told.body["type"].as_str().unwrap().ends_with("/won-by-another"), "{}", told.text);
            }
            let states: Vec<_> = network.board(&lead).await.into_values().map(|column| column["state"].clone()).collect();
            assert_eq!(states.iter().filter(|state| **state == "won").count(), 1, "{states:?}");
            assert_eq!(states.iter().filter(|state| **state == "withdrawn").count(), 2, "{states:?}");
        }
        assert_eq!(network.count(&network.admin, "lead.won").await, 40);
        assert_eq!(network.count(&network.admin, "offer.won").await, 40);
    }

    async fn l6_a_pause_that_comes_while_leads_are_distributed_is_seen_by_every_later_decision(kind) {
        let (network, _) = everybody(kind, 6).await;
        network.policy(json!({ "new_per_day_cap": 1_000, "open_cap": 1_000 })).await;
        let holiday = format!("/api/v1/partners/{}/holidays", network.partners["P00"]);
        let takes = (0..40).map(|number| async move { Some(number) }).map(|number| {
            let network = &network;
            let holiday = &holiday;
            async move {
                let number = number.await.unwrap();
                if number == 12 {
                    network.post(holiday, json!({ "until": "2026-07-01T00:00:00Z" })).await;
                }
                network.take(network.lead(number)).await
            }
        });
        let leads: Vec<String> = stream::iter(takes).buffer_unordered(8).collect().await;
        for lead in &leads {
            let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
            for wave in why.as_array().unwrap() {
                assert_eq!(wave["replayed"], true);
                for line in wave["explanation"]["partners"].as_array().unwrap() {
                    let chosen = line["sentence"]["code"] == "chosen";
                    assert!(!chosen || line["closed_by"].is_null(), "offered through a closed gate: {line}");
                }
            }
        }
        let after = network.take(network.lead(99)).await;
        assert_eq!(network.closed(&after, "P00").await["kind"], "holiday");
    }

    async fn l7_many_routers_at_once_keep_the_size_of_a_wave_and_the_caps(kind) {
        let (network, letters) = everybody(kind, 9).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 3 }, "new_per_day_cap": 5, "open_cap": 3 })).await;
        let network = &network;
        let takes = (0..24).map(|number| async move { network.take(network.lead(number)).await });
        let leads: Vec<String> = stream::iter(takes).buffer_unordered(8).collect().await;
        for lead in &leads {
            let board = network.get(&format!("/api/v1/leads/{lead}/board")).await;
            for wave in 1..=3 {
                let size = board["partners"].as_array().unwrap().iter().filter(|column| column["wave"] == wave).count();
                assert!(size <= if wave == 1 { 3 } else { 9 }, "wave {wave} of {size}");
            }
        }
        for letter in &letters {
            // Partners of a segment stand in one queue, which each decision saves by its version: no router sees stale counts.
            assert!(network.offers(letter).await.len() <= 5, "{letter} received more than five in a day");
        }
    }
}
