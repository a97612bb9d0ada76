//! Whose client it is: protected clients, exclusion lists, partners of one owner.

use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn a_client_under_an_open_deal_goes_to_its_partner_alone(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let own = json!({ "client_name": "Завод 7", "phone": "+74951000007", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&network.keys["B"], "/api/v1/deals", own).await.ok();
        let deal = deal["id"].as_str().unwrap().to_owned();
        let free = network.take(network.lead(1)).await;
        assert_eq!(network.offered(&free).await.len(), 3, "another client is nobody's");
        network.post(&format!("/api/v1/deals/{deal}/approval"), json!({})).await;
        let lead = network.take(network.lead(7)).await;
        assert_eq!(network.offered(&lead).await, ["B"], "whatever the queue says");
        assert_eq!(network.offers("B").await[0]["mark"], "protected");
        assert_eq!((network.situation(&lead).await, network.closed(&lead, "A").await["code"].clone()), ("protected".to_owned(), json!("client_of_another")));
        let offer = network.offer_of(&lead, "B").await;
        network.answer("B", &offer, "decline", json!({ "reason": "no_resources" })).await.ok();
        assert_eq!(network.offered(&lead).await, ["B"], "never round it");
        assert_eq!((network.situation(&lead).await, network.tasks("lead_exhausted").await.len()), ("owner_did_not_take".to_owned(), 1));
        let give = json!({ "partner": network.partners["A"], "reason": "B не берёт", "set_aside": true });
        let refused = network.world.post(&network.key("lead_desk").await, &format!("/api/v1/leads/{lead}/hand-give"), give).await;
        assert!(refused.status == 409 && refused.text.contains("conflict: client"), "{}", refused.text);
        network.world.post(&network.keys["B"], &format!("/api/v1/deals/{deal}/loss"), json!({ "to": "no_decision", "reason": "Отложили" })).await.ok();
        let desk = network.key("lead_desk").await;
        network.world.post(&desk, &format!("/api/v1/leads/{lead}/redistribution"), json!({ "reason": "Клиент свободен" })).await.ok();
        assert_eq!(network.offered(&lead).await, ["A", "B", "C"], "the protection ended with the deal");
    }

    async fn a_client_that_becomes_a_partners_while_its_lead_looks_for_one_is_asked_of_nobody_else(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(7)).await;
        let own = json!({ "client_name": "Завод 7", "phone": "+74951000007", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&network.keys["D"], "/api/v1/deals", own).await.ok();
        network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({})).await;
        let board = network.board(&lead).await;
        assert!(["A", "B", "C"].iter().all(|letter| board[*letter]["detail"]["reason"]["reason"] == "client_protected"));
        assert_eq!(board["D"]["state"], "offered");
    }

    async fn a_partner_on_the_clients_exclusion_list_is_not_asked_not_even_by_hand(kind) {
        let network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let client = network.get(&format!("/api/v1/leads/{lead}")).await["client"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/clients/{client}/exclusions");
        let list = network.world.post(&desk, &path, json!({ "partner": network.partners["A"], "reason": "Подвели в прошлый раз" })).await.ok();
        assert_eq!(list["items"][0]["name"], "A");
        assert_eq!(network.board(&lead).await["A"]["detail"]["reason"]["reason"], "excluded_by_client");
        network.world.post(&desk, &format!("/api/v1/leads/{lead}/closure"), json!({ "reason": "client_asked" })).await.ok();
        let next = network.take(network.lead(1)).await;
        assert_eq!(network.offered(&next).await, ["B", "C"]);
        assert_eq!(network.closed(&next, "A").await["code"], "excluded_by_client");
        let give = json!({ "partner": network.partners["A"], "reason": "Всё равно", "set_aside": true });
        assert_eq!(network.world.post(&desk, &format!("/api/v1/leads/{next}/hand-give"), give).await.status, 409);
        assert_eq!(network.world.get(&network.keys["A"], &path).await.status, 403, "a partner does not see the list");
        network.world.call(reqwest::Method::DELETE, &format!("{path}/{}", network.partners["A"]), Some(&desk), &[], None).await.ok();
        assert_eq!(network.get(&path).await["items"], json!([]));
    }

    async fn of_partners_of_one_owner_one_is_asked_about_a_lead_in_whichever_wave(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        // Both have stood alone in the queue before it is known that one owner holds them.
        network.take(network.lead(7)).await;
        let unknown = json!({ "owner_group": "group_0192f0c1000070008000000000000001" });
        let path = format!("/api/v1/partners/{}", network.partners["A"]);
        let told = network.world.call(reqwest::Method::PATCH, &path, Some(&network.admin), &[], Some(unknown)).await;
        assert_eq!((told.status.as_u16(), told.body["errors"][0]["field"].clone()), (422, json!("owner_group")));
        let owner = network.post("/api/v1/owner-groups", json!({ "name": "Холдинг" })).await;
        assert_eq!(network.post("/api/v1/owner-groups", json!({ "name": "ООО «холдинг»" })).await["id"], owner["id"]);
        assert!(network.get("/api/v1/owner-groups").await.to_string().contains("Холдинг"));
        for letter in ["A", "B"] {
            network.change_partner(letter, json!({ "owner_group": owner["id"] })).await;
        }
        let lead = network.take(network.lead(1)).await;
        let asked = network.offered(&lead).await;
        assert_eq!(asked.iter().filter(|letter| ["A", "B"].contains(&letter.as_str())).count(), 1, "{asked:?}");
        for letter in &asked {
            let offer = network.offer_of(&lead, letter).await;
            network.answer(letter, &offer, "decline", json!({ "reason": "too_small" })).await.ok();
        }
        assert_eq!(network.offered(&lead).await, asked, "the other of that owner is not asked in a later wave either");
        let other = if asked.contains(&"A".to_owned()) { "B" } else { "A" };
        assert_eq!(network.closed(&lead, other).await["code"], "owner_asked");
        network.change_partner("A", json!({ "owner_group": null })).await;
        let lead = network.take(network.lead(2)).await;
        let asked = network.offered(&lead).await;
        assert!(["A", "B"].iter().all(|letter| asked.contains(&letter.to_string())), "two owners again: {asked:?}");
    }
}
