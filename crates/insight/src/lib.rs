//! Insight: the five numbers of the network with the lists behind them, and what waits for whom.
#![deny(clippy::float_arithmetic)]

pub mod coverage;
pub mod measures;
pub mod partners;
pub mod today;

use network::policies::Section;
use platform::Capability;

/// The sections of the policy that this crate owns.
pub static SECTIONS: &[Section] = &[measures::SECTION];

/// The capabilities of this crate.
pub fn capabilities() -> Vec<Capability> {
    vec![today::capability(), measures::capability(), coverage::capability(), partners::capability()]
}
