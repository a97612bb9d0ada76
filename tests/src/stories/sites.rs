//! A site's own form posts to the address of a public form from the browser: the sites that the form names may read the answer.

use reqwest::{Method, header};
use serde_json::json;

use super::{
    fixture::{Network, june},
    forms,
};
use crate::databases::both;

async fn asked(network: &Network, method: Method, slug: &str, origin: Option<&str>, number: u32) -> reqwest::Response {
    let mut request = reqwest::Client::new()
        .request(method.clone(), network.world.url(&format!("/api/v1/public/forms/{slug}/leads")));
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin).header("sec-fetch-site", "cross-site");
    }
    if method == Method::OPTIONS {
        request = request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
    } else {
        request = request.json(&forms::post(number));
    }
    request.send().await.unwrap()
}

fn allowed(answer: &reqwest::Response) -> Option<&str> {
    answer.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap())
}

both! {
    async fn a_page_of_a_site_that_the_form_names_posts_it_and_reads_the_answer_and_no_other_page_does(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.post("/api/v1/forms", forms::body(&network)).await;
        let named = "https://example.ru";
        let asks = asked(&network, Method::OPTIONS, "pumps", Some(named), 0).await;
        assert_eq!((asks.status().as_u16(), allowed(&asks)), (204, Some(named)));
        assert_eq!(asks.headers()["access-control-allow-methods"], "POST");
        assert!(asks.headers()["access-control-allow-headers"].to_str().unwrap().contains("content-type"));
        let posted = asked(&network, Method::POST, "pumps", Some(named), 1).await;
        assert_eq!((posted.status().as_u16(), allowed(&posted)), (201, Some(named)));
        assert!(posted.headers().get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("origin")));
        assert!(posted.headers().get("access-control-allow-credentials").is_none(), "nobody's rights are lent");
        // What is refused is read, too: the page tells its reader what is missing.
        let empty = reqwest::Client::new().post(network.world.url("/api/v1/public/forms/pumps/leads")).header("origin", named).json(&json!({})).send().await.unwrap();
        assert_eq!((empty.status().as_u16(), allowed(&empty)), (422, Some(named)));
        for other in ["https://example.ru.evil.com", "http://example.ru", "https://evil.com", "null"] {
            let asks = asked(&network, Method::OPTIONS, "pumps", Some(other), 0).await;
            assert_eq!(allowed(&asks), None, "{other}");
            assert!(asks.headers().get("access-control-allow-methods").is_none(), "{other}");
            assert_eq!(allowed(&asked(&network, Method::POST, "pumps", Some(other), 7).await), None, "{other}");
        }
        assert_eq!(allowed(&asked(&network, Method::OPTIONS, "nothing", Some(named), 0).await), None, "no such form");
        // A program that is no browser goes on as before.
        assert_eq!(asked(&network, Method::POST, "pumps", None, 2).await.status(), 201);
        // Elsewhere nothing is opened: another site has no word in what a person of this server may do.
        let key = &network.admin;
        let elsewhere = reqwest::Client::new().post(network.world.url("/api/v1/leads")).bearer_auth(key).header("origin", named).header("sec-fetch-site", "cross-site").json(&network.lead(9)).send().await.unwrap();
        assert_eq!((elsewhere.status().as_u16(), allowed(&elsewhere)), (403, None));
    }
}
