//! Stories 18 to 22.

use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::databases::{Kind, both};

/// Policy P with reciprocity as the stories write it.
async fn network(kind: Kind) -> Network {
    let network = Network::start(kind).await;
    let numbers = json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] });
    network.post("/api/v1/policies", json!({ "body": { "reciprocity": numbers }, "note": "story" })).await;
    network
}

/// The partner takes a new lead, works on it and wins it.
async fn win(network: &Network, letter: &str, number: u32) {
    let lead = network.take(network.lead(number)).await;
    assert!(network.offered(&lead).await.contains(&letter.to_owned()));
    let offer = network.offer(letter).await;
    network.answer(letter, &offer, "acceptance", json!({})).await.ok();
    network.answer(letter, &offer, "contacts", json!({ "evidence": "meeting" })).await.ok();
    let deal = network.answer(letter, &offer, "deal", json!({})).await.ok();
    let path = format!("/api/v1/deals/{}/win", deal["id"].as_str().unwrap());
    network.world.post(&network.keys[letter], &path, json!({ "proof": "Заказ 17" })).await.ok();
}

/// The partner registers an own deal with a client, and the channel manager approves it.
async fn own_deal(network: &Network, letter: &str, client: &str) -> Value {
    let body =
        json!({ "client_name": client, "region": "RU-MOW", "product": network.product, "title": "Насосы для цеха" });
    let deal = network.world.post(&network.keys[letter], "/api/v1/deals", body).await.ok();
    assert_eq!(deal["state"], "registered");
    network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({})).await
}

async fn counter(network: &Network, letter: &str) -> Value {
    let path = format!("/api/v1/partners/{}/reciprocity", network.partners[letter]);
    network.world.get(&network.keys[letter], &path).await.ok()
}

async fn closed_by(network: &Network, number: u32, letter: &str) -> Value {
    let lead = network.take(network.lead(number)).await;
    let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await;
    let lines = why[0]["explanation"]["partners"].as_array().unwrap().clone();
    let line = lines.iter().find(|line| line["partner"] == network.partners[letter].as_str()).unwrap();
    line["closed_by"].clone()
}

both! {
    async fn story_18_who_wins_its_first_lead_and_brought_nothing_is_warned_the_same_day(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        let told = counter(&network, "B").await;
        assert_eq!((told["won"].clone(), told["own"].clone(), told["debt"].clone()), (json!(1), json!(0), json!(1)));
        assert_eq!(told["open_debt"]["due_on"], "2026-06-24");
        assert_eq!(told["warnings"][0], json!({ "on": "2026-06-10", "kind": "opened" }));
    }

    async fn story_19_f4_unpaid_on_the_due_date_pauses_from_the_next_midnight(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        network.world.clock("2026-06-24T23:59:59+03:00").await;
        assert_eq!(counter(&network, "B").await["paused"], false);
        network.world.clock(&june(25, "00:00")).await;
        let told = counter(&network, "B").await;
        assert_eq!((told["paused"].clone(), told["pause"]["until"].clone()), (json!(true), json!("2026-07-24T21:00:00Z")));
        network.world.clock(&june(25, "10:00")).await;
        assert_eq!(closed_by(&network, 2, "B").await, "pause");
        network.world.clock("2026-07-24T23:59:59+03:00").await;
        assert_eq!(counter(&network, "B").await["paused"], true);
        network.world.clock("2026-07-25T00:00:00+03:00").await;
        assert_eq!(counter(&network, "B").await["paused"], false);
    }

    async fn story_20_the_first_own_deal_lifts_the_pause_in_that_moment(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        network.world.clock("2026-07-06T12:00:00+03:00").await;
        assert_eq!(closed_by(&network, 2, "B").await, "pause");
        let deal = own_deal(&network, "B", "Своя котельная").await;
        assert_eq!(deal["not_counted"], json!(null));
        let told = counter(&network, "B").await;
        assert_eq!((told["paused"].clone(), told["own"].clone()), (json!(false), json!(1)));
        assert_eq!(closed_by(&network, 3, "B").await, json!(null), "the next lead may reach B");
    }

    async fn story_21_f5_an_own_deal_of_the_vendors_client_does_not_count_and_a_withdrawn_one_re_opens_the_debt(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        let foreign = own_deal(&network, "B", "Завод 1").await;
        assert!(foreign["not_counted"].as_str().unwrap().contains("client_in_vendor_lead"), "{foreign}");
        assert_eq!(counter(&network, "B").await["own"], 0);
        let own = own_deal(&network, "B", "Своя котельная").await;
        assert_eq!(counter(&network, "B").await["debt"], 0);
        network.world.clock(&june(15, "12:00")).await;
        let path = format!("/api/v1/deals/{}/withdrawal", own["id"].as_str().unwrap());
        let gone = network.world.post(&network.keys["B"], &path, json!({ "reason": "Клиент передумал" })).await.ok();
        assert!(gone["not_counted"].as_str().unwrap().contains("withdrawn_early"));
        let told = counter(&network, "B").await;
        assert_eq!((told["own"].clone(), told["debt"].clone()), (json!(0), json!(1)));
    }

    async fn story_22_a_paused_partner_that_is_alone_gets_the_lead_marked(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        let mut kazan = network.lead(1);
        kazan["client"]["region"] = json!("RU-TA");
        network.take(kazan).await;
        let offer = network.offer("D").await;
        network.answer("D", &offer, "acceptance", json!({})).await.ok();
        network.answer("D", &offer, "contacts", json!({ "evidence": "call" })).await.ok();
        let deal = network.answer("D", &offer, "deal", json!({})).await.ok();
        let path = format!("/api/v1/deals/{}/win", deal["id"].as_str().unwrap());
        network.world.post(&network.keys["D"], &path, json!({ "proof": "Заказ 1" })).await.ok();
        network.world.clock(&june(25, "10:00")).await;
        assert_eq!(counter(&network, "D").await["paused"], true);
        let mut kazan = network.lead(2);
        kazan["client"]["region"] = json!("RU-TA");
        network.take(kazan).await;
        assert_eq!(network.offers("D").await[0]["mark"], "no_other_partner");
    }

    async fn story_22_a_newcomer_in_grace_is_never_paused(kind) {
        let network = Network::start(kind).await;
        let numbers = json!({ "grace_days": 180, "grace_guided_deals": 0, "due_days": 14 });
        network.post("/api/v1/policies", json!({ "body": { "reciprocity": numbers }, "note": "grace" })).await;
        network.change_partner("B", json!({ "joined_at": "2026-06-01T00:00:00Z" })).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        network.world.clock("2026-09-01T12:00:00+03:00").await;
        let told = counter(&network, "B").await;
        assert_eq!((told["paused"].clone(), told["debt"].clone()), (json!(false), json!(1)));
    }
}
