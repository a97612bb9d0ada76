//! Words that every part of Artel speaks: ids, time, money, paging, working calendars, the identity
//! of a company. Pure: no clock, no chance, no I/O.
#![deny(clippy::float_arithmetic)]
extern crate self as kit;

pub mod calendar;
mod codes;
pub mod id;
pub mod identity;
pub mod lang;
pub mod money;
pub mod paging;
pub mod search;
pub mod time;

pub use uuid::Uuid;
#[doc(hidden)]
pub use {schemars, serde};

pub use calendar::WorkingCalendar;
pub use id::Id;
pub use lang::Lang;
pub use money::Money;
pub use time::Instant;
