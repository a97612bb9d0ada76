//! A program to measure with: partners that cover everything, always on duty, with room for all.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{client::Client, server::OPERATOR};

/// What the load needs to know of it.
#[derive(Clone)]
pub(super) struct World {
    pub admin: String,
    pub product: String,
    /// Partners' ids, each with a key of its owner.
    pub partners: Vec<(String, String)>,
}

/// Asks and expects success.
pub(super) async fn ask(
    client: &mut Client,
    method: &str,
    path: &str,
    key: &str,
    body: &Value,
) -> Result<Value, String> {
    let (status, text) = client.call(method, path, key, &body.to_string()).await?;
    if !(200..300).contains(&status) {
        return Err(format!("{method} {path}: {status} {text}"));
    }
    serde_json::from_str(&text).map_err(|e| e.to_string())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Begins a program with so many partners and these numbers of distribution.
pub(super) async fn set_up(address: &str, partners: usize, distribution: Value) -> Result<World, String> {
    let mut client = Client::connect(address).await?;
    let program = json!({ "name": "Bench", "zone": "UTC", "currency": "RUB",
        "admin": { "email": "a@example.com", "name": "A" } });
    let begun = ask(&mut client, "POST", "/api/v1/programs", OPERATOR, &program).await?;
    let admin = text(&begun["api_key"]);
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| (day, ["00:00-24:00"]));
    let always = json!({ "name": "always", "hours": { "zone": "UTC", "weekly": BTreeMap::from(days) } });
    let calendar = ask(&mut client, "POST", "/api/v1/calendars", &admin, &always).await?;
    let policy = json!({ "note": "bench", "body": { "distribution": distribution } });
    ask(&mut client, "POST", "/api/v1/policies", &admin, &policy).await?;
    let product = ask(&mut client, "POST", "/api/v1/products", &admin, &json!({ "code": "p", "name": "P" })).await?;
    let product = text(&product["id"]);
    let mut world = World { admin, product, partners: Vec::new() };
    for number in 0..partners {
        let body = json!({ "name": format!("P{number}"), "territories": ["RU"], "calendar": calendar["id"] });
        let id = text(&ask(&mut client, "POST", "/api/v1/partners", &world.admin, &body).await?["id"]);
        let path = format!("/api/v1/partners/{id}/certificates");
        ask(&mut client, "POST", &path, &world.admin, &json!({ "product": world.product })).await?;
        let key = json!({ "name": "bench", "role": "partner_owner", "partner": id, "scopes": ["*"] });
        let key = text(&ask(&mut client, "POST", "/api/v1/keys", &world.admin, &key).await?["text"]);
        world.partners.push((id, key));
    }
    Ok(world)
}

impl World {
    /// Offers that can be accepted, each with its partner's key.
    pub(super) async fn open_offers(&self, address: &str) -> Result<Vec<(String, String)>, String> {
        let mut client = Client::connect(address).await?;
        let mut found = Vec::new();
        for (_, key) in &self.partners {
            let mut after = String::new();
            loop {
                let path = format!("/api/v1/offers?state=offered&limit=200{after}");
                let page = ask(&mut client, "GET", &path, key, &json!({})).await?;
                let items = page["items"].as_array().into_iter().flatten();
                found.extend(items.map(|offer| (key.clone(), text(&offer["id"]))));
                let Some(next) = page["next"].as_str() else { break };
                after = format!("&after={next}");
            }
        }
        Ok(found)
    }

    /// A lead of a client of its own.
    pub(super) fn lead(&self, number: usize) -> String {
        json!({
            "client": { "name": format!("Client {number}"), "region": "RU-MOW", "city": "Moscow" },
            "contact": { "name": "Ivan", "email": format!("ivan@client{number}.ru") },
            "need": "Pumps for a boiler house", "product": self.product, "size": "medium",
            "value_minor": 100_000_000, "source": "bench", "consent": { "transfer": true }
        })
        .to_string()
    }
}
