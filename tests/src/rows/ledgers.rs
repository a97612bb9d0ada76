//! Own deals of one partner that are counted and struck out in the same moment.

use db::Sql;
use futures_util::future::join;
use serde_json::{Value, json};

use crate::{
    databases::both,
    stories::{Network, june},
};

static CLOCKS: Sql =
    Sql::new("test::CLOCKS", "select count(*) from timer where kind in ('reciprocity_pause', 'reciprocity_warning')");

async fn clocks(network: &Network) -> i64 {
    let db = network.world.running.as_ref().unwrap().app.db.clone();
    db.read(|tx| Box::pin(async { tx.one::<(i64,)>(&CLOCKS, &[]).await })).await.unwrap().0
}

fn id(deal: &Value) -> &str {
    deal["id"].as_str().unwrap()
}

/// Partner B wins a lead.
async fn win(network: &Network, number: u32) {
    network.take(network.lead(number)).await;
    let offer = network.offer("B").await;
    for (step, body) in [("acceptance", json!({})), ("contacts", json!({ "evidence": "meeting" }))] {
        network.answer("B", &offer, step, body).await.ok();
    }
    let deal = network.answer("B", &offer, "deal", json!({})).await.ok();
    let path = format!("/api/v1/deals/{}/win", id(&deal));
    network.world.post(&network.keys["B"], &path, json!({ "proof": "Заказ 17" })).await.ok();
}

async fn registered(network: &Network, number: u32) -> Value {
    let body = json!({ "client_name": format!("Своя котельная {number}"), "region": "RU-MOW", "product": network.product,
        "title": "Насосы для цеха" });
    network.world.post(&network.keys["B"], "/api/v1/deals", body).await.ok()
}

both! {
    async fn f4_a_debt_that_stays_keeps_its_clocks_while_deals_are_counted_and_struck_out_at_once(kind) {
        let network = Network::start(kind).await;
        let numbers = json!({ "ratio": 1, "grace_days": 0, "due_days": 14, "warn_days": [7], "pause_days": [30] });
        network.post("/api/v1/policies", json!({ "body": { "reciprocity": numbers }, "note": "race" })).await;
        let quality = network.key("quality").await;
        network.world.clock(&june(10, "12:00")).await;
        for number in 0..2 {
            win(&network, number).await;
        }
        let approve = async |deal: &Value| {
            network.world.post(&network.admin, &format!("/api/v1/deals/{}/approval", id(deal)), json!({})).await
        };
        let mut counted = registered(&network, 0).await;
        approve(&counted).await.ok();
        for round in 1..12 {
            let next = registered(&network, round).await;
            let path = format!("/api/v1/deals/{}/inspection-failure", id(&counted));
            let failed = network.world.post(&quality, &path, json!({ "reason": "Клиент о сделке не знает" }));
            let (failed, approved) = join(failed, approve(&next)).await;
            assert_eq!((failed.status.as_u16(), approved.status.as_u16()), (200, 200), "{} {}", failed.text, approved.text);
            let told = network.get(&format!("/api/v1/partners/{}/reciprocity", network.partners["B"])).await;
            assert_eq!((&told["won"], &told["own"], &told["debt"]), (&json!(2), &json!(1), &json!(1)), "round {round}");
            assert_eq!(clocks(&network).await, 2, "round {round}: a warning and the pause wait for their days");
            counted = next;
        }
        network.world.clock(&june(26, "00:00")).await;
        assert_eq!(network.count(&network.keys["B"], "partner.paused").await, 1);
    }
}
