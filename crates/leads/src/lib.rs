//! Leads: who is offered a lead and why, what became of each offer, and what a partner brings itself.
//!
//! The rules live in the `domain` folder of each capability. They are pure: time and entropy are
//! arguments, numbers are integers, containers are ordered. The same inputs give the same decision on
//! every machine, so a decision can be stored, replayed and checked by the partner.
#![deny(clippy::float_arithmetic)]

pub mod console;
pub mod desk;
pub mod distribution;
pub mod fixed;
pub mod forms;
pub mod imports;
pub mod intake;
pub mod locks;
pub mod offers;
pub mod policy_sections;
pub mod protection;
pub mod reciprocity;
pub mod shared;

pub use network::policies::bounds;
use platform::Capability;
pub use policy_sections::SECTIONS;

/// The capabilities of this crate.
pub fn capabilities() -> Vec<Capability> {
    vec![
        intake::capability(),
        forms::capability(),
        imports::capability(),
        distribution::capability(),
        offers::capability(),
        desk::capability(),
        protection::capability(),
        reciprocity::capability(),
        console::capability(),
    ]
}

/// The word that a value of one word has in JSON, for example `normal`.
pub(crate) fn code_of<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// The value of a word; none for a word that is not one of its values.
pub(crate) fn from_code<T: serde::de::DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}
