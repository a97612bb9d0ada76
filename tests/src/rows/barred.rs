//! L6: once the act that bars a partner is answered, no lead reaches it, whatever was being decided in that moment.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use db::Place;
use futures_util::future::join_all;
use kit::Instant;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::{Kind, both},
    stories::{Network, june},
};

const LETTERS: [&str; 6] = ["P00", "P01", "P02", "P03", "P04", "P05"];

/// Six partners of Moscow, all of whom every lead asks.
async fn six(kind: Kind) -> Network {
    let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
    for letter in LETTERS {
        network.partner(letter, "RU-MOW", 1, true).await;
    }
    everybody_is_asked(&network).await;
    network
}

async fn everybody_is_asked(network: &Network) {
    let numbers = json!({ "mode": { "mode": "parallel", "n": 6 }, "k": { "rule": "fixed", "k": 6 }, "new_per_day_cap": 1_000, "open_cap": 1_000 });
    network.policy(numbers).await;
}

/// The offers of a partner with when they were made.
async fn offers_of(network: &Network, letter: &str) -> BTreeSet<(String, Instant)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let offers = network.offers(letter).await;
    offers.iter().map(|offer| (text(&offer["id"]), text(&offer["offered_at"]).parse().unwrap())).collect()
}

async fn now(network: &Network) -> Instant {
    let told = network.world.call(Method::GET, "/api/v1/test-clock", None, &[], None).await.ok();
    told["now"].as_str().unwrap().parse().unwrap()
}

/// Leads come four at a time; meanwhile an act bars a partner. What it was offered when the act was answered is all, though
/// leads go on to come. Where a moment bars it, a lead that came before that moment may still be on its way.
async fn race(network: &Network, letter: &str, first: u32, bar: impl AsyncFn()) {
    let barred = AtomicBool::new(false);
    let barring = async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        bar().await;
        let standing = (offers_of(network, letter).await, now(network).await);
        barred.store(true, Ordering::SeqCst);
        standing
    };
    let four =
        async |number: u32| join_all((number..number + 4).map(|number| network.take(network.lead(number)))).await;
    let leads = async {
        let mut number = first;
        while !barred.load(Ordering::SeqCst) && number < first + 24 {
            four(number).await;
            number += 4;
        }
        number
    };
    let ((standing, since), next) = tokio::join!(barring, leads);
    four(next).await;
    let all = offers_of(network, letter).await;
    let more: Vec<_> = all.difference(&standing).filter(|(_, offered_at)| *offered_at >= since).collect();
    assert!(more.is_empty(), "{letter} was offered {} leads after it was barred", more.len());
    let lead = network.take(network.lead(next + 4)).await;
    let asked = network.offered(&lead).await;
    assert!(!asked.is_empty() && !asked.contains(&letter.to_owned()), "others are asked: {asked:?}");
}

async fn change(network: &Network, method: Method, path: String, body: serde_json::Value) {
    network.world.call(method, &path, Some(&network.admin), &[], Some(body)).await.ok();
}

both! {
    async fn l6_whoever_is_barred_while_leads_are_decided_gets_none_that_is_decided_later(kind) {
        let network = six(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let path = |letter: &str, rest: &str| format!("/api/v1/partners/{}{rest}", network.partners[letter]);
        race(&network, "P00", 0, async || change(&network, Method::POST, path("P00", "/holidays"), json!({ "until": "2026-07-01T00:00:00Z" })).await).await;
        race(&network, "P01", 1_000, async || network.change_partner("P01", json!({ "contract_active": false })).await).await;
        race(&network, "P02", 2_000, async || change(&network, Method::DELETE, path("P02", &format!("/certificates/{}", network.product)), json!({})).await).await;
        race(&network, "P03", 3_000, async || network.change_partner("P03", json!({ "territories": ["RU-TA"] })).await).await;
        race(&network, "P04", 4_000, async || network.change_partner("P04", json!({ "left": true })).await).await;
    }

    async fn l6_whoever_ignores_or_owes_is_paused_while_leads_are_decided_and_gets_none_that_is_decided_later(kind) {
        let network = six(kind).await;
        network.policy(json!({ "mode": { "mode": "parallel", "n": 6 }, "k": { "rule": "fixed", "k": 6 }, "new_per_day_cap": 1_000, "open_cap": 1_000, "waves": 1 })).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "max_paused": 1_000_000, "min_eligible": 1 })).await;
        network.world.clock("2026-06-10T12:00:00+03:00").await;
        // P00 wins a lead of the vendor and brings none; its debt is due on the 24th. P01 answers nothing, the others decline.
        network.win_given("P00", 1).await;
        for number in 10..21 {
            let lead = network.take(network.lead(number)).await;
            for (letter, column) in network.board(&lead).await {
                if letter != "P01" {
                    network.answer(&letter, column["offer"].as_str().unwrap(), "decline", json!({ "reason": "no_resources" })).await;
                }
            }
        }
        let pauses = async |letter: &str| {
            let seen = network.seen(&network.keys[letter]).await;
            seen.into_iter().find(|event| event["name"] == "partner.paused").map(|event| event["data"].clone())
        };
        race(&network, "P01", 1_000, async || network.world.clock("2026-06-11T11:00:00+03:00").await).await;
        assert_eq!(pauses("P01").await.expect("it is paused for ignoring")["kind"], "ignoring");
        for day in 12..=24 {
            network.world.clock(&june(day, "23:00")).await;
        }
        race(&network, "P00", 2_000, async || network.world.clock("2026-06-25T00:00:00+03:00").await).await;
        assert_eq!(pauses("P00").await.expect("it is paused for its debt")["kind"], "reciprocity");
    }
}

/// A decision is held up after it has read the network, by a row that another transaction holds; the act that bars one of
/// those it chose waits for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_on_postgresql_an_act_that_bars_a_partner_waits_for_the_decision_that_chose_it() {
    let network = Arc::new(six(Kind::Postgres).await);
    network.world.clock(&june(15, "10:00")).await;
    network.take(network.lead(1)).await;
    let Place::Postgres(url) = &network.world.database.place else { panic!("not a server") };
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute("begin; select 1 from partner_tally for update").await.unwrap();
    let deciding = {
        let network = Arc::clone(&network);
        tokio::spawn(async move { network.take(network.lead(2)).await })
    };
    tokio::time::sleep(Duration::from_millis(500)).await;
    let barring = {
        let network = Arc::clone(&network);
        tokio::spawn(async move { network.change_partner("P00", json!({ "contract_active": false })).await })
    };
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(
        !deciding.is_finished() && !barring.is_finished(),
        "a partner was barred before a decision that chose it was there"
    );
    client.batch_execute("rollback").await.unwrap();
    let lead = deciding.await.unwrap();
    barring.await.unwrap();
    assert!(network.offered(&lead).await.contains(&"P00".to_owned()));
    let next = network.take(network.lead(3)).await;
    assert_eq!(network.offered(&next).await, LETTERS[1..]);
    drop(client);
    connection.await.unwrap().unwrap();
}
