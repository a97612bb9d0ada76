//! The rules of offers, of a lead's life, of ignoring and of grading. Pure.
#![cfg_attr(not(test), deny(clippy::as_conversions, clippy::indexing_slicing))]

pub mod answers;
pub mod beta;
pub mod grading;
pub mod ignoring;
pub mod lead_life;
pub mod offer;
pub mod state;

#[cfg(test)]
mod lead_life_table;
#[cfg(test)]
mod offer_table;

pub use grading::{Grade, GradingPolicy, grade};
pub use ignoring::{IgnoringPolicy, IgnoringState, Review, review};
pub use lead_life::{Due, LeadCommand, LeadEvent, LeadLife, LeadState, Role, next_due};
pub use offer::{Broken, Command, Event, Offer};
pub use state::{Counts, DeclineReason, Evidence, LossReason, OfferState, WithdrawReason};
