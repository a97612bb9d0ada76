//! Stories 4 and 16, A1: what a partner may not know of is looked for in every place in which it may look.

use std::{
    collections::BTreeMap,
    io::Write,
    sync::{Arc, Mutex},
};

use platform::{Access, Role};
use reqwest::Method;
use serde_json::{Value, json};

use super::{CANARY, NOTHING, fill, live, schema, sweep::with_query, things};
use crate::{
    databases::both,
    smtp::Smtp,
    stories::{Network, june},
    world::{OPERATOR, Told},
};

/// The name and the address of the client: an answer may repeat the word alone, with which it was asked.
const NAMED: [&str; 2] = ["kanareika ", "kanareika@"];
/// The phone of the client that nobody may see, as any text could show it.
const PHONE: [&str; 3] = ["7657483", "765-74-83", "765 74 83"];

/// A lead whose client, contact, phone and address are known by their words.
fn secret_lead(network: &Network, number: u32) -> Value {
    let mut lead = network.lead(number);
    lead["client"]["name"] = json!(format!("{CANARY} завод"));
    lead["contact"] =
        json!({ "name": format!("{CANARY} Иван"), "phone": "+74957657483", "email": format!("{CANARY}@{CANARY}.ru") });
    lead
}

/// Who asks: with a key, or signed in.
#[derive(Debug, Clone)]
enum Who {
    Key(String),
    Session(String),
}

impl Who {
    async fn ask(&self, network: &Network, path: &str) -> Told {
        let header = match self {
            Self::Key(key) => ("authorization", format!("Bearer {key}")),
            Self::Session(token) => ("cookie", format!("artel={token}")),
        };
        network.world.call(Method::GET, path, None, &[(header.0, &header.1)], None).await
    }
}

/// All that a role may read, once as it stands and once with a word in every place that takes one; by operation.
async fn reads(
    network: &Network,
    who: &Who,
    role: Role,
    own: &BTreeMap<String, String>,
    word: &str,
) -> Vec<(&'static str, Told)> {
    let operations = artel::server::operations(&artel::server::reactors(), false);
    let document = platform::edge::openapi::document(&operations, "");
    let mut told = Vec::new();
    for operation in operations.iter().filter(|o| o.method == Method::GET && o.id != "me.programs") {
        let Access::Roles(roles) = operation.access else { continue };
        if !roles.contains(&role) {
            continue;
        }
        let described = &document["paths"][operation.path]["get"];
        let query = schema::required(described, &document, own);
        told.push((operation.id, who.ask(network, &with_query(fill(operation.path, own, None), &query)).await));
        for name in schema::texts(operation, described) {
            let mut query = query.clone();
            query.retain(|(known, _)| *known != name);
            query.push((name, word.to_owned()));
            told.push((operation.id, who.ask(network, &with_query(fill(operation.path, own, None), &query)).await));
        }
    }
    told
}

/// Nothing of it shows `words`.
fn none_of(told: &[(&'static str, Told)], words: &[&str]) {
    for (operation, told) in told {
        let text = &told.text;
        if let Some((word, at)) = words.iter().find_map(|word| Some((word, text.find(word)?))) {
            let near: String = text[..at].chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect();
            panic!("{operation} shows «{word}» after «{near}»");
        }
    }
}

/// What a partner may ask about a client that it thinks of.
async fn asks_about_the_client(network: &Network, who: &Who, letter: &str) -> Vec<(&'static str, Told)> {
    let light = format!(
        "/my/register/light?client_name={CANARY}&phone=84957657483&site={CANARY}.ru&region=RU-MOW&product={}",
        network.product
    );
    let given = json!({ "client_name": format!("{CANARY} завод"), "phone": "84957657483", "region": "RU-MOW", "product": network.product });
    vec![
        ("deals.light", who.ask(network, &light).await),
        ("deals.pre_check", network.world.post(&network.keys[letter], "/api/v1/deals/pre-check", given).await),
    ]
}

both! {
    async fn story_4_a_lead_that_may_not_be_passed_on_is_found_by_no_partner_in_any_place(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        live(&network, "A", 1, "svoi").await;
        let mut unwilling = secret_lead(&network, 2);
        unwilling["consent"]["transfer"] = json!(false);
        let unwilling = network.post("/api/v1/leads", unwilling).await;
        let mut weak = secret_lead(&network, 3);
        (weak["need"], weak["value_minor"], weak["client"]["name"]) = (json!("?"), json!(null), json!(format!("{CANARY} другой")));
        weak["contact"] = json!({ "name": CANARY, "email": format!("{CANARY}@{CANARY}-2.ru") });
        let weak = network.post("/api/v1/leads", weak).await;
        assert_eq!((unwilling["state"].clone(), weak["state"].clone()), (json!("consent_needed"), json!("nurture")));
        let ids = [&unwilling, &weak].map(|lead| lead["id"].as_str().unwrap().to_owned());
        let words = [NAMED[0], NAMED[1], PHONE[0], PHONE[1], PHONE[2], &ids[0][5..], &ids[1][5..]];
        for letter in ["A", "B"] {
            let owner = network.person(&format!("{letter}@partner.ru"), "partner_owner", Some(letter)).await;
            let own = things(&network, Some(letter)).await;
            for who in [Who::Key(network.keys[letter].clone()), Who::Session(owner)] {
                let told = reads(&network, &who, Role::PartnerOwner, &own, CANARY).await;
                assert!(told.len() > 60 && told.iter().filter(|(_, told)| told.status == 200).count() > 30, "{}", told.len());
                for place in ["search.find", "search.page", "events.read", "events.follow", "offers.list", "deals.list"] {
                    assert!(told.iter().any(|(id, told)| *id == place && told.status == 200), "{place} is among the places");
                }
                none_of(&told, &words);
                none_of(&asks_about_the_client(&network, &who, letter).await, &words[2..]);
                for id in &ids {
                    for path in [format!("/api/v1/leads/{id}"), format!("/leads/{id}"), "/leads/export.csv".to_owned(), format!("/api/v1/leads?q={CANARY}")] {
                        let told = who.ask(&network, &path).await;
                        assert!(!told.status.is_success() && !told.text.contains("завод"), "{path}: {}", told.text);
                    }
                    for list in [format!("/api/v1/offers?lead={id}"), format!("/api/v1/deals?lead={id}")] {
                        assert_eq!(who.ask(&network, &list).await.body["items"], json!([]), "{list}");
                    }
                }
            }
            let seen = Value::Array(network.seen(&network.keys[letter]).await).to_string();
            assert!(words.iter().all(|word| !seen.contains(word)), "{letter} hears of it");
        }
        // The vendor finds it in all of these places: they do find.
        let admin = Who::Key(network.admin.clone());
        let found = reads(&network, &admin, Role::Admin, &things(&network, None).await, CANARY).await;
        for operation in ["leads.list", "leads.export"] {
            assert!(found.iter().any(|(id, told)| *id == operation && told.text.contains(CANARY) && told.text.contains("завод")), "{operation} finds nothing for the vendor");
        }
        assert!(Value::Array(network.seen(&network.admin).await).to_string().contains(&ids[0]));
        let nurtured = network.get("/api/v1/leads?state=nurture").await;
        assert_eq!(nurtured["items"][0]["id"], json!(ids[1]));
    }

    async fn story_16_what_another_partner_works_on_is_in_no_file_no_completion_no_stream_and_no_page(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 1 } })).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(secret_lead(&network, 1)).await;
        assert_eq!(network.offered(&lead).await, ["A"]);
        let offer = network.start_work(&lead, "A").await;
        let deal = network.answer("A", &offer, "deal", json!({})).await.ok()["id"].as_str().unwrap().to_owned();
        let hex = |id: &str| id.rsplit_once('_').unwrap().1.to_owned();
        let (lead_hex, offer_hex, deal_hex, a) = (hex(&lead), hex(&offer), hex(&deal), hex(&network.partners["A"]));
        let words = [NAMED[0], NAMED[1], PHONE[0], PHONE[1], PHONE[2], &lead_hex, &offer_hex, &deal_hex, &a];
        let owner = network.person("b@partner.ru", "partner_owner", Some("B")).await;
        let own = things(&network, Some("B")).await;
        for who in [Who::Key(network.keys["B"].clone()), Who::Session(owner)] {
            let told = reads(&network, &who, Role::PartnerOwner, &own, CANARY).await;
            none_of(&told, &words);
            assert!(told.iter().any(|(id, told)| *id == "events.follow" && told.status == 200), "the stream is among them");
            none_of(&asks_about_the_client(&network, &who, "B").await, &words[2..]);
            for (file, of) in [("/leads/export.csv", &lead), ("/deals/export.csv", &deal)] {
                let told = who.ask(&network, &format!("{file}?q={CANARY}")).await;
                assert_eq!(told.status, 403, "{file}: files of the vendor");
                assert!(!told.text.contains(of.as_str()));
            }
        }
        let mine = reads(&network, &Who::Key(network.keys["A"].clone()), Role::PartnerOwner, &things(&network, Some("A")).await, CANARY).await;
        for operation in ["offers.list", "deals.list"] {
            assert!(mine.iter().any(|(id, told)| *id == operation && told.status == 200 && told.text.len() > 100 && told.text.contains(if *id == "offers.list" { NAMED[0] } else { &deal })), "{operation} finds nothing for A itself");
        }
    }

    async fn a1_l3_the_idempotency_key_of_another_caller_tells_nothing_and_holds_up_nothing(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let headers = [("idempotency-key", "the-same-key")];
        let post = async |key: &str, path: &str, body: Value| network.world.call(Method::POST, path, Some(key), &headers, Some(body)).await;
        let deal = |client: &str| json!({ "client_name": client, "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let of_a = post(&network.keys["A"], "/api/v1/deals", deal(CANARY)).await;
        assert_eq!(of_a.status, 201);
        // The same words under the same key: B has an effect of its own. Other words: nobody tells B that the key is known.
        let same = post(&network.keys["B"], "/api/v1/deals", deal(CANARY)).await;
        assert_eq!(same.status, 201, "{}", same.text);
        assert_ne!(same.body["id"], of_a.body["id"]);
        assert_eq!(same.body["partner"], json!(network.partners["B"]));
        let other = post(&network.keys["C"], "/api/v1/deals", deal("Другой")).await;
        assert_eq!((other.status.as_u16(), other.text.contains(CANARY)), (201, false), "{}", other.text);
        for (letter, first) in [("A", &of_a), ("B", &same), ("C", &other)] {
            let body = deal(if letter == "C" { "Другой" } else { CANARY });
            let again = post(&network.keys[letter], "/api/v1/deals", body).await;
            assert_eq!((again.status, &again.text), (first.status, &first.text), "{letter} is told what it was told");
            assert_eq!(network.world.get(&network.keys[letter], "/api/v1/deals").await.ok()["items"].as_array().unwrap().len(), 1);
        }
        let second = json!({ "name": "Другая", "lang": "ru", "zone": "Europe/Moscow", "currency": "RUB", "admin": { "email": "b@example.ru", "name": "Борис" } });
        let stranger = network.world.post(OPERATOR, "/api/v1/programs", second).await.ok()["api_key"].as_str().unwrap().to_owned();
        let product = json!({ "code": "z", "name": "Z" });
        let here = post(&network.admin, "/api/v1/products", product.clone()).await;
        let there = post(&stranger, "/api/v1/products", product).await;
        assert_eq!((here.status.as_u16(), there.status.as_u16()), (201, 201), "{}", there.text);
        assert_ne!(here.body["id"], there.body["id"], "another program has a product of its own");
    }

    async fn a1_no_log_line_and_no_letter_says_who_the_client_is_before_its_partner_has_accepted(kind) {
        let lines = Lines::listen();
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.world.clock(&june(15, "10:00")).await;
        for letter in ["A", "B", "C"] {
            network.person(&format!("{}@partner.ru", letter.to_lowercase()), "partner_owner", Some(letter)).await;
        }
        network.person("desk@vendor.ru", "lead_desk", None).await;
        let mut secret = secret_lead(&network, 1);
        secret["need"] = json!("Нужны насосы для котельной, звоните +7 495 765-74-83");
        let lead = network.take(secret.clone()).await;
        network.world.clock(&june(15, "10:05")).await;
        let offer = network.offer_of(&lead, "A").await;
        network.start_work(&lead, "A").await;
        let deal = network.answer("A", &offer, "deal", json!({})).await.ok();
        network.answer("C", &network.offer_of(&lead, "C").await, "decline", json!({ "reason": "no_resources" })).await.ok();
        // Wrong, broken, refused and repeated: what fails is written to the log more readily.
        network.post("/api/v1/leads", secret.clone()).await;
        secret["contact"]["phone"] = json!(format!("{CANARY} 765-74-83"));
        assert_eq!(network.world.post(&network.admin, "/api/v1/leads", secret).await.status, 422);
        network.world.get(&network.admin, &format!("/api/v1/leads?q={CANARY}")).await.ok();
        network.world.get(&network.admin, &format!("/api/v1/leads/lead_{NOTHING}?q={CANARY}")).await;
        let path = format!("/api/v1/deals/{}/win", deal["id"].as_str().unwrap());
        network.world.post(&network.keys["A"], &path, json!({ "proof": "Заказ" })).await.ok();
        for day in 16..26 {
            network.world.clock(&june(day, "12:00")).await;
        }
        let letters = smtp.taken();
        assert!(letters.len() > 5, "{}", letters.len());
        for letter in letters.iter().filter(|letter| letter.to != "desk@vendor.ru" && letter.to != "a@partner.ru") {
            let all = format!("{}\n{}\n{}", letter.raw, letter.text(), letter.html());
            for word in [CANARY, PHONE[0], PHONE[1], PHONE[2]] {
                assert!(!all.contains(word), "{} is told «{word}»: {}", letter.to, letter.text());
            }
        }
        let of_a = smtp.to("a@partner.ru");
        let first = of_a.iter().find(|letter| letter.text().contains("насосы")).unwrap();
        assert!(PHONE.iter().chain([&CANARY]).all(|word| !first.text().contains(word)), "{}", first.text());
        let log = lines.all();
        assert!(log.lines().count() > 20, "the log says something: {log}");
        for word in [CANARY, PHONE[0], PHONE[1], PHONE[2], "desk@vendor.ru", "tundra-violin"] {
            let line = log.lines().find(|line| line.contains(word));
            assert!(line.is_none(), "the log says «{word}»: {}", line.unwrap());
        }
    }
}

/// What a server of this process writes to its log, in every detail that its own crates give.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn listen() -> Self {
        let (lines, own) = (Self::default(), ["artel", "db", "insight", "leads", "network", "platform", "selling"]);
        let writer = lines.clone();
        let own: Vec<String> = own.map(|krate| format!("{krate}=trace")).into();
        let filter = format!("info,tower_http=debug,{}", own.join(","));
        let filter: tracing_subscriber::EnvFilter = filter.parse().unwrap();
        // Each test has a process of its own.
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(move || writer.clone()).init();
        lines
    }

    fn all(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
