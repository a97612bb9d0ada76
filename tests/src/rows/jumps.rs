//! C1: the clock of the machine jumps under real offers, timers and a running server, and nothing expires early.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use kit::Instant;
use platform::{Machine, Reading};
use reqwest::Method;
use serde_json::json;

use crate::{
    databases::{Database, both},
    stories::{Network, june},
    world::World,
};

const MINUTE: i64 = 60 * 1_000_000;
const HOUR: i64 = 60 * MINUTE;

/// The hands of a machine's clocks.
#[derive(Default)]
struct Hands {
    /// What the time really is.
    truth: AtomicI64,
    /// By how much the clock on the wall is wrong.
    wrong: AtomicI64,
}

impl Hands {
    fn at(moment: &str) -> Arc<Self> {
        let hands = Arc::new(Self::default());
        hands.truth.store(micros(moment), Ordering::SeqCst);
        hands
    }

    /// A machine with these hands, switched on once under the name `boot`.
    fn machine(self: &Arc<Self>, boot: &str) -> Arc<Machine> {
        let (hands, others) = (Arc::clone(self), Arc::clone(self));
        let read = move || {
            let truth = hands.truth.load(Ordering::SeqCst);
            Reading { wall: truth + hands.wrong.load(Ordering::SeqCst), counted: truth }
        };
        Arc::new(Machine::new(boot.to_owned(), read, move || Some(others.truth.load(Ordering::SeqCst))))
    }

    fn set(&self, moment: &str) {
        self.truth.store(micros(moment), Ordering::SeqCst);
    }

    fn wrong_by(&self, micros: i64) {
        self.wrong.store(micros, Ordering::SeqCst);
    }
}

fn micros(moment: &str) -> i64 {
    moment.parse::<Instant>().unwrap().micros()
}

/// Lets the server do what it believes to be due.
async fn react(network: &Network) {
    let running = network.world.running.as_ref().unwrap();
    running.reactors.settle(&running.app).await.unwrap();
}

/// How a partner's offer of a lead stands after everything due was done.
async fn state(network: &Network, offer: &str) -> (String, String) {
    react(network).await;
    let offer = network.get(&format!("/api/v1/offers/{offer}")).await;
    (offer["state"].as_str().unwrap().to_owned(), offer["state_at"].as_str().unwrap().to_owned())
}

both! {
    async fn c1_a_clock_that_jumps_ends_no_offer_early_and_none_late(kind) {
        let hands = Hands::at("2026-06-01T09:00:00+03:00");
        let network = Network::on(World::on(Database::new(kind).await, &hands.machine("one")).await).await;
        hands.set(&june(15, "10:00"));
        let lead = network.take(network.lead(1)).await;
        let (a, b, c) = (network.offer_of(&lead, "A").await, network.offer_of(&lead, "B").await, network.offer_of(&lead, "C").await);
        network.answer("B", &b, "acceptance", json!({})).await.ok();
        let due = network.get(&format!("/api/v1/offers/{b}")).await["start_due"].clone();
        // Every ten minutes from 10:00 to 17:50 another jump comes and is taken back within ten minutes.
        let jumps = [HOUR, -HOUR, 25 * HOUR, -25 * HOUR, 1_000_000, -1_000_000, 12 * 366 * 24 * HOUR, -50 * 366 * 24 * HOUR];
        let begin = micros(&june(15, "10:00"));
        for step in 1..48_i64 {
            hands.truth.store(begin + step * 10 * MINUTE, Ordering::SeqCst);
            hands.wrong_by(jumps[usize::try_from(step).unwrap() % jumps.len()]);
            let (state, _) = state(&network, &c).await;
            assert!(["offered", "delivered"].contains(&state.as_str()), "{step}: the window ends at 18:00, it is {state}");
            assert_eq!(network.get(&format!("/api/v1/offers/{b}")).await["state"], "accepted", "{step}");
            hands.truth.fetch_add(5 * MINUTE, Ordering::SeqCst);
            hands.wrong_by(0);
        }
        // In the last second of the window, with the clock a day ahead, A may still accept.
        hands.set(&june(15, "17:59"));
        hands.wrong_by(25 * HOUR);
        network.answer("A", &a, "acceptance", json!({})).await.ok();
        // And at its end, with the clock a day behind, C can no longer, and is stamped with its deadline.
        hands.set(&june(15, "18:00"));
        hands.wrong_by(-25 * HOUR);
        assert_eq!(network.answer("C", &c, "acceptance", json!({})).await.status, 409);
        assert_eq!(state(&network, &c).await, ("ignored".to_owned(), "2026-06-15T15:00:00Z".to_owned()));
        assert_eq!(network.get(&format!("/api/v1/offers/{b}")).await["start_due"], due);
        assert_eq!(network.board(&lead).await["C"]["ignored_in_all"], 1);
        assert_eq!(network.board(&lead).await["A"]["ignored_in_all"], 0);
    }

    async fn c1_a_server_that_starts_with_a_wrong_clock_ends_nothing_early(kind) {
        let hands = Hands::at("2026-06-01T09:00:00+03:00");
        let mut network = Network::on(World::on(Database::new(kind).await, &hands.machine("one")).await).await;
        hands.set(&june(15, "10:00"));
        let lead = network.take(network.lead(1)).await;
        let c = network.offer_of(&lead, "C").await;
        // Stopped for an hour, while the machine runs on and its clock is set wrong: time has been counted all the while.
        network.world.stop().await;
        hands.set(&june(15, "11:00"));
        hands.wrong_by(25 * HOUR);
        network.world.move_to(&hands.machine("one")).await;
        assert!(state(&network, &c).await.0 != "ignored");
        assert_eq!(network.world.running.as_ref().unwrap().app.clock.now(), june(15, "11:00").parse().unwrap());
        // Switched off and on, with a clock of another zone, of tomorrow, of 1970: what was known last stands for now.
        for (boot, wrong) in [("two", 3 * HOUR), ("three", 25 * HOUR), ("four", -50 * 365 * 24 * HOUR)] {
            hands.wrong_by(0);
            react(&network).await;
            network.world.stop().await;
            hands.truth.fetch_add(2 * MINUTE, Ordering::SeqCst);
            hands.wrong_by(wrong);
            network.world.move_to(&hands.machine(boot)).await;
            assert!(state(&network, &c).await.0 != "ignored", "{boot}");
            let seen = network.get("/api/v1/events?limit=200").await["events"].as_array().unwrap().clone();
            assert!(seen.len() > 20 && seen.iter().all(|event| event["at"].as_str().unwrap() < "2026-06-15T09:00:00Z"), "{boot}");
        }
        // The clock is set right: time is right at once, and the window ends when it should.
        hands.wrong_by(0);
        hands.set(&june(15, "17:59"));
        network.answer("B", &network.offer_of(&lead, "B").await, "acceptance", json!({})).await.ok();
        hands.set(&june(15, "18:00"));
        assert_eq!(state(&network, &c).await, ("ignored".to_owned(), "2026-06-15T15:00:00Z".to_owned()));
    }

    async fn c1_a_lead_of_the_quarter_after_a_long_outage_is_offered_when_the_time_is_known(kind) {
        let hands = Hands::at("2026-06-01T09:00:00+03:00");
        let mut network = Network::on(World::on(Database::new(kind).await, &hands.machine("one")).await).await;
        hands.set(&june(11, "16:00"));
        let early = network.take(network.lead(9)).await;
        let open = network.offer_of(&early, "A").await;
        hands.set(&june(11, "17:00"));
        react(&network).await;
        // Off from Thursday evening over a holiday and a weekend, on again on Monday morning.
        network.world.stop().await;
        hands.set(&june(15, "09:00"));
        network.world.move_to(&hands.machine("two")).await;
        react(&network).await;
        hands.set(&june(15, "09:02"));
        let lead = network.take(network.lead(1)).await;
        let path = format!("/api/v1/leads/{lead}");
        react(&network).await;
        let told = network.get(&path).await;
        assert_eq!((told["state"].clone(), told["waves"].clone()), (json!("distributing"), json!(0)), "parked, not refused: {told}");
        assert_eq!(told["first_answer_due"], json!(null), "nothing is promised by a clock that may be wrong");
        // Who accepts an older offer now has as long for the first contact as the later of the two clocks says.
        let accepted = network.answer("A", &open, "acceptance", json!({})).await.ok();
        assert!(accepted["start_due"].as_str().unwrap() > "2026-06-15T06:02:00Z", "{accepted}");
        network.answer("A", &open, "contacts", json!({ "evidence": "call", "note": "Позвонили", "at": june(15, "09:01") })).await.ok();
        hands.set(&june(15, "09:16"));
        react(&network).await;
        for letter in ["A", "B", "C"] {
            let offer = network.get(&format!("/api/v1/offers/{}", network.offer_of(&lead, letter).await)).await;
            assert!(["offered", "delivered"].contains(&offer["state"].as_str().unwrap()), "{offer}");
            assert!(offer["deadline"].as_str().unwrap() >= "2026-06-15T14:16:00Z", "eight working hours from now: {offer}");
            assert_eq!(network.board(&lead).await[letter]["ignored_in_all"], 0, "{letter}");
        }
        let told = network.get(&path).await;
        assert!(told["first_answer_due"].as_str().unwrap() > "2026-06-16", "{told}");
        assert_eq!(network.tasks("lead_exhausted").await, Vec::<serde_json::Value>::new());
    }

    async fn c1_a_lead_that_came_while_the_clock_was_wrong_goes_out_when_it_is_right_again(kind) {
        let hands = Hands::at("2026-06-01T09:00:00+03:00");
        let network = Network::on(World::on(Database::new(kind).await, &hands.machine("one")).await).await;
        hands.set(&june(15, "10:00"));
        react(&network).await;
        hands.wrong_by(25 * HOUR);
        let lead = network.take(network.lead(1)).await;
        react(&network).await;
        let path = format!("/api/v1/leads/{lead}");
        assert_eq!(network.get(&path).await["waves"], 0);
        hands.set(&june(15, "10:02"));
        hands.wrong_by(0);
        react(&network).await;
        let told = network.get(&path).await;
        assert_eq!(told["waves"], 1);
        assert!(told["first_answer_due"].is_string());
        let offer = network.get(&format!("/api/v1/offers/{}", network.offer_of(&lead, "C").await)).await;
        assert_eq!(offer["deadline"], "2026-06-16T06:02:00Z", "eight working hours from then, and no day more");
    }

    async fn c1_a_server_that_stood_still_over_a_deadline_believes_its_clock_when_it_has_stood_for_long(kind) {
        let hands = Hands::at("2026-06-01T09:00:00+03:00");
        let mut network = Network::on(World::on(Database::new(kind).await, &hands.machine("one")).await).await;
        hands.set(&june(15, "16:30"));
        let lead = network.take(network.lead(1)).await;
        let c = network.offer_of(&lead, "C").await;
        let ends = network.get(&format!("/api/v1/offers/{c}")).await["deadline"].as_str().unwrap().to_owned();
        // Off for two days: nothing has counted, the clock is right, and only time can tell.
        network.world.stop().await;
        hands.set(&june(17, "19:00"));
        network.world.move_to(&hands.machine("two")).await;
        assert!(state(&network, &c).await.0 != "ignored", "for now the clock may be wrong");
        hands.set(&june(17, "19:16"));
        assert_eq!(state(&network, &c).await, ("ignored".to_owned(), ends), "it has stood for a quarter of an hour");
        let ready = network.world.call(Method::GET, "/readyz", None, &[], None).await;
        assert_eq!(ready.status, 200);
    }
}
