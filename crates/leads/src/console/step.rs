//! The step of setting up that is done here.

use db::{Tx, Work};
use platform::{Cx, Fail, setup::Step};

use crate::intake::api::{self, LeadsQuery};

mod texts {
    platform::texts! {
        pub title() { "Первый лид", "The first lead" }
        pub why() { "Внесите лид сами или отправьте его через форму — и посмотрите, кому он ушёл, кто начал и кто молчит.", "Enter a lead yourself or send one by the form, then see whom it went to, who starts and who is silent." }
        pub action() { "Внести лид", "Enter a lead" }
    }
}

pub(super) const STEP: Step = Step {
    code: "first_lead",
    order: 80,
    icon: "send",
    title: texts::title,
    why: texts::why,
    action: texts::action,
    path: "/leads/new",
    done,
};

fn done<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, bool, Fail> {
    Box::pin(async move {
        let one = LeadsQuery { limit: Some(1), ..LeadsQuery::default() };
        Ok(!api::list(cx, tx, &one).await?.items.is_empty())
    })
}
