//! The step of setting up that is done here.

use db::{Tx, Work};
use platform::{Cx, Fail, setup::Step};

use super::service::users::{self, UsersAsked};

mod texts {
    platform::texts! {
        pub title() { "Люди", "People" }
        pub why() { "Пригласите коллег и хотя бы одного человека от каждого партнёра: без него лид никто не увидит.", "Invite colleagues, and at least one person of each partner: without one nobody sees the lead." }
        pub action() { "Пригласить", "Invite" }
    }
}

pub(super) const STEP: Step = Step {
    code: "people",
    order: 40,
    icon: "users",
    title: texts::title,
    why: texts::why,
    action: texts::action,
    path: "/settings/people",
    done,
};

fn done<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, bool, Fail> {
    Box::pin(async move {
        let asked = UsersAsked { limit: Some(2), ..UsersAsked::default() };
        Ok(users::page(cx, tx, &asked).await?.items.len() > 1)
    })
}
