//! Story 14, and what people are told: in the app and by mail, once, in their language, with nothing personal of a client.

use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{databases::both, smtp::Smtp};

impl Network {
    /// Takes the keys of a partner away: it is reached through its people alone.
    pub(super) async fn people_only(&self, letter: &str) {
        let keys = self.get("/api/v1/keys").await;
        for key in keys["items"].as_array().unwrap().iter().filter(|key| key["name"] == letter) {
            let path = format!("/api/v1/keys/{}", key["id"].as_str().unwrap());
            self.world.call(Method::DELETE, &path, Some(&self.admin), &[], Some(json!({}))).await.ok();
        }
    }

    async fn notices(&self, session: &str) -> Vec<Value> {
        let list = self.world.by(session, Method::GET, "/api/v1/notices", json!({})).await.ok();
        list["items"].as_array().unwrap().clone()
    }

    async fn unread(&self, session: &str) -> i64 {
        self.world.by(session, Method::GET, "/api/v1/notices/unread", json!({})).await.ok()["unread"].as_i64().unwrap()
    }

    pub(super) async fn disable(&self, email: &str) {
        let users = self.get("/api/v1/users").await;
        let user = users["items"].as_array().unwrap().iter().find(|user| user["email"] == email).unwrap();
        let path = format!("/api/v1/users/{}", user["id"].as_str().unwrap());
        self.world.call(Method::PATCH, &path, Some(&self.admin), &[], Some(json!({ "disabled": true }))).await.ok();
    }
}

both! {
    async fn a_partner_hears_of_silence_of_its_deals_and_of_what_a_director_decides(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        let (director, manager) = (network.key("director").await, network.key("channel_manager").await);
        network.world.clock(&june(15, "10:00")).await;
        let worked = network.take(network.lead(1)).await;
        let handled = network.take(network.lead(2)).await;
        network.start_work(&worked, "A").await;
        let offer = network.start_work(&handled, "A").await;
        network.answer("A", &offer, "deal", json!({})).await.ok();
        network.world.clock("2026-06-29T09:00:00+03:00").await;
        let seller = network.person("seller@a.ru", "partner_owner", Some("A")).await;
        for (number, act) in [(1, "approval"), (2, "refusal")] {
            let body = json!({ "client_name": format!("Цех {number}"), "region": "RU-MOW", "product": network.product,
                "title": format!("Насосы {number}"), "phone": format!("+7495300000{number}") });
            let deal = network.world.post(&network.keys["A"], "/api/v1/deals", body).await.ok();
            let path = format!("/api/v1/deals/{}/{act}", deal["id"].as_str().unwrap());
            let body = if act == "refusal" { json!({ "reason": "Это наш клиент" }) } else { json!({}) };
            network.world.post(&manager, &path, body).await.ok();
        }
        let body = json!({ "until": "2026-08-01T00:00:00Z", "reason": "Помогает на выставке" });
        let path = format!("/api/v1/partners/{}/reciprocity/overrides", network.partners["A"]);
        network.world.post(&director, &path, body).await.ok();
        let closure = json!({ "reason": "direct_handling", "text": "Клиент требует вендора" });
        network.world.post(&director, &format!("/api/v1/leads/{handled}/closure"), closure).await.ok();
        network.world.clock("2026-06-29T10:00:00+03:00").await;
        network.world.clock("2026-06-29T10:01:00+03:00").await;
        let notices = network.notices(&seller).await;
        let of = |kind: &str| notices.iter().find(|notice| notice["kind"] == kind).unwrap_or_else(|| panic!("no {kind} in {notices:?}")).to_string();
        for (kind, says) in [
            ("offer_silent", "No word from you"),
            ("deal_approved", "Accepted: Насосы 1"),
            ("deal_refused", "Это наш клиент"),
            ("pause_set_aside", "Помогает на выставке"),
            ("handled_directly", "Клиент требует вендора"),
        ] {
            assert!(of(kind).contains(says), "{}", of(kind));
        }
        assert!(of("handled_directly").contains("/neutrality?month=2026-06"), "it leads to its month whenever it is read");
        let letters: Vec<_> = smtp.to("seller@a.ru").into_iter().map(|letter| letter.html()).collect();
        for says in ["Accepted: ", "Refused: ", "You are not paused", "The vendor took a client of yours", "No word from you"] {
            assert!(letters.iter().any(|letter| letter.contains(says)), "no letter says {says}");
        }
    }

    async fn story_14_an_offer_that_reaches_nobody_is_the_vendors_fault(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.person("seller@c.ru", "partner_seller", Some("C")).await;
        network.people_only("C").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let board = network.board(&lead).await;
        assert_eq!((&board["C"]["state"], &board["A"]["state"]), (&json!("delivered"), &json!("offered")), "the mail server took C's letter");
        network.disable("seller@c.ru").await;
        network.world.clock(&june(15, "10:30")).await;
        let board = network.board(&lead).await;
        assert_eq!((&board["C"]["state"], &board["C"]["ignored_in_all"]), (&json!("undelivered"), &json!(0)));
        let tasks = network.get("/api/v1/tasks?role=channel_manager").await;
        assert_eq!(tasks["items"].as_array().unwrap().len(), 1);
        assert_eq!((&tasks["items"][0]["subject"], &tasks["items"][0]["data"]["lead"]), (&json!(network.partners["C"]), &json!(lead)));
        network.world.clock(&june(15, "18:00")).await;
        let board = network.board(&lead).await;
        let ignored = ["A", "B", "C"].map(|letter| board[letter]["ignored_in_all"].as_i64().unwrap());
        assert_eq!(ignored, [1, 1, 0], "silence counts, what did not arrive does not");
    }

    async fn story_14_the_mail_bounces_at_once_or_later(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.person("nobody@b.ru", "partner_seller", Some("B")).await;
        network.person("seller@c.ru", "partner_seller", Some("C")).await;
        network.people_only("B").await;
        network.people_only("C").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let board = network.board(&lead).await;
        assert_eq!((&board["B"]["state"], &board["C"]["state"]), (&json!("undelivered"), &json!("delivered")));
        let letter = smtp.to("seller@c.ru").last().unwrap().clone();
        let mail = letter.from.split(['+', '@']).nth(1).unwrap().to_owned();
        network.post("/api/v1/bounces", json!({ "mail": mail, "status": "5.2.1" })).await;
        network.world.clock(&june(15, "10:02")).await;
        assert_eq!(network.board(&lead).await["C"]["state"], "undelivered");
        let next = network.take(network.lead(2)).await;
        network.world.clock(&june(15, "10:03")).await;
        assert_eq!(network.board(&next).await["C"]["state"], "undelivered", "known from the beginning now");
        assert_eq!(network.get("/api/v1/tasks?kind=offer_undelivered").await["items"].as_array().unwrap().len(), 2, "one a partner");
    }

    async fn story_14_who_opened_the_offer_has_it_whatever_the_mail_server_says(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        // A session of the first of June would have ended by then.
        network.world.clock(&june(15, "09:30")).await;
        let session = network.person("seller@c.ru", "partner_seller", Some("C")).await;
        network.people_only("C").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let offer = network.board(&lead).await["C"]["offer"].as_str().unwrap().to_owned();
        network.world.by(&session, Method::POST, &format!("/api/v1/offers/{offer}/view"), json!({})).await.ok();
        let mail = smtp.to("seller@c.ru").last().unwrap().from.split(['+', '@']).nth(1).unwrap().to_owned();
        network.post("/api/v1/bounces", json!({ "mail": mail, "status": "5.1.1" })).await;
        network.world.clock(&june(15, "10:02")).await;
        assert_eq!(network.board(&lead).await["C"]["state"], "viewed");
    }

    async fn story_14_the_wave_goes_on_when_nobody_of_it_was_reached(kind) {
        let smtp = Smtp::start().await;
        let mut network = Network::empty_with_mail(kind, "2026-06-01T09:00:00+03:00", &smtp).await;
        network.partner("C", "RU-MOW", 1, true).await;
        network.partner("G", "RU-MOW", 1, true).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 1 } })).await;
        network.people_only("C").await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        assert_eq!(network.offered(&lead).await, ["C"], "a partner without users and keys stands in the queue like others");
        network.world.clock(&june(15, "10:00")).await;
        let board = network.board(&lead).await;
        assert_eq!((&board["C"]["state"], &board["G"]["state"]), (&json!("undelivered"), &json!("offered")));
    }

    async fn an_offer_is_told_once_in_the_app_and_by_mail_and_says_nothing_personal(kind) {
        let smtp = Smtp::start().await;
        let mut network = Network::start_with_mail(kind, &smtp).await;
        // A session of the first of June would have ended by then.
        network.world.clock(&june(15, "09:30")).await;
        let english = network.person("john@a.com", "partner_seller", Some("A")).await;
        let finance = network.person("money@a.com", "partner_finance", Some("A")).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut lead = network.lead(1);
        lead["need"] = json!("Насосы, звоните Петрову +7 (495) 100-00-01 или petrov@zavod.ru");
        let lead = network.take(lead).await;
        network.world.clock(&june(15, "10:01")).await;
        network.world.restart(&june(15, "10:02")).await;
        network.world.clock(&june(15, "10:03")).await;
        let letters: Vec<_> = smtp.to("john@a.com").into_iter().filter(|l| l.text().contains("A lead for you")).collect();
        assert_eq!(letters.len(), 1, "once, also across a restart");
        let (text, html) = (letters[0].text(), letters[0].html());
        for secret in ["Иван", "Петров ", "100-00-01", "petrov@", "Завод 1"] {
            assert!(!text.contains(secret) && !html.contains(secret), "{secret} in {text}");
        }
        assert!(text.contains("Accept or decline by 15 June, 18:00") && text.contains("₽1,000,000"), "{text}");
        let offer = network.offer("A").await;
        assert_eq!(letters[0].links().get(1).map(|l| l.rsplit_once('/').unwrap().1.to_owned()), Some(offer.clone()));
        let notices = network.notices(&english).await;
        assert_eq!((notices.len(), &notices[0]["kind"], &notices[0]["subject"]), (1, &json!("offer_made"), &json!(offer)));
        assert_eq!((network.unread(&english).await, network.unread(&finance).await), (1, 0), "not for everybody");
        let seen = json!({ "notices": [notices[0]["id"]] });
        let left = network.world.by(&english, Method::POST, "/api/v1/notices/reading", seen).await.ok();
        assert_eq!(left["unread"], 0);
        network.world.clock(&june(15, "16:00")).await;
        let kinds: Vec<_> = network.notices(&english).await.iter().map(|n| n["kind"].as_str().unwrap().to_owned()).collect();
        assert_eq!(kinds, ["offer_ending", "offer_made"], "reminded in the last quarter of the window");
        assert_eq!(network.board(&lead).await["A"]["state"], "delivered");
    }

    async fn seeing_an_offer_in_the_app_delivers_it_without_any_mail(kind) {
        let network = Network::start(kind).await;
        // A session of the first of June would have ended by then.
        network.world.clock(&june(15, "09:30")).await;
        let session = network.person("seller@a.ru", "partner_seller", Some("A")).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        assert_eq!(network.board(&lead).await["A"]["state"], "offered");
        network.world.by(&session, Method::POST, "/api/v1/notices/reading", json!({ "all": true })).await.ok();
        assert_eq!(network.board(&lead).await["A"]["state"], "delivered");
        assert_eq!(network.get("/api/v1/mails").await["items"].as_array().unwrap().iter().filter(|m| m["kind"] != "invitation").count(), 0, "without a mail server no letters pile up");
    }

    async fn a_reader_switches_letters_off_but_never_those_of_offers(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        // A session of the first of June would have ended by then.
        network.world.clock(&june(15, "09:30")).await;
        let session = network.person("john@a.com", "partner_seller", Some("A")).await;
        let choose = async |kind: &str, mail: bool| {
            network.world.by(&session, Method::PUT, "/api/v1/me/notices", json!({ "kind": kind, "mail": mail })).await
        };
        let never = choose("offer_made", false).await;
        assert_eq!((never.status.as_u16(), &never.body["errors"][0]["field"]), (422, &json!("mail")));
        assert_eq!(choose("nothing", true).await.status, 422);
        let choices = choose("offer_ending", false).await.ok();
        let ending = choices["items"].as_array().unwrap().iter().find(|c| c["kind"] == "offer_ending").unwrap();
        assert_eq!((&ending["mail"], &ending["title"]), (&json!(false), &json!("An offer is about to end")));
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        network.world.clock(&june(15, "17:00")).await;
        let subjects: Vec<_> = smtp.to("john@a.com").iter().map(crate::smtp::Taken::text).collect();
        assert!(subjects.iter().any(|t| t.contains("A lead for you")));
        assert!(!subjects.iter().any(|t| t.contains("About to end")), "switched off");
        assert_eq!(network.notices(&session).await[0]["kind"], "offer_ending", "the app shows it all the same");
    }

    async fn who_works_at_the_vendor_hears_of_tasks_of_the_own_role(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        // A session of the first of June would have ended by then.
        network.world.clock(&june(15, "09:30")).await;
        let manager = network.person("manager@vendor.ru", "channel_manager", None).await;
        let support = network.person("support@vendor.ru", "support", None).await;
        let wish = json!({ "kind": "task_opened", "mail": true });
        network.world.by(&manager, Method::PUT, "/api/v1/me/notices", wish).await.ok();
        network.people_only("C").await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        assert_eq!((network.unread(&manager).await, network.unread(&support).await), (1, 0));
        let letter = smtp.to("manager@vendor.ru").pop().unwrap();
        assert!(letter.text().contains("An offer did not reach its partner"));
        assert!(letter.header("List-Unsubscribe").unwrap().contains("/settings/notices"));
    }
}
