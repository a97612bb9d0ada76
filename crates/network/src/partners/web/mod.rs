//! The pages of partners.

mod edit;
mod one;

use platform::{
    Operation, Role,
    web::{Group, Place, Tone},
};

use super::{Life, texts};

/// The colour of a stage of life.
pub const fn life_tone(life: Life) -> Tone {
    match life {
        Life::Onboarding => Tone::Notice,
        Life::Active => Tone::Good,
        Life::Dormant => Tone::Warning,
        Life::Suspended => Tone::Bad,
        Life::Left => Tone::Calm,
    }
}

/// Who changes partners.
const LEADERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager];
/// Who certifies.
const CERTIFIERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager, Role::Trainer];

/// The pages.
pub(super) fn operations() -> Vec<Operation> {
    [edit::operations(), one::operations()].concat()
}

/// Where they stand in the navigation.
pub(super) fn places() -> Vec<Place> {
    let place =
        |path, roles, text, group, order| Place { path, roles, icon: "building", text, group, order, count: None };
    vec![
        Place { icon: "users-group", ..place("/partners", Role::VENDOR, texts::partners, Group::Main, 50) },
        place("/company/about", Role::PARTNER, texts::company, Group::Under("/company"), 5),
    ]
}
