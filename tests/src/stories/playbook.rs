//! Stories 10, 11 and 12 of selling.md: the gate of a stage, a partner's own process, versions. And what the playbook refuses.

use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{databases::both, world::Told};

fn said(text: &str) -> Value {
    json!({ "ru": text, "en": text })
}

/// Four stages: «Предложение» asks client type, entry point and a decision-maker.
pub fn stages() -> Value {
    json!({ "stages": [
        { "key": "need", "name": said("Потребность"), "norm_days": 5 },
        { "key": "survey", "name": said("Обследование"), "norm_days": 7,
          "exit": { "checks": [{ "key": "report", "text": said("Отчёт отправлен") }] } },
        { "key": "offer", "name": said("Предложение"), "norm_days": 10,
          "entry": { "fields": ["client_type", "entry_point"], "roles": ["decision_maker"] } },
        { "key": "contract", "name": said("Договор"), "norm_days": 14, "wins": true },
    ] })
}

async fn put(network: &Network, key: &str, path: &str, body: Value) -> Told {
    network.world.call(Method::PUT, path, Some(key), &[], Some(body)).await
}

/// A published process for the product; returns its id.
pub async fn process(network: &Network, content: Value) -> String {
    let new = json!({ "product": network.product, "name": said("Насосы через дилеров") });
    let process = network.post("/api/v1/playbook/processes", new).await;
    let id = process["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/playbook/processes/{id}");
    put(network, &network.admin, &format!("{path}/draft"), content).await.ok();
    network.post(&format!("{path}/publication"), json!({})).await;
    id
}

/// The partner's own deal, approved; returns its path.
async fn own_deal(network: &Network, letter: &str, number: u32) -> String {
    let body = json!({ "client_name": format!("Котельная {number}"), "phone": format!("+7495{:07}", 3_000_000 + number),
        "region": "RU-MOW", "product": network.product, "title": format!("Насосы {number}") });
    let deal = network.world.post(&network.keys[letter], "/api/v1/deals", body).await.ok();
    let path = format!("/api/v1/deals/{}", deal["id"].as_str().unwrap());
    network.post(&format!("{path}/approval"), json!({})).await;
    path
}

async fn term(network: &Network, axis: &str, name: &str) -> String {
    let body = json!({ "axis": axis, "name": said(name) });
    network.post("/api/v1/playbook/terms", body).await["id"].as_str().unwrap().to_owned()
}

impl Network {
    async fn go(&self, letter: &str, deal: &str, stage: &str) -> Told {
        self.world.post(&self.keys[letter], &format!("{deal}/stage"), json!({ "stage": stage })).await
    }
    async fn tick(&self, letter: &str, deal: &str) {
        let body = json!({ "stage": "survey", "check": "report" });
        self.world.post(&self.keys[letter], &format!("{deal}/checks"), body).await.ok();
    }
    async fn way(&self, key: &str, deal: &str) -> Value {
        self.world.get(key, &format!("{deal}/way")).await.ok()["way"].clone()
    }
    async fn columns(&self, key: &str) -> Vec<(String, i64)> {
        let board = self.world.get(key, "/api/v1/deal-board").await.ok();
        let column = |c: &Value| (c["name"].as_str().unwrap().to_owned(), c["count"].as_i64().unwrap());
        board["columns"].as_array().unwrap().iter().map(column).collect()
    }
}

fn is(told: &Told, slug: &str) -> bool {
    told.status == 409 && told.body["type"].as_str().unwrap().ends_with(&format!("/{slug}"))
}

both! {
    async fn story_10_a_stage_refuses_what_lacks_and_names_it_in_the_partners_words(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let id = process(&network, stages()).await;
        let (plant, tender) = (term(&network, "client_type", "Завод").await, term(&network, "entry_point", "Тендер").await);
        let deal = own_deal(&network, "B", 1).await;
        assert_eq!(network.way(&network.keys["B"], &deal).await["stage_key"], "need", "an open deal gets the first stage");
        network.go("B", &deal, "survey").await.ok();
        network.tick("B", &deal).await;
        let columns = json!({ "columns": [{ "name": "КП клиенту", "stages": ["offer"] }] });
        put(&network, &network.keys["B"], &format!("/api/v1/playbook/processes/{id}/own-columns"), columns).await.ok();
        let refused = network.go("B", &deal, "offer").await;
        assert!(is(&refused, "stage-lacks"), "{}", refused.text);
        for words in ["«КП клиенту»", "тип клиента", "точка входа", "ЛПР"] {
            assert!(refused.text.contains(words), "{words} in {}", refused.text);
        }
        let describe = json!({ "client_type": plant, "entry_point": tender });
        put(&network, &network.keys["B"], &format!("{deal}/description"), describe).await.ok();
        let refused = network.go("B", &deal, "offer").await;
        assert!(refused.text.contains("ЛПР") && !refused.text.contains("тип клиента"), "{}", refused.text);
        let body = json!({ "role": "decision_maker", "note": "Встреча" });
        network.world.post(&network.keys["B"], &format!("{deal}/roles-reached"), body).await.ok();
        let way = network.go("B", &deal, "offer").await.ok()["way"].clone();
        assert_eq!((way["stage_key"].clone(), way["stage"].clone()), (json!("offer"), json!("КП клиенту")));
        assert_eq!(network.way(&network.admin, &deal).await["stage"], "Предложение", "the vendor reads its own word");
        // Back is free, and nobody else's deal is there to be moved.
        network.go("B", &deal, "need").await.ok();
        assert_eq!(network.go("A", &deal, "survey").await.status, 404);
        assert_eq!(network.go("B", &deal, "nowhere").await.status, 422);
    }

    async fn a_deal_is_won_from_an_exit_alone_and_leaves_the_board_with_its_end(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut content = stages();
        content["stages"][2]["entry"] = json!({});
        content["stages"][3]["exit"] = json!({ "fields": ["value"] });
        process(&network, content).await;
        let deal = own_deal(&network, "B", 1).await;
        let win = async |body: Value| network.world.post(&network.keys["B"], &format!("{deal}/win"), body).await;
        let refused = win(json!({ "proof": "Заказ 1" })).await;
        assert!(is(&refused, "no-exit-here") && refused.text.contains("Договор"), "{}", refused.text);
        network.tick("B", &deal).await;
        network.go("B", &deal, "contract").await.ok();
        let refused = win(json!({ "proof": "Заказ 1" })).await;
        assert!(is(&refused, "stage-lacks") && refused.text.contains("сумма"), "{}", refused.text);
        network.world.post(&network.keys["B"], &format!("{deal}/value"), json!({ "value_minor": 100_000 })).await.ok();
        assert_eq!(win(json!({ "proof": "Заказ 1" })).await.ok()["state"], "won");
        assert!(network.columns(&network.admin).await.iter().all(|(_, count)| *count == 0));
        assert!(is(&network.go("B", &deal, "need").await, "deal-not-open"));
    }

    async fn story_11_two_of_the_vendors_stages_are_one_column_of_the_partner_and_no_deal_is_lost(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut content = stages();
        content["stages"][2]["entry"] = json!({});
        let id = process(&network, content.clone()).await;
        let columns = json!({ "columns": [{ "name": "Замер", "stages": ["survey", "offer"] }] });
        let own = format!("/api/v1/playbook/processes/{id}/own-columns");
        put(&network, &network.keys["B"], &own, columns).await.ok();
        let deals = [own_deal(&network, "B", 1).await, own_deal(&network, "B", 2).await, own_deal(&network, "B", 3).await];
        own_deal(&network, "A", 4).await;
        network.go("B", &deals[1], "survey").await.ok();
        network.tick("B", &deals[2]).await;
        network.go("B", &deals[2], "offer").await.ok();
        let column = |name: &str, count: i64| (name.to_owned(), count);
        assert_eq!(network.columns(&network.keys["B"]).await, [column("Потребность", 1), column("Замер", 2), column("Договор", 0)]);
        assert_eq!(network.columns(&network.admin).await,
            [column("Потребность", 2), column("Обследование", 1), column("Предложение", 1), column("Договор", 0)]);
        assert_eq!(network.columns(&network.keys["A"]).await[0], column("Потребность", 1), "only its own deals");
        // A version without the stage: who stands in it keeps a column on both boards.
        content["stages"].as_array_mut().unwrap().remove(1);
        put(&network, &network.admin, &format!("/api/v1/playbook/processes/{id}/draft"), content).await.ok();
        network.post(&format!("/api/v1/playbook/processes/{id}/publication"), json!({})).await;
        assert_eq!(network.columns(&network.keys["B"]).await.iter().map(|(_, count)| count).sum::<i64>(), 3);
        assert!(network.columns(&network.admin).await.contains(&column("Обследование", 1)));
        // A stage stands in one column at most, and a column has stages that exist.
        for wrong in [json!([{ "name": "X", "stages": ["need"] }, { "name": "Y", "stages": ["need"] }]),
            json!([{ "name": "X", "stages": [] }]), json!([{ "name": "X", "stages": ["no"] }])] {
            assert_eq!(put(&network, &network.keys["B"], &own, json!({ "columns": wrong })).await.status, 422);
        }
    }

    async fn story_12_a_deal_keeps_its_version_until_it_is_moved_by_choice_and_reports_keep_versions_apart(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let id = process(&network, stages()).await;
        let path = format!("/api/v1/playbook/processes/{id}");
        let old = own_deal(&network, "B", 1).await;
        network.go("B", &old, "survey").await.ok();
        let mut content = stages();
        content["stages"][1]["exit"] = json!({ "fields": ["category"] });
        put(&network, &network.admin, &format!("{path}/draft"), content).await.ok();
        let changes = network.get(&format!("{path}/changes")).await["changes"].clone();
        assert_eq!(changes.as_array().unwrap().len(), 2, "{changes}");
        assert!(changes.to_string().contains("категория") && changes.to_string().contains("Отчёт отправлен"));
        network.post(&format!("{path}/publication"), json!({ "note": "Категория раньше предложения" })).await;
        assert!(is(&network.world.post(&network.admin, &format!("{path}/publication"), json!({})).await, "nothing-to-publish"));
        // The old deal keeps its gate; a new one has the new.
        let way = network.way(&network.keys["B"], &old).await;
        assert_eq!((way["number"].clone(), way["newest"].clone()), (json!(1), json!(2)));
        assert!(network.go("B", &old, "offer").await.text.contains("Отчёт отправлен"));
        let new = own_deal(&network, "B", 2).await;
        network.go("B", &new, "survey").await.ok();
        let refused = network.go("B", &new, "offer").await.text;
        assert!(refused.contains("категория") && !refused.contains("Отчёт"), "{refused}");
        let report = network.get(&format!("{path}/report")).await["versions"].clone();
        let deals = |report: &Value| report.as_array().unwrap().iter().map(|v| (v["number"].as_i64().unwrap(), v["deals"].as_i64().unwrap())).collect::<Vec<_>>();
        assert_eq!(deals(&report), [(2, 1), (1, 1)]);
        // Moved by choice, the new gate applies; the stage stays.
        let moved = network.world.post(&network.keys["B"], &format!("{old}/process-version"), json!({})).await.ok()["way"].clone();
        assert_eq!((moved["number"].clone(), moved["stage_key"].clone()), (json!(2), json!("survey")));
        assert!(network.go("B", &old, "offer").await.text.contains("категория"));
        assert!(is(&network.world.post(&network.keys["B"], &format!("{old}/process-version"), json!({})).await, "newest-version"));
        let report = network.get(&format!("{path}/report")).await["versions"].clone();
        assert_eq!(deals(&report), [(2, 2), (1, 0)]);
        assert_eq!(report[1]["stages"][1]["left"], 1, "its stay in the old version stays there");
    }

    async fn a_stalled_deal_is_listed_and_told_once_to_its_partner_and_the_manager(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        process(&network, stages()).await;
        let deal = own_deal(&network, "B", 1).await;
        let listed = async |key: &str| network.world.get(key, "/api/v1/stalled-deals").await.ok()["items"].as_array().unwrap().len();
        network.world.clock(&june(20, "09:59")).await;
        assert_eq!(listed(&network.keys["B"]).await, 0);
        network.world.clock(&june(20, "10:00")).await;
        assert_eq!((listed(&network.keys["B"]).await, listed(&network.admin).await, listed(&network.keys["A"]).await), (1, 1, 0));
        network.world.clock(&june(25, "10:00")).await;
        assert_eq!(network.count(&network.keys["B"], "deal.stalled").await, 1);
        network.go("B", &deal, "survey").await.ok();
        assert_eq!(listed(&network.admin).await, 0, "the clock of the next stage runs");
        network.world.clock("2026-07-02T10:00:00+03:00").await;
        assert_eq!(network.count(&network.keys["B"], "deal.stalled").await, 2);
    }

    async fn the_playbook_refuses_what_cannot_be_sold_by_and_retires_what_is_in_use(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let new = json!({ "product": network.product, "name": said("Насосы") });
        let trainer = network.key("trainer").await;
        let added = network.world.post(&trainer, "/api/v1/playbook/processes", new.clone()).await.ok();
        let path = format!("/api/v1/playbook/processes/{}", added["id"].as_str().unwrap());
        assert!(is(&network.world.post(&network.admin, "/api/v1/playbook/processes", new).await, "process-stands"));
        assert_eq!(network.world.get(&network.keys["A"], &path).await.status, 404, "no draft is shown to partners");
        let mut content = stages();
        content["stages"][3]["wins"] = json!(false);
        put(&network, &trainer, &format!("{path}/draft"), content).await.ok();
        let publish = format!("{path}/publication");
        assert_eq!(network.world.post(&trainer, &publish, json!({})).await.status, 403, "who writes does not publish");
        assert!(is(&network.world.post(&network.admin, &publish, json!({})).await, "process-without-exit"));
        let mut wrong = stages();
        wrong["stages"][0]["norm_days"] = json!(0);
        wrong["stages"][1]["key"] = json!("need");
        wrong["stages"][2]["materials"] = json!([{ "title": said("КП"), "link": "javascript:alert(1)" }]);
        let told = put(&network, &trainer, &format!("{path}/draft"), wrong).await;
        assert_eq!((told.status.as_u16(), told.body["errors"].as_array().unwrap().len()), (422, 2), "{}", told.text);
        put(&network, &trainer, &format!("{path}/draft"), stages()).await.ok();
        network.post(&publish, json!({})).await;
        let plant = term(&network, "client_type", "Завод").await;
        let deal = own_deal(&network, "B", 1).await;
        put(&network, &network.keys["B"], &format!("{deal}/description"), json!({ "client_type": plant })).await.ok();
        let delete = async |path: &str| network.world.call(Method::DELETE, path, Some(&network.admin), &[], None).await;
        let (used, word) = (delete(&path).await, format!("/api/v1/playbook/terms/{plant}"));
        assert!(is(&used, "process-in-use") && used.text.contains("Снимите"), "{}", used.text);
        assert!(is(&delete(&word).await, "term-in-use"));
        for path in [&path, &word] {
            network.world.call(Method::PATCH, path, Some(&network.admin), &[], Some(json!({ "retired": true }))).await.ok();
        }
        // What stands keeps it; nothing new takes it.
        assert_eq!(network.way(&network.keys["B"], &deal).await["client_type"], plant.as_str());
        let other = own_deal(&network, "B", 2).await;
        assert_eq!(network.way(&network.keys["B"], &other).await, Value::Null);
        let none = network.world.post(&network.keys["B"], &format!("{other}/process-version"), json!({})).await;
        assert!(is(&none, "no-process"));
        network.go("B", &deal, "survey").await.ok();
    }

    async fn a_template_brings_a_whole_process_and_its_typology_and_coverage_counts_them(kind) {
        let network = Network::start(kind).await;
        let before = network.get("/api/v1/playbook/coverage").await;
        assert_eq!(before["basis_points"], 0);
        let offered = network.get("/api/v1/playbook/templates").await["items"].clone();
        assert_eq!(offered.as_array().unwrap().len(), 3);
        for template in offered.as_array().unwrap() {
            let code = template["code"].as_str().unwrap();
            let product = network.post("/api/v1/products", json!({ "code": code, "name": code })).await;
            let new = json!({ "product": product["id"], "template": code });
            let process = network.post("/api/v1/playbook/processes", new).await;
            let path = format!("/api/v1/playbook/processes/{}/publication", process["id"].as_str().unwrap());
            network.post(&path, json!({})).await;
        }
        let after = network.get("/api/v1/playbook/coverage").await;
        assert_eq!(after["stages"]["filled"], after["stages"]["of"]);
        assert_eq!((after["products"]["filled"].clone(), after["products"]["of"].clone()), (json!(3), json!(4)));
        assert!(after["matrix"]["filled"].as_i64().unwrap() > 0);
        // The guidance of a deal comes from its stage and its client type.
        let id = network.get("/api/v1/playbook/processes").await["items"][0]["product"].clone();
        let body = json!({ "client_name": "Котельная", "phone": "+74953000001", "region": "RU-MOW", "product": id, "title": "Насосы" });
        let deal = network.world.post(&network.keys["B"], "/api/v1/deals", body).await.ok();
        let deal = format!("/api/v1/deals/{}", deal["id"].as_str().unwrap());
        network.post(&format!("{deal}/approval"), json!({})).await;
        let way = network.way(&network.keys["B"], &deal).await;
        for part in ["actions", "questions", "materials", "people"] {
            assert!(!way[part].as_array().unwrap().is_empty(), "{part}");
        }
        assert!(way["objections"].as_array().unwrap().is_empty(), "the client type is not known yet");
        let card = network.get("/api/v1/playbook/cards").await["items"][0].clone();
        let describe = json!({ "client_type": card["client_type"], "category": card["category"], "entry_point": card["entry_point"],
            "business_process": card["business_process"] });
        let way = put(&network, &network.keys["B"], &format!("{deal}/description"), describe).await.ok()["way"].clone();
        assert!(!way["objections"].as_array().unwrap().is_empty() && !way["value_for_partner"].as_array().unwrap().is_empty());
    }
}
