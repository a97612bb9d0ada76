//! The pure selection: 10 000 partners in each of 10 segments, k = 3, one core.

use std::time::{Duration, Instant};

use kit::{Id, Uuid};
use leads::{
    distribution::domain::{
        Ask, DistributionPolicy, Entropy, Fit, Queue, Seed, TurnKey, ValueClass, Wave,
        policy::KRule,
        selection::{Seat, select},
    },
    fixed::Millionths,
};
use serde_json::{Value, json};

use super::percentile;

const PARTNERS: u128 = 10_000;
const SEGMENTS: u128 = 10;

pub(super) fn measure(time: Duration) -> Value {
    let policy = DistributionPolicy { k: KRule::Fixed { k: 3 }, ..DistributionPolicy::default() };
    let mut queues: Vec<Queue> = (0..SEGMENTS).map(|_| full_queue()).collect();
    let seat = Seat { share: Millionths::ONE, fit: Fit::One, answers: Millionths(333_333), newcomer: false };
    let entropy = Entropy([7; 32]);
    let mut taken = Vec::new();
    let began = Instant::now();
    for lead in 0_u128.. {
        if began.elapsed() >= time {
            break;
        }
        let one = Instant::now();
        let seed = Seed::of(&entropy, Id::from_uuid(Uuid::from_u128(lead)));
        let ask = Ask { seed: &seed, policy: &policy, value: ValueClass::One, wave: Wave::First };
        let place = usize::try_from(lead % SEGMENTS).unwrap_or(0);
        if let Some(queue) = queues.get_mut(place) {
            let selection = select(&ask, queue, |_| Some(seat));
            queue.settle(&selection);
        }
        taken.push(one.elapsed());
    }
    let leads = taken.len();
    let seconds = began.elapsed().as_secs_f64();
    taken.sort_unstable();
    json!({
        "partners": 10_000, "segments": 10, "k": 3,
        "leads_per_second": per_second(leads, seconds),
        "p50_ns": percentile(&taken, 500).as_nanos(), "p99_ns": percentile(&taken, 990).as_nanos(),
    })
}

fn full_queue() -> Queue {
    let mut queue = Queue::default();
    for partner in 1..=PARTNERS {
        let id = Id::from_uuid(Uuid::from_u128(partner));
        queue.join(TurnKey::Partner(id), id);
    }
    queue
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate to look at"
)]
pub(super) fn per_second(count: usize, seconds: f64) -> u64 {
    (count as f64 / seconds) as u64
}
