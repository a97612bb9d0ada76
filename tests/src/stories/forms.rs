//! Story 5, and what robots do to a form.

use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{databases::both, world::Told};

pub fn body(network: &Network) -> Value {
    json!({
        "name": "Форма сайта", "slug": "pumps", "source": "site", "region": "RU-MOW", "products": [network.product],
        "fields": [{ "field": "company", "required": true }, { "field": "tax_id" }, { "field": "name" },
            { "field": "phone", "required": true }, { "field": "email" }, { "field": "need", "required": true }, { "field": "value" }],
        "title": { "ru": "Подбор насоса", "en": "Choose a pump" },
        "consents": {
            "processing": { "version": "p1", "text": { "ru": "Согласен на обработку", "en": "I agree to the processing" } },
            "transfer": { "version": "t1", "text": { "ru": "Согласен на передачу партнёрам", "en": "I agree to the transfer" } }
        },
        "origins": ["https://example.ru"]
    })
}

pub fn post(number: u32) -> Value {
    json!({ "company": format!("Завод {number}"), "name": "Иван Петров", "phone": format!("+7495{:07}", 1_000_000 + number),
        "need": "Нужны насосы для котельной", "value": "1 000 000", "consent_processing": true, "consent_transfer": true })
}

pub async fn send(network: &Network, query: &str, headers: &[(&str, &str)], body: Value) -> Told {
    network
        .world
        .call(Method::POST, &format!("/api/v1/public/forms/pumps/leads{query}"), None, headers, Some(body))
        .await
}

async fn leads(network: &Network) -> Vec<Value> {
    network.get("/api/v1/leads?limit=200").await["items"].as_array().unwrap().clone()
}

both! {
    async fn of_many_posts_at_once_no_more_pass_than_an_address_may_send(kind) {
        let network = Network::start(kind).await;
        let mut form = body(&network);
        form["per_address_hour"] = json!(3);
        network.post("/api/v1/forms", form).await;
        network.world.clock(&june(15, "10:00")).await;
        let posts = (0..12).map(|number| send(&network, "", &[("x-forwarded-for", "203.0.113.7")], post(number)));
        let statuses: Vec<u16> = futures_util::future::join_all(posts).await.iter().map(|told| told.status.as_u16()).collect();
        let count = |status| statuses.iter().filter(|given| **given == status).count();
        assert_eq!((count(201), count(429)), (3, 9), "{statuses:?}");
    }

    async fn of_two_policies_published_at_once_one_is_first_and_the_other_knows(kind) {
        let network = Network::start(kind).await;
        let all = network.get("/api/v1/policies").await["items"].as_array().unwrap().clone();
        let newest = all.iter().map(|policy| policy["version"].as_i64().unwrap()).max().unwrap();
        let publish = |base: Option<i64>| {
            let mut new = json!({ "body": { "distribution": { "new_per_day_cap": 7 } }, "note": "at once" });
            if let Some(base) = base {
                new["base"] = json!(base);
            }
            network.world.post(&network.admin, "/api/v1/policies", new)
        };
        let (one, other) = tokio::join!(publish(None), publish(None));
        let mut versions = [one.ok()["version"].as_i64().unwrap(), other.ok()["version"].as_i64().unwrap()];
        versions.sort_unstable();
        assert_eq!(versions, [newest + 1, newest + 2]);
        let (one, other) = tokio::join!(publish(Some(newest + 2)), publish(Some(newest + 2)));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 412], "who comes second is told that it is stale");
    }

    async fn story_5_a_form_promises_an_answer_within_a_working_day_and_keeps_what_was_agreed_to(kind) {
        let network = Network::start(kind).await;
        let me = json!({ "email": "desk@example.ru", "role": "lead_desk" });
        network.post("/api/v1/invitations", me).await;
        let form = network.post("/api/v1/forms", body(&network)).await;
        let snippet = form["snippet"].as_str().unwrap();
        assert!(snippet.contains("/f/pumps") && snippet.contains("/f/embed.js"), "{snippet}");
        let script = network.world.call(Method::GET, "/f/embed.js", None, &[], None).await;
        assert!(script.status.is_success() && script.text.contains("artelForm"));
        network.world.clock(&june(11, "17:30")).await;
        let told = send(&network, "", &[], post(1)).await;
        assert_eq!(told.status, 201, "{}", told.text);
        assert_eq!(told.body, json!({ "message": "Спасибо! Мы свяжемся с вами в течение 1 рабочего дня" }));
        let english = send(&network, "?lang=en", &[], post(2)).await;
        assert_eq!(english.body["message"], "Thank you! We will contact you within 1 working day");

        let all = leads(&network).await;
        assert_eq!(all.len(), 2);
        let lead = all.iter().find(|lead| lead["client_name"] == "Завод 1").unwrap();
        assert_eq!(lead["first_answer_due"], "2026-06-15T14:30:00Z", "Thu 17:30 to Mon 17:30 over a holiday");
        assert_eq!((lead["source"].clone(), lead["state"].clone(), lead["value_minor"].clone()), (json!("site"), json!("distributing"), json!(100_000_000)));
        let consents = network.get(&format!("/api/v1/leads/{}/consents", lead["id"].as_str().unwrap())).await;
        let told: Vec<_> = consents["items"].as_array().unwrap().iter()
            .map(|c| (c["purpose"].clone(), c["text_version"].clone(), c["form_version"].clone(), c["given"].clone(), c["lang"].clone())).collect();
        assert_eq!(told, [
            (json!("processing"), json!("p1"), json!(1), json!(true), json!("ru")),
            (json!("transfer"), json!("t1"), json!(1), json!(true), json!("ru")),
        ]);
    }

    async fn a_consent_by_the_api_and_by_hand_and_its_withdrawal_can_be_proved(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let desk = network.key("lead_desk").await;
        let mut new = network.lead(1);
        new["consent"] = json!({ "transfer": true, "text": "v99" });
        let lead = network.take(new).await;
        network.world.clock(&june(15, "10:01")).await;
        network.world.post(&desk, &format!("/api/v1/leads/{lead}/consent-withdrawal"), json!({ "reason": "Передумал" })).await.ok();
        network.world.clock(&june(15, "10:02")).await;
        network.world.post(&desk, &format!("/api/v1/leads/{lead}/consent"), json!({ "text": "v100, по телефону" })).await.ok();
        let consents = network.get(&format!("/api/v1/leads/{lead}/consents")).await;
        let told: Vec<_> = consents["items"].as_array().unwrap().iter()
            .map(|c| (c["given"].clone(), c["text_version"].clone(), c["at"].clone(), c["form"].clone())).collect();
        let moment = |minute: u32| json!(format!("2026-06-15T07:0{minute}:00Z"));
        assert_eq!(told, [
            (json!(true), json!("v99"), moment(0), json!(null)),
            (json!(false), json!("Передумал"), moment(1), json!(null)),
            (json!(true), json!("v100, по телефону"), moment(2), json!(null)),
        ]);
    }

    async fn the_promise_is_in_working_days_whatever_a_day_is_and_is_said_as_the_policy_has_it(kind) {
        let network = Network::start(kind).await;
        network.post("/api/v1/forms", body(&network)).await;
        // A vendor who works six hours a day still answers on the next working day.
        let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), json!(["10:00-16:00"])));
        let hours = json!({ "zone": "Europe/Moscow", "weekly": std::collections::BTreeMap::from(days), "exceptions": { "2026-06-12": [] } });
        let short = network.post("/api/v1/calendars", json!({ "name": "Короткий", "hours": hours })).await;
        network.world.call(Method::PATCH, "/api/v1/program", Some(&network.admin), &[], Some(json!({ "calendar": short["id"] }))).await.ok();
        network.world.clock(&june(11, "15:30")).await;
        let told = send(&network, "", &[], post(1)).await;
        assert_eq!(told.body["message"], "Спасибо! Мы свяжемся с вами в течение 1 рабочего дня");
        assert_eq!(leads(&network).await[0]["first_answer_due"], "2026-06-15T12:30:00Z");
        network.numbers("desk", json!({ "first_answer_working_days": 2 })).await;
        let told = send(&network, "", &[], post(2)).await;
        assert_eq!(told.body["message"], "Спасибо! Мы свяжемся с вами в течение 2 рабочих дней");
        let lead = leads(&network).await.into_iter().find(|lead| lead["client_name"] == "Завод 2").unwrap();
        assert_eq!(lead["first_answer_due"], "2026-06-16T12:30:00Z");
        let page = network.world.call(Method::GET, "/f/pumps?lang=ru", None, &[], None).await;
        assert!(page.text.contains("Ответим в течение 2 рабочих дней"));
    }

    async fn the_click_of_an_impatient_user_creates_nothing(kind) {
        let network = Network::start(kind).await;
        network.post("/api/v1/forms", body(&network)).await;
        network.world.clock(&june(15, "10:00")).await;
        let first = send(&network, "", &[("idempotency-key", "k1")], post(1)).await;
        let second = send(&network, "", &[("idempotency-key", "k1")], post(1)).await;
        let third = send(&network, "", &[], post(1)).await;
        assert_eq!((first.status, &first.body), (second.status, &second.body));
        assert_eq!((first.status, &first.body), (third.status, &third.body));
        let all = leads(&network).await;
        assert_eq!(all.len(), 1);
        let touches = network.get(&format!("/api/v1/leads/{}/touches", all[0]["id"].as_str().unwrap())).await["items"].clone();
        assert_eq!(touches.as_array().unwrap().len(), 1, "not even a touch");
    }

    async fn the_two_consents_are_apart(kind) {
        let network = Network::start(kind).await;
        network.post("/api/v1/forms", body(&network)).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut none = post(1);
        none["consent_processing"] = json!(false);
        none["phone"] = json!("позвоните");
        none["company"] = json!("");
        let refused = send(&network, "", &[], none).await;
        assert_eq!(refused.status, 422);
        let fields: Vec<_> = refused.body["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap().to_owned()).collect();
        assert_eq!(fields, ["company", "consent_processing", "phone"]);
        let mut kept = post(1);
        kept["consent_transfer"] = json!(false);
        send(&network, "", &[], kept).await.ok();
        assert_eq!(leads(&network).await[0]["state"], "consent_needed");
        assert!(network.offers("A").await.is_empty());
        // The same client agrees the second time: the lead that waited goes its way.
        let mut again = post(1);
        again["need"] = json!("Да, передавайте, насосы нужны срочно");
        send(&network, "", &[], again).await.ok();
        let all = leads(&network).await;
        assert_eq!((all.len(), all[0]["state"].clone()), (1, json!("distributing")));
        assert_eq!(network.offers("A").await.len(), 1);
    }

    async fn ten_thousand_posts_of_a_robot_store_little_and_reach_no_partner(kind) {
        let network = Network::start(kind).await;
        network.post("/api/v1/forms", body(&network)).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut filled = post(1);
        filled["fax"] = json!("+7 495 000-00-00");
        let thanked = send(&network, "", &[], filled).await;
        assert_eq!(thanked.status, 201, "it learns nothing");
        assert!(leads(&network).await.is_empty());
        let posts = if std::env::var_os("NIGHTLY").is_some() { 10_000 } else { 300 };
        let mut refused = 0;
        for number in 0..posts {
            refused += u32::from(send(&network, "", &[], post(number)).await.status == 429);
        }
        assert_eq!(refused, posts - 20);
        let all = leads(&network).await;
        assert_eq!(all.len(), 20);
        assert!(all.iter().all(|lead| lead["state"] == "exhausted"), "for the lead desk to look at");
        for letter in ["A", "B", "C"] {
            let open = network.offers(letter).await.into_iter().filter(|offer| offer["state"] == "offered").count();
            assert_eq!(open, 0);
        }
    }

    async fn hostile_values_are_refused_by_field_and_a_form_says_what_is_wrong_with_it(kind) {
        let network = Network::start(kind).await;
        network.post("/api/v1/forms", body(&network)).await;
        for (field, value) in [("company", "a\u{0}b".to_owned()), ("name", "Иван \u{202e}vorteP".to_owned()),
            ("need", "я".repeat(500_000)), ("tax_id", "7707083894".to_owned()), ("email", "a@b\r\nBcc: c@d.ru".to_owned())] {
            let mut hostile = post(1);
            hostile[field] = json!(value);
            let refused = send(&network, "", &[], hostile).await;
            assert_eq!(refused.status, 422, "{field}: {}", refused.text);
            assert_eq!(refused.body["errors"][0]["field"], field);
        }
        assert!(leads(&network).await.is_empty());
        assert_eq!(network.world.call(Method::GET, "/api/v1/public/forms/none", None, &[], None).await.status, 404);

        let mut taken = body(&network);
        taken["name"] = json!("Вторая");
        let refused = network.world.post(&network.admin, "/api/v1/forms", taken.clone()).await;
        assert_eq!(refused.body["errors"][0]["field"], "slug");
        let forms = network.get("/api/v1/forms").await;
        let path = format!("/api/v1/forms/{}", forms["items"][0]["id"].as_str().unwrap());
        taken["consents"]["transfer"]["text"]["ru"] = json!("Другой текст");
        let refused = network.world.call(Method::PUT, &path, Some(&network.admin), &[], Some(taken.clone())).await;
        assert_eq!(refused.body["errors"][0]["field"], "consents.transfer.version");
        taken["consents"]["transfer"]["version"] = json!("t2");
        taken["open"] = json!(false);
        let changed = network.world.call(Method::PUT, &path, Some(&network.admin), &[], Some(taken)).await;
        assert_eq!((changed.status.as_u16(), changed.etag.as_deref()), (200, Some("2")));
        assert_eq!(send(&network, "", &[], post(1)).await.status, 409, "closed");
    }
}
