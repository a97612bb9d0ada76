//! The stories of the main job, each through the API of a running server, on both databases.

mod arrivals;
mod clocks;
mod deals;
mod desk;
mod distribution;
mod face;
mod failing;
mod files;
pub mod fixture;
pub mod forms;
mod gates;
mod ignoring;
mod imports;
mod intake;
mod left_out;
mod letters;
mod life;
mod links;
mod notices;
mod offers;
mod pages;
mod people;
mod platform;
mod playbook;
mod protection;
mod reciprocity;
mod search;
mod sentences;
mod setup;
mod sites;
mod situations;
mod stale_forms;
mod users;

pub use fixture::{Network, june};
pub use forms::body as form;
