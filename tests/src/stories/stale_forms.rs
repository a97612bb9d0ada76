//! A form that was opened before somebody else saved: nothing is written over, nothing typed is lost, and what stands now
//! is named beside what was typed.

use reqwest::Method;
use serde_json::json;

use super::{
    fixture::{Network, june},
    pages::page,
};
use crate::databases::both;

/// The value of a hidden field of the form that posts to an address.
fn hidden(page: &str, action: &str, name: &str) -> String {
    let form = page.split(&format!("action=\"{action}\"")).nth(1).unwrap_or_else(|| panic!("no form of {action}"));
    let form = form.split("</form>").next().unwrap();
    let field = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name}: {form}"));
    field.split('"').next().unwrap().to_owned()
}

/// Sends a form as a browser does; its answer with the page.
async fn send(network: &Network, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let body = reqwest::Url::parse_with_params("http://form.test/", fields).unwrap().query().unwrap().to_owned();
    let headers = [("accept-language", "ru"), ("content-type", "application/x-www-form-urlencoded")];
    let told =
        network.world.send_with(Method::POST, path, Some(&network.admin), &headers, Some(body.into_bytes())).await;
    (told.status.as_u16(), told.text)
}

type Fields<'f> = &'f [(&'f str, &'f str)];

/// Opens a form, lets somebody else save first, and saves: refused with both; saved again, it is written.
async fn two_save(
    network: &Network,
    path: &str,
    action: &str,
    (first, second): (Fields<'_>, Fields<'_>),
    stands: &str,
) {
    let opened = hidden(&page(network, &network.admin, path).await, action, "_base");
    let sent = async |fields: &[(&str, &str)], base: &str| {
        let mut all = fields.to_vec();
        all.push(("_base", base));
        send(network, action, &all).await
    };
    assert_eq!(sent(first, &opened).await.0, 303, "{action}");
    let (status, text) = sent(second, &opened).await;
    assert_eq!(status, 412, "{action}");
    assert!(text.contains(stands), "what stands now is named: {text}");
    for (_, typed) in second {
        assert!(text.contains(typed), "what was typed is kept, {typed}: {text}");
    }
    let newer = hidden(&text, action, "_base");
    assert_ne!(newer, opened);
    let (status, text) = sent(second, &newer).await;
    assert_eq!(status, 303, "{text}");
}

both! {
    async fn a_form_that_somebody_else_has_overtaken_writes_nothing_and_loses_nothing(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let partner = format!("/partners/{}/edit", network.partners["B"]);
        two_save(&network, &partner, &partner, (
            &[("name", "Буран и сыновья"), ("size_class", "small"), ("contract_active", "true")],
            &[("name", "Буран-2"), ("size_class", "large"), ("contract_active", "true")],
        ), "Сейчас стоит: Буран и сыновья").await;
        let product = format!("/settings/products/{}", network.product);
        two_save(&network, &product, &product, (&[("name_ru", "Насосы")], &[("name_ru", "Помпы")]), "Сейчас стоит: Насосы").await;
        let calendar = network.get("/api/v1/calendars").await["items"][0]["id"].as_str().unwrap().to_owned();
        let calendar = format!("/settings/calendars/{calendar}");
        two_save(&network, &calendar, &calendar, (
            &[("name", "Летний"), ("zone", "Europe/Moscow"), ("mon", "09:00-18:00")],
            &[("name", "Зимний"), ("zone", "Europe/Moscow"), ("mon", "10:00-19:00")],
        ), "Сейчас стоит: Летний").await;
        let form = network.post("/api/v1/forms", crate::stories::form(&network)).await["id"].as_str().unwrap().to_owned();
        let there = format!("/settings/forms/{form}");
        let body = network.get(&format!("/api/v1/forms/{form}")).await;
        let consent = |which: &str, lang: &str| body["consents"][which]["text"][lang].as_str().unwrap().to_owned();
        let texts = [consent("processing", "ru"), consent("processing", "en"), consent("transfer", "ru"), consent("transfer", "en")];
        let typed = |name: &'static str| -> Vec<(&str, &str)> {
            vec![
                ("name", name), ("slug", body["slug"].as_str().unwrap()), ("source", "site"), ("asked", "name"), ("asked", "phone"),
                ("asked", "need"), ("required", "phone"), ("size", "medium"), ("title.ru", "Заявка"), ("title.en", "Request"),
                ("consents.processing.version", "1"), ("consents.transfer.version", "1"), ("consents.processing.text.ru", &texts[0]),
                ("consents.processing.text.en", &texts[1]), ("consents.transfer.text.ru", &texts[2]), ("consents.transfer.text.en", &texts[3]),
                ("region", "RU-MOW"), ("per_address_hour", "20"), ("per_hour", "100"), ("open", "true"),
            ]
        };
        let (first, second) = (typed("Первая"), typed("Вторая"));
        let opened = hidden(&page(&network, &network.admin, &there).await, &there, "_base");
        let sent = async |fields: &[(&str, &str)], base: &str| {
            let mut all = fields.to_vec();
            all.push(("_base", base));
            send(&network, &there, &all).await
        };
        let saved = sent(&first, &opened).await;
        assert_eq!(saved.0, 303, "{}", saved.1);
        let (status, text) = sent(&second, &opened).await;
        assert_eq!(status, 412);
        assert!(text.contains("Сейчас стоит: Первая") && text.contains("Вторая"), "{text}");
    }

    async fn a_policy_is_not_published_over_another_that_came_meanwhile(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let edit = page(&network, &network.admin, "/settings/policy/edit").await;
        let opened = hidden(&edit, "/settings/policy/preview", "_base");
        let mut fields: Vec<(String, String)> = Vec::new();
        for tag in edit.split("<input ").skip(1).filter_map(|rest| rest.split('>').next()) {
            let of = |name: &str| tag.split(&format!("{name}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
            if let Some(name) = of(" name").filter(|name| name.contains('.')) {
                fields.push((name, of(" value").unwrap_or_default()));
            }
        }
        for (name, value) in [("distribution.mode.mode", "parallel"), ("distribution.k.rule", "fixed"), ("distribution.band.rule", "k"),
            ("distribution.fit_least", "1/2"), ("distribution.fit_most", "2"), ("distribution.open_cap", "12"), ("note", "Лето")] {
            fields.retain(|(known, _)| known != name);
            fields.push((name.to_owned(), value.to_owned()));
        }
        fields.push(("_base".to_owned(), opened.clone()));
        let typed: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (status, preview) = send(&network, "/settings/policy/preview", &typed).await;
        assert_eq!(status, 200, "{preview}");
        assert_eq!(hidden(&preview, "/settings/policy", "_base"), opened);
        assert!(preview.contains("Другой предел лидов в работе: 6"), "who is touched is named: {preview}");
        network.numbers("distribution", json!({ "open_cap": 30 })).await;
        let (status, text) = send(&network, "/settings/policy", &typed).await;
        assert_eq!(status, 412, "{text}");
        assert!(text.contains("Сейчас стоит: 30") && text.contains("value=\"12\""), "{text}");
        assert_eq!(network.get("/api/v1/policies/current").await["body"]["distribution"]["open_cap"], 30);
        let newer = hidden(&text, "/settings/policy/preview", "_base");
        let again: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, if *n == "_base" { newer.as_str() } else { *v })).collect();
        assert_eq!(send(&network, "/settings/policy", &again).await.0, 303);
        assert_eq!(network.get("/api/v1/policies/current").await["body"]["distribution"]["open_cap"], 12);
    }
}
