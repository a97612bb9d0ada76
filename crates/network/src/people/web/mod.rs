//! The pages of people.

mod sign_in;

use platform::{Operation, web::Place};

/// The pages.
pub(super) fn operations() -> Vec<Operation> {
    sign_in::operations()
}

/// Where they stand in the navigation.
pub(super) fn places() -> Vec<Place> {
    Vec::new()
}
