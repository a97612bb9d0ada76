//! Sentences of stories 3, 8, 10 and 18 that the other files leave out.

use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{databases::both, smtp::Smtp};

async fn session_sees(network: &Network, session: &str, path: &str) -> String {
    let told = network.world.by(session, Method::GET, path, Value::Null).await;
    assert_eq!(told.status, 200, "{path}");
    told.text
}

/// A lead whose need, budget and term are said; a person can be reached and the type of client is known.
fn graded(network: &Network, number: u32, need: &str, budget_and_term: &str) -> Value {
    let mut lead = network.lead(number);
    let said = budget_and_term;
    lead["quality"] = json!({ "need": need, "budget": said, "term": said, "contact": "yes", "typology": "yes" });
    lead["value_minor"] = Value::Null;
    lead
}

both! {
    async fn story_3_a_and_b_are_offered_and_c_shows_that_it_is_nurtured(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let desk = network.person("desk@vendor.ru", "lead_desk", None).await;
        let russian = network.person("stol@vendor.ru", "lead_desk", None).await;
        network.world.by(&russian, Method::PATCH, "/api/v1/me", json!({ "lang": "ru" })).await.ok();
        // 100, 65 and 35 points.
        let grades = [("A", graded(&network, 1, "yes", "yes")), ("B", graded(&network, 2, "yes", "no")), ("C", { let mut c = graded(&network, 3, "no", "no"); c["need"] = json!("?"); c })];
        for (grade, lead) in grades {
            let taken = network.post("/api/v1/leads", lead).await;
            let id = taken["id"].as_str().unwrap().to_owned();
            assert_eq!(network.get(&format!("/api/v1/leads/{id}")).await["grade"], grade);
            let asked = network.offered(&id).await;
            let page = session_sees(&network, &desk, &format!("/leads/{id}")).await;
            if grade == "C" {
                assert_eq!((asked.len(), taken["state"].as_str().unwrap()), (0, "nurture"));
                assert!(page.contains("Nurture"), "the board says so");
                let list = network.world.by(&russian, Method::GET, "/leads?state=nurture", Value::Null).await;
                assert!(list.text.contains("Прогрев") && list.text.contains("Завод 3") && !list.text.contains("Завод 1"), "and the list, in Russian");
            } else {
                assert_eq!(asked, ["A", "B", "C"], "grade {grade}");
                assert!(!page.contains("Nurture"));
            }
        }
        for letter in ["A", "B", "C"] {
            assert_eq!(network.offers(letter).await.len(), 2, "{letter} has the A and the B, and no C");
        }
    }

    async fn story_8_the_rate_of_who_accepted_and_did_not_start_falls(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(2)).await;
        let offer = network.offer("A").await;
        network.answer("A", &offer, "acceptance", json!({})).await.ok();
        let rate = async || {
            let numbers = network.get("/api/v1/numbers").await["partners"].clone();
            let own = numbers.as_array().unwrap().iter().find(|line| line["partner"] == network.partners["A"].as_str()).cloned();
            own.unwrap()["answers"].as_i64().unwrap()
        };
        network.world.clock(&june(16, "04:00")).await;
        let accepted = rate().await;
        assert!((420_000..430_000).contains(&accepted), "3 of 7: {accepted}");
        network.world.clock(&june(16, "17:00")).await;
        let path = format!("/api/v1/offers/{offer}");
        let over = network.world.get(&network.keys["A"], &path).await.ok();
        assert_eq!((over["state"].clone(), over["contact"].clone()), (json!("not_started"), json!(null)));
        assert_eq!(rate().await, accepted, "the numbers of a day are frozen");
        network.world.clock(&june(17, "04:00")).await;
        let fallen = rate().await;
        assert!((280_000..290_000).contains(&fallen), "2 of 7: {fallen}");
        let told = network.get(&format!("/api/v1/offers?lead={lead}&limit=200")).await["items"].clone();
        let told = told.as_array().unwrap().iter().find(|told| told["id"] == offer.as_str()).cloned().unwrap();
        assert_eq!(told["state"], "not_started", "and the vendor sees why");
    }

    async fn story_10_who_let_a_wave_pass_is_not_asked_in_the_next(kind) {
        let mut network = Network::start(kind).await;
        for letter in ["G", "H", "I"] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let first = network.offered(&lead).await;
        assert_eq!(first.len(), 3);
        network.world.clock(&june(16, "10:00")).await;
        let offers = network.get(&format!("/api/v1/offers?lead={lead}&limit=200")).await["items"].clone();
        let mut asked: Vec<&str> = offers.as_array().unwrap().iter().map(|offer| offer["partner"].as_str().unwrap()).collect();
        assert_eq!(asked.len(), 6, "three more: {offers}");
        asked.sort_unstable();
        asked.dedup();
        assert_eq!(asked.len(), 6, "and nobody twice");
        let board = network.board(&lead).await;
        for letter in &first {
            assert_eq!(board[letter]["state"], "ignored", "{letter}");
        }
    }

    async fn story_18_the_counter_stands_on_the_home_page_and_a_letter_warns_the_same_day(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        network.world.clock(&june(10, "12:00")).await;
        let owner = network.person("owner@b.ru", "partner_owner", Some("B")).await;
        let lead = network.take(network.lead(1)).await;
        let offer = network.start_work(&lead, "B").await;
        let deal = network.answer("B", &offer, "deal", json!({})).await.ok();
        let win = format!("/api/v1/deals/{}/win", deal["id"].as_str().unwrap());
        network.world.post(&network.keys["B"], &win, json!({ "proof": "Заказ 1" })).await.ok();
        network.world.clock(&june(10, "12:05")).await;
        let home = session_sees(&network, &owner, "/home").await;
        for words in ["24\u{a0}Jun\u{a0}2026", "<dd>1</dd><dt>received", "<dd>1</dd><dt>won", "<dd>0</dd><dt>brought"] {
            assert!(home.contains(words), "«{words}» is not on the page: {}", &home[home.find("<main").unwrap_or(0)..]);
        }
        let counter = network.world.get(&network.keys["B"], &format!("/api/v1/partners/{}/reciprocity", network.partners["B"])).await.ok();
        assert_eq!((&counter["received"], &counter["won"], &counter["own"]), (&json!(1), &json!(1), &json!(0)));
        let needed = |letter: &crate::smtp::Taken| letter.text().replace('\u{a0}', " ").contains("A deal of your own is needed by 24 June");
        let warned = smtp.to("owner@b.ru").iter().any(needed);
        assert!(warned, "{:?}", smtp.to("owner@b.ru").iter().map(crate::smtp::Taken::text).collect::<Vec<_>>());
    }
}
