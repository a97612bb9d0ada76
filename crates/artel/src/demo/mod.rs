//! The demo: the network of a Russian pump vendor with months of history, lived through the real acts.
//!
//! `founding` sets the network up through the API. `history` drives the test clock from the first day to the present
//! moment: timers fire when they are due, partners and the vendor's people do what they have planned, and everything
//! that happens is noticed in the event log. `live` goes on with the same people on the clock of the wall.

mod arrivals;
mod cast;
mod chance;
mod channels;
mod clients;
mod deeds;
mod door;
mod founding;
mod history;
mod last_hour;
mod live;
mod perform;
mod play;
mod selling;
mod sheets;
mod vendor;

use std::{collections::BTreeMap, path::PathBuf};

use kit::{Instant, Lang};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use cast::Login;
pub use channels::FORM;
pub use door::Trouble;
pub use history::{build, keep};
pub use live::live;

/// The password of everybody in the demo. It opens nothing but the demo.
pub const PASSWORD: &str = "nasos-demo-artel";

/// What to build.
#[derive(Debug, Clone)]
pub struct Order {
    /// The file in which it is built.
    pub file: PathBuf,
    /// The seed: the same seed and end give the same network, to the byte.
    pub seed: u64,
    /// Where history ends: the present moment.
    pub until: Instant,
    /// Days of history.
    pub days: i64,
    /// Partners, from the top of the table.
    pub partners: usize,
    /// Leads on an ordinary working day.
    pub leads_a_day: u32,
    /// The language in which people are addressed.
    pub lang: Lang,
    /// The policy that the vendor publishes at the beginning.
    pub policy: Value,
}

impl Order {
    /// Six months of sixty partners that end at `until`.
    pub fn new(file: PathBuf, seed: u64, until: Instant) -> Self {
        Self { file, seed, until, days: 183, partners: usize::MAX, leads_a_day: 13, lang: Lang::Ru, policy: policy() }
    }
}

/// The rules of the demo's vendor: the defaults, where nothing else is said.
fn policy() -> Value {
    json!({
        "note": "Правила сети НасосПром",
        "body": {
            "distribution": { "open_cap": 30, "new_per_day_cap": 8, "value": { "one_from_minor": 15_000_000, "two_from_minor": 100_000_000, "four_from_minor": 400_000_000 } },
            // Half a year of history would be over before the first debt came due.
            "reciprocity": { "grace_days": 45, "due_days": 45, "warn_days": [30, 7, 0] },
        },
    })
}

/// What stands in the database beside the network: how it was made and who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The seed.
    pub seed: u64,
    /// Where history began.
    pub from: Instant,
    /// Where history ended.
    pub until: Instant,
    /// Who can sign in.
    pub logins: Vec<Login>,
    /// Deeds by name: done, and refused by a rule.
    pub tally: BTreeMap<String, (u64, u64)>,
}
