//! Stories 1, 3, 4.

use reqwest::Method;
use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    // The story's own tax id, 7701234567, fails its checksum (the tenth digit must be 0), and such a number is refused; the
    // story runs with one that stands.
    async fn story_1_a_tax_id_that_fails_its_checksum_is_refused_with_the_digit_named(kind) {
        let network = Network::start(kind).await;
        for (lang, says) in [("ru", "цифра 10 — 7, по контрольной сумме должна быть 0"), ("en", "Digit 10 of the INN is 7; by the checksum it must be 0")] {
            let mut lead = network.lead(1);
            lead["client"]["tax_id"] = json!("7701234567");
            let refused = network.world.call(Method::POST, "/api/v1/leads", Some(&network.admin), &[("accept-language", lang)], Some(lead)).await;
            assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!("client.tax_id")));
            assert!(refused.text.contains(says), "{}", refused.text);
        }
        assert_eq!(network.get("/api/v1/leads").await["items"], json!([]), "nothing was taken in");
        let mut mended = network.lead(1);
        mended["client"]["tax_id"] = json!("7701234560");
        network.take(mended).await;
    }

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
