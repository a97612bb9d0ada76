//! The step of setting up that is done here.

use db::{Tx, Work};
use platform::{Cx, Fail, setup::Step};

use super::store;

mod texts {
    platform::texts! {
        pub title() { "Партнёры", "Partners" }
        pub why() { "Каждый лид уходит нескольким партнёрам сразу, поэтому нужны хотя бы двое. Загрузите список из файла или добавьте по одному на странице «Партнёры».", "Each lead goes to several partners at once, so at least two are needed. Load a file, or add them one by one on the page of partners." }
        pub action() { "Загрузить партнёров", "Import partners" }
    }
}

pub(super) const STEP: Step = Step {
    code: "partners",
    order: 30,
    icon: "building",
    title: texts::title,
    why: texts::why,
    action: texts::action,
    path: "/imports",
    done,
};

fn done<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, bool, Fail> {
    Box::pin(async move { Ok(store::names(tx, cx.program()).await?.len() > 1) })
}
