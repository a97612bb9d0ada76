//! Ordinary states that nobody planned, each with its words on the board and a next step.

use reqwest::Method;
use serde_json::json;

use super::{
    fixture::{Network, june},
    pages::page,
};
use crate::databases::both;

both! {
    async fn nobody_covers_everybody_full_everybody_paused_one_alone(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let in_region = async |number: u32, region: &str| {
            let mut lead = network.lead(number);
            lead["client"]["region"] = json!(region);
            network.take(lead).await
        };
        assert_eq!(network.situation(&in_region(1, "RU-SAM").await).await, "nobody_covers");
        let alone = in_region(2, "RU-TA").await;
        assert_eq!(network.situation(&alone).await, "one_partner_alone");
        network.change_partner("D", json!({ "open_cap": 1 })).await;
        network.start_work(&alone, "D").await;
        let full = in_region(3, "RU-TA").await;
        assert_eq!(network.situation(&full).await, "everybody_full");
        assert_eq!(network.tasks("lead_exhausted").await.len(), 2);
        let path = format!("/api/v1/partners/{}/holidays", network.partners["E"]);
        network.post(&path, json!({ "until": "2026-07-01T00:00:00Z" })).await;
        let paused = in_region(4, "RU-PRI").await;
        assert_eq!(network.situation(&paused).await, "everybody_paused");
        let board = network.get(&format!("/api/v1/leads/{paused}/board")).await;
        assert!(board["situation"]["closed_by"].as_array().unwrap().contains(&json!({ "gate": "pause", "partners": 1 })), "{board}");
        let headers = [("accept-language", "en")];
        let english = network.world.call(reqwest::Method::GET, &format!("/api/v1/leads/{paused}/board"), Some(&network.admin), &headers, None).await.ok();
        assert_eq!(english["situation"]["text"], "All partners that cover it are paused");
    }

    async fn a_share_of_zero_is_refused_and_the_smallest_share_keeps_everybody_in_the_queue(kind) {
        let network = Network::start(kind).await;
        let path = format!("/api/v1/partners/{}", network.partners["A"]);
        let zero = network.world.call(reqwest::Method::PATCH, &path, Some(&network.admin), &[], Some(json!({ "tier_weight": 0 }))).await;
        assert!(zero.status == 422 && zero.body["errors"][0]["field"] == "tier_weight", "{}", zero.text);
        let policy = json!({ "body": { "distribution": { "share_min": 0 } }, "note": "нули" });
        assert_eq!(network.world.post(&network.admin, "/api/v1/policies", policy).await.status, 422);
        for letter in ["A", "B", "C"] {
            network.change_partner(letter, json!({ "tier_weight": 1 })).await;
        }
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        assert_eq!(network.offered(&lead).await, ["A", "B", "C"], "all as small as can be: equal turns");
    }

    async fn a_partner_that_leaves_holds_nothing_and_its_leads_go_on(kind) {
        let mut network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let (worked, open) = (network.take(network.lead(1)).await, network.take(network.lead(2)).await);
        let offer = network.start_work(&worked, "A").await;
        network.answer("A", &offer, "deal", json!({})).await.ok();
        network.partner("G", "RU-MOW", 1, true).await;
        network.change_partner("A", json!({ "left": true })).await;
        network.world.clock(&june(15, "10:01")).await;
        for lead in [&worked, &open] {
            assert_eq!(network.board(lead).await["A"]["detail"]["reason"]["reason"], "partner_left");
        }
        assert!(network.offers("A").await.iter().all(|offer| offer["contact"].is_null()), "the contact is hidden again");
        assert_eq!(network.get(&format!("/api/v1/leads/{worked}")).await["state"], "distributing", "it is looked for another");
        assert_eq!(network.get("/api/v1/deals?state=withdrawn").await["items"].as_array().unwrap().len(), 1);
        network.world.clock(&june(16, "09:00")).await;
        assert!(network.offered(&worked).await.contains(&"G".to_owned()), "the next wave reaches others");
    }

    async fn of_a_partner_without_people_the_board_says_that_nobody_can_answer(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let keys = network.get("/api/v1/keys?limit=100").await;
        let key = keys["items"].as_array().unwrap().iter().find(|key| key["name"] == "B").unwrap()["id"].clone();
        network.world.call(Method::DELETE, &format!("/api/v1/keys/{}", key.as_str().unwrap()), Some(&network.admin), &[], None).await.ok();
        let lead = network.take(network.lead(1)).await;
        let nobody = async || network.board(&lead).await.iter().filter(|(_, column)| column["nobody"] == true).map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(nobody().await, ["B"]);
        let shown = page(&network, &network.admin, &format!("/leads/{lead}")).await;
        assert!(shown.contains("Ответить некому"), "{shown}");
        network.person("boris@b.ru", "partner_seller", Some("B")).await;
        assert!(nobody().await.is_empty());
    }

    async fn a_partner_accepts_no_more_than_it_may_have_in_work(kind) {
        let network = Network::start(kind).await;
        network.change_partner("A", json!({ "open_cap": 1 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let (first, second) = (network.take(network.lead(1)).await, network.take(network.lead(2)).await);
        let (one, other) = (network.offer_of(&first, "A").await, network.offer_of(&second, "A").await);
        network.answer("A", &one, "acceptance", json!({})).await.ok();
        let refused = network.answer("A", &other, "acceptance", json!({})).await;
        assert!(refused.status == 409 && refused.text.contains("open-work-full"), "{}", refused.text);
        assert!(!refused.text.contains("Иван"));
        assert_eq!(network.get(&format!("/api/v1/leads/{second}")).await["places_held"], 0, "its place is free for others");
        network.answer("A", &one, "return", json!({ "reason": "too_far" })).await.ok();
        network.answer("A", &other, "acceptance", json!({})).await.ok();
    }

    async fn a_suspended_partner_is_asked_nothing_new_and_keeps_its_work(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let (worked, open) = (network.take(network.lead(1)).await, network.take(network.lead(2)).await);
        let offer = network.start_work(&worked, "A").await;
        network.change_partner("A", json!({ "contract_active": false })).await;
        network.world.clock(&june(15, "10:01")).await;
        assert_eq!(network.board(&open).await["A"]["state"], "withdrawn");
        assert_eq!(network.board(&worked).await["A"]["state"], "started");
        network.answer("A", &offer, "contacts", json!({ "evidence": "letter" })).await.ok();
        let next = network.take(network.lead(3)).await;
        assert_eq!(network.closed(&next, "A").await["code"], "no_contract");
    }

    async fn the_partner_of_a_protected_client_that_cannot_be_asked_is_a_matter_for_the_desk(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let own = json!({ "client_name": "Завод 7", "phone": "+74951000007", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&network.keys["B"], "/api/v1/deals", own).await.ok();
        network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({})).await;
        network.change_partner("B", json!({ "contract_active": false })).await;
        let lead = network.take(network.lead(7)).await;
        assert_eq!(network.situation(&lead).await, "owner_cannot_be_asked");
        assert_eq!(network.tasks("lead_exhausted").await[0]["subject"], json!(lead));
    }
}
