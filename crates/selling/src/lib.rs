//! How the product is sold: the playbook, deals led by it through their stages, the partner's home.

pub mod deals;
pub mod home;
pub mod playbook;
pub mod stages;

/// The capabilities of this crate.
pub fn capabilities() -> Vec<platform::Capability> {
    vec![home::capability(), deals::capability(), playbook::capability(), stages::capability()]
}
