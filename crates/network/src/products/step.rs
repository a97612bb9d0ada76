//! The step of setting up that is done here.

use db::{Tx, Work};
use platform::{Cx, Fail, setup::Step};

use super::list;

mod texts {
    platform::texts! {
        pub title() { "Продукты", "Products" }
        pub why() { "Лид всегда о чём-то: назовите, что вы продаёте. Хватит одного-двух продуктов.", "A lead is always about something: name what you sell. One or two products will do." }
        pub action() { "Добавить продукт", "Add a product" }
    }
}

pub(super) const STEP: Step = Step {
    code: "products",
    order: 20,
    icon: "package",
    title: texts::title,
    why: texts::why,
    action: texts::action,
    path: "/settings/products",
    done,
};

fn done<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, bool, Fail> {
    Box::pin(async move { Ok(!list(tx, cx.program()).await?.is_empty()) })
}
