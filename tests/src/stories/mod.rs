//! The stories of the main job, each through the API of a running server, on both databases.

mod distribution;
mod fixture;
mod intake;
mod offers;
mod platform;
mod reciprocity;

pub use fixture::{Network, june};
