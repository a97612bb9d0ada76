//! The step of setting up that is done here.

use db::{Tx, Work};
use platform::{Cx, Fail, setup::Step};

use super::history;

mod texts {
    platform::texts! {
        pub title() { "Правила", "Rules" }
        pub why() { "Сколько партнёров получают лид, сколько у них времени, что будет с тем, кто берёт и не приносит. Готовые числа проверены — посмотрите и поправьте свои.", "How many partners get a lead, how much time they have, what becomes of who takes and never brings. The numbers that stand are proven: look, and change what is yours." }
        pub action() { "Посмотреть правила", "Look at the rules" }
    }
}

pub(super) const STEP: Step = Step {
    code: "rules",
    order: 50,
    icon: "scale",
    title: texts::title,
    why: texts::why,
    action: texts::action,
    path: "/settings/policy",
    done,
};

fn done<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, bool, Fail> {
    Box::pin(async move { Ok(history(tx, cx.program(), &[]).await?.len() > 1) })
}
