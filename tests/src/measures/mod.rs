//! The five numbers: exact against a slow count over the tables, after any history and any restart.

mod exact;
mod lists;
mod slow;
