//! Deals, as far as reciprocity needs them.

pub mod deals;
pub mod home;
pub mod playbook;
pub mod stages;

/// The capabilities of this crate.
pub fn capabilities() -> Vec<platform::Capability> {
    vec![home::capability(), deals::capability(), playbook::capability(), stages::capability()]
}
