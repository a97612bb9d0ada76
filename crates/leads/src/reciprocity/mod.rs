#![doc = include_str!("README.md")]

mod api;
pub mod appeals;
pub mod domain;
mod due;
mod guided;
mod news;
mod news_texts;
mod pauses;
mod refusals;
mod service;
mod store;
mod texts;
mod touched;
pub mod web;

use platform::{Capability, react::TimerKind};

pub(crate) use due::{counted, due};
pub use guided::deal_closed;
pub use service::{Counter, NewOverride, counter, holders, post, set_aside, stood_at};
pub(crate) use touched::touches;

/// What reciprocity adds to the server.
pub fn capability() -> Capability {
    Capability {
        name: "reciprocity",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        parts: web::parts(),
        timers: vec![TimerKind::new(service::WARNING, service::on_warning), pauses::TIMER],
        notices: news::kinds(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
