//! Chance and ids. Tests and the demo give a seed; production takes the operating system's.

use std::sync::{Arc, Mutex, PoisonError};

use kit::{Id, Instant};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The source of random bytes and of ids.
#[derive(Clone)]
pub struct Entropy {
    seed: Option<[u8; 32]>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    drawn: u64,
    last_ms: u64,
    tail: u128,
}

/// Bits of an id after its milliseconds, version and variant.
const TAIL: u32 = 74;
/// How far apart two ids of one millisecond may stand.
const STEP: u128 = (1 << 48) - 1;

impl Entropy {
    /// The operating system's.
    pub fn system() -> Self {
        Self { seed: None, state: Arc::default() }
    }

    /// The same bytes in every run with the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self { seed: Some(Sha256::digest(seed.to_be_bytes()).into()), state: Arc::default() }
    }

    /// 32 random bytes.
    pub fn bytes(&self) -> [u8; 32] {
        let Some(seed) = self.seed else {
            let mut bytes = [0; 32];
            if getrandom::fill(&mut bytes).is_err() {
                // Without randomness nothing that follows is safe: sessions, keys, tokens.
                tracing::error!("the operating system gives no random bytes");
                std::process::abort();
            }
            return bytes;
        };
        let drawn = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.drawn += 1;
            state.drawn
        };
        Sha256::new().chain_update(seed).chain_update(drawn.to_be_bytes()).finalize().into()
    }

    /// A new id: `UUIDv7`, growing within this process even when the clock stands or steps back.
    ///
    /// Within a millisecond ids go on from a random beginning by random steps (method 2 of RFC 9562), so that an id
    /// does not tell how many others were made before it.
    pub fn id<K>(&self, now: Instant) -> Id<K> {
        let random = u128::from_be_bytes(*self.bytes().first_chunk::<16>().unwrap_or(&[0; 16]));
        let (ms, tail) = self.tick(u64::try_from(now.micros() / 1000).unwrap_or(0), random);
        let high = (u128::from(ms) << 80) | (0x7 << 76) | ((tail >> 62) << 64);
        let low = (0b10 << 62) | (tail & ((1 << 62) - 1));
        Id::from_uuid(Uuid::from_u128(high | low))
    }

    fn tick(&self, now_ms: u64, random: u128) -> (u64, u128) {
        // The upper half is left free, so that there is room to go on.
        let beginning = random & ((1 << (TAIL - 1)) - 1);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if now_ms > state.last_ms {
            state.last_ms = now_ms;
            state.tail = beginning;
        } else {
            state.tail += 1 + (random & STEP);
        }
        if state.tail >> TAIL > 0 {
            state.last_ms += 1;
            state.tail = beginning;
        }
        (state.last_ms, state.tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_while_the_clock_stands_or_steps_back() {
        let entropy = Entropy::seeded(1);
        let mut last: Option<kit::id::LeadId> = None;
        for step in 0..10_000_i64 {
            let at = Instant::from_micros(1_800_000_000_000_000 - (step % 7) * 1_000_000);
            let id = entropy.id(at);
            assert!(last.is_none_or(|l| l < id));
            last = Some(id);
        }
    }

    #[test]
    fn an_id_does_not_tell_how_many_were_made_before_it() {
        // The first id of a millisecond begins anywhere, not at nothing.
        let beginnings: std::collections::BTreeSet<u128> = (0..100)
            .map(|ms| {
                let id: kit::id::LeadId = Entropy::seeded(ms).id(Instant::from_micros(1_800_000_000_000_000));
                (id.uuid().as_u128() >> 64) & 0x0fff
            })
            .collect();
        assert!(beginnings.len() > 50, "{beginnings:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let at = Instant::from_micros(1_800_000_000_000_000);
        let one: kit::id::LeadId = Entropy::seeded(7).id(at);
        assert_eq!(one, Entropy::seeded(7).id(at));
        assert_ne!(one, Entropy::seeded(8).id(at));
    }
}
