//! The pages of a partner: what it was offered, what it works on, and why.

mod acts;
mod card;
mod inbox;
mod on_partner;
mod one;
pub(super) mod texts;
mod turn;
mod why;

use db::{Tx, Work};
use kit::Lang;
use platform::{
    Cx, Fail, Operation, Role,
    web::{Group, Place, place::Count},
};

pub use card::{Card, cards, live};
pub(super) use on_partner::parts;

use super::store;

/// Those who answer offers.
const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

/// The pages.
pub(super) fn operations() -> Vec<Operation> {
    [inbox::operations(), one::operations(), acts::operations(), why::operations(), turn::operations()].concat()
}

/// Where they stand in the navigation.
pub(super) fn places() -> Vec<Place> {
    let place = |path, icon, text, order, count| Place {
        path,
        roles: Role::PARTNER,
        icon,
        text,
        group: Group::Main,
        order,
        count,
    };
    vec![
        place("/offers", "inbox", texts::leads as fn(Lang) -> String, 20, Some(waiting as Count)),
        place("/my/why", "scale", texts::turn_short, 45, None),
    ]
}

/// How many offers wait for an answer.
fn waiting<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, i64, Fail> {
    Box::pin(async move { Ok(store::waiting(tx, cx.program(), cx.caller.view(), cx.now).await?) })
}
