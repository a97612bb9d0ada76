//! What is old goes, and nothing else.

use artel::housekeeping::{Keep, tidy};
use db::params;
use reqwest::Method;
use serde_json::json;

use crate::{
    databases::both,
    stories::{Network, june},
};

db::statements! {
    KEPT: "select operation, reply from idempotent_answer where program_id = $1 order by operation";
}

both! {
    async fn no_answer_that_holds_a_secret_is_kept_to_be_repeated(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let post = async |path: &str, body| {
            network.world.call(Method::POST, path, Some(&network.admin), &[("idempotency-key", path)], Some(body)).await.ok()
        };
        let key = post("/api/v1/keys", json!({ "name": "CRM", "role": "auditor", "scopes": ["*"] })).await;
        let invited = post("/api/v1/invitations", json!({ "email": "a@vendor.ru", "role": "auditor" })).await;
        assert!(key["text"].as_str().unwrap().starts_with("artel_") && invited["accept_url"].is_string());
        post("/api/v1/leads", network.lead(1)).await;
        let app = network.world.running.as_ref().unwrap().app.clone();
        let program: kit::id::ProgramId = serde_json::from_value(network.get("/api/v1/program").await["id"].clone()).unwrap();
        let read = app.db.read(move |tx| Box::pin(async move { tx.all::<(String, String)>(&KEPT, params![program]).await }));
        let kept = read.await.unwrap();
        let (answers, marks): (Vec<_>, Vec<_>) = kept.iter().partition(|(operation, _)| operation == "leads.take");
        assert_eq!((answers.len(), marks.len()), (1, 2), "{kept:?}");
        assert!(marks.iter().all(|(_, reply)| reply == "\"shown\""), "{marks:?}");
    }

    async fn kept_answers_go_after_their_days_and_not_before(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let app = network.world.running.as_ref().unwrap().app.clone();
        let keep = Keep { answers_days: 7, mail_days: 90 };
        let once = async |key: &str| {
            let headers = [("idempotency-key", key)];
            network.world.call(Method::POST, "/api/v1/leads", Some(&network.admin), &headers, Some(network.lead(1))).await.ok()
        };
        let first = once("old").await;
        assert_eq!(first["duplicate"], false);
        network.world.clock(&june(20, "10:00")).await;
        let later = once("young").await;
        assert_eq!(tidy(&app, keep).await.unwrap(), 0);
        assert_eq!(once("old").await, first, "the answer is kept");
        network.world.clock(&june(22, "10:01")).await;
        assert_eq!(tidy(&app, keep).await.unwrap(), 1);
        assert_eq!(once("young").await, later);
        assert_eq!(once("old").await["duplicate"], true, "the key may serve again");
    }
}
