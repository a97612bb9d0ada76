//! A capability, as the binary lists it: all that it adds to the server.

use crate::{
    Operation,
    react::{Consumer, TimerKind},
};

/// What one capability adds.
#[derive(Default)]
pub struct Capability {
    /// Its folder.
    pub name: &'static str,
    /// Its operations and pages.
    pub operations: Vec<Operation>,
    /// What happens when its deadlines pass.
    pub timers: Vec<TimerKind>,
    /// What follows from events.
    pub consumers: Vec<Consumer>,
    /// Its SQL, for the test that runs every statement on both databases.
    pub statements: Vec<&'static [&'static db::Sql]>,
}
