//! The rules of reciprocity. Pure.
#![cfg_attr(not(test), deny(clippy::as_conversions, clippy::indexing_slicing))]

pub mod appeal;
pub mod changes;
pub mod counting;
pub mod days;
pub mod ledger;
pub mod policy;
pub mod standing;
pub mod timeline;
pub mod valve;

#[cfg(test)]
mod by_definition;
#[cfg(test)]
mod stories;

pub use appeal::{Appeal, AppealAnswer, AppealBroken};
pub use changes::next_change;
pub use counting::{NotCounted, OwnDeal, counts};
pub use ledger::{Entry, Ledger, Posted, Rule};
pub use policy::ReciprocityPolicy;
pub use standing::{History, Override, Standing, Warning, WarningKind, standing};
pub use timeline::{EndedBy, ReciprocityPause};
pub use valve::{InSegment, in_force};
