//! Rows of the assurance table, each by a test that bears its name, at the size of a submission.

mod barred;
mod caps;
mod jumps;
mod ledgers;
mod races;
mod repeats;
mod storms;
mod waits;
mod walk;
