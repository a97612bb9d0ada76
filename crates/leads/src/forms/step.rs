//! The step of setting up that is done here.

use db::{Tx, Work};
use platform::{Cx, Fail, setup::Step};

use super::service;

mod texts {
    platform::texts! {
        pub title() { "Форма для клиентов", "A form for clients" }
        pub why() { "Заявка с вашего сайта станет лидом сама: страница с формой или кусочек кода для сайта.", "A request on your site becomes a lead by itself: a page with the form, or a piece of code for the site." }
        pub action() { "Сделать форму", "Make a form" }
    }
}

pub(super) const STEP: Step = Step {
    code: "form",
    order: 70,
    icon: "forms",
    title: texts::title,
    why: texts::why,
    action: texts::action,
    path: "/settings/forms",
    done,
};

fn done<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, bool, Fail> {
    Box::pin(async move { Ok(!service::list(cx, tx).await?.is_empty()) })
}
