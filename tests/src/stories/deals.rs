//! Deals: asking before registering, the manager's answer, losses with their reason; and two answers at once.

use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::databases::both;

fn client(network: &Network, name: &str, phone: &str) -> Value {
    json!({ "client_name": name, "phone": phone, "region": "RU-MOW", "product": network.product })
}

async fn registered(network: &Network, letter: &str, name: &str, phone: &str) -> Value {
    let mut body = client(network, name, phone);
    body["title"] = json!("Насосы для цеха");
    network.world.post(&network.keys[letter], "/api/v1/deals", body).await.ok()
}

both! {
    async fn a_partner_asks_before_it_registers_and_never_learns_whose_the_client_is(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let ask = async |letter: &str, name: &str, phone: &str| {
            let told = network.world.post(&network.keys[letter], "/api/v1/deals/pre-check", client(&network, name, phone)).await;
            for partner in network.partners.values() {
                assert!(!told.text.contains(partner.as_str()));
            }
            told.ok()["signal"].as_str().unwrap().to_owned()
        };
        assert_eq!(ask("A", "Котельная", "+74952000001").await, "green");
        let deal = registered(&network, "B", "Котельная", "+74952000001").await;
        assert_eq!(ask("A", "Котельная", "+74952000001").await, "yellow", "somebody waits for an answer");
        network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({})).await;
        assert_eq!(ask("A", "Другое имя", "+74952000001").await, "red");
        assert_eq!(ask("A", "ООО «Котельная»", "+74952000002").await, "yellow", "a name alone may be another's");
        assert_eq!(ask("B", "Котельная", "+74952000001").await, "green", "its own");
        network.take(network.lead(5)).await;
        assert_eq!(ask("A", "Завод 5", "+74951000005").await, "yellow", "the vendor's client");
        let wrong = network.world.post(&network.keys["A"], "/api/v1/deals/pre-check", client(&network, " ", "12")).await;
        assert_eq!((wrong.status.as_u16(), wrong.body["errors"].as_array().unwrap().len()), (422, 2));
    }

    async fn the_channel_manager_has_two_working_days_and_answers_with_a_reason(kind) {
        let network = Network::start(kind).await;
        let manager = network.key("channel_manager").await;
        network.world.clock(&june(11, "12:00")).await;
        let deal = registered(&network, "B", "Котельная", "+74952000001").await;
        assert_eq!(deal["answer_due"], "2026-06-16T09:00:00Z", "Monday and Tuesday, after the holiday");
        let task = network.tasks("own_deal_registered").await[0].clone();
        assert_eq!((task["subject"].clone(), task["role"].clone(), task["due_at"].clone()), (deal["id"].clone(), json!("channel_manager"), deal["answer_due"].clone()));
        let path = format!("/api/v1/deals/{}", deal["id"].as_str().unwrap());
        assert_eq!(network.world.post(&manager, &format!("{path}/refusal"), json!({ "reason": "" })).await.status, 422);
        let refused = network.world.post(&manager, &format!("{path}/refusal"), json!({ "reason": "Клиент уже наш" })).await.ok();
        assert_eq!((refused["state"].clone(), refused["words"].clone()), (json!("refused"), json!("Клиент уже наш")));
        assert!(network.tasks("own_deal_registered").await.is_empty());
        assert_eq!(network.world.post(&manager, &format!("{path}/approval"), json!({})).await.status, 409);
    }

    async fn of_two_registrations_of_one_client_one_is_accepted_while_its_deal_is_open(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let first = registered(&network, "B", "Котельная", "+74952000001").await;
        let second = registered(&network, "A", "Котельная", "+74952000001").await;
        let approve = |deal: &Value| format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap());
        network.post(&approve(&first), json!({})).await;
        let told = network.world.post(&network.admin, &approve(&second), json!({})).await;
        assert_eq!(told.status, 409);
        assert!(told.body["type"].as_str().unwrap().ends_with("/client-held") && told.text.contains("«B»"), "{}", told.text);
        let lost = json!({ "to": "no_decision", "reason": "Бюджет закрыт" });
        network.world.post(&network.keys["B"], &format!("/api/v1/deals/{}/loss", first["id"].as_str().unwrap()), lost).await.ok();
        assert_eq!(network.post(&approve(&second), json!({})).await["state"], "open");
    }

    async fn who_has_left_reads_what_was_its_own_and_gets_nothing_new(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let before = registered(&network, "B", "Котельная", "+74952000001").await;
        let session = network.person("b@partner.ru", "partner_owner", Some("B")).await;
        let client = client(&network, "Чужой", "+74952000009");
        let mut new = client.clone();
        new["title"] = json!("Насосы");
        let post = async |path: &str, body: &Value| network.world.post(&network.keys["B"], path, body.clone()).await;
        assert_eq!(post("/api/v1/deals/pre-check", &client).await.status, 200);
        network.change_partner("B", json!({ "left": true })).await;
        let refused = |told: &crate::world::Told| told.status == 409 && told.body["type"].as_str().unwrap().ends_with("/partner-left");
        // Neither the light nor a registration, and what waited is not approved.
        for (path, body) in [("/api/v1/deals/pre-check", &client), ("/api/v1/deals", &new)] {
            assert!(refused(&post(path, body).await), "{path} by a key");
            assert!(refused(&network.world.by(&session, reqwest::Method::POST, path, body.clone()).await), "{path} by a person");
        }
        let path = format!("/api/v1/deals/{}", before["id"].as_str().unwrap());
        let approval = network.world.post(&network.admin, &format!("{path}/approval"), json!({})).await;
        assert!(refused(&approval), "{}", approval.text);
        // It still reads, and keeps its own password; nothing else.
        for path in [path.as_str(), "/api/v1/me", "/api/v1/deals"] {
            assert_eq!(network.world.by(&session, reqwest::Method::GET, path, json!({})).await.status, 200, "{path}");
        }
        let named = network.world.by(&session, reqwest::Method::PATCH, "/api/v1/me", json!({ "name": "Борис" })).await;
        assert_eq!(named.status, 200, "{}", named.text);
        let people = network.world.by(&session, reqwest::Method::POST, "/api/v1/invitations", json!({ "email": "c@partner.ru", "role": "partner_seller" })).await;
        assert!(refused(&people));
        // Back in the network it works again.
        network.change_partner("B", json!({ "left": false })).await;
        assert_eq!(post("/api/v1/deals/pre-check", &client).await.status, 200);
    }

    async fn a_deal_that_ends_by_itself_says_why_in_the_language_of_its_reader(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let deal = registered(&network, "B", "Котельная", "+74952000001").await;
        network.change_partner("B", json!({ "left": true })).await;
        network.world.clock(&june(15, "10:01")).await;
        let path = format!("/api/v1/deals/{}", deal["id"].as_str().unwrap());
        assert_eq!(network.get(&path).await["words"], "Партнёр ушёл из сети");
        let english = [("accept-language", "en")];
        let told = network.world.call(reqwest::Method::GET, &path, Some(&network.admin), &english, None).await.ok();
        assert_eq!(told["words"], "The partner has left the network");
    }

    async fn a_lead_is_lost_with_the_last_that_had_it_and_whoever_lost_sees_nobody_once_consent_is_gone(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lose = async |lead: &str, letter: &str| {
            let offer = network.start_work(lead, letter).await;
            let deal = network.answer(letter, &offer, "deal", json!({})).await.ok();
            let loss = json!({ "to": "no_decision", "reason": "Бюджет закрыт" });
            network.world.post(&network.keys[letter], &format!("/api/v1/deals/{}/loss", deal["id"].as_str().unwrap()), loss).await.ok();
            offer
        };
        let lead = network.take(network.lead(1)).await;
        lose(&lead, "A").await;
        let state = async |lead: &str| network.get(&format!("/api/v1/leads/{lead}")).await["state"].clone();
        assert_eq!(state(&lead).await, "in_work", "two others are still asked");
        for letter in ["B", "C"] {
            let offer = network.offer_of(&lead, letter).await;
            network.answer(letter, &offer, "decline", json!({ "reason": "too_small" })).await.ok();
        }
        assert_eq!(state(&lead).await, "lost");
        assert_eq!(network.get("/api/v1/stuck-leads").await["items"], json!([]));

        let lead = network.take(network.lead(2)).await;
        let lost = lose(&lead, "A").await;
        network.start_work(&lead, "B").await;
        let path = format!("/api/v1/offers/{lost}");
        let seen = async || network.world.get(&network.keys["A"], &path).await.ok()["contact"].clone();
        assert!(seen().await.is_object());
        let desk = network.key("lead_desk").await;
        network.world.post(&desk, &format!("/api/v1/leads/{lead}/consent-withdrawal"), json!({ "reason": "Позвонил" })).await.ok();
        assert_eq!(seen().await, json!(null));
    }

    async fn who_is_late_for_the_last_place_is_told_that_others_were_first(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "mode": { "mode": "parallel", "n": 2 }, "new_per_day_cap": 100, "open_cap": 100 })).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 0..8 {
            let lead = network.take(network.lead(number)).await;
            let (a, b) = (network.offer_of(&lead, "A").await, network.offer_of(&lead, "B").await);
            let (one, other) = tokio::join!(
                network.answer("A", &a, "acceptance", json!({})),
                network.answer("B", &b, "acceptance", json!({}))
            );
            assert_eq!((one.status.as_u16(), other.status.as_u16()), (200, 200));
            assert_eq!(network.board(&lead).await["C"]["state"], "taken");
            for (letter, offer) in [("A", a), ("B", b)] {
                network.answer(letter, &offer, "return", json!({ "reason": "too_small" })).await.ok();
            }
        }
    }

    async fn a_deal_is_lost_to_somebody_or_to_no_decision_and_always_for_a_reason(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lose = async |number: u32, body: Value| {
            let lead = network.take(network.lead(number)).await;
            let offer = network.start_work(&lead, "A").await;
            let deal = network.answer("A", &offer, "deal", json!({})).await.ok();
            network.world.post(&network.keys["A"], &format!("/api/v1/deals/{}/loss", deal["id"].as_str().unwrap()), body).await
        };
        assert_eq!(lose(1, json!({ "to": "no_decision" })).await.status, 422);
        assert_eq!(lose(2, json!({ "to": "competitor", "name": " ", "reason": "Цена" })).await.status, 422);
        let beaten = lose(3, json!({ "to": "competitor", "name": "Гидромаш", "reason": "Цена" })).await.ok();
        assert_eq!((beaten["lost_to"].clone(), beaten["words"].clone()), (json!("Гидромаш"), json!("Цена")));
        let none = lose(4, json!({ "to": "no_decision", "reason": "Бюджет закрыт" })).await.ok();
        assert_eq!((none["lost_to"].clone(), none["words"].clone()), (json!(null), json!("Бюджет закрыт")));
        let of_a = network.get(&format!("/api/v1/deals?partner={}&origin=lead&state=lost", network.partners["A"])).await;
        assert_eq!(of_a["items"].as_array().unwrap().len(), 2);
    }

    async fn of_a_decline_and_an_acceptance_in_the_same_moment_one_wins_and_the_other_is_told(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 100, "open_cap": 100 })).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 0..12 {
            let lead = network.take(network.lead(number)).await;
            let offer = network.offer_of(&lead, "A").await;
            let accept = network.answer("A", &offer, "acceptance", json!({}));
            let decline = network.answer("A", &offer, "decline", json!({ "reason": "too_far" }));
            // Either may be first; both orders are tried.
            let (accepted, declined) = if number % 2 == 0 {
                futures_util::future::join(accept, decline).await
            } else {
                let (declined, accepted) = futures_util::future::join(decline, accept).await;
                (accepted, declined)
            };
            let state = network.board(&lead).await["A"]["state"].clone();
            match (accepted.status.as_u16(), declined.status.as_u16()) {
                (200, 409) => assert_eq!(state, "accepted"),
                (409, 200) => {
                    assert_eq!(state, "declined");
                    assert!(!accepted.text.contains("Иван"));
                }
                other => panic!("{other:?}: {} {}", accepted.text, declined.text),
            }
        }
    }
}
