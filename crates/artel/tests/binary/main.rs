//! The binary itself, started as an operator starts it: how commands end, and what survives being killed.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod commands;
mod flush_order;
mod import_kills;
mod import_memory;
mod kills;
mod server;
