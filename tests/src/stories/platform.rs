//! Story 23.

use reqwest::Method;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn story_23_the_same_key_gives_one_effect_and_one_answer_also_across_a_restart(kind) {
        let mut network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.lead(1);
        let mut answers = Vec::new();
        for round in 0..5 {
            if round == 3 {
                network.world.restart(&june(15, "10:05")).await;
            }
            let headers = [("idempotency-key", "one")];
            answers.push(network.world.call(Method::POST, "/api/v1/leads", Some(&network.admin), &headers, Some(lead.clone())).await);
        }
        assert_eq!(answers[0].status, 201);
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        let touches = network.get(&format!("/api/v1/leads/{}/touches", answers[0].body["id"].as_str().unwrap())).await["items"].clone();
        assert_eq!(touches.as_array().unwrap().len(), 1, "one effect");
        let other = network.world.call(Method::POST, "/api/v1/leads", Some(&network.admin), &[("idempotency-key", "one")], Some(network.lead(2))).await;
        assert_eq!(other.status, 422);
        assert!(other.body["type"].as_str().unwrap().ends_with("/idempotency-key-reused"));
        assert_eq!(network.get("/api/v1/leads").await["items"].as_array().unwrap().len(), 1);
    }

    async fn t2_the_event_log_is_gapless_in_order_and_a_partner_reads_its_own_part(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 0..4 {
            network.take(network.lead(number)).await;
        }
        let offer = network.offer("A").await;
        network.answer("A", &offer, "acceptance", serde_json::json!({})).await.ok();
        network.world.clock(&june(15, "10:01")).await;
        let mut positions = Vec::new();
        let mut after = 0;
        loop {
            let stretch = network.get(&format!("/api/v1/events?after={after}&limit=7")).await;
            let events = stretch["events"].as_array().unwrap().clone();
            if events.is_empty() {
                break;
            }
            assert!(!stretch.to_string().contains("Петров"), "no personal data in the log");
            positions.extend(events.iter().map(|event| event["position"].as_i64().unwrap()));
            after = stretch["next"].as_i64().unwrap();
            assert_eq!(Some(after), positions.last().copied());
        }
        assert_eq!(positions, (1..=i64::try_from(positions.len()).unwrap()).collect::<Vec<_>>());
        let own = network.world.get(&network.keys["B"], "/api/v1/events?limit=200").await;
        assert!(!own.text.contains("position"), "a partner cannot count what it does not see");
        assert!(own.text.contains("offer.made") && !own.text.contains("lead.received"));
        for other in ["A", "C", "D"] {
            assert!(!own.text.contains(&network.partners[other]));
        }
    }
}
