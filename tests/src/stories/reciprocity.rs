//! Stories 18 to 22.

use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    pages::page,
};
use crate::databases::{Kind, both};

/// Policy P with reciprocity as the stories write it.
async fn network(kind: Kind) -> Network {
    let network = Network::start(kind).await;
    let numbers = json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] });
    network.post("/api/v1/policies", json!({ "body": { "reciprocity": numbers }, "note": "story" })).await;
    network
}

/// The partner takes a new lead, works on it and wins it.
async fn win(network: &Network, letter: &str, number: u32) {
    let lead = network.take(network.lead(number)).await;
    assert!(network.offered(&lead).await.contains(&letter.to_owned()));
    let offer = network.offer(letter).await;
    network.answer(letter, &offer, "acceptance", json!({})).await.ok();
    network.answer(letter, &offer, "contacts", json!({ "evidence": "meeting" })).await.ok();
    let deal = network.answer(letter, &offer, "deal", json!({})).await.ok();
    let path = format!("/api/v1/deals/{}/win", deal["id"].as_str().unwrap());
    network.world.post(&network.keys[letter], &path, json!({ "proof": "Заказ 17" })).await.ok();
}

/// The partner registers an own deal with a client, and the channel manager approves it.
async fn own_deal(network: &Network, letter: &str, client: &str) -> Value {
    let body =
        json!({ "client_name": client, "region": "RU-MOW", "product": network.product, "title": "Насосы для цеха" });
    let deal = network.world.post(&network.keys[letter], "/api/v1/deals", body).await.ok();
    assert_eq!(deal["state"], "registered");
    network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({})).await
}

async fn counter(network: &Network, letter: &str) -> Value {
    let path = format!("/api/v1/partners/{}/reciprocity", network.partners[letter]);
    network.world.get(&network.keys[letter], &path).await.ok()
}

/// The events of a name that partner B may see.
async fn heard(network: &Network, name: &str) -> Vec<Value> {
    network.seen(&network.keys["B"]).await.into_iter().filter(|event| event["name"] == name).collect()
}

async fn closed_by(network: &Network, number: u32, letter: &str) -> Value {
    let lead = network.take(network.lead(number)).await;
    let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"].clone();
    let lines = why[0]["explanation"]["partners"].as_array().unwrap().clone();
    let line = lines.iter().find(|line| line["partner"] == network.partners[letter].as_str()).unwrap();
    line["closed_by"].clone()
}

both! {
    async fn story_18_who_wins_its_first_lead_and_brought_nothing_is_warned_the_same_day(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        let told = counter(&network, "B").await;
        assert_eq!((told["won"].clone(), told["own"].clone(), told["debt"].clone()), (json!(1), json!(0), json!(1)));
        assert_eq!(told["open_debt"]["due_on"], "2026-06-24");
        assert_eq!(told["warnings"][0], json!({ "on": "2026-06-10", "kind": "opened" }));
        assert_eq!(network.count(&network.keys["B"], "reciprocity.warned").await, 1);
        assert_eq!((told["received"].clone(), told["meaning"].clone()), (json!(1), json!("Приведите свою сделку до 24\u{a0}июня\u{a0}2026, иначе новые лиды остановятся")));
    }

    async fn story_19_unpaid_on_the_due_date_pauses_from_the_next_midnight(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        let working = network.take(network.lead(9)).await;
        let open = network.start_work(&working, "B").await;
        network.world.clock("2026-06-24T23:59:59+03:00").await;
        assert_eq!(counter(&network, "B").await["paused"], false);
        network.world.clock(&june(25, "00:00")).await;
        let told = counter(&network, "B").await;
        assert_eq!((told["paused"].clone(), told["pause"]["until"].clone()), (json!(true), json!("2026-07-24T21:00:00Z")));
        let paused = heard(&network, "partner.paused").await;
        assert_eq!((paused.len(), &paused[0]["at"]), (1, &json!("2026-06-24T21:00:00Z")), "it is told in that moment, once");
        assert_eq!((&paused[0]["data"]["kind"], &paused[0]["data"]["until"]), (&json!("reciprocity"), &json!("2026-07-24T21:00:00Z")));
        network.world.clock(&june(25, "10:00")).await;
        assert_eq!(closed_by(&network, 2, "B").await, "pause");
        // Work that is open, and the registration of own clients, go on.
        network.answer("B", &open, "contacts", json!({ "evidence": "meeting" })).await.ok();
        let body = json!({ "client_name": "Своя котельная", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&network.keys["B"], "/api/v1/deals", body).await.ok();
        network.world.post(&network.keys["B"], &format!("/api/v1/deals/{}/withdrawal", deal["id"].as_str().unwrap()), json!({ "reason": "Передумали" })).await.ok();
        network.post(&format!("/api/v1/partners/{}/certificates", network.partners["B"]), json!({ "product": network.product })).await;
        network.world.clock("2026-07-24T23:59:59+03:00").await;
        assert_eq!(counter(&network, "B").await["paused"], true);
        assert!(heard(&network, "partner.pause_lifted").await.is_empty());
        network.world.clock("2026-07-25T00:00:00+03:00").await;
        assert_eq!(counter(&network, "B").await["paused"], false);
        let lifted = heard(&network, "partner.pause_lifted").await;
        assert_eq!((lifted.len(), &lifted[0]["at"], &lifted[0]["data"]["by"]), (1, &json!("2026-07-24T21:00:00Z"), &json!("time")));
        network.world.clock("2026-07-25T10:00:00+03:00").await;
        assert_eq!((heard(&network, "partner.paused").await.len(), heard(&network, "partner.pause_lifted").await.len()), (1, 1));
    }

    async fn story_20_the_first_own_deal_lifts_the_pause_in_that_moment(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        network.world.clock("2026-07-06T12:00:00+03:00").await;
        assert_eq!(closed_by(&network, 2, "B").await, "pause");
        let deal = own_deal(&network, "B", "Своя котельная").await;
        assert_eq!(deal["not_counted"], json!(null));
        let told = counter(&network, "B").await;
        assert_eq!((told["paused"].clone(), told["own"].clone()), (json!(false), json!(1)));
        assert_eq!(closed_by(&network, 3, "B").await, json!(null), "the next lead may reach B");
        let lifted = heard(&network, "partner.pause_lifted").await;
        assert_eq!((lifted.len(), &lifted[0]["data"]["by"]), (1, &json!("own_deal")));
        assert_eq!(heard(&network, "partner.paused").await.len(), 1);
    }

    async fn story_21_an_own_deal_of_the_vendors_client_does_not_count_and_a_withdrawn_one_re_opens_the_debt(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        let foreign = own_deal(&network, "B", "Завод 1").await;
        let why = &foreign["not_counted"];
        assert_eq!((why["code"].clone(), why["lead"].clone()), (json!("client_in_vendor_lead"), network.get("/api/v1/leads").await["items"][0]["id"].clone()));
        let told = network.world.get(&network.keys["B"], &format!("/api/v1/deals/{}", foreign["id"].as_str().unwrap())).await.ok();
        assert_eq!(told["not_counted"]["lead"], why["lead"], "the lead was given to it, so it may know");
        assert!(told["not_counted"]["text"].as_str().unwrap().contains("10\u{a0}июня\u{a0}2026"), "{told}");
        assert_eq!(counter(&network, "B").await["own"], 0);
        let own = own_deal(&network, "B", "Своя котельная").await;
        assert_eq!(counter(&network, "B").await["debt"], 0);
        network.world.clock(&june(15, "12:00")).await;
        let path = format!("/api/v1/deals/{}/withdrawal", own["id"].as_str().unwrap());
        let gone = network.world.post(&network.keys["B"], &path, json!({ "reason": "Клиент передумал" })).await.ok();
        assert_eq!(gone["not_counted"]["code"], "withdrawn_early");
        let told = counter(&network, "B").await;
        assert_eq!((told["own"].clone(), told["debt"].clone()), (json!(0), json!(1)));
    }

    async fn story_22_a_paused_partner_that_is_alone_gets_the_lead_marked(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        let mut kazan = network.lead(1);
        kazan["client"]["region"] = json!("RU-TA");
        network.take(kazan).await;
        let offer = network.offer("D").await;
        network.answer("D", &offer, "acceptance", json!({})).await.ok();
        network.answer("D", &offer, "contacts", json!({ "evidence": "call" })).await.ok();
        let deal = network.answer("D", &offer, "deal", json!({})).await.ok();
        let path = format!("/api/v1/deals/{}/win", deal["id"].as_str().unwrap());
        network.world.post(&network.keys["D"], &path, json!({ "proof": "Заказ 1" })).await.ok();
        network.world.clock(&june(25, "10:00")).await;
        assert_eq!(counter(&network, "D").await["paused"], true);
        let mut kazan = network.lead(2);
        kazan["client"]["region"] = json!("RU-TA");
        network.take(kazan).await;
        assert_eq!(network.offers("D").await[0]["mark"], "no_other_partner");
    }

    async fn story_22_a_newcomer_in_grace_is_never_paused(kind) {
        let network = Network::start(kind).await;
        let numbers = json!({ "grace_days": 180, "grace_guided_deals": 0, "due_days": 14 });
        network.post("/api/v1/policies", json!({ "body": { "reciprocity": numbers }, "note": "grace" })).await;
        network.change_partner("B", json!({ "joined_at": "2026-06-01T00:00:00Z" })).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        win(&network, "C", 2).await;
        // The due date of the debt, had B no grace: C, which has none, is paused from here on, and B goes on.
        network.world.clock(&june(25, "10:00")).await;
        let lead = network.take(network.lead(3)).await;
        assert_eq!(network.closed(&lead, "C").await["kind"], "reciprocity");
        assert_eq!(network.closed(&lead, "B").await, json!(null));
        let offer = network.offer_of(&lead, "B").await;
        assert_eq!(network.answer("B", &offer, "acceptance", json!({})).await.ok()["contact"]["name"], "Иван Петров", "a lead is given, and worked on");
        network.world.clock("2026-09-01T12:00:00+03:00").await;
        let told = counter(&network, "B").await;
        assert_eq!((told["paused"].clone(), told["debt"].clone()), (json!(false), json!(1)));
    }

    async fn story_21_a_lead_that_was_given_to_others_is_not_named_to_the_partner(kind) {
        let network = network(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        let lead = network.take(network.lead(1)).await;
        let desk = network.key("lead_desk").await;
        network.world.post(&desk, &format!("/api/v1/leads/{lead}/closure"), json!({ "reason": "client_asked" })).await.ok();
        let deal = own_deal(&network, "D", "Завод 1").await;
        assert_eq!(deal["not_counted"]["code"], "client_in_vendor_lead");
        let told = network.world.get(&network.keys["D"], &format!("/api/v1/deals/{}", deal["id"].as_str().unwrap())).await;
        assert_eq!(told.body["not_counted"]["lead"], json!(null));
        assert!(!told.text.contains("lead_"), "{}", told.text);
        assert_eq!(counter(&network, "D").await["own"], 0);
    }

    async fn story_21_an_own_deal_that_fails_its_inspection_or_whose_client_is_not_confirmed_does_not_count(kind) {
        let network = network(kind).await;
        let quality = network.key("quality").await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        let own = own_deal(&network, "B", "Своя котельная").await;
        assert_eq!(counter(&network, "B").await["debt"], 0);
        network.world.clock(&june(20, "12:00")).await;
        let path = format!("/api/v1/deals/{}/inspection-failure", own["id"].as_str().unwrap());
        assert_eq!(network.world.post(&network.admin, &path, json!({ "reason": "Нет" })).await.status, 403);
        let failed = network.world.post(&quality, &path, json!({ "reason": "Клиент о сделке не знает" })).await.ok();
        assert_eq!(failed["not_counted"]["code"], "inspection_failed");
        let shown = page(&network, &quality, &format!("/deals/{}", own["id"].as_str().unwrap())).await;
        assert!(shown.contains("Клиент о сделке не знает"), "the reason stands in the history: {shown}");
        let told = counter(&network, "B").await;
        assert_eq!((told["own"].clone(), told["debt"].clone(), told["open_debt"]["due_on"].clone()), (json!(0), json!(1), json!("2026-06-24")), "with its first due date");
        let body = json!({ "client_name": "Другая котельная", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&network.keys["B"], "/api/v1/deals", body).await.ok();
        let approved = network.post(&format!("/api/v1/deals/{}/approval", deal["id"].as_str().unwrap()), json!({ "identity_confirmed": false })).await;
        assert_eq!((approved["state"].clone(), approved["not_counted"]["code"].clone()), (json!("open"), json!("identity_failed")));
        assert_eq!(counter(&network, "B").await["debt"], 1);
    }

    async fn story_22_at_most_a_quarter_of_a_segment_is_paused_and_the_smallest_debts_wait(kind) {
        let mut network = network(kind).await;
        for letter in ["G", "H", "I", "J", "K"] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.policy(json!({ "new_per_day_cap": 100 })).await;
        network.world.clock(&june(10, "12:00")).await;
        for (letter, numbers) in [("A", 1..2), ("B", 2..5), ("C", 5..7)] {
            for number in numbers {
                network.win_given(letter, number).await;
            }
        }
        network.world.clock(&june(25, "10:00")).await;
        for letter in ["A", "B", "C"] {
            assert_eq!(counter(&network, letter).await["paused"], true, "each by its own standing");
        }
        let paused = async |number: u32| {
            let lead = network.take(network.lead(number)).await;
            let mut found = Vec::new();
            for letter in ["A", "B", "C"] {
                if network.closed(&lead, letter).await["code"] == "paused" {
                    found.push(letter);
                }
            }
            found
        };
        assert_eq!(paused(20).await, ["B", "C"], "a quarter of eight is two: the debts of 3 and 2, and the debt of 1 waits");
        network.change_partner("J", json!({ "contract_active": true, "left": true })).await;
        network.change_partner("K", json!({ "left": true })).await;
        assert_eq!(paused(21).await, ["B"], "of six one may be paused, so that five remain");
        network.change_partner("I", json!({ "left": true })).await;
        assert_eq!(paused(22).await, [""; 0], "of five nobody");
    }

    async fn the_next_debts_pause_for_sixty_and_ninety_days(kind) {
        let network = Network::start(kind).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14 })).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        network.world.clock("2026-07-01T10:00:00+03:00").await;
        assert_eq!(counter(&network, "B").await["pause"]["until"], "2026-07-24T21:00:00Z", "30 days");
        network.world.clock("2026-07-27T12:00:00+03:00").await;
        win(&network, "B", 2).await;
        network.world.clock("2026-08-20T10:00:00+03:00").await;
        let second = counter(&network, "B").await;
        assert_eq!((second["paused"].clone(), second["pause"]["until"].clone()), (json!(true), json!("2026-10-09T21:00:00Z")), "60 days from 11 August");
        network.world.clock("2026-10-12T12:00:00+03:00").await;
        win(&network, "B", 3).await;
        network.world.clock("2026-11-01T10:00:00+03:00").await;
        assert_eq!(counter(&network, "B").await["pause"]["until"], "2027-01-24T21:00:00Z", "90 days from 27 October");
    }

    async fn an_appeal_is_answered_once_by_a_person_in_three_working_days_and_both_sides_see_it(kind) {
        let network = network(kind).await;
        let (manager, director) = (network.key("channel_manager").await, network.key("director").await);
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        network.world.clock(&june(25, "12:00")).await;
        let path = format!("/api/v1/partners/{}/reciprocity/appeals", network.partners["B"]);
        let b = &network.keys["B"];
        assert_eq!(network.world.post(b, &path, json!({ "text": " " })).await.status, 422);
        let appeal = network.world.post(b, &path, json!({ "text": "Сделка у регистратора" })).await.ok();
        assert_eq!(appeal["due_at"], "2026-06-30T09:00:00Z", "three working days");
        assert_eq!(network.world.post(b, &path, json!({ "text": "Ещё раз" })).await.status, 409);
        assert_eq!(network.world.post(&network.keys["A"], &path, json!({ "text": "За другого" })).await.status, 404);
        let task = network.tasks("reciprocity_appeal").await[0].clone();
        assert_eq!((task["role"].clone(), task["due_at"].clone()), (json!("channel_manager"), appeal["due_at"].clone()));
        let answer = format!("/api/v1/appeals/{}/answer", appeal["id"].as_str().unwrap());
        let granted = json!({ "granted": true, "until": "2026-07-10T00:00:00+03:00", "text": "Ждём регистратора" });
        assert_eq!(network.world.post(&manager, &answer, granted.clone()).await.status, 403, "a pause is set aside by a director");
        network.world.post(&director, &answer, granted.clone()).await.ok();
        assert_eq!(network.world.post(&manager, &answer, json!({ "granted": false, "text": "Нет" })).await.status, 409, "once");
        let told = network.world.get(b, &path).await.ok()["items"].clone();
        assert_eq!((told[0]["granted"].clone(), told[0]["answer"].clone()), (json!(true), json!("Ждём регистратора")));
        assert!(network.tasks("reciprocity_appeal").await.is_empty());
        let standing = counter(&network, "B").await;
        assert_eq!((standing["paused"].clone(), standing["overrides"][0]["reason"].clone()), (json!(false), json!("Ждём регистратора")));
        assert_eq!(closed_by(&network, 2, "B").await, json!(null));
        assert_eq!(network.get("/api/v1/neutrality").await["counts"], json!({ "pause_set_aside": 1 }));
        network.world.clock("2026-07-10T10:00:00+03:00").await;
        assert_eq!(counter(&network, "B").await["paused"], true, "until its end");
    }

    async fn a_director_sets_a_pause_aside_with_a_reason_and_an_end(kind) {
        let network = network(kind).await;
        let (manager, director) = (network.key("channel_manager").await, network.key("director").await);
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        network.world.clock(&june(25, "12:00")).await;
        let path = format!("/api/v1/partners/{}/reciprocity/overrides", network.partners["B"]);
        let until = "2026-06-30T00:00:00+03:00";
        assert_eq!(network.world.post(&manager, &path, json!({ "until": until, "reason": "Прошу" })).await.status, 403);
        assert_eq!(network.world.post(&director, &path, json!({ "until": until, "reason": " " })).await.status, 422);
        assert_eq!(network.world.post(&director, &path, json!({ "until": "2026-06-01T00:00:00Z", "reason": "Поздно" })).await.status, 422);
        network.world.post(&director, &path, json!({ "until": until, "reason": "Выставка" })).await.ok();
        assert_eq!(closed_by(&network, 2, "B").await, json!(null));
        assert_eq!(counter(&network, "B").await["meaning"], "Пауза отложена решением директора до 30\u{a0}июня\u{a0}2026");
    }

    async fn grace_ends_after_the_days_in_the_network_or_the_third_closed_deal_whichever_is_later(kind) {
        let network = Network::start(kind).await;
        let numbers = json!({ "grace_days": 1, "grace_guided_deals": 3, "due_days": 14 });
        network.numbers("reciprocity", numbers).await;
        network.world.clock(&june(10, "12:00")).await;
        win(&network, "B", 1).await;
        network.world.clock("2026-08-10T12:00:00+03:00").await;
        let told = counter(&network, "B").await;
        assert_eq!((told["paused"].clone(), told["grace"]["grace"].clone()), (json!(false), json!("open")), "one closed deal of three");
        for number in [2, 3] {
            win(&network, "B", number).await;
        }
        let told = counter(&network, "B").await;
        assert_eq!(told["open_debt"]["due_on"], "2026-08-24", "fourteen days after the third");
    }
}
