//! The vendor's pages of deals: what partners sell, and their own clients that wait for an answer.

mod export;
mod list;
mod on_partner;
mod one;
pub(super) mod texts;

use platform::{
    Operation, Role,
    web::{Group, Part, Place},
};

/// Who decides about a partner's own deal.
const DECIDERS: &[Role] = &[Role::ChannelManager, Role::Director, Role::Admin];
/// Who counts an own deal that the rules do not count.
const COUNTERS: &[Role] = &[Role::Director];
/// Who records that an own deal failed its inspection.
const INSPECTORS: &[Role] = &[Role::Quality, Role::Director];

pub(super) fn operations() -> Vec<Operation> {
    [list::operations(), export::operations(), one::operations()].concat()
}

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/deals",
        roles: Role::VENDOR,
        icon: "briefcase",
        text: texts::deals,
        group: Group::Main,
        order: 20,
        count: None,
    }]
}

pub(super) fn parts() -> Vec<Part> {
    vec![Part { of: "partner", order: 20, show: on_partner::show }]
}
