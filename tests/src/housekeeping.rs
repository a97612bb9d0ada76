//! What is old goes, and nothing else.

use artel::housekeeping::{Keep, tidy};
use reqwest::Method;

use crate::{
    databases::both,
    stories::{Network, june},
};

both! {
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
