//! Sentences of the stories that the other files leave out, each with its numbers.

use std::collections::BTreeSet;

use leads::distribution::{
    decisions,
    domain::{Record, decide, replay},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::databases::both;

/// The stored decisions of a lead, as they stand in the database.
async fn stored(network: &Network, lead: &str) -> Vec<Record> {
    let program = serde_json::from_value(network.get("/api/v1/program").await["id"].clone()).unwrap();
    let lead = lead.parse().unwrap();
    let db = network.world.running.as_ref().unwrap().app.db.clone();
    let found = db.read(move |tx| Box::pin(async move { decisions(tx, program, lead).await })).await.unwrap();
    found.into_iter().map(|(_, record)| record).collect()
}

async fn why(network: &Network, lead: &str) -> Vec<Value> {
    let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
    why[0]["explanation"]["partners"].as_array().unwrap().clone()
}

async fn session_sees(network: &Network, session: &str, path: &str) -> String {
    let told = network.world.by(session, Method::GET, path, Value::Null).await;
    assert_eq!(told.status, 200, "{path}");
    told.text
}

both! {
    async fn story_15_where_the_draw_decides_the_choice_follows_from_what_is_stored(kind) {
        let mut network = Network::start(kind).await;
        let more = ["G", "H", "I", "J", "K", "L", "M", "N", "O", "P"];
        for letter in more {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        for letter in ["A", "B", "C", "D", "E", "F"] {
            network.change_partner(letter, json!({ "name": format!("Партнёр {letter}"), "tier_weight": 1_000_000 })).await;
        }
        network.policy(json!({ "band": { "rule": "twice_k" }, "new_per_day_cap": 1_000 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut not_the_head = 0;
        for number in 0..6 {
            let lead = network.take(network.lead(number)).await;
            let lines = why(&network, &lead).await;
            assert_eq!(lines.len(), 16, "everybody is in it, with gate or place");
            for line in &lines {
                let letter = network.partners.iter().find(|(_, id)| line["partner"] == id.as_str()).unwrap().0;
                let gate = match letter.as_str() { "D" | "E" => json!("territory"), "F" => json!("product"), _ => Value::Null };
                assert_eq!(line["closed_by"], gate, "{letter}");
                assert_eq!(line["place"].is_number(), gate.is_null(), "{letter}");
            }
            let chosen: BTreeSet<&str> = lines.iter().filter(|line| line["sentence"]["code"] == "chosen").map(|line| line["partner"].as_str().unwrap()).collect();
            assert_eq!(chosen.len(), 3);
            let mut drawn: Vec<(u64, &str, u64)> = lines.iter().filter_map(|line| Some((line["draw"].as_u64()?, line["partner"].as_str()?, line["place"].as_u64()?))).collect();
            assert!(drawn.len() > 6, "more than the chosen drew: {}", drawn.len());
            drawn.sort_unstable();
            if number == 0 {
                // Everybody stands equal: the three smallest draws win.
                assert_eq!(drawn.iter().take(3).map(|(_, partner, _)| *partner).collect::<BTreeSet<_>>(), chosen);
            }
            not_the_head += drawn.iter().filter(|(_, partner, place)| chosen.contains(partner) && *place > 3).count();
            for line in &lines {
                assert_eq!(line["charge"].as_i64().is_some_and(|charge| charge > 0), chosen.contains(line["partner"].as_str().unwrap()));
            }
            // A second computation, here, from what stands in the database.
            let records = stored(&network, &lead).await;
            assert_eq!(records.len(), 1);
            assert_eq!(replay(&records[0]), Ok(()));
            let again: BTreeSet<String> = decide(&records[0].inputs).selection.chosen.iter().map(ToString::to_string).collect();
            assert_eq!(again, chosen.iter().map(|id| (*id).to_owned()).collect());
            // And it is sensitive: another lead draws otherwise, and what was changed does not replay.
            let mut other = records[0].clone();
            other.inputs.lead.lead = kit::Id::from_uuid(kit::Uuid::from_u128(77));
            assert!(replay(&other).is_err(), "a decision with another seed");
            let mut forged = records[0].clone();
            forged.decision.selection.chosen.pop();
            assert!(replay(&forged).is_err(), "a decision that was changed afterwards");
        }
        assert!(not_the_head > 3, "the draw decides, not the place: {not_the_head}");
    }

    async fn story_15_a_partners_own_view_has_no_name_and_no_number_of_another(kind) {
        let network = Network::start(kind).await;
        for (letter, name) in [("A", "Сокол"), ("B", "Коршун"), ("C", "Беркут"), ("D", "Орлан"), ("E", "Лунь"), ("F", "Кречет")] {
            network.change_partner(letter, json!({ "name": name })).await;
        }
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        let lead = network.take(network.lead(2)).await;
        let lines = why(&network, &lead).await;
        let numbers = |line: &Value| ["draw", "charge", "virtual_time"].iter().filter_map(|field| line[*field].as_i64()).filter(|n| n.abs() > 9).collect::<BTreeSet<i64>>();
        for letter in ["A", "B", "C"] {
            let offer = network.offer(letter).await;
            let told = network.world.get(&network.keys[letter], &format!("/api/v1/offers/{offer}/why")).await;
            assert_eq!(told.body["sentence"]["code"], "chosen", "{}", told.text);
            let session = network.person(&format!("{letter}@why.ru"), "partner_owner", Some(letter)).await;
            let page = session_sees(&network, &session, &format!("/offers/{offer}/why")).await;
            let own = lines.iter().find(|line| line["partner"] == network.partners[letter].as_str()).unwrap();
            for line in lines.iter().filter(|line| line["partner"] != own["partner"]) {
                let other = network.partners.iter().find(|(_, id)| line["partner"] == id.as_str()).unwrap().0;
                let name = network.get(&format!("/api/v1/partners/{}", network.partners[other])).await["name"].as_str().unwrap().to_owned();
                for text in [&told.text, &page] {
                    assert!(!text.contains(&network.partners[other]) && !text.contains(&name), "{letter} is told of {name}");
                    for number in numbers(line).difference(&numbers(own)) {
                        assert!(!text.contains(&number.to_string()), "{letter} is told {number} of {name}");
                    }
                }
            }
        }
    }

    async fn story_20_the_pause_ends_in_the_moment_in_which_the_own_deal_is_accepted(kind) {
        let network = Network::start(kind).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        network.world.clock(&june(10, "12:00")).await;
        network.win_given("B", 1).await;
        network.world.clock("2026-07-06T11:59:59+03:00").await;
        let lead = network.take(network.lead(2)).await;
        assert_eq!(network.closed(&lead, "B").await["kind"], "reciprocity");
        let own = json!({ "client_name": "Своя котельная", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&network.keys["B"], "/api/v1/deals", own).await.ok();
        network.world.clock("2026-07-06T12:00:00+03:00").await;
        network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({})).await;
        let next = network.take(network.lead(3)).await;
        assert_eq!(network.closed(&next, "B").await, Value::Null);
        assert!(network.offered(&next).await.contains(&"B".to_owned()), "the very next lead reaches B");
        let lifted: Vec<_> = network.seen(&network.keys["B"]).await.into_iter().filter(|event| event["name"] == "partner.pause_lifted").collect();
        assert_eq!((lifted.len(), &lifted[0]["at"]), (1, &json!("2026-07-06T09:00:00Z")));
    }

    async fn story_21_a_lead_of_2_march_keeps_its_client_for_twelve_months_to_the_moment(kind) {
        let mut network = Network::empty(kind, "2026-03-01T09:00:00+03:00").await;
        network.partner("B", "RU-MOW", 2, true).await;
        network.policy(json!({})).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        let network_clock = async |at: &str| network.world.clock(at).await;
        network_clock("2026-03-02T12:00:00+03:00").await;
        network.win_given("B", 1).await;
        let lead = network.get("/api/v1/leads").await["items"][0]["id"].clone();
        let register = async |client: &str| {
            let own = json!({ "client_name": client, "region": "RU-MOW", "product": network.product, "title": "Насосы" });
            let deal = network.world.post(&network.keys["B"], "/api/v1/deals", own).await.ok();
            network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({})).await
        };
        let own = async || network.world.get(&network.keys["B"], &format!("/api/v1/partners/{}/reciprocity", network.partners["B"])).await.ok()["own"].clone();
        network_clock("2026-07-06T12:00:00+03:00").await;
        let july = register("Завод 1").await;
        assert_eq!((july["not_counted"]["code"].clone(), &july["not_counted"]["lead"]), (json!("client_in_vendor_lead"), &lead));
        assert!(july["not_counted"]["text"].as_str().unwrap().contains("2\u{a0}марта\u{a0}2026"), "{july}");
        assert_eq!(own().await, 0);
        network.world.post(&network.keys["B"], &format!("/api/v1/deals/{}/withdrawal", july["id"].as_str().unwrap()), json!({ "reason": "Рано" })).await.ok();
        network_clock("2027-03-02T12:00:00+03:00").await;
        let last = register("Завод 1").await;
        assert_eq!(last["not_counted"]["code"], "client_in_vendor_lead", "in the last moment of the twelve months: {last}");
        network.world.post(&network.keys["B"], &format!("/api/v1/deals/{}/withdrawal", last["id"].as_str().unwrap()), json!({ "reason": "Рано" })).await.ok();
        network_clock("2027-03-02T12:00:01+03:00").await;
        let after = register("Завод 1").await;
        assert_eq!(after["not_counted"], Value::Null, "a second later it counts: {after}");
    }

    async fn story_21_an_own_deal_withdrawn_within_thirty_days_re_opens_the_debt_and_on_day_thirty_one_it_does_not(kind) {
        let network = Network::start(kind).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 60, "pause_days": [30] })).await;
        network.world.clock(&june(10, "12:00")).await;
        for letter in ["B", "C"] {
            network.win_given(letter, if letter == "B" { 1 } else { 2 }).await;
        }
        let mut deals = Vec::new();
        for letter in ["B", "C"] {
            let own = json!({ "client_name": format!("Котельная {letter}"), "region": "RU-MOW", "product": network.product, "title": "Насосы" });
            let deal = network.world.post(&network.keys[letter], "/api/v1/deals", own).await.ok();
            deals.push((letter, network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({})).await["id"].as_str().unwrap().to_owned()));
        }
        let debt = async |letter: &str| network.world.get(&network.keys[letter], &format!("/api/v1/partners/{}/reciprocity", network.partners[letter])).await.ok()["debt"].clone();
        assert_eq!((debt("B").await, debt("C").await), (json!(0), json!(0)));
        for ((letter, deal), at) in deals.iter().zip(["2026-07-10T23:59:59+03:00", "2026-07-11T00:00:00+03:00"]) {
            network.world.clock(at).await;
            network.world.post(&network.keys[*letter], &format!("/api/v1/deals/{deal}/withdrawal"), json!({ "reason": "Клиент передумал" })).await.ok();
        }
        assert_eq!((debt("B").await, debt("C").await), (json!(1), json!(0)), "day 30 is within to its last second, day 31 is not");
    }
}
