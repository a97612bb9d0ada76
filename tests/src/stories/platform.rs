//! Story 23.

use reqwest::Method;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn story_23_l3_the_same_key_gives_one_effect_and_one_answer_also_across_a_restart(kind) {
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
        let touches = network.get(&format!("/api/v1/leads/{}/touches", answers[0].body["id"].as_str().unwrap())).await;
        assert_eq!(touches.as_array().unwrap().len(), 1, "one effect");
        let other = network.world.call(Method::POST, "/api/v1/leads", Some(&network.admin), &[("idempotency-key", "one")], Some(network.lead(2))).await;
        assert_eq!(other.status, 422);
        assert!(other.body["type"].as_str().unwrap().ends_with("/idempotency-key-reused"));
        assert_eq!(network.get("/api/v1/leads").await["items"].as_array().unwrap().len(), 1);
    }
}
