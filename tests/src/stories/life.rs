//! A partner's life: what is computed, what the vendor decides with a reason, and who reads it where.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    pages::{page, send},
};
use crate::databases::both;

async fn life(network: &Network, letter: &str) -> Value {
    network.get(&format!("/api/v1/partners/{}", network.partners[letter])).await["life"].clone()
}

/// The partners of the list that stand so.
async fn listed(network: &Network, life: &str) -> usize {
    network.get(&format!("/api/v1/partners?life={life}")).await["items"].as_array().unwrap().len()
}

both! {
    async fn a_partner_is_active_for_the_policys_days_after_what_it_did_and_dormant_after_them(kind) {
        let mut network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.partner("N", "RU-MOW", 1, true).await;
        network.change_partner("N", json!({ "joined_at": june(15, "09:00") })).await;
        assert_eq!((life(&network, "N").await, life(&network, "B").await), (json!("onboarding"), json!("dormant")));
        let lead = network.take(network.lead(1)).await;
        network.start_work(&lead, "B").await;
        network.world.clock(&june(15, "10:05")).await;
        assert_eq!(life(&network, "B").await, "active");
        assert_eq!((listed(&network, "active").await, listed(&network, "onboarding").await), (1, 1));
        let director = network.key("director").await;
        let list = page(&network, &director, "/partners?life=active").await;
        assert!(list.contains(&network.partners["B"]) && !list.contains(&network.partners["A"]), "{list}");
        // The ninetieth day is the last one.
        network.world.clock("2026-09-12T23:00:00+03:00").await;
        assert_eq!(life(&network, "B").await, "active");
        network.world.clock("2026-09-13T00:00:00+03:00").await;
        assert_eq!((life(&network, "B").await, life(&network, "N").await), (json!("dormant"), json!("dormant")));
        // The number is the policy's, for the partner and for the five numbers alike.
        let active = async || network.get("/api/v1/measures").await["measures"][0]["part"].clone();
        assert_eq!(active().await, 0);
        network.numbers("network", json!({ "active_days": 120 })).await;
        network.world.clock("2026-09-13T00:01:00+03:00").await;
        assert_eq!((life(&network, "B").await, active().await), (json!("active"), json!(1)));
        let sleeping = network.get("/api/v1/measures/active/sleeping").await["items"].clone();
        assert!(sleeping.as_array().unwrap().iter().all(|row| row["partner"] != network.partners["B"]), "{sleeping}");
        let told = network.get("/api/v1/measures").await["measures"][0]["definition"].as_str().unwrap().to_owned();
        assert!(told.contains("120"), "{told}");
    }

    async fn the_vendor_suspends_a_partner_with_a_reason_and_brings_it_back(kind) {
        let network = Network::start(kind).await;
        let (manager, trainer) = (network.key("channel_manager").await, network.key("trainer").await);
        network.world.clock(&june(15, "10:00")).await;
        let begun = network.take(network.lead(1)).await;
        let offer = network.offer_of(&begun, "B").await;
        let path = format!("/api/v1/partners/{}/suspension", network.partners["B"]);
        let suspend = async |key: &str, reason: &str| network.world.post(key, &path, json!({ "reason": reason })).await;
        assert_eq!(suspend(&trainer, "Проверка").await.status, 403);
        assert_eq!(suspend(&network.keys["B"].clone(), "Сам").await.status, 403, "nobody suspends itself");
        assert_eq!(suspend(&manager, " ").await.status, 422, "never without a reason");
        assert_eq!(network.world.call(Method::DELETE, &path, Some(&manager), &[], None).await.status, 409);
        assert_eq!(suspend(&manager, "Проверка договора").await.ok()["life"], "suspended");
        let again = suspend(&manager, "Ещё раз").await;
        assert!(again.status == 409 && again.text.contains("partner-suspended"), "{}", again.text);
        assert_eq!(listed(&network, "suspended").await, 1);
        assert_eq!(network.count(&manager, "partner.suspended").await, 1);
        // No new lead, with its reason; what was offered before can still be answered.
        network.world.clock(&june(15, "10:01")).await;
        let lead = network.take(network.lead(2)).await;
        assert!(!network.offered(&lead).await.contains(&"B".to_owned()));
        let closed = network.closed(&lead, "B").await;
        assert_eq!((closed["code"].clone(), closed["kind"].clone()), (json!("paused"), json!("suspended")));
        let give = json!({ "partner": network.partners["B"], "reason": "Просит клиент", "set_aside": true });
        let given = network.world.post(&manager, &format!("/api/v1/leads/{lead}/hand-give"), give).await;
        assert!(given.status == 409 && given.text.contains("gates-closed"), "nobody sets it aside: {}", given.text);
        network.answer("B", &offer, "acceptance", json!({})).await.ok();
        // The partner is told, and reads why.
        let own = page(&network, &network.keys["B"], "/company/about").await;
        assert!(own.contains("Проверка договора") && own.contains("Приостановлен"), "{own}");
        let there = format!("/partners/{}", network.partners["B"]);
        let seen = page(&network, &manager, &there).await;
        assert!(seen.contains("Проверка договора") && seen.contains(&format!("{there}/resume")), "{seen}");
        assert_eq!(send(&network, &manager, &format!("{there}/resume"), &[]).await, 303);
        assert_ne!(life(&network, "B").await, "suspended");
        network.world.clock(&june(15, "10:02")).await;
        let next = network.take(network.lead(3)).await;
        assert_eq!(network.closed(&next, "B").await, json!(null));
        assert_eq!(send(&network, &manager, &format!("{there}/suspend"), &[("reason", "")]).await, 422);
        assert_eq!(send(&network, &manager, &format!("{there}/suspend"), &[("reason", "Не отвечает")]).await, 303);
        assert_eq!(life(&network, "B").await, "suspended");
        network.change_partner("B", json!({ "left": true })).await;
        assert_eq!(life(&network, "B").await, "left");
    }

    async fn who_is_suspended_is_told_by_news(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let owner = network.person("owner@b.ru", "partner_owner", Some("B")).await;
        let path = format!("/api/v1/partners/{}/suspension", network.partners["B"]);
        network.post(&path, json!({ "reason": "Проверка договора" })).await;
        network.world.clock(&june(15, "10:01")).await;
        let news = network.world.by(&owner, Method::GET, "/api/v1/notices", json!(null)).await.ok();
        let told = &news["items"][0];
        assert_eq!((told["kind"].clone(), told["path"].clone()), (json!("partner_suspended"), json!("/company/about")));
        assert!(told["text"].as_str().unwrap().contains("Проверка договора"), "{news}");
    }

    async fn who_is_touched_by_a_new_policy_is_named_before_it_is_published(kind) {
        let network = Network::start(kind).await;
        let director = network.key("director").await;
        network.world.clock(&june(10, "12:00")).await;
        network.win_given("B", 1).await;
        network.world.clock(&june(25, "12:00")).await;
        let lead = network.take(network.lead(2)).await;
        network.start_work(&lead, "A").await;
        let touches = async |section: &str, numbers: Value| {
            let body = json!({ "body": { section: numbers }, "note": "x" });
            let told = network.world.post(&director, "/api/v1/policies/preview", body).await.ok();
            let all = told["touches"].as_array().unwrap().clone();
            all.into_iter().map(|touch| {
                let names = touch["partners"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
                (touch["what"].as_str().unwrap().to_owned(), names.join(" "))
            }).collect::<std::collections::BTreeMap<_, _>>()
        };
        let strict = json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] });
        let found = touches("reciprocity", strict.clone()).await;
        assert_eq!(found.get("would_pause").map(String::as_str), Some("B"), "{found:?}");
        let found = touches("distribution", json!({ "open_cap": 1 })).await;
        assert_eq!(found.get("full_at_once").map(String::as_str), Some("A"), "{found:?}");
        assert_eq!(found.get("open_cap").map(String::as_str), Some("A B C D E F"), "{found:?}");
        let found = touches("network", json!({ "active_days": 5 })).await;
        assert_eq!(found.get("would_be_dormant").map(String::as_str), Some("B"), "{found:?}");
        assert!(touches("grading", json!({ "need": 3 })).await.is_empty());
        // What was foretold comes about.
        network.numbers("reciprocity", strict).await;
        let counter = network.get(&format!("/api/v1/partners/{}/reciprocity", network.partners["B"])).await;
        assert_eq!(counter["paused"], true);
        let found = touches("reciprocity", json!({ "grace_days": 3650 })).await;
        assert_eq!(found.get("pause_would_end").map(String::as_str), Some("B"), "{found:?}");
    }
}
