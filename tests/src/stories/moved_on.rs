//! A form that is sent when its thing has moved on: the page no longer shows that form, says why nothing was written, and
//! gives back what was typed.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    forms::body,
    pages::page,
};
use crate::databases::both;

/// Who sends, where to, what is typed, and what is said.
type Late<'l> = (&'l str, String, &'l [(&'l str, &'l str)], &'l str);

/// Sends a form as a browser does; its answer with the page.
async fn send(network: &Network, key: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let body = reqwest::Url::parse_with_params("http://form.test/", fields).unwrap().query().unwrap().to_owned();
    let headers = [("accept-language", "ru"), ("content-type", "application/x-www-form-urlencoded")];
    let told = network.world.send_with(Method::POST, path, Some(key), &headers, Some(body.into_bytes())).await;
    (told.status.as_u16(), told.text)
}

/// The alert of a page: why nothing was written, and what was typed.
fn alert(page: &str) -> &str {
    page.split(" data-refused")
        .nth(1)
        .unwrap_or_else(|| panic!("nothing is said: {page}"))
        .split("</p></div>")
        .next()
        .unwrap()
}

/// A form with a file beside which something was typed.
async fn import(network: &Network, file: &[u8]) -> (u16, String) {
    let part = |head: &str, body: &[u8]| {
        [b"--b\r\nContent-Disposition: form-data; ", head.as_bytes(), b"\r\n\r\n", body, b"\r\n"].concat()
    };
    let body = [
        part("name=\"kind\"", b"leads"),
        part("name=\"source\"", "выставка".as_bytes()),
        part("name=\"file\"; filename=\"leads.xlsx\"\r\nContent-Type: application/octet-stream", file),
        b"--b--\r\n".to_vec(),
    ]
    .concat();
    let headers = [("accept-language", "ru"), ("content-type", "multipart/form-data; boundary=b")];
    let told = network.world.send_with(Method::POST, "/imports", Some(&network.admin), &headers, Some(body)).await;
    (told.status.as_u16(), told.text)
}

both! {
    async fn who_comes_too_late_is_told_why_and_gets_the_words_back(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let (desk, manager) = (network.key("lead_desk").await, network.key("channel_manager").await);
        let (a, b) = (network.keys["A"].clone(), network.keys["B"].clone());
        let lead = network.take(network.lead(1)).await;
        let offer = network.offer_of(&lead, "B").await;
        network.answer("B", &offer, "decline", json!({ "reason": "too_small" })).await.ok();
        let deal = json!({ "client_name": "Пекарня", "phone": "+74952000002", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&a, "/api/v1/deals", deal).await.ok()["id"].as_str().unwrap().to_owned();
        network.post(&format!("/api/v1/deals/{deal}/approval"), json!({})).await;
        let late: [Late<'_>; 5] = [
            (&b, format!("/offers/{offer}/acceptance"), &[], "завершено"),
            (&b, format!("/offers/{offer}/contact"), &[("evidence", "call"), ("note", "Ждёт смету к среде")], "завершено"),
            (&b, format!("/offers/{offer}/decline"), &[("reason", "other"), ("text", "Не наш размер труб")], "завершено"),
            (&manager, format!("/deals/{deal}/refuse"), &[("reason", "Это наш клиент")], "состоянии"),
            (&desk, format!("/leads/{lead}/consent"), &[("text", "Согласна, по телефону")], "состоянии"),
        ];
        for (key, path, fields, why) in late {
            let (status, text) = send(&network, key, &path, fields).await;
            assert!((400..500).contains(&status), "{path}: {status}");
            let said = alert(&text);
            assert!(said.contains(why), "{path}: {said}");
            for (_, typed) in fields.iter().filter(|(_, typed)| typed.contains(' ')) {
                assert!(said.contains(typed), "{path} lost {typed}: {said}");
            }
            assert!(!said.contains("declined") && !said.contains("distributing"), "in words: {said}");
        }
    }

    async fn beside_a_file_that_is_refused_the_rest_stays_typed(kind) {
        let network = Network::start(kind).await;
        let (status, text) = import(&network, b"PK\x03\x04 and nothing").await;
        assert_eq!(status, 422, "{text}");
        assert!(text.contains("value=\"выставка\""), "{text}");
        assert!(text.contains("Книга Excel не читается") && !text.contains("Zip"), "{text}");
    }

    async fn a_fault_of_a_reason_names_its_field_and_is_in_one_language(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let offer = network.offer_of(&lead, "A").await;
        let desk = network.key("lead_desk").await;
        let headers = [("accept-language", "ru")];
        let wrong = json!({ "reason": "foo" });
        for (key, path) in [
            (&network.keys["A"], format!("/api/v1/offers/{offer}/decline")),
            (&desk, format!("/api/v1/leads/{lead}/closure")),
        ] {
            let told = network.world.call(Method::POST, &path, Some(key), &headers, Some(wrong.clone())).await;
            let fault: &Value = &told.body["errors"][0];
            assert_eq!((told.status.as_u16(), fault["field"].as_str()), (422, Some("reason")), "{path}: {}", told.text);
            let said = fault["text"].as_str().unwrap();
            assert!(said.starts_with("Допустимые значения: ") && !said.contains("one of") && !said.contains(" or "), "{said}");
        }
    }

    async fn an_address_that_is_called_the_wrong_way_says_so(kind) {
        let network = Network::start(kind).await;
        let told = network.world.call(Method::PUT, "/api/v1/leads", Some(&network.admin), &[("accept-language", "ru")], Some(json!({}))).await;
        assert!(told.status == 405 && told.body["type"].as_str().unwrap().ends_with("/wrong-method"), "{}", told.text);
        let page = network.world.call(Method::DELETE, "/leads", Some(&network.admin), &[("accept-language", "ru")], None).await;
        assert!(page.status == 405 && page.text.contains("так не обращаются"), "{}", page.text);
    }

    async fn the_settings_of_a_form_show_it_and_not_its_source(kind) {
        let network = Network::start(kind).await;
        let form = network.post("/api/v1/forms", body(&network)).await["id"].as_str().unwrap().to_owned();
        let shown = page(&network, &network.admin, &format!("/settings/forms/{form}")).await;
        assert!(!shown.contains("&#60;form") && !shown.contains("&lt;form"), "{shown}");
        let auditor = network.key("auditor").await;
        assert!(!page(&network, &auditor, "/settings/forms").await.contains(&format!("/settings/forms/{form}")), "no link that is refused");
    }
}
