//! Stories 1, 3, 4.

use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn story_1_a_duplicate_is_a_touch_on_the_open_lead(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        // The tax id that the story names fails its own checksum and would be refused; this one passes.
        let mut first = network.lead(1);
        first["client"]["tax_id"] = json!("7707083893");
        first["contact"]["phone"] = json!("+7 (495) 123-45-67");
        let first = network.post("/api/v1/leads", first).await;
        let mut again = network.lead(2);
        again["client"]["tax_id"] = json!("7707083893");
        again["contact"]["phone"] = json!("84951234567");
        again["source"] = json!("exhibition");
        let again = network.post("/api/v1/leads", again).await;
        assert_eq!(again["id"], first["id"]);
        assert_eq!((again["duplicate"].clone(), again["touches"].clone()), (json!(true), json!(2)));
        let touches = network.get(&format!("/api/v1/leads/{}/touches", first["id"].as_str().unwrap())).await["items"].clone();
        assert_eq!((touches[0]["source"].clone(), touches[1]["source"].clone()), (json!("api"), json!("exhibition")));
        assert_eq!(network.offers("A").await.len(), 1, "no second distribution");
    }

    async fn story_3_a_lead_of_grade_c_is_nurtured_not_offered(kind) {
        let network = Network::start(kind).await;
        let mut lead = network.lead(1);
        lead["need"] = json!("?");
        lead["value_minor"] = json!(null);
        let taken = network.post("/api/v1/leads", lead).await;
        assert_eq!(taken["state"], "nurture");
        let shown = network.get(&format!("/api/v1/leads/{}", taken["id"].as_str().unwrap())).await;
        assert_eq!(shown["grade"], "C");
        assert!(network.offers("A").await.is_empty());
    }

    async fn story_4_without_consent_no_partner_finds_the_lead(kind) {
        let network = Network::start(kind).await;
        let mut lead = network.lead(1);
        lead["consent"]["transfer"] = json!(false);
        let taken = network.post("/api/v1/leads", lead).await;
        assert_eq!(taken["state"], "consent_needed");
        for letter in ["A", "B", "C"] {
            assert!(network.offers(letter).await.is_empty());
            let found = network.world.get(&network.keys[letter], &format!("/api/v1/leads/{}", taken["id"].as_str().unwrap())).await;
            assert_eq!(found.status, 403);
        }
    }

    async fn wrong_fields_are_all_named_at_once(kind) {
        let network = Network::start(kind).await;
        let mut lead = network.lead(1);
        lead["client"]["tax_id"] = json!("7707083894");
        lead["client"]["region"] = json!("RU-XXX");
        lead["contact"]["phone"] = json!("позвоните");
        let refused = network.world.post(&network.admin, "/api/v1/leads", lead).await;
        assert_eq!(refused.status, 422);
        let fields: Vec<_> = refused.body["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap().to_owned()).collect();
        assert_eq!(fields, ["client.tax_id", "contact.phone", "client.region"]);
        assert!(refused.text.contains("цифра 10"), "{}", refused.text);
    }
}
