//! What waited for others on PostgreSQL is judged as it stands when the wait is over.

use std::{sync::Mutex, time::Duration};

use db::Sql;
use kit::Instant;
use reqwest::Method;
use serde_json::json;
use tokio::sync::oneshot;

use crate::{
    databases::Kind,
    stories::{Network, june},
};

static HOLD: Sql = Sql::new("test", "update lead set places = places");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l8_an_acceptance_that_waited_over_its_deadline_is_too_late() {
    let network = Network::start(Kind::Postgres).await;
    network.world.clock(&june(15, "10:00")).await;
    let lead = network.take(network.lead(1)).await;
    let offer = network.offer_of(&lead, "A").await;
    network.world.clock(&june(15, "17:59")).await;
    let app = network.world.running.as_ref().unwrap().app.clone();
    let ((locked, is_locked), (release, released)) = (oneshot::channel::<()>(), oneshot::channel::<()>());
    let once = Mutex::new(Some((locked, released)));
    let db = app.db.clone();
    let holds = tokio::spawn(async move {
        db.act(move |tx| {
            let once = once.lock().unwrap().take();
            Box::pin(async move {
                tx.execute(&HOLD, &[]).await?;
                if let Some((locked, released)) = once {
                    locked.send(()).unwrap();
                    released.await.unwrap();
                }
                Ok::<_, db::DbError>(())
            })
        })
        .await
    });
    is_locked.await.unwrap();
    let path = format!("/api/v1/offers/{offer}/acceptance");
    let accepts = network.world.call(Method::POST, &path, Some(&network.keys["A"]), &[], Some(json!({})));
    let waits = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        app.clock.set(june(15, "18:00").parse::<Instant>().unwrap());
        release.send(()).unwrap();
    };
    let (told, ()) = tokio::join!(accepts, waits);
    assert_eq!(told.status, 409, "{}", told.text);
    holds.await.unwrap().unwrap();
}
