//! What pages say of a pause that is not in force, of a segment, of what waits, and of a form that was sent twice.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    pages::page,
};
use crate::databases::both;

/// How a partner would stand if a lead of a region came now.
async fn turn(network: &Network, letter: &str, region: &str) -> Value {
    let (partner, product) = (&network.partners[letter], &network.product);
    let path = format!("/api/v1/partners/{partner}/turn?product={product}&region={region}&size=medium");
    network.world.get(&network.keys[letter], &path).await.ok()
}

/// Leads without consent, of which nobody but the desk is asked.
async fn without_consent(network: &Network, numbers: std::ops::Range<u32>) -> Vec<String> {
    let mut all = Vec::new();
    for number in numbers {
        let mut lead = network.lead(number);
        lead["consent"]["transfer"] = json!(false);
        all.push(network.take(lead).await);
    }
    all
}

/// Sends a form as a browser does; its answer with the page.
async fn send(network: &Network, key: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let body = reqwest::Url::parse_with_params("http://form.test/", fields).unwrap().query().unwrap().to_owned();
    let headers = [("accept-language", "ru"), ("content-type", "application/x-www-form-urlencoded")];
    let told = network.world.send_with(Method::POST, path, Some(key), &headers, Some(body.into_bytes())).await;
    (told.status.as_u16(), told.text)
}

both! {
    async fn a_lead_that_comes_through_the_valve_says_so_wherever_it_is_seen(kind) {
        let mut network = Network::start(kind).await;
        network.partner("G", "RU-MOW", 1, true).await;
        network.partner("H", "RU-MOW", 1, true).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        network.policy(json!({ "new_per_day_cap": 100 })).await;
        network.world.clock(&june(10, "12:00")).await;
        network.win_given("A", 1).await;
        network.world.clock(&june(25, "10:00")).await;
        let mut found = None;
        for number in 20..40 {
            let lead = network.take(network.lead(number)).await;
            if network.offered(&lead).await.contains(&"A".to_owned()) {
                found = Some(lead);
                break;
            }
        }
        let lead = found.expect("A is never asked");
        let offer = network.offer_of(&lead, "A").await;
        let (a, key) = (network.partners["A"].clone(), network.keys["A"].clone());
        let board = network.get(&format!("/api/v1/leads/{lead}/board")).await;
        let marked: Vec<_> = board["partners"].as_array().unwrap().iter().filter(|column| column["mark"] == "pause_waits").collect();
        assert_eq!((marked.len(), &marked[0]["partner"]), (1, &json!(a)), "{board}");
        let why = network.world.get(&key, &format!("/api/v1/offers/{offer}/why")).await.ok();
        assert_eq!(why["pause_waits"]["until"], "2026-07-24T21:00:00Z", "{why}");
        let counter = network.world.get(&key, &format!("/api/v1/partners/{a}/reciprocity")).await.ok();
        assert_eq!((counter["paused"].clone(), counter["despite_pause"].clone()), (json!(true), json!(1)));
        let desk = network.key("lead_desk").await;
        for (reader, path, words) in [
            (&key, format!("/offers/{offer}"), "Пауза здесь не действует"),
            (&key, format!("/offers/{offer}/why"), "здесь не действует: партнёров осталось бы слишком мало"),
            (&desk, format!("/leads/{lead}"), "Пауза здесь не действует"),
            (&desk, format!("/leads/{lead}/why"), "здесь не действует: партнёров осталось бы слишком мало"),
            (&desk, format!("/partners/{a}"), "так за время паузы пришло предложений 1"),
        ] {
            let shown = page(&network, reader, &path).await.replace('\u{a0}', " ");
            assert!(shown.contains(words), "{path}: {shown}");
        }
        let record = network.get(&format!("/api/v1/leads/{lead}/decisions")).await;
        assert_eq!(record["items"][0]["replayed"], true, "what was kept gives the same decision");
    }

    async fn what_was_received_in_a_segment_is_of_that_segment_and_of_ninety_days(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(10, "12:00")).await;
        let first = network.take(network.lead(1)).await;
        assert!(network.offered(&first).await.contains(&"A".to_owned()));
        assert_eq!(turn(&network, "A", "RU-MOW").await["received"], 0, "none before this moment");
        network.world.clock(&june(10, "12:01")).await;
        assert_eq!(turn(&network, "A", "RU-MOW").await["received"], 1);
        assert_eq!(turn(&network, "A", "RU-TA").await["received"], 0, "nothing of another region");
        network.world.clock("2026-09-09T12:00:00+03:00").await;
        assert_eq!(turn(&network, "A", "RU-MOW").await["received"], 0, "ninety days later");
    }

    async fn the_head_of_the_queue_has_no_more_places_than_eligible_partners(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "band": { "rule": "twice_k" } })).await;
        network.world.clock(&june(10, "12:00")).await;
        let path = format!("/my/why?product={}&region=RU-MOW&size=medium", network.product);
        let shown = page(&network, &network.keys["A"], &path).await;
        let places = shown.split("Мест в начале очереди</dt><dd>").nth(1).unwrap().split("</dd>").next().unwrap();
        assert_eq!(places, "меньше 5", "three partners cover the region");
        let shown = page(&network, &network.keys["D"], &path).await;
        assert!(!shown.contains("Сертификат выдаёт вендор"), "it has one: {shown}");
    }

    async fn today_shows_what_weighs_most_first_with_counts_and_closes_several(kind) {
        let network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(15, "10:00")).await;
        let old = without_consent(&network, 1..11).await;
        for lead in &old {
            network.world.post(&desk, &format!("/api/v1/leads/{lead}/first-answer"), json!({ "evidence": "call" })).await.ok();
        }
        network.world.clock(&june(24, "10:00")).await;
        let fresh = without_consent(&network, 11..12).await;
        let today = network.world.get(&desk, "/api/v1/today").await.ok();
        let kinds: Vec<_> = today["kinds"].as_array().unwrap().iter().map(|one| (one["kind"].clone(), one["count"].clone())).collect();
        assert_eq!(kinds, [(json!("first_answer"), json!(1)), (json!("lead_review"), json!(10))]);
        assert_eq!(today["waiting"][0]["kind"], "lead_review", "by deadline the reviews come first");
        let shown = page(&network, &desk, "/today").await;
        let place = |words: &str| shown.find(words).unwrap_or_else(|| panic!("{words}: {shown}"));
        assert!(place(&format!("/leads/{}", fresh[0])) < place(&format!("/leads/{}", old[0])), "a promise stands before a review");
        assert!(shown.contains("href=\"/today?kind=lead_review\">Все: 10<"), "{shown}");
        assert_eq!(old.iter().filter(|lead| shown.contains(&format!("/leads/{lead}"))).count(), 8);
        let whole = page(&network, &desk, "/today?kind=lead_review").await;
        assert!(old.iter().all(|lead| whole.contains(&format!("/leads/{lead}"))) && !whole.contains(&format!("/leads/{}", fresh[0])), "{whole}");
        let tasks = network.tasks("lead_review").await;
        let [one, two] = [0, 1].map(|n: usize| tasks[n]["id"].as_str().unwrap());
        let (status, _) = send(&network, &desk, "/today/done", &[("kind", "lead_review"), ("task", one), ("task", two)]).await;
        assert_eq!((status, network.tasks("lead_review").await.len()), (303, 8));
        let promise = network.tasks("first_answer").await[0]["id"].as_str().unwrap().to_owned();
        send(&network, &desk, "/today/done", &[("kind", "first_answer"), ("task", &promise)]).await;
        assert_eq!(network.tasks("first_answer").await.len(), 1, "a promise is kept, not ticked off");
    }

    async fn a_form_sent_from_two_copies_of_a_page_can_be_sent_again_and_names_no_key(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let key = network.keys["A"].clone();
        let fields = |client: &'static str| [("_once", "4f2a4f2a4f2a4f2a4f2a4f2a"), ("client_name", client), ("region", "RU-MOW"), ("title", "Насосы"), ("basis", "Встреча")];
        let register = async |client: &'static str, once: Option<String>| {
            let mut all = fields(client).map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            all.push(("product".to_owned(), network.product.clone()));
            if let Some(once) = once {
                all[0].1 = once;
            }
            let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            send(&network, &key, "/my/register", &all).await
        };
        assert_eq!(register("Завод Первый", None).await.0, 303);
        let (status, text) = register("Завод Второй", None).await;
        assert!(status == 422 && !text.contains("Idempotency-Key") && text.contains("Эта форма уже отправлена"), "{status} {text}");
        let once = text.split("name=\"_once\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_ne!(once, "4f2a4f2a4f2a4f2a4f2a4f2a");
        assert_eq!(register("Завод Второй", Some(once)).await.0, 303);
    }

    async fn a_silent_partner_is_reminded_once_a_day_and_the_lead_can_be_taken_on(kind) {
        let network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let offer = network.start_work(&lead, "A").await;
        network.world.clock("2026-07-20T10:00:00+03:00").await;
        let shown = page(&network, &desk, &format!("/leads/{lead}")).await;
        assert!(shown.contains("Молчит с") && shown.contains("Напомнить партнёру") && shown.contains("Забрать лид у партнёра"), "{shown}");
        let path = format!("/leads/{lead}/offers/{offer}/remind");
        assert_eq!(send(&network, &desk, &path, &[]).await.0, 303);
        assert_eq!(network.count(&network.keys["A"], "offer.reminded").await, 1, "the partner hears of it");
        let (status, text) = send(&network, &desk, &path, &[]).await;
        assert!(status == 409 && text.contains("Партнёру уже напомнили сегодня"), "{status} {text}");
        assert_eq!(network.world.post(&network.keys["A"], &format!("/api/v1/offers/{offer}/reminder"), json!({})).await.status, 403);
        assert!(page(&network, &desk, &format!("/leads/{lead}")).await.contains("напомнили о работе"));
        network.world.clock("2026-07-21T10:00:00+03:00").await;
        network.world.post(&desk, &format!("/api/v1/offers/{offer}/reminder"), json!({})).await.ok();
        let before = network.get(&format!("/api/v1/leads/{lead}")).await["waves"].as_u64().unwrap();
        let (status, _) = send(&network, &desk, &format!("/leads/{lead}/offers/{offer}/withdraw"), &[("reason", "Молчит месяц")]).await;
        let after = network.get(&format!("/api/v1/leads/{lead}")).await;
        assert_eq!((status, after["waves"].as_u64().unwrap() > before), (303, true), "the next wave is out: {after}");
        let given = send(&network, &desk, &format!("/leads/{lead}/give"), &[("partner", &network.partners["B"]), ("reason", "Просил сам"), ("set_aside", "yes")]).await;
        assert_eq!(given.0, 303, "{}", given.1);
    }

    async fn the_sum_of_a_deal_is_asked_at_the_win_and_corrected_with_its_history(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let (key, manager) = (network.keys["A"].clone(), network.key("channel_manager").await);
        let body = json!({ "client_name": "Своя котельная", "region": "RU-MOW", "product": network.product, "title": "Насосы" });
        let deal = network.world.post(&key, "/api/v1/deals", body).await.ok()["id"].as_str().unwrap().to_owned();
        network.post(&format!("/api/v1/deals/{deal}/approval"), json!({})).await;
        let win = format!("/my/deals/{deal}/win");
        let (status, text) = send(&network, &key, &win, &[("proof", "Заказ 5")]).await;
        assert!(status == 422 && text.contains("Впишите сумму договора"), "{status} {text}");
        assert_eq!(send(&network, &key, &win, &[("proof", "Заказ 5"), ("value", "1 200 000")]).await.0, 303);
        let value = async || network.get(&format!("/api/v1/deals/{deal}")).await["value_minor"].clone();
        assert_eq!(value().await, 120_000_000);
        assert_eq!(send(&network, &key, &format!("/my/deals/{deal}/value"), &[("value", "0")]).await.0, 422);
        assert_eq!(send(&network, &key, &format!("/my/deals/{deal}/value"), &[("value", "1 150 000")]).await.0, 303);
        network.world.post(&manager, &format!("/api/v1/deals/{deal}/value"), json!({ "value_minor": 115_500_000 })).await.ok();
        assert_eq!((value().await, network.count(&key, "deal.valued").await), (json!(115_500_000), 3));
        for (reader, path) in [(&key, format!("/my/deals/{deal}")), (&manager, format!("/deals/{deal}"))] {
            let shown = page(&network, reader, &path).await.replace(['\u{a0}', '\u{202f}'], " ");
            for words in ["Названа сумма: 1 200 000", "было 1 200 000 ₽, стало 1 150 000", "было 1 150 000 ₽, стало 1 155 000"] {
                assert!(shown.contains(words), "{path}, {words}: {shown}");
            }
        }
        let other = network.world.post(&network.keys["B"], &format!("/api/v1/deals/{deal}/value"), json!({ "value_minor": 1 })).await;
        assert_eq!(other.status, 404, "a deal of another partner is none");
    }

    async fn giving_by_hand_shows_the_possible_first_and_folds_the_rest(kind) {
        let mut network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(15, "10:00")).await;
        network.partner("G", "RU-MOW", 1, true).await;
        let lead = network.take(network.lead(1)).await;
        assert!(!network.offered(&lead).await.contains(&"G".to_owned()), "three of four are asked");
        let shown = page(&network, &desk, &format!("/leads/{lead}/give")).await;
        let fold = shown.find("Можно отдать, только если обойти условия").unwrap();
        let place = |letter: &str| shown.find(&format!("value=\"{}\"", network.partners[letter])).unwrap();
        assert!(place("G") < fold && fold < place("D"), "{shown}");
        assert!(shown.contains("Обойти можно паузу, территорию"));
    }

    async fn a_promise_made_at_night_ends_while_the_office_is_open(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(16, "23:28")).await;
        let lead = network.take(network.lead(1)).await;
        assert_eq!(network.get(&format!("/api/v1/leads/{lead}")).await["first_answer_due"], "2026-06-17T15:00:00Z", "Wednesday 18:00");
    }
}
