//! One client at once, one client again, and whose address a request comes from.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    forms,
};
use crate::databases::both;

/// Another product that the partners may sell.
async fn valves(network: &Network) -> Value {
    let product = json!({ "code": "valves", "name": "Задвижки", "needs_certificate": false });
    network.post("/api/v1/products", product).await["id"].clone()
}

/// A file of rows of one client.
fn file(rows: u32) -> Vec<u8> {
    let mut text = String::from("Компания;Регион;ФИО;Телефон;Комментарий;Товар;Размер;Согласие на передачу\r\n");
    for number in 0..rows {
        text.push_str(&format!("Завод 1;г. Москва;Иван {number};+7 495 100-00-01;Нужны насосы;Насосы;средний;да\r\n"));
    }
    text.into_bytes()
}

both! {
    async fn twenty_posts_of_one_client_at_once_are_one_client_one_lead_and_nineteen_touches(kind) {
        let network = Network::start(kind).await;
        let mut body = forms::body(&network);
        body["per_address_hour"] = json!(1000);
        body["per_hour"] = json!(1000);
        network.post("/api/v1/forms", body).await;
        network.world.clock(&june(15, "10:00")).await;
        let sent = network.world.send(&network.admin, "/api/v1/imports?kind=leads&source=file", "text/csv", file(4)).await.ok();
        let import = format!("/api/v1/imports/{}", sent["id"].as_str().unwrap());
        network.post(&format!("{import}/preview"), json!({})).await;
        network.post(&format!("{import}/commit"), json!({})).await;
        let by_api = join_all((0..8).map(|number| {
            let mut lead = network.lead(1);
            lead["need"] = json!(format!("Насосы, обращение {number}"));
            network.post("/api/v1/leads", lead)
        }));
        let by_form = join_all((0..8).map(|number| {
            let mut post = forms::post(1);
            post["need"] = json!(format!("Насосы, заявка {number}"));
            let network = &network;
            async move { forms::send(network, "", &[], post).await.ok() }
        }));
        let by_file = async { network.world.clock(&june(15, "10:00")).await };
        tokio::join!(by_api, by_form, by_file);
        network.world.clock(&june(15, "10:01")).await;
        let done = network.get(&import).await;
        assert_eq!((done["state"].clone(), done["failed"].clone()), (json!("done"), json!(0)), "{done}");

        let leads = network.get("/api/v1/leads?limit=200").await["items"].as_array().unwrap().clone();
        assert_eq!(leads.len(), 1, "one lead");
        let touches = network.get(&format!("/api/v1/leads/{}/touches", leads[0]["id"].as_str().unwrap())).await["items"].clone();
        assert_eq!(touches.as_array().unwrap().len(), 20, "the first and nineteen touches");
        assert_eq!(network.count(&network.admin, "lead.received").await, 1);
        assert_eq!(network.count(&network.admin, "lead.touched").await, 19);
        assert_eq!(network.offers("A").await.len(), 1, "one distribution");
        assert_eq!(network.clients().await, 1, "one client");
    }

    async fn leads_of_a_known_client_that_come_at_once_are_one_open_lead(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let first = network.take(network.lead(1)).await;
        let desk = network.key("lead_desk").await;
        network.world.post(&desk, &format!("/api/v1/leads/{first}/closure"), json!({ "reason": "client_asked" })).await.ok();
        let taken = join_all((0..12).map(|_| network.post("/api/v1/leads", network.lead(1)))).await;
        assert_eq!(taken.iter().filter(|taken| taken["duplicate"] == false).count(), 1);
        assert!(taken.iter().all(|again| again["id"] == taken[0]["id"]));
    }

    async fn a_site_and_an_address_of_one_domain_name_one_client(kind) {
        let network = Network::start(kind).await;
        let mut lead = network.lead(1);
        lead["client"]["site"] = json!("https://www.x-stroy.ru/about");
        lead["contact"]["email"] = json!("ivan@x-stroy.ru");
        let taken = network.post("/api/v1/leads", lead).await;
        assert_eq!(taken["duplicate"], false);
    }

    async fn another_product_is_another_lead_and_no_product_touches_what_is_open(kind) {
        let network = Network::start(kind).await;
        let valves = valves(&network).await;
        network.world.clock(&june(15, "10:00")).await;
        let pumps = network.take(network.lead(1)).await;
        let mut other = network.lead(1);
        other["product"] = valves;
        let other = network.post("/api/v1/leads", other).await;
        assert_eq!(other["duplicate"], false);
        assert_ne!(other["id"], pumps.as_str());
        let mut again = network.lead(1);
        again.as_object_mut().unwrap().remove("product");
        let again = network.post("/api/v1/leads", again).await;
        assert_eq!((again["id"].clone(), again["duplicate"].clone()), (json!(pumps), json!(true)));
        let mut new = network.lead(2);
        new.as_object_mut().unwrap().remove("product");
        let refused = network.world.post(&network.admin, "/api/v1/leads", new).await;
        assert_eq!((refused.status.as_u16(), refused.body["errors"][0]["field"].clone()), (422, json!("product")));
        assert_eq!(network.clients().await, 1, "what was refused left no client");
    }

    async fn what_a_client_says_the_second_time_is_kept_and_shown(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let mut again = network.lead(1);
        again["need"] = json!("И ещё десять насосов для скважины");
        again["contact"]["name"] = json!("Пётр Второй");
        again["contact"]["email"] = json!("petr@zavod1.ru");
        again["value_minor"] = json!(7_700_000);
        again["source"] = json!("exhibition");
        network.post("/api/v1/leads", again).await;
        let touches = network.get(&format!("/api/v1/leads/{lead}/touches")).await["items"].clone();
        assert_eq!(touches[0]["need"], Value::Null, "the first is the lead itself");
        let kept = &touches[1];
        assert_eq!(kept["need"], "И ещё десять насосов для скважины");
        assert_eq!((kept["product"].clone(), kept["value_minor"].clone()), (json!(network.product), json!(7_700_000)));
        assert_eq!((kept["contact_name"].clone(), kept["contact_email"].clone()), (json!("Пётр Второй"), json!("petr@zavod1.ru")));
        let session = network.person("anna@example.ru", "lead_desk", None).await;
        let board = network.world.by(&session, Method::GET, &format!("/leads/{lead}"), json!({})).await;
        for said in ["И ещё десять насосов для скважины", "Пётр Второй", "petr@zavod1.ru", "77,000"] {
            assert!(board.text.contains(said), "{said} stands on the board");
        }
    }

    async fn consent_that_comes_with_a_repetition_is_applied_however_it_comes(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut waiting = network.lead(1);
        waiting["consent"]["transfer"] = json!(false);
        let lead = network.take(waiting).await;
        assert!(network.offers("A").await.is_empty());
        let again = network.post("/api/v1/leads", network.lead(1)).await;
        assert_eq!((again["id"].clone(), again["state"].clone()), (json!(lead), json!("distributing")));
        assert_eq!(network.offers("A").await.len(), 1);
    }

    async fn the_desk_hears_of_a_client_that_comes_again_where_no_partner_would(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut unripe = network.lead(1);
        unripe["need"] = json!("?");
        unripe["value_minor"] = Value::Null;
        let nurtured = network.take(unripe.clone()).await;
        assert!(network.tasks("lead_touched").await.is_empty());
        network.post("/api/v1/leads", network.lead(1)).await;
        network.post("/api/v1/leads", network.lead(1)).await;
        let tasks = network.tasks("lead_touched").await;
        assert_eq!(tasks.len(), 1, "once, however often");
        assert_eq!(tasks[0]["subject"], nurtured.as_str());
        let desk = network.key("lead_desk").await;
        let ripe = json!({ "grade": "A", "reason": "Клиент пришёл снова" });
        network.world.post(&desk, &format!("/api/v1/leads/{nurtured}/qualification"), ripe).await.ok();
        assert!(network.tasks("lead_touched").await.is_empty(), "what was decided waits no more");

        let mut far = network.lead(2);
        far["client"]["region"] = json!("RU-SAK");
        let exhausted = network.post("/api/v1/leads", far.clone()).await;
        assert_eq!(exhausted["state"], "exhausted");
        network.post("/api/v1/leads", far).await;
        assert_eq!(network.tasks("lead_touched").await[0]["subject"], exhausted["id"]);
    }

    async fn values_that_are_too_long_or_strange_are_refused_by_field(kind) {
        let network = Network::start(kind).await;
        for (place, field, value) in [
            ("/industry", "industry", "я".repeat(61)), ("/client/city", "client.city", "я".repeat(101)),
            ("/client/site", "client.site", "a".repeat(254)), ("/consent/text", "consent.text", "v".repeat(201)),
            ("/industry", "industry", "a\u{0}b".to_owned()), ("/client/city", "client.city", "Мос\u{202e}ква".to_owned()),
            ("/client/site", "client.site", "example\u{7}.ru".to_owned()), ("/consent/text", "consent.text", "v1\u{1b}[2J".to_owned()),
        ] {
            let mut lead = network.lead(1);
            let (parent, name) = place.rsplit_once('/').unwrap();
            lead.pointer_mut(parent).unwrap()[name] = json!(value);
            let refused = network.world.post(&network.admin, "/api/v1/leads", lead).await;
            assert_eq!(refused.status, 422, "{field}: {}", refused.text);
            assert_eq!(refused.body["errors"][0]["field"], field, "{}", refused.text);
        }
        let partner = json!({ "name": "Длинный", "territories": ["RU-MOW"], "industries": ["x".repeat(61)] });
        let refused = network.world.post(&network.admin, "/api/v1/partners", partner).await;
        assert_eq!((refused.status.as_u16(), refused.body["errors"][0]["field"].clone()), (422, json!("industries[0]")), "{}", refused.text);
    }

    async fn callers_behind_a_trusted_proxy_are_told_apart_and_nobody_else_is_believed(kind) {
        let network = Network::start(kind).await;
        let mut form = forms::body(&network);
        form["per_address_hour"] = json!(2);
        network.post("/api/v1/forms", form).await;
        network.world.clock(&june(15, "10:00")).await;
        let from = |address: &'static str, number| {
            let network = &network;
            async move { forms::send(network, "", &[("x-forwarded-for", address)], forms::post(number)).await.status.as_u16() }
        };
        assert_eq!((from("203.0.113.7", 1).await, from("203.0.113.7", 2).await), (201, 201));
        assert_eq!(from("203.0.113.7", 3).await, 429);
        assert_eq!(from("198.51.100.1, 203.0.113.7", 3).await, 429, "what the caller wrote itself does not count");
        assert_eq!(from("203.0.113.8", 3).await, 201, "another caller has its own limit");

        network.person("anna@example.ru", "lead_desk", None).await;
        let sign_in = |email: String, address: &'static str| {
            let body = json!({ "email": email, "password": "tundra-violin-orbit-72" });
            let network = &network;
            async move {
                network.world.call(Method::POST, "/api/v1/sessions", None, &[("x-forwarded-for", address)], Some(body)).await.status.as_u16()
            }
        };
        for number in 0..30 {
            assert_eq!(sign_in(format!("nobody{number}@example.ru"), "203.0.113.9").await, 401);
        }
        assert_eq!(sign_in("anna@example.ru".to_owned(), "203.0.113.9").await, 429);
        assert_eq!(sign_in("anna@example.ru".to_owned(), "203.0.113.10").await, 201, "the office next door signs in");
    }
}
