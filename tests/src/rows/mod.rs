//! Rows of the assurance table, each by a test that bears its name, at the size of a submission.

mod races;
mod repeats;
mod storms;
mod walk;
