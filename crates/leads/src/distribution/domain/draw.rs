//! The draw inside the band: seeded, weighted by fit, the same on every machine.
//!
//! A partner's time is exponential with rate `φ`: `E = −log2(u) / φ` with `u` from the HMAC of its id.
//! The smallest times win, so a partner with fit 2 wins twice as often as one with fit 1.

use hmac::{Hmac, KeyInit, Mac};
use kit::id::{LeadId, PartnerId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{log2::minus_log2_of_fraction, queue::TurnKey};

/// The entropy of an epoch, published when the epoch ends. Written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Entropy(pub [u8; 32]);

impl TryFrom<String> for Entropy {
    type Error = hex::FromHexError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}
impl From<Entropy> for String {
    fn from(entropy: Entropy) -> Self {
        hex::encode(entropy.0)
    }
}

/// How well a partner answers and wins in a segment, against the network's mean.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum Fit {
    /// Half as well.
    #[serde(rename = "1/2")]
    Half,
    /// Two thirds as well.
    #[serde(rename = "2/3")]
    TwoThirds,
    /// As well as the mean.
    #[default]
    #[serde(rename = "1")]
    One,
    /// Half as well again.
    #[serde(rename = "3/2")]
    ThreeHalves,
    /// Twice as well.
    #[serde(rename = "2")]
    Two,
}

impl Fit {
    /// `φ` as numerator and denominator.
    pub const fn fraction(self) -> (u64, u64) {
        match self {
            Self::Half => (1, 2),
            Self::TwoThirds => (2, 3),
            Self::One => (1, 1),
            Self::ThreeHalves => (3, 2),
            Self::Two => (2, 1),
        }
    }
}

/// The seed of one lead's draw, ready to be asked for any partner.
#[derive(Clone)]
pub struct Seed(Hmac<Sha256>);

impl Seed {
    /// `SHA-256("artel/seed/1" ‖ epoch's entropy ‖ lead id)`.
    pub fn of(entropy: &Entropy, lead: LeadId) -> Self {
        let digest =
            Sha256::new().chain_update(b"artel/seed/1").chain_update(entropy.0).chain_update(lead.bytes()).finalize();
        // HMAC fills a key that is shorter than the block with zeros; so does this.
        let mut key = hmac::digest::Key::<Hmac<Sha256>>::default();
        for (byte, from) in key.iter_mut().zip(digest) {
            *byte = from;
        }
        Self(Hmac::new(&key))
    }

    /// The time of a place in the queue: smaller is better. In 2⁻³².
    pub fn time(&self, turn: TurnKey, fit: Fit) -> u64 {
        let (numerator, denominator) = fit.fraction();
        minus_log2_of_fraction(self.number(turn.bytes())) * denominator / numerator
    }

    /// The number that decides which of an owner's partners takes the owner's turn: the smallest does.
    pub fn within_group(&self, partner: PartnerId) -> u64 {
        self.number(partner.bytes())
    }

    /// The first eight bytes of `HMAC-SHA256(seed, id)`, big-endian.
    fn number(&self, id: &[u8; 16]) -> u64 {
        let mac = self.0.clone().chain_update(id).finalize().into_bytes();
        mac.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn partner(n: u128) -> TurnKey {
        TurnKey::Partner(PartnerId::from_uuid(Uuid::from_u128(n)))
    }

    #[test]
    fn the_draw_gives_the_published_vectors() {
        // Computed apart with another HMAC: key SHA-256("artel/seed/1" ‖ 07×32 ‖ lead), message the id.
        let lead = LeadId::from_uuid(Uuid::from_u128(0x0192_f0c1_0000_7000_8000_0000_0000_0001));
        let seed = Seed::of(&Entropy([7; 32]), lead);
        let numbers: Vec<u64> = (1..=3).map(|n| seed.number(Uuid::from_u128(n).as_bytes())).collect();
        assert_eq!(numbers, [6_335_245_544_033_941_617, 12_762_126_417_325_790_427, 10_268_042_850_926_015_371]);
    }

    #[test]
    fn a_fit_of_two_halves_the_time() {
        let seed = Seed::of(&Entropy([1; 32]), LeadId::from_uuid(Uuid::from_u128(9)));
        let time = |fit| seed.time(partner(1), fit);
        assert_eq!(time(Fit::Two), time(Fit::One) / 2);
        assert_eq!(time(Fit::Half), time(Fit::One) * 2);
        assert_eq!(time(Fit::ThreeHalves), time(Fit::One) * 2 / 3);
    }

    #[test]
    fn a_partner_with_fit_two_wins_twice_as_often() {
        let wins = (0..3_000u128)
            .filter(|n| {
                let seed = Seed::of(&Entropy([2; 32]), LeadId::from_uuid(Uuid::from_u128(*n)));
                seed.time(partner(1), Fit::Two) < seed.time(partner(2), Fit::One)
            })
            .count();
        assert!((1_900..=2_100).contains(&wins), "{wins} of 3000, 2000 expected");
    }

    #[test]
    fn entropy_is_written_in_hexadecimal() {
        let text = serde_json::to_string(&Entropy([0xab; 32])).unwrap();
        assert_eq!(text, format!("\"{}\"", "ab".repeat(32)));
        assert_eq!(serde_json::from_str::<Entropy>(&text).unwrap(), Entropy([0xab; 32]));
        assert!(serde_json::from_str::<Entropy>("\"ab\"").is_err());
    }
}
