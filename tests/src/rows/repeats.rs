//! L3, L9, J2: what happens again, late, or in a storm happens once.

use futures_util::{StreamExt as _, stream};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::both,
    stories::{Network, june},
};

both! {
    async fn l3_a_storm_of_repeated_requests_has_one_effect_for_each_key(kind) {
        let mut network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 1_000, "open_cap": 1_000 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let keys = 60u32;
        let mut told: Vec<(u32, u16, String)> = Vec::new();
        for half in 0..2 {
            let network_ref = &network;
            // Each key one to five times, mixed up; the second half comes after a restart.
            let presses = (0..keys * 3).map(|n| (n * 37) % keys).map(|key| async move {
                let headers = [("idempotency-key", format!("storm-{key}"))];
                let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let answer = network_ref.world.call(Method::POST, "/api/v1/leads", Some(&network_ref.admin), &headers, Some(network_ref.lead(key))).await;
                (key, answer.status.as_u16(), answer.text)
            });
            told.extend(stream::iter(presses).buffer_unordered(16).collect::<Vec<_>>().await);
            if half == 0 {
                network.world.restart(&june(15, "10:05")).await;
            }
        }
        let mut ids = std::collections::BTreeMap::new();
        for (key, status, answer) in told {
            assert_eq!(status, 201, "key {key}");
            assert_eq!(*ids.entry(key).or_insert_with(|| answer.clone()), answer, "key {key} has one answer, to the letter");
        }
        assert_eq!(ids.len(), 60);
        assert_eq!(network.count(&network.admin, "lead.received").await, 60);
        assert_eq!(network.count(&network.admin, "lead.touched").await, 0, "effects are as many as keys");
    }

    async fn l9_an_ignored_offer_is_counted_once_and_a_declined_one_never_however_often_it_is_looked_at(kind) {
        let mut network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let offer = network.offer_of(&lead, "A").await;
        network.answer("A", &offer, "decline", json!({ "reason": "no_resources" })).await.ok();
        // Several wake-ups at the same deadline, before and after a restart.
        network.world.restart(&june(15, "19:30")).await;
        let (network, at) = (&network, june(15, "19:31"));
        let ticks: Vec<Value> = stream::iter(0..8).map(|_| {
            network.world.call(Method::PUT, "/api/v1/test-clock", None, &[], Some(json!({ "now": at })))
        }).buffer_unordered(8).map(|told| told.ok()).collect().await;
        assert_eq!(ticks.len(), 8);
        network.world.clock(&june(15, "20:00")).await;
        let board = network.board(&lead).await;
        let ignored = ["A", "B", "C"].map(|letter| board[letter]["ignored_in_all"].as_i64().unwrap());
        assert_eq!(ignored, [0, 1, 1]);
        for letter in ["B", "C"] {
            assert_eq!(network.count(&network.keys[letter], "offer.ignored").await, 1);
        }
        assert_eq!(network.count(&network.keys["A"], "offer.ignored").await, 0);
    }

    async fn j2_what_fell_due_in_three_days_of_downtime_happens_once_and_in_its_order(kind) {
        let mut network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 100, "open_cap": 100, "waves": 1 })).await;
        for (number, time) in [(0, "10:00"), (1, "11:00"), (2, "12:00"), (3, "13:00")] {
            network.world.clock(&june(15, time)).await;
            network.take(network.lead(number)).await;
        }
        let lead = network.take(network.lead(7)).await;
        network.start_work(&lead, "A").await;
        network.world.restart(&june(19, "10:00")).await;
        network.world.clock(&june(19, "10:01")).await;
        let ended = |event: &&Value| ["offer.ignored", "lead.exhausted", "lead.first_answer_late"].contains(&event["name"].as_str().unwrap());
        let seen = network.seen(&network.admin).await;
        let ignored: Vec<_> = seen.iter().filter(|event| event["name"] == "offer.ignored").collect();
        // Windows of eight working hours: 18:00 on Monday, then 10:00, 11:00 and 12:00 on Tuesday.
        let moments: Vec<_> = ignored.iter().map(|event| event["at"].as_str().unwrap()).collect();
        assert_eq!(ignored.len(), 4 * 3 + 2, "each once");
        assert!(moments.is_sorted(), "in the order of their deadlines: {moments:?}");
        assert_eq!((moments[0], moments[moments.len() - 1]), ("2026-06-15T15:00:00Z", "2026-06-16T09:00:00Z"));
        network.world.restart(&june(19, "10:02")).await;
        network.world.clock(&june(19, "10:03")).await;
        assert_eq!(network.seen(&network.admin).await.iter().filter(ended).count(), seen.iter().filter(ended).count(), "and never again");
    }
}
