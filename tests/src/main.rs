//! The tests of the whole, in one binary.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod access;
mod bad_luck;
mod bodies;
mod botapi;
mod calendars;
mod conformance;
mod copies;
mod databases;
mod demo;
mod doubles;
mod encryption;
mod fences;
mod hostile;
mod housekeeping;
mod lists;
mod live;
mod mail;
mod measures;
mod monitoring;
mod platform_edge;
mod problems;
mod repeats;
mod rows;
mod servers;
mod smtp;
mod soundness;
mod statements;
mod stories;
mod supply_chain;
mod tasks;
mod tidiness;
mod twins;
mod versions;
mod world;
