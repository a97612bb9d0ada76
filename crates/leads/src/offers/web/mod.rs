//! The pages of a partner: what it was offered, what it works on, and why.

mod acts;
mod card;
mod inbox;
mod one;
mod texts;
mod why;

use db::{Tx, Work};
use platform::{
    Cx, Fail, Operation, Role,
    web::{Group, Place},
};

pub use card::{Card, cards, live};

use super::store;

/// Those who answer offers.
const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

/// The pages.
pub(super) fn operations() -> Vec<Operation> {
    [inbox::operations(), one::operations(), acts::operations(), why::operations()].concat()
}

/// Where they stand in the navigation.
pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/offers",
        roles: Role::PARTNER,
        icon: "inbox",
        text: texts::leads,
        group: Group::Main,
        order: 20,
        count: Some(waiting),
    }]
}

/// How many offers wait for an answer.
fn waiting<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, i64, Fail> {
    Box::pin(async move { Ok(store::waiting(tx, cx.program(), cx.caller.view(), cx.now).await?) })
}
