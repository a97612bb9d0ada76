//! The vendor's pages: what they list, what they decide, and that everything they lead to is there.

use std::collections::{BTreeSet, VecDeque};

use platform::Role;
use reqwest::Method;
use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

async fn registered(network: &Network, letter: &str, client: &str, phone: &str, value: i64) -> String {
    let body = json!({ "client_name": client, "phone": phone, "region": "RU-MOW", "product": network.product,
        "title": "Насосы для цеха", "value_minor": value });
    let deal = network.world.post(&network.keys[letter], "/api/v1/deals", body).await.ok();
    deal["id"].as_str().unwrap().to_owned()
}

/// Sends a form as a browser does.
pub(super) async fn send(network: &Network, key: &str, path: &str, fields: &[(&str, &str)]) -> u16 {
    let body =
        reqwest::Url::parse_with_params("http://form.test/", fields).unwrap().query().unwrap_or_default().to_owned();
    let told = network.world.send(key, path, "application/x-www-form-urlencoded", body.into_bytes()).await;
    told.status.as_u16()
}

/// A page as it is sent; in Russian unless its reader has chosen.
pub async fn page(network: &Network, key: &str, path: &str) -> String {
    let told = network.world.call(Method::GET, path, Some(key), &[("accept-language", "ru")], None).await;
    assert_eq!(told.status, 200, "{path}: {}", told.text);
    told.text
}

/// The addresses on a page that lead somewhere on this server.
fn links(text: &str) -> BTreeSet<String> {
    let hrefs = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = hrefs.filter(|href| href.starts_with('/') && !href.starts_with("/assets/"));
    own.map(|href| href.split('#').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&")).collect()
}

/// One page of each kind is enough: an address without its ids and values.
fn kind_of(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts = path.split('/').map(|part| match part.rsplit_once('_') {
        Some((kind, id)) if id.len() == 32 => kind,
        _ => part,
    });
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    format!("{}?{}", parts.collect::<Vec<_>>().join("/"), names.collect::<Vec<_>>().join("&"))
}

both! {
    async fn a_page_that_is_not_there_offers_search_and_home(kind) {
        let network = Network::start(kind).await;
        let key = network.key("channel_manager").await;
        let told = network.world.call(Method::GET, "/nowhere", Some(&key), &[("accept", "text/html")], None).await;
        assert_eq!(told.status, 404);
        let (_, body) = told.text.split_once("class=\"empty problem\"").unwrap();
        assert!(body.contains("action=\"/search\"") && body.contains("href=\"/\""), "{body}");
    }

    async fn the_page_of_imports_says_how_large_a_file_may_be(kind) {
        let network = Network::start(kind).await;
        let key = network.key("admin").await;
        assert!(page(&network, &key, "/imports").await.contains("Не больше 50 МБ"));
    }

    async fn the_vendor_lists_deals_by_state_partner_source_and_size(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let small = registered(&network, "B", "Котельная", "+74952000001", 100).await;
        network.world.clock(&june(15, "10:01")).await;
        let large = registered(&network, "A", "=Пекарня", "+74952000002", 50_000_000).await;
        network.post(&format!("/api/v1/deals/{large}/approval"), json!({})).await;
        let order = async |query: &str| {
            let found = network.get(&format!("/api/v1/deals{query}")).await;
            found["items"].as_array().unwrap().iter().map(|deal| deal["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(order("").await, [large.clone(), small.clone()]);
        assert_eq!(order("?sort=oldest").await, [small.clone(), large.clone()]);
        assert_eq!(order("?sort=largest").await, [large.clone(), small.clone()]);
        assert_eq!(order("?sort=oldest&state=registered").await, std::slice::from_ref(&small));
        assert_eq!(order(&format!("?sort=oldest&partner={}", network.partners["A"])).await, std::slice::from_ref(&large));
        let first = network.get("/api/v1/deals?sort=largest&limit=1").await;
        let next = first["next"].as_str().unwrap();
        assert_eq!(order(&format!("?sort=largest&limit=1&after={next}")).await, std::slice::from_ref(&small));
        let desk = network.key("lead_desk").await;
        let listed = page(&network, &desk, "/deals?state=registered").await;
        assert!(listed.contains("Котельная") && !listed.contains("Пекарня") && listed.contains(&format!("/deals/{small}")));
        let file = page(&network, &desk, "/deals/export.csv?origin=own").await;
        assert_eq!(file.lines().count(), 3);
        assert!(file.contains(";'=Пекарня;") && file.contains(";500000.00;"), "{file}");
        let own = network.world.get(&network.keys["A"], "/deals").await;
        assert_eq!(own.status, 403, "a partner sees its own deals elsewhere");
    }

    async fn a_registration_is_decided_on_its_page_beside_whose_the_client_is(kind) {
        let network = Network::start(kind).await;
        let (manager, auditor) = (network.key("channel_manager").await, network.key("auditor").await);
        network.world.clock(&june(15, "10:00")).await;
        let first = registered(&network, "B", "Котельная", "+74952000001", 100).await;
        let free = page(&network, &manager, &format!("/deals/{first}")).await;
        assert!(free.contains("Свободен") && free.contains("ИНН не указан") && free.contains("Насосы для цеха"));
        assert!(!page(&network, &auditor, &format!("/deals/{first}")).await.contains("identity_confirmed"), "an auditor reads");
        let act = async |path: String, fields: &[(&str, &str)]| send(&network, &manager, &path, fields).await;
        assert_eq!(act(format!("/deals/{first}/approve"), &[("identity_confirmed", "true")]).await, 303);
        let open = page(&network, &manager, &format!("/deals/{first}")).await;
        assert!(open.contains("Засчитана партнёру как своя") && open.contains("Закреплён за этим партнёром"));
        let second = registered(&network, "A", "Котельная", "+74952000001", 100).await;
        let held = page(&network, &manager, &format!("/deals/{second}")).await;
        assert!(held.contains("Закреплён за партнёром B") && held.contains(&format!("/deals/{first}")));
        assert_eq!(act(format!("/deals/{second}/refuse"), &[("reason", " ")]).await, 422);
        assert_eq!(act(format!("/deals/{second}/refuse"), &[("reason", "Клиент закреплён")]).await, 303);
        let told = page(&network, &network.keys["A"], &format!("/my/deals/{second}")).await;
        assert!(told.contains("Клиент закреплён") && !told.contains("Закреплён за партнёром B"));
        let own = network.person("owner@a.test", "partner_owner", Some("A")).await;
        let third = registered(&network, "A", "Пекарня", "+74952000003", 100).await;
        assert_eq!(act(format!("/deals/{third}/approve"), &[]).await, 303);
        network.world.clock(&june(15, "10:05")).await;
        let news = network.world.by(&own, Method::GET, "/api/v1/notices", json!(null)).await.ok();
        let news = news["items"].as_array().unwrap().iter().find(|one| one["kind"] == "deal_approved").cloned().unwrap();
        assert_eq!(news["path"], format!("/my/deals/{third}"));
        assert!(page(&network, &manager, &format!("/deals/{third}")).await.contains("клиент не подтверждён"), "unconfirmed does not count");
    }

    async fn an_appeal_is_made_answered_and_read_on_pages(kind) {
        let network = Network::start(kind).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        let (manager, director) = (network.key("channel_manager").await, network.key("director").await);
        network.world.clock(&june(10, "12:00")).await;
        network.win_given("B", 1).await;
        network.world.clock(&june(25, "12:00")).await;
        let b = network.keys["B"].clone();
        assert!(page(&network, &b, "/home").await.contains("/my/appeals"), "who is paused is shown how to appeal");
        assert_eq!(send(&network, &b, "/my/appeals", &[("text", "Сделка у регистратора")]).await, 303);
        let subject = network.tasks("reciprocity_appeal").await[0]["subject"].as_str().unwrap().to_owned();
        assert!(page(&network, &manager, "/today").await.contains(&format!("/appeals/{subject}")), "the task leads to it");
        assert!(page(&network, &manager, "/appeals").await.contains("Сделка у регистратора"));
        let of_manager = page(&network, &manager, &format!("/appeals/{subject}")).await;
        assert!(of_manager.contains("может только директор") && !of_manager.contains("name=\"until\""));
        let answer = format!("/appeals/{subject}/answer");
        let granted = [("granted", "true"), ("until", "2026-07-10T00:00"), ("text", "Ждём регистратора")];
        assert_eq!(send(&network, &manager, &answer, &granted).await, 403);
        assert_eq!(send(&network, &director, &answer, &[("granted", "true"), ("text", "Да")]).await, 422, "until when?");
        assert_eq!(send(&network, &director, &answer, &granted).await, 303);
        assert!(page(&network, &b, "/home").await.contains("Ждём регистратора"));
        let partner = page(&network, &manager, &format!("/partners/{}", network.partners["B"])).await;
        assert!(partner.contains("Пауза отложена до") && partner.contains(&format!("/appeals/{subject}")));
        assert_eq!(network.get("/api/v1/appeals").await["items"], json!([]));
        assert_eq!(network.get("/api/v1/appeals?answered=true").await["items"][0]["partner_name"], "B");
        assert!(page(&network, &manager, "/appeals?answered=true").await.contains("Принято"));
    }

    async fn the_board_records_consent_ripeness_and_whom_a_client_does_not_want(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let person = network.person("desk@vendor.test", "lead_desk", None).await;
        let desk = network.key("lead_desk").await;
        let mut lead = network.lead(1);
        lead["consent"]["transfer"] = json!(false);
        let lead = network.take(lead).await;
        let path = format!("/leads/{lead}");
        assert!(page(&network, &desk, &path).await.contains("Записать согласие"));
        assert_eq!(send(&network, &desk, &format!("{path}/consent"), &[("text", " ")]).await, 422);
        let given = network.world.by(&person, Method::POST, &format!("/api/v1{path}/consent"), json!({ "text": "v2, письмом" })).await;
        assert_eq!(given.status, 200, "{}", given.text);
        let after = page(&network, &desk, &path).await;
        assert!(!after.contains("Записать согласие") && after.contains("desk@vendor.test"), "who of the staff acted is named");
        assert!(!network.offered(&lead).await.is_empty());

        let a = network.partners["A"].clone();
        assert_eq!(send(&network, &desk, &format!("{path}/exclude"), &[("partner", &a), ("reason", "")]).await, 422);
        assert_eq!(send(&network, &desk, &format!("{path}/exclude"), &[("partner", &a), ("reason", "Поссорились")]).await, 303);
        assert!(page(&network, &desk, &path).await.contains("Поссорились"));
        assert_eq!(network.board(&lead).await["A"]["state"], "withdrawn");
        assert_eq!(send(&network, &desk, &format!("{path}/excluded/{a}/admit"), &[]).await, 303);
        assert!(!page(&network, &desk, &path).await.contains("Поссорились"));

        assert_eq!(send(&network, &desk, &format!("{path}/no-consent"), &[("reason", "Позвонил клиент")]).await, 303);
        assert_eq!(network.get(&format!("/api/v1/leads/{lead}")).await["state"], "consent_needed");

        let mut raw = network.lead(2);
        raw["need"] = json!("?");
        raw["value_minor"] = json!(null);
        let raw = network.take(raw).await;
        let path = format!("/leads/{raw}");
        assert!(page(&network, &desk, &path).await.contains("Лид созрел"));
        assert_eq!(send(&network, &desk, &format!("{path}/ripe"), &[("grade", "B"), ("reason", "Назвал бюджет")]).await, 303);
        assert_eq!(network.get(&format!("/api/v1/leads/{raw}")).await["grade"], "B");
        let mut again = network.lead(3);
        again["consent"]["transfer"] = json!(false);
        let again = network.take(again).await;
        assert_eq!(send(&network, &desk, &format!("/leads/{again}/consent"), &[("text", "v2, письмом")]).await, 303);
        let manager = network.key("channel_manager").await;
        let path = format!("/partners/{a}");
        assert_eq!(send(&network, &manager, &format!("{path}/invite"), &[("email", "new@a.test"), ("role", "lead_desk"), ("lang", "ru")]).await, 403);
        assert_eq!(send(&network, &manager, &format!("{path}/invite"), &[("email", "new@a.test"), ("role", "partner_seller"), ("lang", "ru")]).await, 303);
        assert!(network.get("/api/v1/invitations").await.to_string().contains("new@a.test"));
    }

    async fn everybody_reads_the_rules_and_how_often_they_were_left(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 1 } })).await;
        let desk = network.key("lead_desk").await;
        let lead = network.take(network.lead(1)).await;
        let give = json!({ "partner": network.partners["D"], "reason": "Просил клиент", "set_aside": true });
        network.world.post(&desk, &format!("/api/v1/leads/{lead}/hand-give"), give).await.ok();
        for key in [&desk, &network.keys["D"]] {
            assert!(page(&network, key, "/neutrality").await.contains("Просил клиент"), "whom it concerns reads why");
            assert!(page(&network, key, "/rules").await.contains("Сколько партнёров"));
        }
        let other = page(&network, &network.keys["A"], "/neutrality").await;
        assert!(!other.contains("Просил клиент") && other.contains("Лид отдан вручную: 1"), "others read how many");
        assert!(page(&network, &desk, "/neutrality?month=2026-05").await.contains("Всё по правилам"));
        let rules = page(&network, &network.keys["A"], "/rules").await;
        assert!(!rules.contains("/settings/policy/edit") && !rules.contains("admin"), "nothing to change, nobody named");
        let letters = page(&network, &network.admin, "/settings/letters").await;
        assert!(letters.contains("Ждёт отправки") || letters.contains("Писем нет"));
    }

    async fn every_link_that_a_role_is_shown_leads_to_a_page(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.win_given("B", 1).await;
        let lead = network.take(network.lead(2)).await;
        network.start_work(&lead, "A").await;
        network.take(network.lead(3)).await;
        registered(&network, "C", "Котельная", "+74952000001", 100).await;
        network.world.clock(&june(16, "10:00")).await;
        let mut dead = Vec::new();
        for role in Role::ALL {
            let partner = role.is_partner().then_some("A");
            let session = network.person(&format!("{role}@crawl.test"), role.code(), partner).await;
            let (mut seen, mut waiting) = (BTreeSet::new(), VecDeque::from([(if role.is_partner() { "/home" } else { "/today" }.to_owned(), String::new())]));
            while let Some((path, from)) = waiting.pop_front() {
                if !seen.insert(kind_of(&path)) {
                    continue;
                }
                let told = network.world.by(&session, Method::GET, &path, json!(null)).await;
                // Where something was done already the link leads on.
                if told.status != 200 && told.status != 303 {
                    dead.push(format!("{role}: {path} on {from}: {}", told.status));
                }
                waiting.extend(links(&told.text).into_iter().map(|link| (link, path.clone())));
            }
            assert!(seen.len() > 4, "{role} sees {seen:?}");
        }
        assert_eq!(dead, Vec::<String>::new());
    }
}
