//! Random histories through the real acts, with restarts.

use serde_json::{Value, json};

use super::slow::{self, Tables, Week, mondays};
use crate::{
    databases::{Kind, both},
    stories::Network,
};

/// A small generator: the same seed is the same history.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

/// Partners answer, work, win, lose and bring, each as the dice fall.
async fn a_step(network: &Network, dice: &mut Dice, number: u32) {
    if dice.roll(3) > 0 {
        let mut lead = network.lead(number);
        if dice.roll(6) == 0 {
            lead["client"]["region"] = json!("RU-TA");
        }
        network.take(lead).await;
    }
    for letter in LETTERS {
        for offer in network.offers(letter).await.into_iter().take(4) {
            work_on(network, dice, letter, &offer).await;
        }
        close_deals(network, dice, letter).await;
    }
    if dice.roll(12) == 0 {
        let letter = LETTERS[usize::try_from(dice.roll(4)).unwrap()];
        let body = json!({ "client_name": format!("Своя {number}"), "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&network.keys[letter], "/api/v1/deals", body).await.ok();
        let what = if dice.roll(4) == 0 {
            ("refusal", json!({ "reason": "Чужой клиент" }))
        } else {
            ("approval", json!({}))
        };
        network.post(&format!("/api/v1/deals/{}/{}", deal["id"].as_str().unwrap(), what.0), what.1).await;
    }
    if number == 12 {
        network.change_partner("C", json!({ "left": true })).await;
        network.change_partner("F", json!({ "joined_at": "2026-06-20T12:00:00Z" })).await;
    }
    if number == 22 {
        network.change_partner("C", json!({ "left": false })).await;
    }
}

async fn work_on(network: &Network, dice: &mut Dice, letter: &str, offer: &Value) {
    let id = offer["id"].as_str().unwrap();
    // Whoever comes too late is refused; that is a part of the history.
    match (offer["state"].as_str().unwrap(), dice.roll(5)) {
        ("offered", 0) => drop(network.answer(letter, id, "view", json!({})).await),
        ("offered" | "viewed", 1 | 2) => drop(network.answer(letter, id, "acceptance", json!({})).await),
        ("offered" | "viewed", 3) => {
            drop(network.answer(letter, id, "decline", json!({ "reason": "no_resources" })).await);
        }
        ("accepted", 0..=2) => drop(network.answer(letter, id, "contacts", json!({ "evidence": "call" })).await),
        ("accepted", 3) => drop(network.answer(letter, id, "return", json!({ "reason": "too_small" })).await),
        ("started", 0 | 1) => drop(network.answer(letter, id, "deal", json!({})).await),
        _ => {}
    }
}

async fn close_deals(network: &Network, dice: &mut Dice, letter: &str) {
    let open = network.world.get(&network.keys[letter], "/api/v1/deals?state=open&limit=200").await.ok();
    for deal in open["items"].as_array().unwrap() {
        let path = |what: &str| format!("/api/v1/deals/{}/{what}", deal["id"].as_str().unwrap());
        let key = &network.keys[letter];
        match dice.roll(8) {
            0 | 1 => drop(network.world.post(key, &path("win"), json!({ "proof": "Заказ" })).await.ok()),
            2 => drop(
                network
                    .world
                    .post(key, &path("loss"), json!({ "to": "no_decision", "reason": "Бюджет закрыт" }))
                    .await
                    .ok(),
            ),
            3 if deal["origin"] == "own" => {
                drop(network.world.post(key, &path("withdrawal"), json!({ "reason": "Передумали" })).await.ok());
            }
            _ => {}
        }
    }
}

fn pair(value: &Value) -> (i64, i64) {
    (value["part"].as_i64().unwrap(), value["whole"].as_i64().unwrap())
}

/// What the API says of a week, or of the present.
fn told(measures: &Value, at: impl Fn(&Value) -> Value, beside: Option<&Value>) -> Week {
    let all = measures["measures"].as_array().unwrap();
    let of = |id: &str| at(all.iter().find(|measure| measure["id"] == id).unwrap());
    Week {
        ignored: pair(&of("ignored")),
        started: beside.map_or((0, 0), pair),
        median: of("start")["value"].as_i64(),
        won: pair(&of("won")),
        active: pair(&of("active")),
        debt: (of("debt")["part"].as_i64().unwrap(), 0),
    }
}

fn beside<'v>(measures: &'v Value, id: &str, name: &str) -> &'v Value {
    let all = measures["measures"].as_array().unwrap();
    let of = all.iter().find(|measure| measure["id"] == id).unwrap();
    of["beside"].as_array().unwrap().iter().find(|beside| beside["name"] == name).unwrap()
}

async fn the_numbers_are_exact(network: &Network, now: &str) {
    let db = network.world.database.open().await;
    let tables = db.read(|tx| Box::pin(Tables::read(tx))).await.unwrap();
    let measures = network.get("/api/v1/measures").await;
    assert_eq!(measures["behind"], 0);
    let today = measures["today"].as_str().unwrap().parse().unwrap();
    let weeks = mondays(today);
    let now = now.parse().unwrap();
    for (place, monday) in weeks.iter().enumerate() {
        let expected = tables.over(&[*monday], today, now);
        let found = told(&measures, |measure| measure["weeks"][place].clone(), None);
        let expected = Week { started: (0, 0), debt: (expected.debt.0, 0), ..expected };
        assert_eq!(found, expected, "week of {monday}");
    }
    let expected = tables.over(&weeks[8..], today, now);
    let started = beside(&measures, "start", "started_in_time");
    let found = told(&measures, Clone::clone, Some(started));
    let paused = beside(&measures, "debt", "paused")["part"].as_i64().unwrap();
    assert_eq!(Week { debt: (found.debt.0, paused), ..found }, expected, "now");
}

async fn a_history(kind: Kind, seed: u64, steps: u32) {
    let mut network = Network::start(kind).await;
    let numbers = json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] });
    network.post("/api/v1/policies", json!({ "body": { "reciprocity": numbers }, "note": "story" })).await;
    let mut dice = Dice(seed);
    let mut now: kit::Instant = "2026-06-01T10:00:00+03:00".parse().unwrap();
    for number in 0..steps {
        a_step(&network, &mut dice, number).await;
        let minutes = match dice.roll(5) {
            0 | 1 => 10 + dice.roll(170),
            2 | 3 => 180 + dice.roll(1_600),
            _ => 1_440 + dice.roll(4_000),
        };
        now = now + kit::time::Span::minutes(i64::try_from(minutes).unwrap());
        if dice.roll(25) == 0 {
            network.world.restart(&now.to_string()).await;
        }
        network.world.clock(&now.to_string()).await;
        if number % 40 == 24 {
            the_numbers_are_exact(&network, &now.to_string()).await;
        }
    }
    let db = network.world.database.open().await;
    let folded = db.read(|tx| Box::pin(slow::bytes(tx))).await.unwrap();
    network.post("/api/v1/measures/rebuild", json!({})).await;
    assert_ne!(network.get("/api/v1/measures").await["behind"], 0);
    network.world.restart(&now.to_string()).await;
    network.world.clock(&now.to_string()).await;
    assert_eq!(db.read(|tx| Box::pin(slow::bytes(tx))).await.unwrap(), folded, "a rebuild gives the same bytes");
}

both! {
    async fn the_five_numbers_are_what_a_slow_count_over_the_tables_gives(kind) {
        // A history on PostgreSQL takes ten times as long.
        let steps = if kind == Kind::Sqlite { 120 } else { 30 };
        a_history(kind, 20_260_615, steps).await;
        if kind == Kind::Sqlite {
            a_history(kind, 1, steps).await;
        }
    }
}
