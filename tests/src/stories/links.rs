//! Story 24: an offer is answered from its letter.

use reqwest::Method;
use serde_json::json;

use super::fixture::{Network, june};
use crate::{databases::both, smtp::Smtp, world::Told};

impl Network {
    /// Calls without a key or a session, as whoever holds a link.
    async fn anybody(&self, method: Method, path: &str, body: serde_json::Value) -> Told {
        let body = (method != Method::GET).then_some(body);
        self.world.call(method, path, None, &[], body).await
    }

    /// Sends a form without a session.
    async fn form(&self, path: &str, body: &str) -> (u16, String) {
        let request = reqwest::Client::new().post(self.world.url(path));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.to_owned());
        let told = request.send().await.unwrap();
        (told.status().as_u16(), told.text().await.unwrap())
    }
}

/// The path of the link that answers, in the last letter to an address.
fn link(smtp: &Smtp, address: &str) -> String {
    let letter = smtp.to(address).pop().unwrap();
    let url = letter.links().into_iter().find(|link| link.contains("/o/")).unwrap();
    assert!(letter.html().contains(&url));
    format!("/o/{}", url.rsplit_once('/').unwrap().1)
}

both! {
    async fn story_24_the_link_of_a_letter_accepts_once_without_a_password(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.person("seller@a.ru", "partner_seller", Some("A")).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let page = link(&smtp, "seller@a.ru");
        let api = page.replace("/o/", "/api/v1/offer-links/");
        let vendor = network.get("/api/v1/program").await["name"].as_str().unwrap().to_owned();
        // Whoever forwards the letter, or scans it, sees no contact and changes nothing.
        for _ in 0..2 {
            let looked = network.anybody(Method::GET, &page, json!({})).await;
            assert_eq!(looked.status, 200);
            let head = looked.text.split("</header>").next().unwrap();
            assert!(head.contains(&vendor) && !head.contains("Artel"), "the page speaks in the vendor's name: {head}");
            assert!(looked.text.contains("seller@a.ru") && looked.text.contains("Accept the lead"), "{}", looked.text);
            let told = network.anybody(Method::GET, &api, json!({})).await;
            for text in [&looked.text, &told.text] {
                assert!(!text.contains("Иван") && !text.contains("+7495") && !text.contains("ivan@"), "{text}");
            }
            assert_eq!((&told.body["usable"], &told.body["offer"]["contact"]), (&json!(true), &json!(null)));
        }
        assert_eq!(network.board(&lead).await["A"]["state"], "delivered");
        let accept = format!("{api}/acceptance");
        let stale = network.world.call(Method::POST, &accept, None, &[("if-match", "\"old\"")], Some(json!({}))).await;
        assert_eq!((stale.status.as_u16(), &network.board(&lead).await["A"]["state"]), (412, &json!("delivered")));
        let (status, text) = network.form(&format!("{page}/acceptance"), "_once=x").await;
        assert_eq!(status, 200);
        assert!(text.contains("Иван Петров") && text.contains("tel:+74951000001"), "{text}");
        assert_eq!(network.board(&lead).await["A"]["state"], "accepted");
        let log = network.get("/api/v1/events?limit=200").await;
        let accepted = log["events"].as_array().unwrap().iter().find(|e| e["name"] == "offer.accepted");
        if let Some(accepted) = accepted {
            assert_eq!(accepted["actor"], "user", "as the named user");
        }
        let again = network.anybody(Method::POST, &format!("{api}/acceptance"), json!({})).await;
        assert_eq!((again.status.as_u16(), again.text.contains("Иван")), (409, false), "once");
        let looked = network.anybody(Method::GET, &page, json!({})).await;
        assert!(!looked.text.contains("Иван") && !looked.text.contains("Accept the lead"), "what is answered shows no contact either");
    }

    async fn story_24_the_link_declines_and_lives_until_the_deadline(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.person("seller@a.ru", "partner_seller", Some("A")).await;
        network.person("seller@b.ru", "partner_seller", Some("B")).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let (a, b) = (link(&smtp, "seller@a.ru"), link(&smtp, "seller@b.ru"));
        let (status, _) = network.form(&format!("{a}/decline"), "reason=nonsense").await;
        assert_eq!(status, 422, "shown again");
        let (status, text) = network.form(&format!("{a}/decline"), "reason=no_resources").await;
        assert_eq!((status, text.contains("no fault")), (200, true), "{text}");
        assert_eq!(network.board(&lead).await["A"]["detail"]["reason"]["reason"], "no_resources");
        network.world.clock(&june(15, "18:00")).await;
        let api = b.replace("/o/", "/api/v1/offer-links/");
        assert_eq!(network.anybody(Method::GET, &api, json!({})).await.ok()["usable"], false);
        assert_eq!(network.anybody(Method::POST, &format!("{api}/acceptance"), json!({})).await.status, 409, "not at the deadline");
        let nothing = "/api/v1/offer-links/0000000000000000000000000000000000000000000000000000000000000000";
        assert_eq!(network.anybody(Method::GET, nothing, json!({})).await.status, 404);
    }

    async fn story_24_the_link_of_a_disabled_user_is_like_none(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.person("seller@a.ru", "partner_seller", Some("A")).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let api = link(&smtp, "seller@a.ru").replace("/o/", "/api/v1/offer-links/");
        network.disable("seller@a.ru").await;
        assert_eq!(network.anybody(Method::GET, &api, json!({})).await.status, 404);
        assert_eq!(network.anybody(Method::POST, &format!("{api}/acceptance"), json!({})).await.status, 404);
    }
}
