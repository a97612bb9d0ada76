//! Two servers on one PostgreSQL: what is due is done once, and the log stays gapless.

use std::collections::BTreeSet;

use artel::invariants;
use db::Place;
use kit::Lang;
use serde_json::json;

use crate::{
    databases::{Database, Kind},
    stories::{Network, june},
    world::World,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn j1_two_servers_on_one_postgresql_do_what_is_due_once() {
    let network = Network::start(Kind::Postgres).await;
    network.policy(json!({ "new_per_day_cap": 100, "open_cap": 100 })).await;
    network.world.clock(&june(15, "10:00")).await;
    let mut leads = Vec::new();
    for number in 0..20 {
        leads.push(network.take(network.lead(number)).await);
    }
    let Place::Postgres(url) = network.world.database.place.clone() else { panic!("not a server") };
    let second = World::over(Database::at(Place::Postgres(url)), &june(15, "10:00")).await;
    // Both stand at the deadline in the same moment, and both want to do all of it; and both take leads in.
    let (night, morning) = (june(15, "18:00"), june(16, "12:00"));
    tokio::join!(network.world.clock(&night), second.clock(&night));
    let more = |from: u32, world: &World| {
        let posts: Vec<_> = (from..from + 10).map(|n| network.lead(n)).collect();
        let url = world.url("/api/v1/leads");
        let key = network.admin.clone();
        tokio::spawn(async move {
            let client = reqwest::Client::new();
            for lead in posts {
                let told = client.post(&url).bearer_auth(&key).json(&lead).send().await.unwrap();
                assert_eq!(told.status(), 201);
            }
        })
    };
    let (one, two) = (more(100, &network.world), more(200, &second));
    one.await.unwrap();
    two.await.unwrap();
    tokio::join!(network.world.clock(&morning), second.clock(&morning));

    let db = &network.world.running.as_ref().unwrap().app.db;
    db.sequence_events().await.unwrap();
    let found = invariants::check(db, Lang::En, |_| {}).await.unwrap();
    assert!(found.is_empty(), "{found:#?}");
    let ended = ended(&network).await;
    let ends: BTreeSet<_> = ended.iter().collect();
    assert!(ended.len() >= 60, "the offers of {} leads have run out: {}", leads.len(), ended.len());
    assert_eq!(ends.len(), ended.len(), "an offer ended twice");
}

/// The offers that ran out, as often as the log says so.
async fn ended(network: &Network) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let stretch = network.get(&format!("/api/v1/events?limit=200&after={after}")).await;
        let events = stretch["events"].as_array().unwrap();
        let Some(last) = events.last() else { return found };
        after = last["position"].to_string();
        let ignored = events.iter().filter(|event| event["name"] == "offer.ignored");
        found.extend(ignored.map(|event| event["subject"].as_str().unwrap().to_owned()));
    }
}
