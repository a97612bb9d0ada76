//! Several servers on one database, and the numbers that are frozen at night.

use network::partners::{self, Pause, PauseKind};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::both,
    stories::fixture::{Network, june},
    world::World,
};

/// A server that has decided before, so that it keeps the network in memory.
async fn other_server(network: &Network, at: &str) -> World {
    let other = network.world.beside(at).await;
    other.post(&network.admin, "/api/v1/leads", network.lead(900)).await.ok();
    other
}

/// Gives a lead to one server and tells which gate it found closed for each partner, by its letter.
async fn closed_gates(network: &Network, server: &World, number: u32) -> Vec<(String, Value)> {
    let lead = server.post(&network.admin, "/api/v1/leads", network.lead(number)).await.ok();
    let path = format!("/api/v1/leads/{}/decisions", lead["id"].as_str().unwrap());
    let why = server.get(&network.admin, &path).await.ok()["items"].clone();
    assert_eq!(why[0]["replayed"], true);
    let lines = why[0]["explanation"]["partners"].as_array().unwrap().clone();
    let letters = network.partners.iter();
    letters
        .filter_map(|(letter, id)| {
            let line = lines.iter().find(|line| line["partner"] == id.as_str())?;
            Some((letter.clone(), line["closed_by"].clone()))
        })
        .collect()
}

/// The first server pauses a partner, as the rules do.
async fn pause(network: &Network, letter: &str) {
    let app = network.world.running.as_ref().unwrap().app.clone();
    let partner = network.partners[letter].parse().unwrap();
    let program = network.get("/api/v1/program").await["id"].as_str().unwrap().parse().unwrap();
    let db = app.db.clone();
    let paused = db.act(move |tx| {
        let cx = app.system_cx(program);
        Box::pin(async move {
            let pause = Pause { kind: PauseKind::Ignoring, from: cx.now, until: None, reason: None };
            partners::set_pause(&cx, tx, partner, &pause).await
        })
    });
    paused.await.unwrap();
}

both! {
    async fn every_change_is_seen_by_the_next_decision_of_another_server(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut other = other_server(&network, &june(15, "10:00")).await;
        let id = |letter: &str| network.partners[letter].clone();
        let gate = async |letter: &str, number: u32| {
            let gates = closed_gates(&network, &other, number).await;
            gates.into_iter().find(|(of, _)| of == letter).map(|(_, gate)| gate)
        };
        assert_eq!(gate("A", 1).await, Some(Value::Null));
        network.change_partner("A", json!({ "territories": ["RU-TA"] })).await;
        assert_eq!(gate("A", 2).await, Some(json!("territory")));
        network.change_partner("A", json!({ "territories": ["RU"], "contract_active": false })).await;
        assert_eq!(gate("A", 3).await, Some(json!("contract")));
        network.change_partner("A", json!({ "left": true })).await;
        assert_eq!(gate("A", 4).await, None, "who has left is no candidate");
        pause(&network, "B").await;
        assert_eq!(gate("B", 5).await, Some(json!("pause")));
        let certificate = format!("/api/v1/partners/{}/certificates/{}", id("C"), network.product);
        network.world.call(Method::DELETE, &certificate, Some(&network.admin), &[], None).await.ok();
        assert_eq!(gate("C", 6).await, Some(json!("product")));
        network.policy(json!({ "new_per_day_cap": 1 })).await;
        network.post(&format!("/api/v1/partners/{}/certificates", id("F")), json!({ "product": network.product })).await;
        assert_eq!(gate("F", 7).await, Some(Value::Null));
        assert_eq!(gate("F", 8).await, Some(json!("capacity")), "by the new policy one a day");
        let retired = json!({ "retired": true });
        let product = format!("/api/v1/products/{}", network.product);
        network.world.call(Method::PATCH, &product, Some(&network.admin), &[], Some(retired)).await.ok();
        let refused = other.post(&network.admin, "/api/v1/leads", network.lead(9)).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        other.stop().await;
    }

    async fn a_queue_is_one_for_all_servers(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut other = other_server(&network, &june(15, "10:00")).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 1 }, "new_per_day_cap": 1_000 })).await;
        let mut counts = std::collections::BTreeMap::new();
        for number in 0..60 {
            let server = if number % 2 == 0 { &network.world } else { &other };
            let lead = server.post(&network.admin, "/api/v1/leads", network.lead(number)).await.ok();
            for letter in network.offered(lead["id"].as_str().unwrap()).await {
                *counts.entry(letter).or_insert(0) += 1;
            }
        }
        assert_eq!(counts, [("A".to_owned(), 30), ("B".to_owned(), 20), ("C".to_owned(), 10)].into());
        other.stop().await;
    }

    async fn the_numbers_are_frozen_at_night_and_the_decision_names_them(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 1_000, "open_cap": 1_000 })).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 0..6 {
            network.take(network.lead(number)).await;
            let offer = network.offer("A").await;
            network.answer("A", &offer, "acceptance", json!({})).await.ok();
        }
        let before = network.get("/api/v1/numbers").await;
        assert_eq!((&before["at"], before["partners"].as_array().unwrap().len()), (&Value::Null, 0));
        network.world.clock(&june(16, "10:00")).await;
        let night = network.get("/api/v1/numbers").await;
        assert_eq!(night["at"], "2026-06-16T00:00:00Z", "three in the morning in Moscow");
        let answers = |letter: &str| {
            let partners = night["partners"].as_array().unwrap();
            let found = partners.iter().find(|line| line["partner"] == network.partners[letter].as_str());
            found.unwrap()["answers"].as_i64().unwrap()
        };
        assert!(answers("A") > 600_000 && answers("B") < 200_000, "{night}");
        assert_eq!(answers("D"), 333_333, "nothing was offered to D");
        let lead = network.take(network.lead(7)).await;
        let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
        assert_eq!(why[0]["explanation"]["numbers_at"], night["at"]);
        network.post("/api/v1/numbers/recomputation", json!({})).await;
        network.world.clock(&june(16, "10:01")).await;
        assert_eq!(network.get("/api/v1/numbers").await["at"], "2026-06-16T07:00:00Z", "on demand, at once");
    }
}
