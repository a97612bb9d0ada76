//! The rules of offers, of ignoring and of grading. Pure.
#![cfg_attr(not(test), deny(clippy::as_conversions, clippy::indexing_slicing))]

pub mod answers;
pub mod beta;
pub mod closing;
pub mod grading;
pub mod ignoring;
pub mod offer;
pub mod state;

#[cfg(test)]
mod offer_table;

pub use closing::CloseReason;
pub use grading::{Grade, GradingPolicy, grade};
pub use ignoring::{IgnoringPolicy, IgnoringState, Review, review};
pub use offer::{Broken, Command, Event, Offer};
pub use state::{Counts, DeclineReason, Evidence, LossReason, OfferState, WithdrawReason};
