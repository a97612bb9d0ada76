//! Stories 7, 8, 9, 16, 17.

use reqwest::Method;
use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn story_7_the_board_says_who_started_and_who_ignored(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:20")).await;
        let a = network.offer("A").await;
        let accepted = network.answer("A", &a, "acceptance", json!({})).await.ok();
        assert_eq!(accepted["contact"]["name"], "Иван Петров", "the contact is revealed now");
        network.world.clock(&june(15, "10:30")).await;
        let b = network.offer("B").await;
        network.answer("B", &b, "view", json!({})).await.ok();
        network.world.clock(&june(15, "10:40")).await;
        network.answer("B", &b, "decline", json!({ "reason": "no_resources" })).await.ok();
        network.world.clock(&june(15, "11:05")).await;
        network.answer("A", &a, "contacts", json!({ "evidence": "call", "note": "Договорились о встрече" })).await.ok();
        network.world.clock(&june(15, "18:00")).await;
        let board = network.board(&lead).await;
        assert_eq!((board["A"]["state"].clone(), board["A"]["minutes_to_start"].clone()), (json!("started"), json!(65)));
        assert_eq!((board["B"]["state"].clone(), board["B"]["detail"]["reason"]["reason"].clone()), (json!("declined"), json!("no_resources")));
        assert_eq!((board["C"]["state"].clone(), board["C"]["state_at"].clone()), (json!("ignored"), json!("2026-06-15T15:00:00Z")));
        let ignored = ["A", "B", "C"].map(|letter| board[letter]["ignored_in_all"].as_i64().unwrap());
        assert_eq!(ignored, [0, 0, 1]);
        assert_eq!(network.offered(&lead).await.len(), 3, "one has started: no further wave");
    }

    async fn story_8_accepted_is_not_started(kind) {
        let mut network = Network::start(kind).await;
        for letter in ["G", "H", "I"] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(2)).await;
        let offered = network.offered(&lead).await;
        let taker = offered[0].clone();
        let offer = network.offer(&taker).await;
        network.answer(&taker, &offer, "acceptance", json!({})).await.ok();
        network.world.clock(&june(16, "16:59")).await;
        let path = format!("/api/v1/offers/{offer}");
        assert!(network.world.get(&network.keys[&taker], &path).await.ok()["contact"].is_object());
        network.world.clock(&june(16, "17:00")).await;
        let over = network.world.get(&network.keys[&taker], &path).await.ok();
        assert_eq!((over["state"].clone(), over["contact"].clone()), (json!("not_started"), json!(null)));
        assert!(network.offered(&lead).await.len() > 3, "the next wave is out");
    }

    async fn story_16_another_partners_lead_is_found_nowhere(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 1 } })).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        assert_eq!(network.offered(&lead).await, ["A"]);
        let offer = network.start_work(&lead, "A").await;
        let deal = network.answer("A", &offer, "deal", json!({})).await.ok();
        let deal = deal["id"].as_str().unwrap().to_owned();
        let nothing = "0192f0c1000070008000000000000001";
        let as_b = async |post: bool, path: String| {
            let key = &network.keys["B"];
            if post { network.world.post(key, &path, json!({ "reason": "too_far", "evidence": "call", "rating": 1, "proof": "x", "to": "no_decision" })).await } else { network.world.get(key, &path).await }
        };
        let offers = [(false, ""), (false, "/why"), (true, "/view"), (true, "/acceptance"), (true, "/decline"), (true, "/contacts"), (true, "/return"), (true, "/rating"), (true, "/deal")];
        for (post, tail) in offers {
            let (foreign, absent) = (as_b(post, format!("/api/v1/offers/{offer}{tail}")).await, as_b(post, format!("/api/v1/offers/offer_{nothing}{tail}")).await);
            assert!([404, 422].contains(&foreign.status.as_u16()), "{tail}: {}", foreign.text);
            assert_eq!(foreign, absent, "{tail}");
        }
        for (post, tail) in [(false, ""), (true, "/win"), (true, "/loss"), (true, "/withdrawal")] {
            let (foreign, absent) = (as_b(post, format!("/api/v1/deals/{deal}{tail}")).await, as_b(post, format!("/api/v1/deals/deal_{nothing}{tail}")).await);
            assert_eq!(foreign, absent, "{tail}");
        }
        assert!(network.offers("B").await.is_empty());
        let a = &network.partners["A"];
        for list in [format!("/api/v1/offers?lead={lead}"), format!("/api/v1/offers?partner={a}"), format!("/api/v1/deals?partner={a}"), format!("/api/v1/deals?lead={lead}")] {
            assert_eq!(as_b(false, list.clone()).await.body["items"], json!([]), "{list}");
        }
        for path in [format!("/api/v1/leads/{lead}"), format!("/api/v1/leads/{lead}/board"), "/api/v1/leads?q=завод".to_owned()] {
            assert_eq!(as_b(false, path.clone()).await.status, 403, "{path}: leads are for the vendor");
        }
        let stream = network.seen(&network.keys["B"]).await;
        for secret in [lead.as_str(), offer.as_str(), deal.as_str(), a.as_str()] {
            assert!(stream.iter().all(|event| !event.to_string().contains(secret)), "{secret}");
        }
    }

    async fn the_partner_whom_the_client_chose_wins_and_the_others_are_told(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let seller = network.person("seller@b.ru", "partner_seller", Some("B")).await;
        let lead = network.take(network.lead(1)).await;
        let mut deals = Vec::new();
        for letter in ["A", "B"] {
            let offer = network.start_work(&lead, letter).await;
            deals.push(network.answer(letter, &offer, "deal", json!({})).await.ok()["id"].as_str().unwrap().to_owned());
        }
        let c = network.offer_of(&lead, "C").await;
        network.answer("C", &c, "acceptance", json!({})).await.ok();
        let win = async |letter: &str, deal: &str| {
            network.world.post(&network.keys[letter], &format!("/api/v1/deals/{deal}/win"), json!({ "proof": "Заказ 1" })).await
        };
        win("A", &deals[0]).await.ok();
        for settled in [false, true] {
            let second = win("B", &deals[1]).await;
            assert_eq!(second.status, 409, "{}", second.text);
            assert!(second.body["type"].as_str().unwrap().ends_with("/won-by-another"), "{}", second.text);
            if !settled {
                network.world.clock(&june(15, "10:01")).await;
            }
        }
        let board = network.board(&lead).await;
        assert_eq!(board["A"]["state"], "won");
        for letter in ["B", "C"] {
            assert_eq!((board[letter]["state"].clone(), board[letter]["detail"]["reason"]["reason"].clone()), (json!("withdrawn"), json!("client_chose_another")));
        }
        let shown = network.world.get(&network.keys["C"], &format!("/api/v1/offers/{c}")).await.ok();
        assert_eq!(shown["contact"], json!(null), "the contact is hidden again");
        let deal = network.get(&format!("/api/v1/deals/{}", deals[1])).await;
        assert_eq!((deal["state"].clone(), deal["words"].clone()), (json!("withdrawn"), json!("Клиент выбрал другого партнёра")));
        assert_eq!(network.count(&network.admin, "lead.won").await, 1);
        let notices = network.world.by(&seller, Method::GET, "/api/v1/notices", json!({})).await.ok();
        let told = notices["items"].as_array().unwrap().iter().find(|notice| notice["kind"] == "offer_withdrawn").unwrap().clone();
        assert!(told.to_string().contains("The client chose another partner"), "{told}");
    }

    async fn what_a_client_typed_of_itself_is_hidden_until_the_lead_is_accepted(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let seller = network.person("seller@a.ru", "partner_seller", Some("A")).await;
        let mut lead = network.lead(1);
        lead["need"] = json!("Насос для дачи, звоните +7 (916) 555-44-33 или пишите boss@dacha.ru");
        network.take(lead).await;
        let a = network.offer("A").await;
        let hidden = |text: &str| !text.contains("555-44-33") && !text.contains("boss@dacha.ru") && text.contains("Насос для дачи");
        for path in ["/api/v1/offers".to_owned(), format!("/api/v1/offers/{a}")] {
            let told = network.world.get(&network.keys["A"], &path).await;
            assert!(hidden(&told.text), "{path}: {}", told.text);
        }
        for path in ["/home".to_owned(), "/offers".to_owned(), format!("/offers/{a}"), format!("/offers/{a}/why")] {
            let page = network.world.by(&seller, Method::GET, &path, json!({})).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(hidden(&page.text), "{path}: {}", page.text);
        }
        let stream = format!("{:?}", network.seen(&network.keys["A"]).await);
        assert!(!stream.contains("555-44-33") && !stream.contains("boss@dacha.ru"), "{stream}");
        let accepted = network.answer("A", &a, "acceptance", json!({})).await.ok();
        assert_eq!(accepted["need"], "Насос для дачи, звоните +7 (916) 555-44-33 или пишите boss@dacha.ru");
        network.answer("A", &a, "return", json!({ "reason": "too_far" })).await.ok();
        let given_back = network.world.get(&network.keys["A"], &format!("/api/v1/offers/{a}")).await;
        assert!(hidden(&given_back.text), "{}", given_back.text);
    }

    async fn a_later_contact_lies_between_the_acceptance_and_now_like_the_first(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        let a = network.offer("A").await;
        network.world.clock(&june(15, "11:00")).await;
        network.answer("A", &a, "acceptance", json!({})).await.ok();
        network.world.clock(&june(15, "12:00")).await;
        let claimed = network.answer("A", &a, "contacts", json!({ "evidence": "confirmed_by_client" })).await;
        assert_eq!((claimed.status.as_u16(), claimed.body["errors"][0]["field"].clone()), (422, json!("evidence")));
        network.answer("A", &a, "contacts", json!({ "evidence": "call" })).await.ok();
        let at = async |time: &str| network.answer("A", &a, "contacts", json!({ "evidence": "call", "at": june(15, time) })).await;
        for wrong in ["10:30", "12:01"] {
            let told = at(wrong).await;
            assert!(told.status == 422 && told.body["type"].as_str().unwrap().ends_with("/contact-outside-of-work"), "{wrong}: {}", told.text);
        }
        at("11:30").await.ok();
    }

    async fn the_vendor_sees_the_lead_of_an_offer_and_its_partner_does_not(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let a = network.offer("A").await;
        assert_eq!(network.get(&format!("/api/v1/offers/{a}")).await["lead"], json!(lead));
        assert_eq!(network.get("/api/v1/offers").await["items"][0]["lead"], json!(lead));
        assert_eq!(network.offers("A").await[0].get("lead"), None);
    }

    async fn leads_and_offers_are_found_by_what_a_user_would_look_for(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let first = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let mut second = network.lead(2);
        second["source"] = json!("exhibition");
        second["urgency"] = json!("hot");
        second["client"]["region"] = json!("RU-TA");
        second["need"] = json!("Задвижки ДУ-50%_для цеха");
        let second = network.take(second).await;
        let (only_first, only_second) = (vec![first.clone()], vec![second.clone()]);
        let found = async |query: &str| {
            let list = network.get(&format!("/api/v1/leads?{query}")).await;
            list["items"].as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("").await, [second.clone(), first.clone()]);
        assert_eq!(found("sort=oldest").await, [first.clone(), second.clone()]);
        let paged = network.get("/api/v1/leads?sort=oldest&limit=1").await;
        assert_eq!(found(&format!("sort=oldest&limit=1&after={}", paged["next"].as_str().unwrap())).await, only_second);
        assert_eq!(found(&format!("limit=1&after={}", network.get("/api/v1/leads?limit=1").await["next"].as_str().unwrap())).await, only_first);
        for query in ["source=exhibition", "region=RU-TA", "urgency=hot", "q=задвижки", "q=ЗАВОД%202", "q=%25", "q=_", "q=%2B74951000002"] {
            assert_eq!(found(query).await, only_second, "{query}");
        }
        assert_eq!(found(&format!("product={}&grade=A&state=distributing", network.product)).await.len(), 2);
        assert!(found("grade=C").await.is_empty() && found("q=нет такого").await.is_empty());
        assert_eq!(network.world.get(&network.admin, "/api/v1/leads?state=nowhere").await.status, 422);
        let offers = network.get(&format!("/api/v1/offers?lead={first}&live=true")).await;
        assert_eq!(offers["items"].as_array().unwrap().len(), 3);
        assert_eq!(network.get("/api/v1/offers?state=declined").await["items"], json!([]));
    }

    async fn story_17_forty_offers_that_end_while_the_server_is_down_end_once_and_at_their_time(kind) {
        let mut network = Network::start(kind).await;
        network.partner("G", "RU-MOW", 1, true).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 4 }, "new_per_day_cap": 100, "open_cap": 100 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut leads = Vec::new();
        for number in 0..10 {
            leads.push(network.take(network.lead(number)).await);
        }
        network.world.clock(&june(15, "16:30")).await;
        network.world.restart(&june(15, "19:30")).await;
        network.world.clock(&june(15, "19:31")).await;
        let mut ended = 0;
        for lead in &leads {
            let board = network.get(&format!("/api/v1/leads/{lead}/board")).await;
            for column in board["partners"].as_array().unwrap() {
                assert_eq!((column["state"].clone(), column["state_at"].clone()), (json!("ignored"), json!("2026-06-15T15:00:00Z")));
                ended += 1;
            }
            assert_eq!(network.situation(lead).await, "next_wave_later", "nobody is asked at night");
        }
        assert_eq!(ended, 40);
        for letter in ["A", "B", "C", "G"] {
            assert_eq!(network.board(&leads[0]).await[letter]["ignored_in_all"], 10);
            assert_eq!(network.count(&network.keys[letter], "offer.ignored").await, 10, "each is told once");
        }
        network.world.clock(&june(16, "08:59")).await;
        assert_eq!(network.get(&format!("/api/v1/leads/{}", leads[0])).await["waves"], 1);
        network.world.clock(&june(16, "09:00")).await;
        for lead in &leads {
            assert!(network.get(&format!("/api/v1/leads/{lead}")).await["waves"].as_i64().unwrap() > 1, "the next wave goes out in working time");
        }
    }

    async fn l8_an_offer_may_be_accepted_until_its_deadline_and_not_at_it(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        let (a, b) = (network.offer("A").await, network.offer("B").await);
        network.world.clock("2026-06-15T17:59:59.999+03:00").await;
        network.answer("A", &a, "acceptance", json!({})).await.ok();
        network.world.clock(&june(15, "18:00")).await;
        assert_eq!(network.answer("B", &b, "acceptance", json!({})).await.status, 409);
    }

    async fn a_fifth_of_the_offers_may_be_declined_for_a_refund_and_what_was_not_given_back_does_not_count(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 100, "open_cap": 100 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let decline = async |number: u32| {
            let lead = network.take(network.lead(number)).await;
            let offer = network.offer_of(&lead, "A").await;
            async move |network: &Network| network.answer("A", &offer, "decline", json!({ "reason": "too_far" })).await.ok()
        };
        let mut declines = Vec::new();
        for number in 0..10 {
            declines.push(decline(number).await);
        }
        for decline in &declines[..3] {
            decline(&network).await;
        }
        for number in 10..15 {
            declines.push(decline(number).await);
        }
        for decline in &declines[3..5] {
            decline(&network).await;
        }
        let events = network.seen(&network.admin).await;
        let declined = events.iter().filter(|event| event["name"] == "offer.declined");
        let back: Vec<bool> = declined.map(|event| event["data"]["moved"]["by"].as_i64().unwrap() < 0).collect();
        // Two of ten offers, then a third of fifteen: the one that brought nothing back is not counted.
        assert_eq!(back, [true, true, false, true, false]);
    }

    async fn what_had_run_out_before_a_lead_is_closed_was_ignored(kind) {
        let network = Network::start(kind).await;
        let desk = network.key("lead_desk").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.answer("B", &network.offer("B").await, "acceptance", json!({})).await.ok();
        // Nobody is awake when the windows end: the clock of the server moves, and nothing reacts.
        let app = network.world.running.as_ref().unwrap().app.clone();
        assert!(app.clock.set("2026-06-15T18:30:00+03:00".parse().unwrap()));
        let closure = format!("/api/v1/leads/{lead}/closure");
        network.world.post(&desk, &closure, json!({ "reason": "client_asked" })).await.ok();
        let board = network.board(&lead).await;
        for (letter, state) in [("A", "ignored"), ("B", "withdrawn"), ("C", "ignored")] {
            assert_eq!(board[letter]["state"], state, "{letter}");
        }
        assert_eq!(board["A"]["state_at"], "2026-06-15T15:00:00Z", "stamped with the deadline");
    }

    async fn the_lead_desk_takes_an_offer_back_and_closes_a_lead_with_a_reason(kind) {
        let network = Network::start(kind).await;
        let desk = json!({ "name": "desk", "role": "lead_desk", "scopes": ["*"] });
        let desk = network.post("/api/v1/keys", desk).await["text"].as_str().unwrap().to_owned();
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let a = network.offer("A").await;
        let silent = network.world.post(&desk, &format!("/api/v1/offers/{a}/withdrawal"), json!({ "reason": "other", "text": " " })).await;
        assert_eq!(silent.status, 422, "never without a reason");
        network.world.post(&desk, &format!("/api/v1/offers/{a}/withdrawal"), json!({ "reason": "other", "text": "Ошиблись" })).await.ok();
        assert_eq!(network.answer("A", &a, "acceptance", json!({})).await.status, 409);
        let closure = format!("/api/v1/leads/{lead}/closure");
        let closed = network.world.post(&desk, &closure, json!({ "reason": "client_asked" })).await.ok();
        assert_eq!(closed["state"], "withdrawn");
        let states: Vec<_> = network.board(&lead).await.into_values().map(|c| c["state"].clone()).collect();
        assert!(states.iter().all(|state| state == "withdrawn"), "{states:?}");
        assert_eq!(network.world.post(&desk, &closure, json!({ "reason": "spam" })).await.status, 409);
    }
}
