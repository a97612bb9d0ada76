//! The pages of the playbook.

mod cards;
mod lines;
mod matrix;
mod process;
mod publish;
mod read;
mod stage;
mod texts;
mod whole;

use platform::{
    Cx, Operation, Role,
    web::{Group, Place},
};

use super::{EDITORS, PUBLISHERS};

pub(super) fn operations() -> Vec<Operation> {
    [
        whole::operations(),
        matrix::operations(),
        cards::operations(),
        process::operations(),
        stage::operations(),
        publish::operations(),
        read::operations(),
    ]
    .concat()
}

pub(super) fn places() -> Vec<Place> {
    let place = |path, roles, order| Place {
        path,
        roles,
        icon: "book",
        text: texts::playbook,
        group: Group::Main,
        order,
        count: None,
    };
    vec![place("/playbook", Role::VENDOR, 45), place("/my/playbook", Role::PARTNER, 50)]
}

fn may(cx: &Cx, roles: &[Role]) -> bool {
    cx.caller.role.is_some_and(|role| roles.contains(&role))
}
fn writes(cx: &Cx) -> bool {
    may(cx, EDITORS)
}
fn publishes(cx: &Cx) -> bool {
    may(cx, PUBLISHERS)
}
