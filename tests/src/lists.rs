//! Every list is read page by page, sorted as asked, and a place that belongs to no page is told as such.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    conformance::DOCUMENT,
    databases::both,
    stories::{Network, june},
};

/// The lists of the document: path, and the parameters of the query by name.
fn lists() -> Vec<(String, Vec<(String, Value)>)> {
    let mut found = Vec::new();
    for (path, entry) in DOCUMENT["paths"].as_object().unwrap() {
        let Some(get) = entry.get("get") else { continue };
        let asked = get["parameters"].as_array().unwrap().iter().filter(|p| p["in"] == "query");
        let asked: Vec<_> = asked.map(|p| (p["name"].as_str().unwrap().to_owned(), p["schema"].clone())).collect();
        if asked.iter().any(|(name, _)| name == "after") && !path.contains("/stream") {
            found.push((path.clone(), asked));
        }
    }
    found
}

/// The words by which a list may be sorted.
fn orders(schema: &Value) -> Vec<String> {
    let text = schema.to_string();
    let named = DOCUMENT["components"]["schemas"].as_object().unwrap();
    let of = |schema: &Value| {
        let listed = schema["enum"].as_array().into_iter().flatten();
        let each = schema["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
        listed.chain(each).filter_map(|word| word.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let refers = named.iter().filter(|(name, _)| text.contains(&format!("/{name}\"")));
    refers.flat_map(|(_, schema)| of(schema)).collect()
}

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item.get("id").unwrap_or(item).to_string()).collect()
}

/// A network with more than one row in the lists that can be sorted.
async fn network(kind: crate::databases::Kind) -> Network {
    let network = Network::start(kind).await;
    network.world.clock(&june(15, "10:00")).await;
    for number in 1..4 {
        network.take(network.lead(number)).await;
        network
            .post("/api/v1/products", json!({ "code": format!("p{number}"), "name": format!("Товар {number}") }))
            .await;
        network
            .post("/api/v1/invitations", json!({ "email": format!("i{number}@vendor.ru"), "role": "support" }))
            .await;
    }
    network.person("anna@vendor.ru", "lead_desk", None).await;
    network.person("boris@vendor.ru", "support", None).await;
    network
}

both! {
    async fn a_place_that_belongs_to_no_page_is_told_as_such_in_every_list(kind) {
        let network = network(kind).await;
        let session = network.person("olga@vendor.ru", "admin", None).await;
        let lead = network.get("/api/v1/leads").await["items"][0].clone();
        let user = network.get("/api/v1/users").await["items"][0]["id"].as_str().unwrap().to_owned();
        let rows = "Компания;Телефон\r\nЗавод 7;8 (495) 100-00-07\r\n".as_bytes().to_vec();
        let import = network.world.send(&network.admin, "/api/v1/imports?source=x", "text/csv", rows).await.ok();
        let all = lists();
        assert!(all.len() > 20, "only {}", all.len());
        for (path, _) in all {
            let path = path
                .replace("{lead}", lead["id"].as_str().unwrap())
                .replace("/users/{id}", &format!("/users/{user}"))
                .replace("{partner}", &network.partners["A"])
                .replace("{client}", lead["client"].as_str().unwrap())
                .replace("{import}", import["id"].as_str().unwrap());
            let told = network.world.by(&session, reqwest::Method::GET, &format!("{path}?after=nowhere"), json!({})).await;
            assert_eq!((told.status.as_u16(), &told.body["errors"][0]["field"]), (422, &json!("after")), "{path}: {}", told.text);
            let text = told.body["errors"][0]["text"].as_str().unwrap();
            assert!(text.starts_with("There is no such p"), "{path}: {text}");
        }
    }

    async fn leads_are_found_by_how_their_partners_answered(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let (worked, declined, waits) =
            (network.take(network.lead(1)).await, network.take(network.lead(2)).await, network.take(network.lead(3)).await);
        network.start_work(&worked, "A").await;
        let offer = network.offer_of(&declined, "A").await;
        network.answer("A", &offer, "decline", json!({ "reason": "too_small" })).await.ok();
        let found = async |answers: &str| {
            let page = network.get(&format!("/api/v1/leads?answers={answers}&sort=oldest")).await;
            page["items"].as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("nobody_started").await, [declined.clone(), waits.clone()]);
        assert!(found("somebody_ignored").await.is_empty());
        let line = network.get("/api/v1/leads?limit=1&sort=oldest").await["items"][0]["answers"].clone();
        assert_eq!(line, json!({ "waiting": 2, "accepted": 0, "started": 1, "ignored": 0, "declined": 0 }));
        // Nobody else answers within the window of eight working hours.
        network.world.clock(&june(16, "12:00")).await;
        let silent = found("somebody_ignored").await;
        assert!(silent.contains(&waits) && silent.contains(&declined), "{silent:?}");
        assert!(!found("nobody_started").await.contains(&worked));
        let page = crate::stories::pages::page(&network, &network.admin, "/leads?answers=somebody_ignored").await;
        assert!(page.contains("спят: ") && page.contains(&waits), "{page}");
        assert_eq!(network.world.get(&network.admin, "/api/v1/leads?answers=some").await.status, 422);
    }

    async fn a_list_is_sorted_as_asked_and_read_page_by_page(kind) {
        let network = network(kind).await;
        let session = network.person("olga@vendor.ru", "admin", None).await;
        let read = async |path: &str| network.world.by(&session, reqwest::Method::GET, path, json!({})).await.ok();
        let lead = network.get("/api/v1/leads").await["items"][0].clone();
        let user = network.get("/api/v1/users").await["items"][0]["id"].as_str().unwrap().to_owned();
        let mut sorted = BTreeSet::new();
        for (path, asked) in lists() {
            let path = path
                .replace("{lead}", lead["id"].as_str().unwrap())
                .replace("/users/{id}", &format!("/users/{user}"))
                .replace("{partner}", &network.partners["A"])
                .replace("{client}", lead["client"].as_str().unwrap());
            let Some((_, schema)) = asked.iter().find(|(name, _)| name == "sort") else { continue };
            let orders = orders(schema);
            assert!(orders.len() >= 2, "{path}: {orders:?}");
            for order in &orders {
                let whole = ids(&read(&format!("{path}?limit=200&sort={order}")).await);
                let (mut pages, mut after) = (Vec::new(), String::new());
                loop {
                    let page = read(&format!("{path}?limit=2&sort={order}{after}")).await;
                    pages.extend(ids(&page));
                    let Some(next) = page["next"].as_str() else { break };
                    if pages.len() > 20 { break }
                    after = format!("&after={next}");
                }
                assert_eq!(pages[..], whole[..pages.len()], "{path} by {order}");
                if let Some(rising) = order.strip_prefix('-') {
                    let mut other = ids(&read(&format!("{path}?limit=200&sort={rising}")).await);
                    if whole.len() < 200 {
                        other.reverse();
                        assert_eq!(whole, other, "{path} by {order}");
                    }
                }
            }
            sorted.insert(path);
            let refused = network.world.by(&session, reqwest::Method::GET, "/api/v1/products?sort=colour", json!({})).await;
            assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!("sort")));
        }
        assert!(sorted.len() >= 10, "{sorted:?}");
        let found = read("/api/v1/products?q=%D1%82%D0%BE%D0%B2%D0%B0%D1%80%202").await;
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
    }
}
