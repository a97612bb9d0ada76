//! The tests of the whole, in one binary.

mod databases;
mod fences;
mod platform_edge;
mod statements;
mod stories;
mod world;
