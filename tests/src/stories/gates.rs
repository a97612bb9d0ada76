//! The gates of distribution, through the API: what closes each, the moment at which it does, and what it says.

use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn sizes_and_industries_that_a_partner_does_not_serve_close_the_gate_of_the_segment(kind) {
        let network = Network::start(kind).await;
        network.change_partner("A", json!({ "sizes": ["large"] })).await;
        network.change_partner("B", json!({ "industries": ["food"] })).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut lead = network.lead(1);
        lead["industry"] = json!("mining");
        let lead = network.take(lead).await;
        assert_eq!(network.offered(&lead).await, ["C"]);
        assert_eq!(network.closed(&lead, "A").await, json!({ "code": "size_not_served", "size": "medium" }));
        assert_eq!(network.closed(&lead, "B").await, json!({ "code": "industry_not_served", "industry": "mining" }));
        let mut lead = network.lead(2);
        (lead["industry"], lead["size"]) = (json!("food"), json!("large"));
        assert_eq!(network.offered(&network.take(lead).await).await, ["A", "B", "C"]);
        // A lead without an industry is for everybody.
        assert_eq!(network.closed(&network.take(network.lead(3)).await, "B").await, Value::Null);
    }

    async fn a_certificate_is_no_longer_valid_from_its_end_on_to_the_second(kind) {
        let network = Network::start(kind).await;
        let certificate = json!({ "product": network.product, "valid_until": "2026-06-15T12:00:00+03:00" });
        network.post(&format!("/api/v1/partners/{}/certificates", network.partners["A"]), certificate).await;
        network.world.clock("2026-06-15T11:59:59+03:00").await;
        let lead = network.take(network.lead(1)).await;
        assert!(network.offered(&lead).await.contains(&"A".to_owned()));
        network.world.clock(&june(15, "12:00")).await;
        let lead = network.take(network.lead(2)).await;
        let told = network.closed(&lead, "A").await;
        assert_eq!(told, json!({ "code": "certificate_expired", "product": network.product, "at": "2026-06-15T09:00:00Z" }));
        assert_eq!(network.closed(&lead, "F").await["code"], "no_certificate");
    }

    async fn a_partner_whose_calendar_has_no_hours_in_sight_has_nobody_on_duty(kind) {
        let network = Network::start(kind).await;
        // One morning a week, and the coming years of them are holidays.
        let days: serde_json::Map<String, Value> = (0..160).map(|week| {
            let day = "2026-06-15".parse::<jiff::civil::Date>().unwrap().saturating_add(jiff::Span::new().days(7 * week));
            (day.to_string(), json!([]))
        }).collect();
        let hours = json!({ "zone": "Europe/Moscow", "weekly": { "mon": ["09:00-10:00"] }, "exceptions": days });
        let away = network.post("/api/v1/calendars", json!({ "name": "Away", "hours": hours })).await;
        network.change_partner("A", json!({ "calendar": away["id"] })).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        assert_eq!(network.closed(&lead, "A").await["code"], "nobody_on_duty");
        assert_eq!(network.offered(&lead).await, ["B", "C"]);
        network.change_partner("A", json!({ "calendar": network.get("/api/v1/calendars").await["items"].as_array().unwrap().iter().find(|c| c["name"] == "K").unwrap()["id"] })).await;
        assert_eq!(network.closed(&network.take(network.lead(2)).await, "A").await, Value::Null);
    }

    async fn who_declined_is_never_asked_again_and_who_was_asked_only_in_the_last_wave(kind) {
        let mut network = Network::start(kind).await;
        for letter in ["G", "H", "I", "J"] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.policy(json!({ "second_wave_more": 0 })).await;
        network.world.clock(&june(15, "09:00")).await;
        let lead = network.take(network.lead(1)).await;
        let first = network.offered(&lead).await;
        assert_eq!(first.len(), 3);
        let offer = network.offer_of(&lead, &first[0]).await;
        network.answer(&first[0], &offer, "decline", json!({ "reason": "no_resources" })).await.ok();
        network.world.clock(&june(15, "17:00")).await;
        assert_eq!(network.closed(&lead, &first[0]).await, json!({ "code": "declined_this_lead" }));
        for letter in &first[1..] {
            assert_eq!(network.closed(&lead, letter).await, json!({ "code": "asked_before", "ended": "ignored" }), "{letter}");
        }
        let second = network.board(&lead).await;
        let in_wave = |wave: u32| second.values().filter(|column| column["wave"] == wave).count();
        assert_eq!((in_wave(1), in_wave(2)), (3, 3), "others only");
        network.world.clock(&june(16, "16:59")).await;
        network.world.clock(&june(17, "09:00")).await;
        // The last wave asks everybody once more, but for the one who declined.
        assert_eq!(network.closed(&lead, &first[0]).await["code"], "declined_this_lead");
        for letter in &first[1..] {
            assert_eq!(network.board(&lead).await[letter]["wave"], 3, "{letter}");
        }
        // Another lead of another client is no business of that decline.
        let other = network.take(network.lead(2)).await;
        assert_ne!(network.closed(&other, &first[0]).await["code"], "declined_this_lead");
    }

    async fn of_partners_of_one_owner_one_is_asked_and_their_shares_stay_one(kind) {
        let network = Network::start(kind).await;
        let group = network.post("/api/v1/owner-groups", json!({ "name": "Холдинг" })).await;
        for letter in ["A", "B"] {
            network.change_partner(letter, json!({ "owner_group": group["id"], "tier_weight": 1_000_000 })).await;
        }
        network.policy(json!({ "k": { "rule": "fixed", "k": 1 }, "new_per_day_cap": 1_000, "open_cap": 1_000 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut counts = std::collections::BTreeMap::new();
        for number in 0..60 {
            let lead = network.take(network.lead(number)).await;
            for letter in network.offered(&lead).await {
                *counts.entry(letter).or_insert(0) += 1;
            }
        }
        // C stands alone with the share of one; the owner of A and B has one turn of its own.
        let of_owner = counts.get("A").unwrap_or(&0) + counts.get("B").unwrap_or(&0);
        assert_eq!((of_owner, counts["C"]), (30, 30), "{counts:?}");
        network.policy(json!({ "k": { "rule": "fixed", "k": 2 }, "new_per_day_cap": 1_000, "open_cap": 1_000 })).await;
        let lead = network.take(network.lead(100)).await;
        let asked = network.offered(&lead).await;
        assert_eq!(asked.len(), 2, "one of the owner's, and C: {asked:?}");
        assert!(asked.contains(&"C".to_owned()));
        // The first wave passes without an answer: the sister of the one who was asked is not asked in its place.
        let sister = if asked.contains(&"A".to_owned()) { "B" } else { "A" };
        network.world.clock(&june(16, "09:00")).await;
        assert_eq!(network.closed(&lead, sister).await["code"], "owner_asked");
    }

    async fn half_of_a_charge_comes_back_after_a_decline_and_at_most_a_fifth_of_the_offers_in_thirty_days(kind) {
        let network = Network::start(kind).await;
        // One partner of each lead, by turn alone: the sequence shows what was charged and what came back.
        network.policy(json!({ "k": { "rule": "fixed", "k": 3 }, "new_per_day_cap": 1_000, "open_cap": 1_000, "waves": 1 })).await;
        for letter in ["A", "B", "C"] {
            network.change_partner(letter, json!({ "tier_weight": 1_000_000 })).await;
        }
        network.world.clock(&june(15, "10:00")).await;
        let time_of = async |lead: &str, letter: &str| {
            let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
            let lines = why[0]["explanation"]["partners"].as_array().unwrap().clone();
            let line = lines.into_iter().find(|line| line["partner"] == network.partners[letter].as_str()).unwrap();
            (line["virtual_time"].as_i64().unwrap(), line["charge"].as_i64().unwrap())
        };
        // Ten leads go by, of which A declines none, so that a fifth of its offers is two.
        let mut last = String::new();
        for number in 0..10 {
            last = network.take(network.lead(number)).await;
        }
        let mut number = 10;
        let mut came_back = Vec::new();
        for _ in 0..4 {
            let (before, charge) = time_of(&last, "A").await;
            network.answer("A", &network.offer_of(&last, "A").await, "decline", json!({ "reason": "no_resources" })).await.ok();
            last = network.take(network.lead(number)).await;
            number += 1;
            let (after, _) = time_of(&last, "A").await;
            came_back.push((before + charge - after, charge));
        }
        let (back, charge) = came_back[0];
        assert!((back * 2 - charge).abs() <= 1, "half of {charge} is {back}");
        let refunds = came_back.iter().filter(|(back, _)| *back > 0).count();
        assert!((2..=3).contains(&refunds), "a fifth of eleven to fourteen offers: {came_back:?}");
        assert_eq!(came_back[3].0, 0, "the fourth of fourteen brings nothing back: {came_back:?}");
        // Thirty days later the same partner may decline again.
        network.world.clock("2026-07-16T10:00:00+03:00").await;
        for _ in 0..6 {
            last = network.take(network.lead(number)).await;
            number += 1;
        }
        let (before, charge) = time_of(&last, "A").await;
        network.answer("A", &network.offer_of(&last, "A").await, "decline", json!({ "reason": "no_resources" })).await.ok();
        let next = network.take(network.lead(number)).await;
        assert!(before + charge - time_of(&next, "A").await.0 > 0, "what was longer ago is forgotten");
    }
}
