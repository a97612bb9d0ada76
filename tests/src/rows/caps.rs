//! L7: what a partner has in work stays under its cap, and a wave under its size, when acceptances and decisions come at once.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, future::join_all, stream};
use serde_json::{Value, json};

use crate::{
    databases::both,
    stories::{Network, june},
};

const LETTERS: [&str; 12] = ["P00", "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "P11"];

async fn in_work(network: &Network) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for letter in LETTERS {
        let offers = network.offers(letter).await;
        let open = |offer: &&Value| ["accepted", "started"].contains(&offer["state"].as_str().unwrap());
        found.insert(letter.to_owned(), offers.iter().filter(open).count());
    }
    found
}

both! {
    async fn l7_acceptances_and_waves_at_once_keep_the_caps_and_the_sizes(kind) {
        let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        for letter in LETTERS {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.policy(json!({ "k": { "rule": "fixed", "k": 3 }, "open_cap": 3, "new_per_day_cap": 1_000 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let network = &network;
        let mut refused = 0;
        for round in 0..3 {
            // Leads come, each partner presses on everything that it has, and on half of it twice, all at once.
            let leads = (0..12).map(|number| async move { network.take(network.lead(round * 100 + number)).await });
            let presses = LETTERS.iter().map(|letter| async move {
                let mut told = Vec::new();
                for _ in 0..3 {
                    let open = network.offers(letter).await;
                    let open = open.iter().filter(|offer| ["offered", "delivered", "viewed"].contains(&offer["state"].as_str().unwrap()));
                    let ids: Vec<&str> = open.map(|offer| offer["id"].as_str().unwrap()).collect();
                    let twice = ids.iter().chain(ids.iter().step_by(2));
                    told.extend(join_all(twice.map(|id| network.answer(letter, id, "acceptance", json!({})))).await);
                }
                told
            });
            let leads = stream::iter(leads).buffer_unordered(6).collect::<Vec<String>>();
            let (leads, told) = tokio::join!(leads, join_all(presses));
            for told in told.iter().flatten() {
                assert!([200, 409].contains(&told.status.as_u16()), "{}", told.text);
                refused += usize::from(told.body["type"].as_str().is_some_and(|slug| slug.ends_with("/open-work-full")));
            }
            let open = in_work(network).await;
            assert!(open.values().all(|open| *open <= 3), "round {round}: {open:?}");
            for lead in &leads {
                let board = network.get(&format!("/api/v1/leads/{lead}/board")).await;
                let first = board["partners"].as_array().unwrap().iter().filter(|column| column["wave"] == 1).count();
                assert!(first <= 3, "a first wave of {first}");
                let held = board["partners"].as_array().unwrap().iter().filter(|c| ["accepted", "started"].contains(&c["state"].as_str().unwrap())).count();
                assert!(held <= 3, "{held} work on a lead that has three places");
            }
        }
        assert!(in_work(network).await.values().all(|open| *open == 3), "everybody is full in the end");
        assert!(refused > 0, "somebody pressed once more than it may");
        // Declines of everything: the next waves meet partners that are full, and pass them by.
        let ask = network.take(network.lead(900)).await;
        assert_eq!(network.board(&ask).await.len(), 0);
        assert_eq!(network.closed(&ask, "P00").await["code"], "open_work_full");
    }

    async fn l7_leads_of_several_segments_at_once_keep_the_day_of_a_partner(kind) {
        let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        for letter in &LETTERS[..6] {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.policy(json!({ "k": { "rule": "fixed", "k": 2 }, "open_cap": 1_000, "new_per_day_cap": 4 })).await;
        let network = &network;
        for (day, round) in (15..19).zip(0_u32..) {
            network.world.clock(&june(day, "10:00")).await;
            let leads = (0..24_u32).map(|number| async move {
                let mut lead = network.lead(round * 100 + number);
                lead["size"] = json!(["small", "medium", "large"][usize::try_from(number % 3).unwrap()]);
                network.take(lead).await
            });
            stream::iter(leads).buffer_unordered(12).collect::<Vec<String>>().await;
            for letter in &LETTERS[..6] {
                let came = network.offers(letter).await.len();
                assert_eq!(came, 4 * (usize::try_from(round).unwrap() + 1), "{letter} on the {day}th, full but not more");
            }
        }
    }

    async fn l7_second_waves_that_go_out_at_once_are_no_larger_than_they_may_be(kind) {
        let mut network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        for letter in LETTERS {
            network.partner(letter, "RU-MOW", 1, true).await;
        }
        network.policy(json!({ "k": { "rule": "fixed", "k": 3 }, "open_cap": 1_000, "new_per_day_cap": 1_000 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let network = &network;
        let leads = stream::iter((0..8).map(|number| async move { network.take(network.lead(number)).await }));
        let leads: Vec<String> = leads.buffer_unordered(8).collect().await;
        // Everybody of all first waves declines in the same moment: eight second waves are decided at once.
        let mut declines = Vec::new();
        for lead in &leads {
            for (letter, column) in network.board(lead).await {
                let offer = column["offer"].as_str().unwrap().to_owned();
                declines.push(async move { network.answer(&letter, &offer, "decline", json!({ "reason": "no_resources" })).await.status.as_u16() });
            }
        }
        assert_eq!(declines.len(), 24);
        let told: Vec<u16> = stream::iter(declines).buffer_unordered(24).collect().await;
        assert!(told.iter().all(|status| *status == 200), "{told:?}");
        for lead in &leads {
            let board = network.get(&format!("/api/v1/leads/{lead}/board")).await;
            let columns = board["partners"].as_array().unwrap();
            let of = |wave: u32| columns.iter().filter(|column| column["wave"] == wave).count();
            assert_eq!((of(1), of(3)), (3, 0), "{columns:?}");
            assert!((3..=6).contains(&of(2)), "a second wave of {}", of(2));
        }
    }
}
