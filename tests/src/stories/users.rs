//! What people found wrong while they used it, each as it has to be.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    form as public_form,
    pages::{page, send},
};
use crate::databases::both;

/// What is wrong with a request, by field, as a person reads it in a language.
async fn refused(network: &Network, lang: &str, path: &str, body: Value) -> Vec<(String, String)> {
    let told =
        network.world.call(Method::POST, path, Some(&network.admin), &[("accept-language", lang)], Some(body)).await;
    assert_eq!(told.status, 422, "{}", told.text);
    let plain = |value: &Value| value.as_str().unwrap().replace('\u{a0}', " ");
    told.body["errors"].as_array().unwrap().iter().map(|e| (plain(&e["field"]), plain(&e["text"]))).collect()
}

both! {
    async fn a_lead_given_by_hand_says_by_whom_and_why_wherever_it_is_explained(kind) {
        let mut network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        // Somebody who was never asked, and could be.
        network.partner("G", "RU-MOW", 1, true).await;
        let a = network.person("owner@a.test", "partner_owner", Some("A")).await;
        let shared = network.world.by(&a, Method::GET, &format!("/offers/{}", network.offer_of(&lead, "A").await), json!(null)).await;
        assert!(shared.text.contains("Several partners may work on it, 3 at most"), "{}", shared.text);
        let person = network.person("desk@vendor.test", "lead_desk", None).await;
        let give = json!({ "partner": network.partners["D"], "reason": "Клиент просит Казань", "set_aside": true });
        let given = network.world.by(&person, Method::POST, &format!("/api/v1/leads/{lead}/hand-give"), give).await;
        assert_eq!(given.status, 200, "{}", given.text);
        let offer = network.offer("D").await;
        let d = network.keys["D"].clone();
        let why = page(&network, &d, &format!("/offers/{offer}/why")).await;
        assert!(why.contains("desk@vendor.test") && why.contains("Клиент просит Казань"), "{why}");
        let shown = page(&network, &d, &format!("/offers/{offer}")).await;
        assert!(shown.contains("предложен только вам") && !shown.contains("несколько партнёров"), "{shown}");
        let api = network.world.get(&d, &format!("/api/v1/offers/{offer}/why")).await.ok();
        assert_eq!(api["given"]["reason"], "Клиент просит Казань");
        let staff = page(&network, &network.admin, &format!("/leads/{lead}/why")).await;
        assert!(staff.contains("Отдал вручную: desk@vendor.test. Причина: Клиент просит Казань"), "{staff}");
        assert!(staff.contains("Отдан вручную") && !staff.contains("Волна 2"), "no wave went out");
        let of_hand = staff.split("Волна 1").next().unwrap().to_owned() + staff.split("Отдан вручную").nth(1).unwrap_or_default();
        assert!(!of_hand.contains("закреплён за партнёром"), "nobody's client is protected");
        let board = page(&network, &network.admin, &format!("/leads/{lead}")).await;
        assert!(board.contains("Отдан вручную") && !board.contains("Волна 2"), "{board}");
        let decisions = network.get(&format!("/api/v1/leads/{lead}/decisions")).await;
        let lines = decisions["items"][1]["explanation"]["partners"].clone();
        let codes: Vec<_> = lines.as_array().unwrap().iter().map(|line| line["sentence"]["code"].as_str().unwrap().to_owned()).collect();
        assert!(codes.contains(&"given_by_hand".to_owned()) && !codes.contains(&"not_asked".to_owned()), "{codes:?}");
    }

    async fn the_first_page_shows_the_hours_of_the_partners_own_calendar(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "15:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.give(&lead, "E").await;
        let offer = network.offer("E").await;
        let session = network.person("owner@e.test", "partner_owner", Some("E")).await;
        let told = network.world.by(&session, Method::GET, &format!("/offers/{offer}"), json!(null)).await;
        assert!(told.text.contains("22:00"), "15:00 in Moscow is 22:00 in Vladivostok: {}", told.text);
        let vendor = network.person("desk@vendor.test", "lead_desk", None).await;
        let board = network.world.by(&vendor, Method::GET, &format!("/leads/{lead}"), json!(null)).await;
        assert!(board.text.contains("15:00") && !board.text.contains(", 12:00<"), "{}", board.text);
    }

    async fn an_import_warns_of_a_row_that_is_joined_under_another_name(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut known = network.lead(1);
        known["client"]["tax_id"] = json!("7707083893");
        network.take(known).await;
        let head = "Компания;ИНН;Регион;ФИО;Телефон;Комментарий;Товар;Размер\n";
        let rows = "ООО «Завод 1»;7707083893;Москва;Иван;84953000001;Насос;Насосы;средний\nРомашка;7707083893;Москва;Пётр;84953000002;Насос;Насосы;средний\n\
            Пекарня;;Москва;Олег;84952000001;Насос;Насосы;средний\nБулочная;;Москва;Олег;84952000001;Насос;Насосы;средний\n";
        let uploaded = network.world.send(&network.admin, "/api/v1/imports?kind=leads&source=fair", "text/csv", format!("{head}{rows}").into_bytes()).await.ok();
        let id = uploaded["id"].as_str().unwrap().to_owned();
        let preview = network.post(&format!("/api/v1/imports/{id}/preview"), json!({})).await;
        assert_eq!(preview["counts"], json!({ "new": 1, "duplicate": 3, "broken": 0, "warned": 2 }));
        let warned: Vec<_> = preview["sample"].as_array().unwrap().iter().filter(|row| row["faults"][0]["warning"] == true).map(|row| row["line"].clone()).collect();
        assert_eq!(warned, [json!(3), json!(5)]);
        let shown = page(&network, &network.admin, &format!("/imports/{id}")).await;
        assert!(shown.contains("Строка 3. «Ромашка»: ИНН принадлежит компании «Завод 1»"), "{shown}");
        assert!(shown.contains("Строка 5. «Булочная»: телефон принадлежит компании «Пекарня»"), "{shown}");
        let errors = network.get(&format!("/api/v1/imports/{id}/errors")).await;
        assert_eq!(errors["items"], json!([]), "a warning is no fault");

        network.change_partner("A", json!({ "tax_id": "7736050003" })).await;
        let partners = "Партнёр;ИНН\nA;7736050003\nДругой;7736050003\n";
        let uploaded = network.world.send(&network.admin, "/api/v1/imports?kind=partners", "text/csv", partners.as_bytes().to_vec()).await.ok();
        let preview = network.post(&format!("/api/v1/imports/{}/preview", uploaded["id"].as_str().unwrap()), json!({})).await;
        assert_eq!(preview["counts"]["warned"], 1);
    }

    async fn a_number_out_of_its_range_is_told_the_range_in_both_languages(kind) {
        let network = Network::start(kind).await;
        let policy = |section: &str, numbers: Value| json!({ "body": { section: numbers }, "note": "проба" });
        let many = policy("distribution", json!({ "mode": { "mode": "parallel", "n": 99 } }));
        let told = |field: &str, text: &str| vec![(field.to_owned(), text.to_owned())];
        assert_eq!(refused(&network, "ru", "/api/v1/policies", many.clone()).await, told("body.distribution.mode.n", "Допустимо: 1 – 8"));
        assert_eq!(refused(&network, "en", "/api/v1/policies", many).await, told("body.distribution.mode.n", "Allowed: 1 – 8"));
        let late = policy("distribution", json!({ "start_minutes": { "hot": 0 } }));
        assert_eq!(refused(&network, "ru", "/api/v1/policies", late).await, told("body.distribution.start_minutes.hot", "Допустимо: 1 минута – 2160 часов"));
        let partner = json!({ "name": "Г", "open_cap": -1 });
        assert_eq!(refused(&network, "ru", "/api/v1/partners", partner).await, told("open_cap", "Нужно целое число от 0 до 4 294 967 295"));
    }

    async fn modes_are_published_after_their_difference_and_whom_it_touches_were_seen(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        let director = network.person("director@vendor.test", "director", None).await;
        let key = network.key("director").await;
        let product = format!("product:{}", network.product);
        let typed = [("mode", "parallel-3"), (product.as_str(), "exclusive"), ("note", "Насосы ведёт один")];
        let body = reqwest::Url::parse_with_params("http://form.test/", typed).unwrap().query().unwrap().as_bytes().to_vec();
        let seen = network.world.send(&key, "/settings/modes", "application/x-www-form-urlencoded", body).await;
        assert_eq!(seen.status, 200, "{}", seen.text);
        let cells: Vec<_> = seen.text.split("<dd>").skip(1).take(3).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
        assert_eq!(cells, ["1", "1", "3"], "a lead of 90 days, distributed now, offered to three");
        assert_eq!(network.get("/api/v1/policies/newest").await["body"]["distribution"]["mode_by_product"], json!({}), "nothing is published yet");
        assert_eq!(send(&network, &key, "/settings/modes/publish", &typed).await, 303);
        assert_eq!(network.get("/api/v1/policies/newest").await["body"]["distribution"]["mode_by_product"][&network.product]["mode"], "exclusive");
        let back = [("mode", "parallel-3"), (product.as_str(), ""), ("note", "Как у всех")];
        assert_eq!(send(&network, &key, "/settings/modes/publish", &back).await, 303);
        assert_eq!(network.get("/api/v1/policies/newest").await["body"]["distribution"]["mode_by_product"], json!({}), "it can be taken away");
        assert_eq!(send(&network, &key, "/settings/modes", &[("mode", "parallel-3"), ("note", "Ничего")]).await, 422);
        let form = network.world.by(&director, Method::GET, "/settings/modes", json!(null)).await;
        let select = form.text.split(&product).nth(1).unwrap().split("</select>").next().unwrap().to_owned();
        assert!(select.contains("As for all others") && !form.text.split(&product).next().unwrap().ends_with("optional"), "{select}");
    }

    async fn a_public_form_speaks_in_the_name_of_the_vendor(kind) {
        let network = Network::start(kind).await;
        let form = network.post("/api/v1/forms", public_form(&network)).await;
        assert!(form["snippet"].as_str().unwrap().contains("— Насосы\""), "{form}");
        for path in ["/f/pumps?lang=ru", "/f/pumps/thanks?lang=ru"] {
            let shown = network.world.call(Method::GET, path, None, &[], None).await.text;
            assert!(shown.contains("Насосы</title>") && !shown.contains("Artel"), "{shown}");
        }
        let shown = network.world.call(Method::GET, "/f/pumps?lang=ru", None, &[], None).await.text;
        assert!(shown.contains("Оператор персональных данных: Насосы"), "{shown}");
        let new = page(&network, &network.admin, "/settings/forms/new").await;
        assert!(new.contains("данных оператором Насосы") && new.contains("Насосы передал мои данные"), "{new}");
    }

    async fn the_address_of_a_refused_form_leads_to_its_page(kind) {
        let network = Network::start(kind).await;
        let key = network.key("director").await;
        let forms = artel::server::operations(&artel::server::reactors(), true);
        let forms: Vec<_> = forms.iter().filter(|o| o.page && o.method != Method::GET).map(|o| o.path).collect();
        assert!(forms.len() > 60, "{forms:?}");
        for path in forms {
            let parts = path.split('/').map(|part| if part.starts_with('{') { "0192" } else { part });
            let address = parts.collect::<Vec<_>>().join("/");
            let told = network.world.call(Method::GET, &address, Some(&key), &[], None).await;
            assert_ne!(told.status, 405, "{path} cannot be opened again");
        }
        let told = network.world.call(Method::GET, "/offers/offer_1/decline", Some(&key), &[], None).await;
        assert_eq!(told.status, 303, "{}", told.text);
    }

    async fn an_appeal_is_passed_on_and_a_director_forgives_wins(kind) {
        let network = Network::start(kind).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        let (manager, director) = (network.key("channel_manager").await, network.key("director").await);
        network.world.clock(&june(10, "12:00")).await;
        network.win_given("B", 1).await;
        network.win_given("B", 2).await;
        network.world.clock(&june(25, "12:00")).await;
        let boss = network.person("director@vendor.test", "director", None).await;
        let b = network.keys["B"].clone();
        let counter = || async { network.world.get(&b, &format!("/api/v1/partners/{}/reciprocity", network.partners["B"])).await.ok() };
        assert_eq!((counter().await["debt"].clone(), counter().await["paused"].clone()), (json!(2), json!(true)));
        assert_eq!(send(&network, &b, "/my/appeals", &[("text", "Клиент отказался по вине вендора")]).await, 303);
        let appeal = network.tasks("reciprocity_appeal").await[0]["subject"].as_str().unwrap().to_owned();
        let of_manager = page(&network, &manager, &format!("/appeals/{appeal}")).await;
        assert!(of_manager.contains("Передать директору"), "{of_manager}");
        let passing = format!("/appeals/{appeal}/passing");
        assert_eq!(send(&network, &manager, &passing, &[("note", "")]).await, 422);
        assert_eq!(send(&network, &manager, &passing, &[("note", "Партнёр прав: поставка сорвана")]).await, 303);
        assert_eq!(send(&network, &manager, &passing, &[("note", "Ещё раз")]).await, 409);
        assert!(network.tasks("reciprocity_appeal").await.is_empty() && network.tasks("reciprocity_appeal_passed_on").await.len() == 1);
        assert_eq!(send(&network, &manager, &format!("/appeals/{appeal}/answer"), &[("granted", "false"), ("text", "Нет")]).await, 403, "it is with the director");
        let seen = page(&network, &director, &format!("/appeals/{appeal}")).await;
        assert!(seen.contains("поставка сорвана") && seen.contains("Не отплачено: 2"), "{seen}");
        let until = seen.split("name=\"until\"").next().unwrap().rsplit("<label").next().unwrap().to_owned();
        assert!(!until.contains("необязательно"), "one of the two is needed: {until}");
        let own = page(&network, &b, "/my/appeals").await;
        assert!(own.contains("У директора") && !own.contains("поставка сорвана"), "what the vendor says among itself");
        network.world.clock(&june(25, "12:01")).await;
        let news = network.world.by(&boss, Method::GET, "/api/v1/notices", json!(null)).await.ok();
        assert!(news["items"].as_array().unwrap().iter().any(|one| one["kind"] == "appeal_passed_on" && one["path"] == format!("/appeals/{appeal}").as_str()), "{news}");
        let answer = format!("/appeals/{appeal}/answer");
        let many = [("granted", "true"), ("forgive", "3"), ("text", "Простим")];
        assert_eq!(send(&network, &director, &answer, &many).await, 422, "only two are unpaid");
        assert_eq!(send(&network, &director, &answer, &[("granted", "true"), ("text", "Простим")]).await, 422, "what follows?");
        assert_eq!(send(&network, &director, &answer, &[("granted", "true"), ("forgive", "2"), ("text", "Срыв был наш")]).await, 303);
        let after = counter().await;
        assert_eq!((after["debt"].clone(), after["paused"].clone(), after["forgiven"].clone()), (json!(0), json!(false), json!(2)));
        assert_eq!(network.count(&b, "reciprocity.forgiven").await, 1);
        // Who forgave, how many, for whom: published.
        let report = network.get("/api/v1/neutrality?month=2026-06").await;
        assert_eq!(report["counts"]["wins_forgiven"], 1);
        let entry = report["entries"]["items"].as_array().unwrap().iter().find(|e| e["kind"] == "wins_forgiven").unwrap().clone();
        assert_eq!((entry["wins"].clone(), entry["partner"].clone(), entry["reason"].clone()), (json!(2), json!(network.partners["B"]), json!("Срыв был наш")));
        let read = page(&network, &director, "/neutrality?month=2026-06").await;
        assert!(read.contains("Победы прощены: 2") && read.contains("Срыв был наш"), "{read}");
        assert_eq!(network.count(&b, "partner.pause_lifted").await, 1);
        assert!(network.tasks("reciprocity_appeal_passed_on").await.is_empty());
        assert!(page(&network, &b, "/home").await.contains("Срыв был наш"));
        let lead = network.take(network.lead(9)).await;
        assert!(network.offered(&lead).await.contains(&"B".to_owned()), "the next lead may reach it");
    }

    async fn a_director_counts_an_own_deal_that_the_rules_do_not(kind) {
        let network = Network::start(kind).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        let (manager, director) = (network.key("channel_manager").await, network.key("director").await);
        network.world.clock(&june(10, "12:00")).await;
        network.win_given("B", 1).await;
        network.world.clock(&june(25, "12:00")).await;
        let new = json!({ "client_name": "Котельная", "phone": "+74952000001", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let b = network.keys["B"].clone();
        let deal = network.world.post(&b, "/api/v1/deals", new).await.ok()["id"].as_str().unwrap().to_owned();
        assert_eq!(send(&network, &manager, &format!("/deals/{deal}/approve"), &[]).await, 303, "the client is not confirmed");
        let paused = || async { network.world.get(&b, &format!("/api/v1/partners/{}/reciprocity", network.partners["B"])).await.ok()["paused"].clone() };
        assert_eq!(paused().await, true);
        assert_eq!(send(&network, &manager, &format!("/deals/{deal}/count"), &[("reason", "Можно")]).await, 403);
        assert!(page(&network, &director, &format!("/deals/{deal}")).await.contains("Засчитать как свою"));
        assert_eq!(send(&network, &director, &format!("/deals/{deal}/count"), &[("reason", "Клиента подтвердил юрист")]).await, 303);
        let report = network.get("/api/v1/neutrality").await;
        let entry = report["entries"]["items"].as_array().unwrap().iter().find(|e| e["kind"] == "own_deal_counted").unwrap().clone();
        assert_eq!((entry["deal"].clone(), entry["reason"].clone()), (json!(deal), json!("Клиента подтвердил юрист")));
        assert_eq!(paused().await, false, "the pause ends in that moment");
        let shown = page(&network, &director, &format!("/deals/{deal}")).await;
        assert!(shown.contains("Засчитана решением директора") && shown.contains("подтвердил юрист"), "{shown}");
        assert_eq!(network.count(&b, "deal.counted").await, 1);
        assert_eq!(send(&network, &director, &format!("/deals/{deal}/count"), &[("reason", "Ещё раз")]).await, 409);
    }

    async fn a_product_is_called_in_the_language_of_its_reader(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let named = |lang: &'static str, path: String| {
            let network = &network;
            async move { network.world.call(Method::GET, &path, Some(&network.admin), &[("accept-language", lang)], None).await.body["name"].clone() }
        };
        let both = network.post("/api/v1/products", json!({ "code": "valves", "name_ru": "Задвижки", "name_en": "Gate valves" })).await;
        let path = format!("/api/v1/products/{}", both["id"].as_str().unwrap());
        assert_eq!((named("ru", path.clone()).await, named("en", path.clone()).await), (json!("Задвижки"), json!("Gate valves")));
        let one = network.post("/api/v1/products", json!({ "code": "pipes", "name_en": "Pipes" })).await;
        let only = format!("/api/v1/products/{}", one["id"].as_str().unwrap());
        assert_eq!((named("ru", only.clone()).await, named("en", only).await), (json!("Pipes"), json!("Pipes")), "the other one where there is none");
        assert_eq!(network.world.post(&network.admin, "/api/v1/products", json!({ "code": "none" })).await.status, 422);
        let change = [("name_ru", "Насосы"), ("name_en", "Pumps"), ("needs_certificate", "true")];
        assert_eq!(send(&network, &network.admin, &format!("/settings/products/{}", network.product), &change).await, 303);
        network.take(network.lead(1)).await;
        let a = network.person("owner@a.test", "partner_owner", Some("A")).await;
        assert!(network.world.by(&a, Method::GET, "/offers", json!(null)).await.text.contains("Pumps"), "its owner reads English");
        assert!(page(&network, &network.keys["A"], "/offers").await.contains("Насосы"));
        let row = "Компания;Регион;ФИО;Телефон;Комментарий;Товар;Размер\nЗавод;Москва;Иван;84959990001;Насос;pumps;средний\n";
        let uploaded = network.world.send(&network.admin, "/api/v1/imports?kind=leads&source=fair", "text/csv", row.as_bytes().to_vec()).await.ok();
        let preview = network.post(&format!("/api/v1/imports/{}/preview", uploaded["id"].as_str().unwrap()), json!({})).await;
        assert_eq!(preview["counts"]["new"], 1, "an import knows either name");
        network.post("/api/v1/forms", {
            let mut form = public_form(&network);
            form["products"] = json!([network.product, both["id"]]);
            form
        }).await;
        for (lang, name) in [("ru", "Задвижки"), ("en", "Gate valves")] {
            let shown = network.world.call(Method::GET, &format!("/f/pumps?lang={lang}"), None, &[], None).await.text;
            assert!(shown.contains(name), "{lang}: {shown}");
        }
    }

    async fn a_list_of_regions_begins_at_home_and_a_registration_says_at_once_what_is_wrong(kind) {
        let network = Network::start(kind).await;
        let a = network.keys["A"].clone();
        let shown = page(&network, &a, "/my/register").await;
        let first = shown.split("name=\"region\"").nth(1).unwrap().split("<option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
        assert!(first.starts_with("RU-"), "{first}");
        let light = async |typed: &str| page(&network, &a, &format!("/my/register/light?{typed}")).await;
        assert!(light("tax_id=7707083894").await.contains("ИНН"), "a whole number that is wrong");
        assert!(!light("tax_id=77070").await.contains("alert-warning"), "one that is not finished yet");
        assert!(light("phone=позвоните").await.contains("не похоже на телефон"));
        let new = json!({ "client_name": "Котельная", "phone": "+74952000001", "region": "RU-MOW", "product": network.product, "title": "Насосы для цеха" });
        let deal = network.world.post(&a, "/api/v1/deals", new).await.ok()["id"].as_str().unwrap().to_owned();
        let manager = network.key("channel_manager").await;
        assert_eq!(send(&network, &manager, &format!("/deals/{deal}/refuse"), &[("reason", "Нет ИНН")]).await, 303);
        let refused = page(&network, &a, &format!("/my/deals/{deal}")).await;
        assert!(refused.contains("Что дальше") && refused.contains("/my/register?client_name="), "{refused}");
        let wrong = network.world.post(&network.admin, "/api/v1/invitations", json!({ "email": "x@y.test", "role": "partner_seller" })).await;
        assert_eq!((wrong.status.as_u16(), wrong.body["errors"][0]["field"].clone()), (422, json!("partner")));
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let offer = network.offer_of(&lead, "A").await;
        network.answer("A", &offer, "acceptance", json!({})).await.ok();
        let late = network.answer("A", &offer, "contacts", json!({ "evidence": "call", "at": "2026-06-20T10:00:00Z" })).await;
        assert_eq!((late.status.as_u16(), late.body["errors"][0]["field"].clone()), (422, json!("at")));
    }

    async fn today_stands_by_reason_and_says_by_how_much_working_time_it_is_late(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 1..3 {
            let mut lead = network.lead(number);
            lead["consent"]["transfer"] = json!(false);
            network.take(lead).await;
        }
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(16, "13:00")).await;
        let today = network.world.get(&desk, "/api/v1/today").await.ok();
        let late: Vec<_> = today["waiting"].as_array().unwrap().iter().filter(|one| one["kind"] == "first_answer").map(|one| one["late_minutes"].clone()).collect();
        assert_eq!(late, [json!(180), json!(180)], "{today}");
        let shown = page(&network, &desk, "/today").await.replace('\u{a0}', " ");
        assert!(shown.contains("Просрочено на 3 рабочих часа"), "{shown}");
        assert_eq!(shown.matches("Ответить клиенту: обещан ответ в срок").count(), 1, "one head for both");
    }

    async fn the_page_of_a_partner_shows_its_leads_its_answers_and_its_time_line(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.start_work(&lead, "A").await;
        let waiting = network.take(network.lead(2)).await;
        network.world.clock(&june(15, "10:05")).await;
        let a = network.partners["A"].clone();
        let manager = network.key("channel_manager").await;
        let shown = page(&network, &manager, &format!("/partners/{a}")).await;
        for link in [format!("/leads/{lead}"), format!("/leads/{waiting}")] {
            assert!(shown.contains(&link), "{link}");
        }
        for words in ["Лиды сейчас", "Ответы на предложения", "Допустимо", "Как было дело", "Начал работу по лиду", "Предложен лид"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
    }
}
