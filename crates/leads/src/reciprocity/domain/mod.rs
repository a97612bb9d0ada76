//! The rules. Pure.
