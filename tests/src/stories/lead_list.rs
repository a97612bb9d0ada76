//! The list of leads: who may act on several at once, what an empty one says, and whom nobody calls back.

use serde_json::json;

use super::{
    fixture::{Network, june},
    pages::page,
};
use crate::databases::both;

both! {
    async fn a_lead_that_was_closed_is_none_that_nobody_started(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let (closed, waits) = (network.take(network.lead(1)).await, network.take(network.lead(2)).await);
        let desk = network.key("lead_desk").await;
        let path = format!("/api/v1/leads/{closed}/closure");
        network.world.post(&desk, &path, json!({ "reason": "client_asked" })).await.ok();
        let found = network.get("/api/v1/leads?answers=nobody_started").await["items"].clone();
        assert_eq!((found.as_array().unwrap().len(), &found[0]["id"]), (1, &json!(waits)), "{found}");
        let shown = page(&network, &desk, "/leads?answers=nobody_started").await;
        assert!(shown.contains(&waits) && !shown.contains(&closed), "{shown}");
    }

    async fn an_auditor_has_no_form_for_several_leads_and_an_empty_list_says_what_is_next(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let (auditor, desk) = (network.key("auditor").await, network.key("lead_desk").await);
        let (seen, next) = (page(&network, &auditor, "/leads").await, page(&network, &desk, "/leads").await);
        assert!(!seen.contains("href=\"/leads/new\"") && seen.contains("Лидов пока нет"), "{seen}");
        assert!(next.contains("href=\"/leads/new\""), "{next}");
        network.take(network.lead(1)).await;
        let (seen, acts) = (page(&network, &auditor, "/leads").await, page(&network, &desk, "/leads").await);
        assert!(!seen.contains("data-bulk") && !seen.contains("/leads/bulk"), "{seen}");
        assert!(acts.contains("data-bulk") && acts.contains("action=\"/leads/bulk\""), "{acts}");
        let nothing = page(&network, &auditor, "/leads?q=nobody").await;
        assert!(nothing.contains("Ничего не нашлось") && nothing.contains("href=\"/leads\""), "{nothing}");
    }

    async fn a_source_stands_in_words_where_leads_are_read(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut lead = network.lead(1);
        lead["source"] = json!("exhibition");
        let lead = network.take(lead).await;
        let desk = network.key("lead_desk").await;
        let board = page(&network, &desk, &format!("/leads/{lead}")).await;
        assert!(board.contains(", выставка</dd>"), "{board}");
    }
}
