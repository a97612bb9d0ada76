//! The program and its people: programs, rules, calendars, products, partners, users, sessions, keys.

pub mod people;
pub mod programs;

pub use people::authenticate;
use platform::Capability;

/// The capabilities of this crate.
pub fn capabilities() -> Vec<Capability> {
    vec![programs::capability(), people::capability()]
}
