//! The guide of a new program: what stands is done, what is not needed is skipped, and each is told apart.

use reqwest::Method;
use serde_json::json;

use super::fixture::{Network, june};
use crate::{databases::both, world::OPERATOR};

both! {
    async fn a_step_is_done_when_it_stands_and_may_be_skipped_and_taken_up(kind) {
        let mut network = Network::empty(kind, &june(15, "10:00")).await;
        let steps = async |network: &Network, state: &str| {
            let told = network.get("/api/v1/setup").await;
            let of = told["items"].as_array().unwrap().iter().filter(|step| step[state] == true);
            of.map(|step| step["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        // The fixture has a calendar and a product; nothing else stands.
        assert_eq!(steps(&network, "done").await, ["hours", "products"]);
        for letter in ["A", "B"] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        assert_eq!(steps(&network, "done").await, ["hours", "products", "partners"]);
        network.take(network.lead(1)).await;
        assert_eq!(steps(&network, "done").await, ["hours", "products", "partners", "first_lead"]);
        let skip = async |step: &str, method: Method| {
            network.world.call(method, &format!("/api/v1/setup/{step}/skip"), Some(&network.admin), &[], None).await
        };
        for step in ["people", "rules", "mail", "form"] {
            assert_eq!(network.get("/api/v1/setup").await["finished"], false);
            skip(step, Method::PUT).await.ok();
            skip(step, Method::PUT).await.ok();
        }
        assert_eq!(network.get("/api/v1/setup").await["finished"], true);
        assert_eq!(skip("form", Method::DELETE).await.ok()["finished"], false);
        assert_eq!(steps(&network, "skipped").await, ["people", "rules", "mail"]);
        assert_eq!(skip("nothing", Method::PUT).await.status, 404);
        assert_eq!((network.count(&network.admin, "setup.step_skipped").await, network.count(&network.admin, "setup.step_taken_up").await), (4, 1));
        let desk = network.key("lead_desk").await;
        let told = network.world.call(Method::PUT, "/api/v1/setup/form/skip", Some(&desk), &[], Some(json!({}))).await;
        assert_eq!(told.status, 403);
    }

    async fn a_program_in_roubles_begins_with_the_holidays_of_russia(kind) {
        let network = Network::empty(kind, &june(15, "10:00")).await;
        let off = async |key: &str, name: &str| {
            let all = network.world.get(key, "/api/v1/calendars").await.ok();
            let all = all["items"].as_array().unwrap();
            let calendar = all.iter().find(|calendar| calendar["name"] == name).unwrap();
            calendar["hours"]["exceptions"]["2026-11-04"].clone()
        };
        assert_eq!(off(&network.admin, "Насосы").await, json!([]));
        let new = json!({ "name": "Pumps", "lang": "en", "zone": "Europe/London", "currency": "GBP",
            "admin": { "email": "ann@example.com", "name": "Ann" } });
        let other = network.world.post(OPERATOR, "/api/v1/programs", new).await.ok();
        assert_eq!(off(other["api_key"].as_str().unwrap(), "Pumps").await, json!(null));
    }

    async fn nobody_begins_a_program_by_the_browser_where_one_stands(kind) {
        let network = Network::empty(kind, &june(15, "10:00")).await;
        for token in ["", "guessed"] {
            let told = network.world.call(Method::GET, &format!("/begin?token={token}"), None, &[], None).await;
            assert_eq!(told.status, 404, "{token}");
        }
    }
}
