//! Ignoring in force: who lets offers pass is warned, paused, and returns on probation.

use artel::invariants;
use kit::Lang;
use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn who_ignores_ten_offers_is_warned_paused_for_seven_days_and_returns_on_probation(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 100, "waves": 1 })).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 0..9 {
            answered_by_a_and_b(&network, number).await;
        }
        network.world.clock(&june(15, "18:00")).await;
        let own = format!("/api/v1/partners/{}/ignoring", network.partners["C"]);
        let standing = network.world.get(&network.keys["C"], &own).await.ok();
        assert_eq!((standing["ignored"].clone(), standing["next_one_pauses"].clone()), (json!(9), json!(true)));
        assert_eq!(network.count(&network.keys["C"], "partner.ignoring_warned").await, 1, "the ninth warns");
        assert_eq!(network.count(&network.keys["C"], "partner.paused").await, 0);
        network.world.clock(&june(16, "10:00")).await;
        answered_by_a_and_b(&network, 9).await;
        network.world.clock(&june(16, "18:00")).await;
        assert_eq!(network.count(&network.keys["C"], "partner.paused").await, 1, "the tenth pauses");
        network.world.clock(&june(17, "10:00")).await;
        let lead = network.take(network.lead(20)).await;
        let closed = network.closed(&lead, "C").await;
        assert_eq!((closed["code"].clone(), closed["kind"].clone(), closed["until"].clone()), (json!("paused"), json!("ignoring"), json!("2026-06-23T15:00:00Z")));
        network.world.clock("2026-06-23T17:59:59+03:00").await;
        let lead = network.take(network.lead(21)).await;
        assert_eq!(network.closed(&lead, "C").await["code"], "paused");
        network.world.clock(&june(23, "18:00")).await;
        for number in [22, 23] {
            let lead = network.take(network.lead(number)).await;
            assert!(network.offered(&lead).await.contains(&"C".to_owned()), "the pause is over");
            network.start_work(&lead, "C").await;
        }
        let lead = network.take(network.lead(24)).await;
        let closed = network.closed(&lead, "C").await;
        assert_eq!((closed["code"].clone(), closed["open"].clone(), closed["cap"].clone()), (json!("open_work_full"), json!(2), json!(2)), "on probation");
        // Sixty clean days after the pause.
        network.world.clock("2026-08-22T18:00:00+03:00").await;
        let lead = network.take(network.lead(25)).await;
        assert!(network.offered(&lead).await.contains(&"C".to_owned()), "{}", network.closed(&lead, "C").await);
    }

    async fn what_is_counted_by_day_is_what_the_offers_say_also_in_a_database_from_before(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 100, "waves": 1 })).await;
        for day in 15..18 {
            network.world.clock(&june(day, "10:00")).await;
            answered_by_a_and_b(&network, day).await;
            network.world.clock(&june(day, "11:00")).await;
            let lead = network.take(network.lead(100 + day)).await;
            network.start_work(&lead, "A").await;
            network.world.clock(&june(day, "20:00")).await;
        }
        let db = &network.world.running.as_ref().unwrap().app.db;
        let wrong = || async {
            let found = invariants::check(db, Lang::En, |_| {}).await.unwrap();
            found.into_iter().filter(|finding| finding.code == "answers-wrong").map(|finding| finding.count).sum::<u64>()
        };
        assert_eq!(wrong().await, 0);
        db.script("delete from answer_day".to_owned()).await.unwrap();
        assert_eq!(wrong().await, 9, "three days of three partners");
        let migration = db::migrations().iter().find(|migration| migration.number == 541).unwrap();
        let (_, filling) = migration.text.split_once("without rowid;").unwrap();
        db.script(filling.to_owned()).await.unwrap();
        assert_eq!(wrong().await, 0, "the migration counts what stands there");
    }

    async fn where_everybody_lets_offers_pass_nobody_is_paused_for_it(kind) {
        let network = Network::start(kind).await;
        network.policy(json!({ "new_per_day_cap": 100, "waves": 1 })).await;
        network.world.clock(&june(15, "10:00")).await;
        for number in 0..12 {
            network.take(network.lead(number)).await;
        }
        network.world.clock(&june(15, "18:00")).await;
        for letter in ["A", "B", "C"] {
            assert_eq!(network.count(&network.keys[letter], "offer.ignored").await, 12);
            assert_eq!(network.count(&network.keys[letter], "partner.paused").await, 0, "the bar lies above the median");
        }
    }
}

/// A lead that A and B decline and C lets pass.
async fn answered_by_a_and_b(network: &Network, number: u32) {
    let lead = network.take(network.lead(number)).await;
    for letter in ["A", "B"] {
        let offer = network.offer_of(&lead, letter).await;
        network.answer(letter, &offer, "decline", json!({ "reason": "no_resources" })).await.ok();
    }
}
