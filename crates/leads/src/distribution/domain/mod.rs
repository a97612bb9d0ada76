//! The rules of distribution. Pure: no clock, no chance, no float, no hash order.
#![cfg_attr(not(test), deny(clippy::as_conversions, clippy::indexing_slicing))]

pub mod candidate;
pub mod decision;
pub mod draw;
pub mod explanation;
pub mod gates;
pub mod lead;
mod limits;
pub mod log2;
pub mod numbers;
pub mod outcomes;
pub mod own_view;
pub mod policy;
pub mod queue;
pub mod selection;
pub mod waves;

#[cfg(test)]
mod golden;
#[cfg(test)]
pub(in crate::distribution) mod network;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod reasons;

pub use candidate::{Candidate, Certificate, OnLead, Pause, PauseKind};
pub use decision::{Decision, Drift, Inputs, Mark, Record, decide, replay};
pub use draw::{Entropy, Fit, Seed};
pub use explanation::{Explanation, explain};
pub use gates::{Gate, Reason, Verdict, eligible, verdicts};
pub use lead::{LeadFacts, OwnerGroupId, Segment, SizeBand, Urgency, ValueClass};
pub use own_view::{OwnView, own_view};
pub use policy::{DistributionPolicy, Mode};
pub use queue::{Charge, Queue, TurnKey};
pub use selection::{Ask, Seat, Selection, Standing, Wave, select};
pub use waves::{NextStep, WaveState, plan_next_wave};
