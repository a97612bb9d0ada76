//! The pure selection: 10 000 partners in each of 10 segments, k = 3, one core; and how it grows.

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

use super::{
    Figure, per_second, percentile,
    report::Target::{AtLeast, AtMost},
};

pub(super) fn measure(time: Duration) -> Vec<Figure> {
    let short = time / 3;
    let usual = chosen(10_000, 10, short);
    let (small, large) = (chosen(1_000, 1, short), chosen(100_000, 1, short));
    // A hundred times the partners may cost as their logarithm: 5/3, and half as much again for the caches.
    let growth = large.mean_ns * 100 / small.mean_ns.max(1);
    let growth = u64::try_from(growth).unwrap_or(u64::MAX);
    vec![
        Figure::new("selection, 10 000 partners × 10 segments", usual.per_second, "leads/s").target(AtLeast(100_000)),
        Figure::new("selection, p99", usual.p99_ns, "ns"),
        Figure::new("selection, 1 000 partners", small.per_second, "leads/s"),
        Figure::new("selection, 100 000 partners", large.per_second, "leads/s"),
        Figure::new("selection, cost at 100 000 against 1 000", growth, "%").target(AtMost(250)),
    ]
}

struct Speed {
    per_second: u64,
    mean_ns: u128,
    p99_ns: u64,
}

fn chosen(partners: u128, segments: usize, time: Duration) -> Speed {
    let policy = DistributionPolicy { k: KRule::Fixed { k: 3 }, ..DistributionPolicy::default() };
    let mut queues: Vec<Queue> = (0..segments).map(|_| full_queue(partners)).collect();
    let seat = Seat { share: Millionths::ONE, fit: Fit::One, answers: Millionths(333_333), newcomer: false };
    let entropy = Entropy([7; 32]);
    let mut taken = Vec::new();
    let began = Instant::now();
    for (lead, place) in (0_u128..).zip((0..segments).cycle()) {
        if began.elapsed() >= time {
            break;
        }
        let one = Instant::now();
        let seed = Seed::of(&entropy, Id::from_uuid(Uuid::from_u128(lead)));
        let ask = Ask { seed: &seed, policy: &policy, value: ValueClass::One, wave: Wave::First };
        if let Some(queue) = queues.get_mut(place) {
            let selection = select(&ask, queue, |_| Some(seat));
            queue.settle(&selection);
        }
        taken.push(one.elapsed());
    }
    let all = began.elapsed();
    taken.sort_unstable();
    Speed {
        per_second: per_second(taken.len(), all),
        mean_ns: all.as_nanos() / u128::try_from(taken.len().max(1)).unwrap_or(1),
        p99_ns: u64::try_from(percentile(&taken, 990).as_nanos()).unwrap_or(u64::MAX),
    }
}

fn full_queue(partners: u128) -> Queue {
    let mut queue = Queue::default();
    for partner in 1..=partners {
        let id = Id::from_uuid(Uuid::from_u128(partner));
        queue.join(TurnKey::Partner(id), id);
    }
    queue
}
