//! The lists behind the numbers, what waits today, and the holes in coverage.

use serde_json::{Value, json};

use crate::{
    databases::both,
    stories::{Network, june},
};

fn rows<'v>(list: &'v Value, name: &str) -> &'v Vec<Value> {
    list[name].as_array().unwrap()
}

both! {
    async fn a_lead_that_nobody_answers_waits_for_people_first_as_a_warning_and_then_as_a_task(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let kinds = |today: &Value| -> Vec<String> {
            rows(today, "waiting").iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
        };
        assert!(!kinds(&network.get("/api/v1/today").await).contains(&"offers_end".to_owned()), "eight hours are left");
        network.world.clock(&june(15, "16:30")).await;
        let today = network.get("/api/v1/today").await;
        let ending = rows(&today, "waiting").iter().find(|one| one["kind"] == "offers_end").unwrap();
        assert_eq!(ending["href"], format!("/leads/{lead}"));
        assert_eq!(ending["due_at"], "2026-06-15T15:00:00Z", "at the end of the first offer");
        // The last wave asked those who let it pass once more, until the evening of the next day.
        network.world.clock(&june(17, "10:00")).await;
        let today = network.get("/api/v1/today").await;
        assert!(kinds(&today).contains(&"lead_exhausted".to_owned()), "{today}");
        assert!(!kinds(&today).contains(&"offers_end".to_owned()));
    }

    async fn behind_each_number_stand_the_partners_and_offers_that_make_it(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        let offer = network.offer("A").await;
        network.answer("A", &offer, "acceptance", json!({})).await.ok();
        network.answer("A", &offer, "contacts", json!({ "evidence": "call" })).await.ok();
        network.world.clock(&june(16, "12:00")).await;
        let ignored = network.get("/api/v1/measures/ignored/offers").await;
        let who: Vec<&str> = rows(&ignored, "items").iter().map(|one| one["partner_name"].as_str().unwrap()).collect();
        assert!(who.contains(&"B") && who.contains(&"C") && !who.contains(&"A"), "{who:?}");
        let starts = network.get("/api/v1/measures/start/offers").await;
        assert_eq!(rows(&starts, "items")[0]["partner_name"], "A");
        let sleeping = network.get("/api/v1/measures/active/sleeping?limit=3").await;
        assert_eq!(rows(&sleeping, "items").len(), 3);
        let next = sleeping["next"].as_str().unwrap();
        let rest = network.get(&format!("/api/v1/measures/active/sleeping?limit=3&after={next}")).await;
        let all = rows(&sleeping, "items").iter().chain(rows(&rest, "items"));
        let all: Vec<&Value> = all.collect();
        assert_eq!(all.len(), 5, "A sells; the other five sleep, each named once");
        assert!(all.iter().all(|one| one["name"] != "A" && one["reasons"][0]["reason"] == "no_users"), "{all:?}");
        assert_eq!(rows(&network.get("/api/v1/measures/debt/partners").await, "items").len(), 0);
    }

    async fn a_region_whose_leads_nobody_can_take_is_a_hole_and_names_who_lacks_least(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut north = network.lead(1);
        north["client"]["region"] = json!("RU-SPE");
        network.take(north).await;
        network.world.clock(&june(15, "10:01")).await;
        let coverage = network.get("/api/v1/coverage").await;
        let cell = |code: &str| {
            let line = rows(&coverage, "regions").iter().find(|line| line["region"] == code).unwrap();
            line["cells"][0].clone()
        };
        assert_eq!(cell("RU-SPE"), json!({ "eligible": 0, "paused": 0, "demand": 1 }));
        assert_eq!(cell("RU-MOW"), json!({ "eligible": 3, "paused": 0, "demand": 0 }), "F has no certificate");
        assert_eq!(coverage["regions"][0]["region"], "RU-SPE", "unserved demand comes first");
        let near = network.get(&format!("/api/v1/coverage/RU-SPE/{}", network.product)).await;
        assert_eq!(near["partners"][0]["lacks"], json!(["territory"]));
        assert_eq!(rows(&near, "partners").last().unwrap()["name"], "F", "F lacks the certificate as well");
    }
}
