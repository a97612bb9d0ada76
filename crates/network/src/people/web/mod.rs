//! The pages of people.

mod join;
mod keys;
mod me;
mod reset;
mod sign_in;
mod users;

use kit::Lang;
use platform::{
    Operation, Role,
    web::{Group, Place},
};

use super::pages as texts;

/// Who manages the people and keys of the program.
const VENDOR: &[Role] = &[Role::Admin, Role::Director];
/// Who manages the people and keys of a partner.
const PARTNER: &[Role] = &[Role::PartnerOwner];

/// The pages.
pub(super) fn operations() -> Vec<Operation> {
    [
        sign_in::operations(),
        join::operations(),
        reset::operations(),
        me::operations(),
        users::operations(),
        keys::operations(),
    ]
    .concat()
}

/// Where they stand in the navigation.
pub(super) fn places() -> Vec<Place> {
    let place = |path, roles, text: fn(Lang) -> String, group, order| Place {
        path,
        roles,
        icon: "users",
        text,
        group,
        order,
        count: None,
    };
    vec![
        Place { icon: "settings", ..place("/settings", Role::VENDOR, texts::settings, Group::Head, 90) },
        place("/settings/people", VENDOR, texts::people, Group::Under("/settings"), 10),
        place("/settings/keys", VENDOR, texts::keys, Group::Under("/settings"), 80),
        Place { icon: "building", ..place("/company", Role::PARTNER, texts::company, Group::Head, 80) },
        place("/company/people", PARTNER, texts::people, Group::Under("/company"), 10),
        place("/company/keys", PARTNER, texts::keys, Group::Under("/company"), 80),
    ]
}
