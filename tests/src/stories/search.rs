//! Names are found in whatever letters they are typed, on both databases; what was given can be taken away.

use reqwest::Method;
use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn leads_partners_and_people_are_found_in_whatever_letters(kind) {
        let mut network = Network::start(kind).await;
        network.partner("НАСОС Плюс", "RU-MOW", 1, false).await;
        network.partner("Ёлка", "RU-MOW", 1, false).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut lead = network.lead(1);
        lead["client"]["name"] = json!("Завод «ЗЕЛЁНЫЙ»");
        let lead = network.take(lead).await;
        network.person("anna@vendor.ru", "auditor", None).await;
        let body = json!({ "email": "semen@vendor.ru", "role": "auditor" });
        let invited = network.post("/api/v1/invitations", body).await;
        let token = invited["accept_url"].as_str().unwrap().split("token=").nth(1).unwrap().to_owned();
        let join = json!({ "token": token, "name": "Семён Орлов", "password": "tundra-violin-orbit-72", "lang": "ru" });
        network.world.call(Method::POST, "/api/v1/invitations/acceptance", None, &[], Some(join)).await.ok();
        let found = async |path: &str, field: &str| {
            let list = network.get(path).await;
            let names = list["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap().to_owned());
            names.collect::<Vec<_>>()
        };
        for q in ["насос", "Насос", "НАСОС", " плюс "] {
            assert_eq!(found(&format!("/api/v1/partners?q={q}"), "name").await, ["НАСОС Плюс"], "{q}");
        }
        for q in ["елка", "ёлка", "ЁЛКА"] {
            assert_eq!(found(&format!("/api/v1/partners?q={q}"), "name").await, ["Ёлка"], "{q}");
        }
        for q in ["%25", "_"] {
            assert!(found(&format!("/api/v1/partners?q={q}"), "name").await.is_empty(), "{q} stands for itself");
        }
        for q in ["зеленый", "Зелёный"] {
            assert_eq!(found(&format!("/api/v1/leads?q={q}"), "id").await, std::slice::from_ref(&lead), "{q}");
        }
        for q in ["семен", "СЕМЁН", "Semen@"] {
            assert_eq!(found(&format!("/api/v1/users?q={q}"), "email").await, ["semen@vendor.ru"], "{q}");
        }
        let user = network.get("/api/v1/users?q=орлов").await["items"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/users/{user}");
        network.world.call(Method::PATCH, &path, Some(&network.admin), &[], Some(json!({ "name": "Пётр Гусев" }))).await.ok();
        assert_eq!(found("/api/v1/users?q=петр", "name").await, ["Пётр Гусев"]);
        assert!(found("/api/v1/users?q=орлов", "name").await.is_empty());
        let partner = network.partners["Ёлка"].clone();
        network.world.call(Method::PATCH, &format!("/api/v1/partners/{partner}"), Some(&network.admin), &[], Some(json!({ "name": "Сосна" }))).await.ok();
        assert_eq!(found("/api/v1/partners?q=СОСНА", "name").await, ["Сосна"]);
    }

    async fn the_limits_of_a_partner_can_be_taken_away(kind) {
        let network = Network::start(kind).await;
        let path = format!("/api/v1/partners/{}", network.partners["A"]);
        let change = async |body| network.world.call(Method::PATCH, &path, Some(&network.admin), &[], Some(body)).await.ok();
        let caps = |partner: &serde_json::Value| (partner["open_cap"].clone(), partner["new_per_day_cap"].clone());
        assert_eq!(caps(&change(json!({ "open_cap": 3, "new_per_day_cap": 2 })).await), (json!(3), json!(2)));
        assert_eq!(caps(&change(json!({ "name": "A" })).await), (json!(3), json!(2)), "what is absent stays");
        assert_eq!(caps(&change(json!({ "open_cap": null })).await), (json!(null), json!(2)), "null takes it away");
        let director = network.person("d@vendor.ru", "director", None).await;
        let form = |caps: &str| format!("name=A&size_class=small&tier_weight=100&contract_active=true&territories=RU-MOW{caps}");
        for (typed, kept) in [("&open_cap=4&new_per_day_cap=5", (json!(4), json!(5))), ("&open_cap=&new_per_day_cap=", (json!(null), json!(null)))] {
            let request = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
            let request = request.post(network.world.url(&format!("/partners/{}/edit", network.partners["A"])));
            let request = request.header("content-type", "application/x-www-form-urlencoded").header("cookie", format!("artel={director}"));
            let told = request.body(form(typed)).send().await.unwrap();
            assert!(told.status().is_redirection(), "{}", told.status());
            assert_eq!(caps(&network.get(&path).await), kept);
        }
    }

    async fn leads_deals_partners_and_people_are_found_by_words(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut given = network.lead(1);
        given["client"]["name"] = json!("Завод «ЗЕЛЁНЫЙ луч»");
        given["need"] = json!("Три насоса для очистных сооружений");
        let first = network.take(given).await;
        network.world.clock(&june(15, "10:01")).await;
        let second = network.take(network.lead(2)).await;
        network.world.clock(&june(15, "10:02")).await;
        let found = async |key: &str, q: &str, kind: &str| {
            let path = format!("/api/v1/search?q={q}&kind={kind}");
            let told = network.world.get(key, &path).await.ok();
            let items = told["items"][0]["items"].as_array().cloned().unwrap_or_default();
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for q in ["зеленый", "зелёного луча", "насос очистка", "насосы для сооруж", "+7 495 100-00-01", "8(495)1000001", "зел"] {
            assert_eq!(found(&network.admin, q.replace('+', "%2B").as_str(), "lead").await, std::slice::from_ref(&first), "{q}");
        }
        assert_eq!(found(&network.admin, "иван петров", "lead").await, [second.clone(), first.clone()], "the newest first");
        for q in ["зеленый завод сгорел", "", "%20", "ооо", "луч зелёных человечков"] {
            assert!(found(&network.admin, q, "lead").await.is_empty(), "{q}");
        }
        let partner = network.partners["A"].clone();
        network.change_partner("A", json!({ "name": "ООО «Аква-Инженер»" })).await;
        network.person("semen@a.ru", "partner_seller", Some("A")).await;
        network.world.clock(&june(15, "10:03")).await;
        assert_eq!(found(&network.admin, "аква инж", "partner").await, std::slice::from_ref(&partner));
        assert!(found(&network.admin, "A", "partner").await.is_empty(), "the name that it had is gone");
        assert_eq!(found(&network.admin, "semen@a.ru", "user").await.len(), 1);
        // A partner finds a client from its acceptance until the contact is hidden again, and nobody else's.
        let letters = network.offered(&first).await;
        let (letter, other) = (letters[0].clone(), letters[1].clone());
        let offer = network.offer_of(&first, &letter).await;
        let (own, others) = (network.keys[&letter].clone(), network.keys[&other].clone());
        assert!(found(&own, "зеленый", "offer").await.is_empty());
        network.answer(&letter, &offer, "acceptance", json!({})).await.ok();
        network.world.clock(&june(15, "10:04")).await;
        assert_eq!(found(&own, "зеленый луч", "offer").await, std::slice::from_ref(&offer));
        for kind in ["lead", "offer", "deal", "partner", "user"] {
            assert!(found(&others, "зеленый", kind).await.is_empty(), "{kind}");
        }
        assert!(found(&own, "зеленый", "lead").await.is_empty(), "leads are the vendor's");
        let deal = network.world.post(&own, &format!("/api/v1/offers/{offer}/contacts"), json!({ "evidence": "call", "note": "ok" })).await;
        assert!(deal.status.is_success(), "{}", deal.text);
        let deal = network.world.post(&own, &format!("/api/v1/offers/{offer}/deal"), json!({})).await.ok();
        network.world.clock(&june(15, "10:05")).await;
        let deal = deal["id"].as_str().unwrap().to_owned();
        assert_eq!(found(&own, "зелёным", "deal").await, std::slice::from_ref(&deal));
        assert_eq!(found(&network.admin, "аква зелёным", "deal").await.is_empty(), letter != "A");
        assert_eq!(found(&network.admin, "зелёным", "deal").await, [deal]);
        let path = format!("/api/v1/leads/{first}/consent-withdrawal");
        network.world.post(&network.key("lead_desk").await, &path, json!({ "reason": "asked by phone" })).await.ok();
        network.world.clock(&june(15, "10:06")).await;
        assert!(found(&own, "зеленый луч", "offer").await.is_empty(), "without consent there is no contact");
    }
}
