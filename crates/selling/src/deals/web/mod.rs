//! The pages of a partner's deals.

pub(super) mod labels;
mod list;
mod one;
mod register;
pub(super) mod texts;

use platform::{
    Operation, Role,
    web::{Group, Place},
};

pub use labels::{state, tone};
pub(crate) use one::page as one_page;

/// Those who work on deals.
const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

/// The pages.
pub(super) fn operations() -> Vec<Operation> {
    [list::operations(), register::operations(), one::operations()].concat()
}

/// Where they stand in the navigation.
pub(super) fn places() -> Vec<Place> {
    let place =
        |path, roles, icon, text, order| Place { path, roles, icon, text, group: Group::Main, order, count: None };
    vec![
        place("/my/deals", Role::PARTNER, "briefcase", texts::deals, 30),
        place("/my/register", SELLERS, "square-plus", texts::register_short, 40),
    ]
}
