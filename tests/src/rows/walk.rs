//! L4, L5, L6, L7, F1: a network that is used at random, with every promise checked after every step.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::storms::sound;
use crate::{
    databases::{Kind, both},
    stories::{Network, forms},
};

/// The same numbers in every run of a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
    fn of<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        if list.is_empty() { None } else { list.get(usize::try_from(self.below(list.len() as u64)).unwrap()).cloned() }
    }
}

const FROM_OPEN: &[&str] = &["offered", "delivered", "viewed"];

/// Which states an offer may go to, from where it stands: the design's picture, written down once more.
fn may_follow(from: &str, to: &str) -> bool {
    match to {
        "delivered" => from == "offered",
        "viewed" => ["offered", "delivered"].contains(&from),
        "accepted" | "declined" | "ignored" | "undelivered" | "taken" => FROM_OPEN.contains(&from),
        "started" | "returned" => ["accepted", "started"].contains(&from),
        "not_started" => from == "accepted",
        "won" | "lost" => from == "started",
        "withdrawn" => FROM_OPEN.contains(&from) || ["accepted", "started"].contains(&from),
        _ => false,
    }
}

struct Walk {
    network: Network,
    chance: Chance,
    minute: i64,
    leads: Vec<String>,
    states: BTreeMap<String, String>,
    /// Deals that were won or lost.
    ended: u32,
}

impl Walk {
    async fn begin(kind: Kind, seed: u64) -> Self {
        let mut network = Network::start(kind).await;
        for letter in ["G", "H"] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.policy(json!({ "open_cap": 4, "k": { "rule": "fixed", "k": 2 }, "band": { "rule": "twice_k" } })).await;
        let mut walk =
            Self { network, chance: Chance(seed), minute: 0, leads: Vec::new(), states: BTreeMap::new(), ended: 0 };
        // A form that holds back what one address posts too often.
        let mut form = forms::body(&walk.network);
        form["per_address_hour"] = json!(3);
        walk.network.post("/api/v1/forms", form).await;
        walk.pass(0).await;
        walk
    }

    /// Lets minutes pass; Monday 15 June 10:00 is the beginning.
    async fn pass(&mut self, minutes: i64) {
        self.minute += minutes;
        let begin: kit::Instant = "2026-06-15T10:00:00+03:00".parse().unwrap();
        self.network.world.clock(&(begin + kit::time::Span::minutes(self.minute)).to_string()).await;
    }

    async fn step(&mut self) {
        let live = self.network.get("/api/v1/offers?live=true&limit=200").await["items"].as_array().unwrap().clone();
        let letters = self.network.partners.clone();
        let letter = |offer: &Value| letters.iter().find(|(_, id)| offer["partner"] == id.as_str()).unwrap().0.clone();
        match self.chance.below(16) {
            13..=15 => self.work(&live, &letters).await,
            12 => {
                let number = 10_000 + u32::try_from(self.chance.below(1_000)).unwrap();
                let told = forms::send(&self.network, "", &[], forms::post(number)).await;
                assert!([201, 429].contains(&told.status.as_u16()), "{}", told.text);
            }
            0..=3 => {
                let mut lead = self.network.lead(u32::try_from(self.leads.len()).unwrap());
                match self.chance.below(6) {
                    0 => lead["consent"]["transfer"] = json!(false),
                    1 => lead["urgency"] = json!("hot"),
                    2 => lead["client"]["region"] = json!("RU-TA"),
                    _ => {}
                }
                let lead = self.network.take(lead).await;
                self.leads.push(lead);
            }
            4..=8 => {
                if let Some(offer) = self.chance.of(&live) {
                    let what = match offer["state"].as_str().unwrap() {
                        "accepted" => self.chance.of(&["contacts", "contacts", "contacts", "return", "view"]),
                        "started" => self.chance.of(&["contacts", "contacts", "return", "decline"]),
                        _ => self.chance.of(&["view", "acceptance", "decline", "contacts", "return", "acceptance"]),
                    };
                    let what = what.unwrap();
                    let body = match what {
                        "contacts" => json!({ "evidence": "call" }),
                        "decline" | "return" => json!({ "reason": "no_resources" }),
                        _ => json!({}),
                    };
                    let told = self.network.answer(&letter(&offer), offer["id"].as_str().unwrap(), what, body).await;
                    assert!([200, 201, 409, 422].contains(&told.status.as_u16()), "{what}: {}", told.text);
                }
            }
            9 => {
                if let Some(lead) = self.chance.of(&self.leads) {
                    let to = self.chance.of(&self.network.partners.values().cloned().collect::<Vec<_>>()).unwrap();
                    let (what, body) = match self.chance.below(4) {
                        0 => ("hand-give", json!({ "partner": to, "reason": "Прогулка", "set_aside": true })),
                        1 => ("redistribution", json!({ "reason": "Прогулка" })),
                        2 => ("consent", json!({ "text": "v2" })),
                        _ => ("closure", json!({ "reason": "client_asked" })),
                    };
                    let desk = self.network.key("lead_desk").await;
                    let told = self.network.world.post(&desk, &format!("/api/v1/leads/{lead}/{what}"), body).await;
                    assert!([200, 409].contains(&told.status.as_u16()), "{what}: {}", told.text);
                }
            }
            _ => {
                let minutes = [7, 61, 240, 1_440][usize::try_from(self.chance.below(4)).unwrap()];
                self.pass(minutes).await;
            }
        }
    }

    /// Somebody takes the next step to the end of its work: an acceptance, a contact, a deal, its win or its loss.
    async fn work(&mut self, live: &[Value], letters: &BTreeMap<String, String>) {
        let deals = self.network.get("/api/v1/deals?limit=200").await["items"].as_array().unwrap().clone();
        let letter = |thing: &Value| letters.iter().find(|(_, id)| thing["partner"] == id.as_str()).unwrap().0.clone();
        let with = |states: &[&str]| -> Vec<Value> {
            let fits = |offer: &&Value| {
                states.contains(&offer["state"].as_str().unwrap())
                    && deals.iter().all(|deal| deal["offer"] != offer["id"])
            };
            live.iter().filter(fits).cloned().collect()
        };
        let open: Vec<Value> = deals.iter().filter(|deal| deal["state"] == "open").cloned().collect();
        let told = if let Some(deal) = self.chance.of(&open) {
            let (what, body) = match self.chance.below(2) {
                0 => ("win", json!({ "proof": "Заказ 7" })),
                _ => ("loss", json!({ "to": "no_decision", "reason": "Бюджет закрыт" })),
            };
            self.ended += 1;
            let path = format!("/api/v1/deals/{}/{what}", deal["id"].as_str().unwrap());
            self.network.world.post(&self.network.keys[&letter(&deal)], &path, body).await
        } else {
            let (started, accepted) = (self.chance.of(&with(&["started"])), self.chance.of(&with(&["accepted"])));
            let (offer, what, body) = match (started, accepted, self.chance.of(&with(FROM_OPEN))) {
                (Some(offer), ..) => (offer, "deal", json!({})),
                (_, Some(offer), _) => (offer, "contacts", json!({ "evidence": "call" })),
                (_, _, Some(offer)) => (offer, "acceptance", json!({})),
                _ => return,
            };
            self.network.answer(&letter(&offer), offer["id"].as_str().unwrap(), what, body).await
        };
        assert!([200, 201, 409].contains(&told.status.as_u16()), "{}", told.text);
    }

    /// Everything that must be true after a step.
    async fn check(&mut self) {
        assert_eq!(self.network.get("/api/v1/stuck-leads").await["items"], json!([]), "L4: a lead that nothing moves");
        let all = self.network.get("/api/v1/offers?limit=200").await["items"].as_array().unwrap().clone();
        let mut open: BTreeMap<String, u32> = BTreeMap::new();
        for offer in &all {
            let (id, state) = (offer["id"].as_str().unwrap().to_owned(), offer["state"].as_str().unwrap().to_owned());
            if let Some(before) = self.states.insert(id, state.clone())
                && before != state
            {
                assert!(may_follow(&before, &state) || two_steps(&before, &state), "L5: {before} → {state}");
            }
            if ["accepted", "started"].contains(&state.as_str()) {
                *open.entry(offer["partner"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
        let alone =
            |offer: &&Value| ["given_by_hand", "protected"].contains(&offer["mark"].as_str().unwrap_or_default());
        let given = u32::try_from(all.iter().filter(alone).count()).unwrap();
        assert!(open.values().all(|work| *work <= 4 + given), "L7: {open:?}");
    }

    /// What the stored decisions must show at the end.
    async fn check_decisions(&self) {
        let mut decided = 0;
        for lead in &self.leads {
            let why = self.network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
            for wave in why.as_array().unwrap() {
                decided += 1;
                assert_eq!(wave["replayed"], true, "F1: {lead}");
                let explained = &wave["explanation"];
                let chosen =
                    explained["partners"].as_array().unwrap().iter().filter(|l| l["sentence"]["code"] == "chosen");
                for line in chosen.clone() {
                    let by_hand = explained["mark"] == "given_by_hand";
                    assert!(by_hand || line["closed_by"].is_null(), "L6: {line}");
                }
                if explained["wave"]["wave"] == "first" {
                    assert!(chosen.count() <= 2, "L7: a first wave of more than k");
                }
            }
        }
        assert!(decided > 5, "the walk decided something");
    }
}

/// States that one act passes through at once, without a stop that the list would show.
fn two_steps(from: &str, to: &str) -> bool {
    let between = ["viewed", "accepted", "started"];
    between.iter().any(|middle| may_follow(from, middle) && may_follow(middle, to))
}

async fn walk(kind: Kind, seed: u64, steps: u32) -> Walk {
    let mut walk = Walk::begin(kind, seed).await;
    for _ in 0..steps {
        walk.step().await;
        walk.check().await;
    }
    assert!(walk.ended > 0, "no deal was won or lost");
    sound(&walk.network).await;
    walk
}

both! {
    async fn l4_no_lead_is_ever_stuck_whatever_people_do(kind) {
        walk(kind, 1, 80).await;
    }

    async fn l4_a_lead_that_is_held_back_because_of_a_flood_is_a_task_of_the_desk(kind) {
        let walk = Walk::begin(kind, 5).await;
        for number in 0..3 {
            forms::send(&walk.network, "", &[], forms::post(number)).await.ok();
        }
        assert_eq!(walk.network.get("/api/v1/stuck-leads").await["items"], json!([]));
        let tasks = walk.network.tasks("lead_exhausted").await;
        assert_eq!(tasks.len(), 3);
        assert!(tasks.iter().all(|task| task["data"]["reason"] == "flood"), "{tasks:?}");
        let lead = tasks[0]["subject"].as_str().unwrap();
        assert_eq!(walk.network.situation(lead).await, "flood");
    }

    async fn l5_offers_move_as_the_design_says_and_not_otherwise(kind) {
        walk(kind, 2, 80).await;
    }

    async fn l7_a_wave_is_no_larger_than_k_and_no_partner_has_more_than_its_cap(kind) {
        walk(kind, 4, 80).await.check_decisions().await;
    }

    async fn f1_every_decision_of_a_history_is_decided_again_to_the_byte(kind) {
        walk(kind, 3, 80).await.check_decisions().await;
    }
}
