//! The stories of the main job, each through the API of a running server, on both databases.

mod arrivals;
mod clocks;
mod deals;
mod desk;
mod distribution;
pub mod fixture;
pub mod forms;
mod ignoring;
mod imports;
mod intake;
mod links;
mod notices;
mod offers;
mod pages;
mod platform;
mod protection;
mod reciprocity;
mod search;
mod setup;
mod situations;
mod users;

pub use fixture::{Network, june};
pub use forms::body as form;
