//! Deals, as far as reciprocity needs them.

pub mod deals;

/// The capabilities of this crate.
pub fn capabilities() -> Vec<platform::Capability> {
    vec![deals::capability()]
}
