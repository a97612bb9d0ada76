//! Stories 7, 8, 9, 16, 17.

use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn story_7_the_board_says_who_started_and_who_ignored(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:20")).await;
        let a = network.offer("A").await;
        let accepted = network.answer("A", &a, "acceptance", json!({})).await.ok();
        assert_eq!(accepted["contact"]["name"], "Иван Петров", "the contact is revealed now");
        network.world.clock(&june(15, "10:30")).await;
        let b = network.offer("B").await;
        network.answer("B", &b, "view", json!({})).await.ok();
        network.world.clock(&june(15, "10:40")).await;
        network.answer("B", &b, "decline", json!({ "reason": "no_resources" })).await.ok();
        network.world.clock(&june(15, "11:05")).await;
        network.answer("A", &a, "contacts", json!({ "evidence": "call", "note": "Договорились о встрече" })).await.ok();
        network.world.clock(&june(15, "18:00")).await;
        let board = network.board(&lead).await;
        assert_eq!((board["A"]["state"].clone(), board["A"]["minutes_to_start"].clone()), (json!("started"), json!(65)));
        assert_eq!((board["B"]["state"].clone(), board["B"]["detail"]["reason"]["reason"].clone()), (json!("declined"), json!("no_resources")));
        assert_eq!((board["C"]["state"].clone(), board["C"]["state_at"].clone()), (json!("ignored"), json!("2026-06-15T15:00:00Z")));
        let ignored = ["A", "B", "C"].map(|letter| board[letter]["ignored_in_all"].as_i64().unwrap());
        assert_eq!(ignored, [0, 0, 1]);
        assert_eq!(network.offered(&lead).await.len(), 3, "one has started: no further wave");
    }

    async fn story_8_accepted_is_not_started(kind) {
        let mut network = Network::start(kind).await;
        for letter in ["G", "H", "I"] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(2)).await;
        let offered = network.offered(&lead).await;
        let taker = offered[0].clone();
        let offer = network.offer(&taker).await;
        network.answer(&taker, &offer, "acceptance", json!({})).await.ok();
        network.world.clock(&june(16, "16:59")).await;
        let path = format!("/api/v1/offers/{offer}");
        assert!(network.world.get(&network.keys[&taker], &path).await.ok()["contact"].is_object());
        network.world.clock(&june(16, "17:00")).await;
        let over = network.world.get(&network.keys[&taker], &path).await.ok();
        assert_eq!((over["state"].clone(), over["contact"].clone()), (json!("not_started"), json!(null)));
        assert!(network.offered(&lead).await.len() > 3, "the next wave is out");
    }

    async fn story_9_l1_of_twenty_who_press_at_once_one_wins(kind) {
        let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        let twenty: Vec<String> = (0..20).map(|n| format!("P{n:02}")).collect();
        for letter in &twenty {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        let everybody = json!({ "mode": { "mode": "exclusive" }, "k": { "rule": "fixed", "k": 20 }, "new_per_day_cap": 1000, "open_cap": 1000 });
        network.policy(everybody).await;
        network.world.clock(&june(15, "10:00")).await;
        for round in 0..5 {
            let lead = network.take(network.lead(round)).await;
            let mut offers = Vec::new();
            for letter in &twenty {
                offers.push((letter.clone(), network.offer(letter).await));
            }
            let answers = futures_util::future::join_all(
                offers.iter().map(|(letter, offer)| network.answer(letter, offer, "acceptance", json!({}))),
            )
            .await;
            let won: Vec<_> = answers.iter().filter(|told| told.status == 200).collect();
            assert_eq!(won.len(), 1, "round {round}");
            for told in answers.iter().filter(|told| told.status != 200) {
                assert_eq!(told.status, 409);
                assert!(told.body["type"].as_str().unwrap().ends_with("/taken"));
                assert!(!told.text.contains("Иван"));
            }
            let states: Vec<_> = network.board(&lead).await.into_values().map(|c| c["state"].as_str().unwrap().to_owned()).collect();
            assert_eq!(states.iter().filter(|s| *s == "taken").count(), 19);
        }
    }

    async fn story_16_a1_another_partners_offer_is_like_one_that_does_not_exist(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 1 } })).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        assert_eq!(network.offered(&lead).await, ["A"]);
        let offer = network.offer("A").await;
        let nothing = "offer_0192f0c1000070008000000000000001";
        for (method, tail) in [("get", ""), ("get", "/why"), ("post", "/view"), ("post", "/acceptance")] {
            let ask = async |id: &str| {
                let path = format!("/api/v1/offers/{id}{tail}");
                match method {
                    "get" => network.world.get(&network.keys["B"], &path).await,
                    _ => network.world.post(&network.keys["B"], &path, json!({})).await,
                }
            };
            let (foreign, absent) = (ask(&offer).await, ask(nothing).await);
            assert_eq!(foreign.status, 404);
            assert_eq!(foreign, absent, "{method} {tail}");
        }
        assert!(network.offers("B").await.is_empty());
    }

    async fn story_17_j2_deadlines_that_passed_while_the_server_was_down_happen_once(kind) {
        let mut network = Network::start(kind).await;
        let wide = json!({ "new_per_day_cap": 100, "open_cap": 100 });
        network.policy(wide).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut leads = Vec::new();
        for number in 0..13 {
            leads.push(network.take(network.lead(number)).await);
        }
        network.world.restart(&june(15, "19:30")).await;
        network.world.clock(&june(15, "19:31")).await;
        for lead in &leads {
            let board = network.get(&format!("/api/v1/leads/{lead}/board")).await;
            let columns = board["partners"].as_array().unwrap();
            assert_eq!(columns.len(), 3, "no wave goes out at night");
            for column in columns {
                assert_eq!((column["state"].clone(), column["state_at"].clone()), (json!("ignored"), json!("2026-06-15T15:00:00Z")));
            }
        }
        assert_eq!(network.board(&leads[0]).await["A"]["ignored_in_all"], 13, "each once");
        network.world.clock(&june(16, "09:00")).await;
        let next = network.get(&format!("/api/v1/leads/{}", leads[0])).await;
        assert!(next["waves"].as_i64().unwrap() > 1, "the next wave goes out in working time");
    }

    async fn l8_an_offer_may_be_accepted_until_its_deadline_and_not_at_it(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        let (a, b) = (network.offer("A").await, network.offer("B").await);
        network.world.clock("2026-06-15T17:59:59.999+03:00").await;
        network.answer("A", &a, "acceptance", json!({})).await.ok();
        network.world.clock(&june(15, "18:00")).await;
        assert_eq!(network.answer("B", &b, "acceptance", json!({})).await.status, 409);
    }

    async fn the_lead_desk_takes_an_offer_back_and_closes_a_lead_with_a_reason(kind) {
        let network = Network::start(kind).await;
        let desk = json!({ "name": "desk", "role": "lead_desk", "scopes": ["*"] });
        let desk = network.post("/api/v1/keys", desk).await["text"].as_str().unwrap().to_owned();
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let a = network.offer("A").await;
        let silent = network.world.post(&desk, &format!("/api/v1/offers/{a}/withdrawal"), json!({ "reason": "other", "text": " " })).await;
        assert_eq!(silent.status, 422, "never without a reason");
        network.world.post(&desk, &format!("/api/v1/offers/{a}/withdrawal"), json!({ "reason": "other", "text": "Ошиблись" })).await.ok();
        assert_eq!(network.answer("A", &a, "acceptance", json!({})).await.status, 409);
        let closure = format!("/api/v1/leads/{lead}/closure");
        let closed = network.world.post(&desk, &closure, json!({ "reason": "client_asked" })).await.ok();
        assert_eq!(closed["state"], "withdrawn");
        let states: Vec<_> = network.board(&lead).await.into_values().map(|c| c["state"].clone()).collect();
        assert!(states.iter().all(|state| state == "withdrawn"), "{states:?}");
        assert_eq!(network.world.post(&desk, &closure, json!({ "reason": "spam" })).await.status, 409);
    }
}
