//! The lead desk: giving by hand, distributing again, closing, what waits, and the neutrality report.

use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn the_desk_gives_a_lead_by_hand_and_every_gate_that_is_set_aside_is_published(kind) {
        let network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let gates = network.get(&format!("/api/v1/leads/{lead}/gates")).await["items"].clone();
        let of = |letter: &str| gates.as_array().unwrap().iter().find(|g| g["name"] == letter).unwrap().clone();
        assert_eq!((of("D")["closed"].clone(), of("D")["can_be_given"].clone()), (json!(["territory: RU-MOW"]), json!(true)));
        assert_eq!(of("F")["can_be_given"], false, "nobody sells what it has no certificate for");
        assert_eq!((of("A")["closed"].clone(), of("A")["can_be_given"].clone()), (json!(["history: has the lead"]), json!(true)), "its open offer is taken back first");
        let path = format!("/api/v1/leads/{lead}/hand-give");
        let give = async |letter: &str, reason: &str, aside: bool| {
            let body = json!({ "partner": network.partners[letter], "reason": reason, "set_aside": aside });
            network.world.post(&desk, &path, body).await
        };
        assert_eq!(give("D", " ", true).await.status, 422, "never without a reason");
        let asked = give("D", "Клиент просит Казань", false).await;
        assert_eq!(asked.status, 409);
        assert!(asked.text.contains("gates-to-set-aside") && asked.text.contains("territory: RU-MOW"), "{}", asked.text);
        let refused = give("F", "Клиент просит F", true).await;
        assert!(refused.status == 409 && refused.text.contains("gates-closed"), "{}", refused.text);
        let given = give("D", "Клиент просит Казань", true).await.ok();
        assert_eq!((given["given_to"].clone(), given["places"].clone()), (json!(network.partners["D"]), json!(1)));
        let board = network.board(&lead).await;
        for letter in ["A", "B", "C"] {
            assert_eq!(board[letter]["detail"]["reason"]["reason"], "given_by_hand");
        }
        assert_eq!(network.offers("D").await[0]["mark"], "given_by_hand");
        assert_eq!(network.situation(&lead).await, "given_by_hand");
        assert_eq!(network.closed(&lead, "D").await["code"], "outside_territory", "the decision says what was set aside, and replays");
        let report = network.get("/api/v1/neutrality?month=2026-06").await;
        assert_eq!(report["counts"], json!({ "given_by_hand": 1 }));
        assert_eq!(report["entries"]["items"][0]["gates"], json!(["territory: RU-MOW"]));
        assert_eq!(report["entries"]["items"][0]["reason"], "Клиент просит Казань");
        let seen_by = async |letter: &str| network.world.get(&network.keys[letter], "/api/v1/neutrality?month=2026-06").await.ok();
        let (a, d) = (seen_by("A").await, seen_by("D").await);
        assert_eq!((a["counts"].clone(), a["entries"]["items"].clone()), (json!({ "given_by_hand": 1 }), json!([])));
        assert_eq!(d["entries"]["items"].as_array().unwrap().len(), 1);
        network.start_work(&lead, "D").await;
        let again = give("A", "Передумали", true).await;
        assert!(again.status == 409 && again.text.contains("lead-out-of-order"), "somebody works on it: {}", again.text);
    }

    async fn a_lead_that_the_chosen_partner_lets_pass_comes_back_to_the_desk(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.give(&lead, "D").await;
        network.world.clock(&june(15, "18:00")).await;
        assert_eq!(network.situation(&lead).await, "owner_did_not_take");
        assert_eq!(network.tasks("lead_exhausted").await.len(), 1);
    }

    async fn story_10_when_the_waves_are_spent_the_desk_has_a_task_with_the_history_and_may_distribute_again(kind) {
        let mut network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        for letter in ["A", "B", "C"] {
            let offer = network.offer_of(&lead, letter).await;
            network.answer(letter, &offer, "decline", json!({ "reason": "no_resources" })).await.ok();
        }
        assert_eq!(network.situation(&lead).await, "waves_spent");
        let tasks = network.tasks("lead_exhausted").await;
        assert_eq!((tasks[0]["subject"].clone(), tasks[0]["role"].clone()), (json!(lead), json!("lead_desk")));
        let history = tasks[0]["data"]["history"].as_array().unwrap();
        assert_eq!(history.len(), 3);
        assert!(history.iter().all(|past| past["became"]["reason"]["reason"] == "no_resources"));
        assert!(!tasks[0].to_string().contains("Иван"), "no personal data in a task");
        network.partner("G", "RU-MOW", 1, true).await;
        let path = format!("/api/v1/leads/{lead}/redistribution");
        assert_eq!(network.world.post(&desk, &path, json!({ "reason": "" })).await.status, 422);
        let again = network.world.post(&desk, &path, json!({ "reason": "Пришёл новый партнёр" })).await.ok();
        assert_eq!(again["state"], "distributing");
        assert_eq!(network.offered(&lead).await, ["A", "B", "C", "G"]);
        assert_eq!(network.offers("A").await.len(), 1, "who declined is not asked again");
        assert!(network.tasks("lead_exhausted").await.is_empty());
        let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
        assert!(why.as_array().unwrap().iter().all(|wave| wave["replayed"] == true));
    }

    async fn consent_that_is_given_later_sends_the_lead_out_and_consent_withdrawn_takes_it_back(kind) {
        let network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(15, "10:00")).await;
        let mut lead = network.lead(1);
        lead["consent"]["transfer"] = json!(false);
        let lead = network.take(lead).await;
        assert_eq!(network.situation(&lead).await, "consent_needed");
        let path = format!("/api/v1/leads/{lead}/consent");
        let out = network.world.post(&desk, &path, json!({ "text": "v2, письмом" })).await.ok();
        assert_eq!((out["state"].clone(), out["consent_to_transfer"].clone()), (json!("distributing"), json!(true)));
        assert_eq!(network.offered(&lead).await, ["A", "B", "C"]);
        assert_eq!(network.world.post(&desk, &path, json!({ "text": "v2" })).await.status, 409);
        network.start_work(&lead, "A").await;
        let path = format!("/api/v1/leads/{lead}/consent-withdrawal");
        let back = network.world.post(&desk, &path, json!({ "reason": "Клиент отозвал" })).await.ok();
        assert_eq!(back["state"], "consent_needed");
        let offer = network.offers("A").await[0].clone();
        assert_eq!((offer["state"].clone(), offer["contact"].clone()), (json!("withdrawn"), json!(null)));
    }

    async fn a_nurtured_lead_is_raised_with_a_reason_and_goes_out(kind) {
        let network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        let mut lead = network.lead(1);
        lead["need"] = json!("?");
        lead["value_minor"] = json!(null);
        let lead = network.take(lead).await;
        assert_eq!(network.situation(&lead).await, "nurture");
        let path = format!("/api/v1/leads/{lead}/qualification");
        let to = async |grade: &str, reason: &str| network.world.post(&desk, &path, json!({ "grade": grade, "reason": reason })).await;
        assert_eq!(to("C", "Пока нет").await.status, 422);
        assert_eq!(to("A", " ").await.status, 422);
        let out = to("A", "Есть бюджет и срок").await.ok();
        assert_eq!((out["state"].clone(), out["grade"].clone()), (json!("distributing"), json!("A")));
        assert_eq!(network.offered(&lead).await, ["A", "B", "C"]);
        assert_eq!(to("B", "Ещё раз").await.status, 409);
    }

    async fn direct_handling_is_published_and_a_partners_client_is_not_taken_without_a_director(kind) {
        let network = Network::start(kind).await;
        let (desk, director) = (network.key("lead_desk").await, network.key("director").await);
        network.world.clock(&june(15, "10:00")).await;
        let first = network.take(network.lead(1)).await;
        let handled = json!({ "reason": "direct_handling", "text": "Клиент требует вендора" });
        network.world.post(&desk, &format!("/api/v1/leads/{first}/closure"), handled.clone()).await.ok();
        assert_eq!(network.get("/api/v1/neutrality").await["counts"], json!({ "direct_handling": 1 }));
        let second = network.take(network.lead(2)).await;
        let offer = network.start_work(&second, "A").await;
        network.answer("A", &offer, "deal", json!({})).await.ok();
        let path = format!("/api/v1/leads/{second}/closure");
        let refused = network.world.post(&desk, &path, handled.clone()).await;
        assert!(refused.status == 409 && refused.text.contains("client-of-a-partner"), "{}", refused.text);
        network.world.post(&director, &path, handled).await.ok();
        assert_eq!(network.count(&network.keys["A"], "client.handled_directly").await, 1, "the partner is told");
        assert_eq!(network.get("/api/v1/neutrality").await["counts"], json!({ "direct_handling": 2 }));
    }
}
