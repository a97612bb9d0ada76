//! The step of setting up that is done here.

use db::{Tx, Work};
use platform::{Cx, Fail, setup::Step};

use super::list;

mod texts {
    platform::texts! {
        pub title() { "Рабочее время", "Working hours" }
        pub why() { "Сроки партнёров идут только в рабочие часы. Сейчас это 9:00–18:00 в будни: добавьте обед, праздники, субботы.", "The clocks of partners run in working hours alone. Now it is 9:00–18:00 on weekdays: add lunch, holidays, Saturdays." }
        pub action() { "Настроить часы", "Set the hours" }
    }
}

pub(super) const STEP: Step = Step {
    code: "hours",
    order: 10,
    icon: "clock",
    title: texts::title,
    why: texts::why,
    action: texts::action,
    path: "/settings/calendars",
    done,
};

fn done<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, bool, Fail> {
    Box::pin(async move {
        let all = list(tx, cx.program()).await?;
        Ok(all.len() > 1 || all.iter().any(|calendar| calendar.version > 1))
    })
}
