//! The tests of the whole, in one binary.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod access;
mod databases;
mod demo;
mod fences;
mod live;
mod platform_edge;
mod rows;
mod statements;
mod stories;
mod tasks;
mod world;
