//! Leads: who is offered a lead and why, what became of each offer, and what a partner brings itself.
//!
//! The rules live in the `domain` folder of each capability. They are pure: time and entropy are
//! arguments, numbers are integers, containers are ordered. The same inputs give the same decision on
//! every machine, so a decision can be stored, replayed and checked by the partner.
#![deny(clippy::float_arithmetic)]

pub mod bounds;
pub mod distribution;
pub mod fixed;
pub mod offers;
pub mod reciprocity;
