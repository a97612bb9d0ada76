//! The step of setting up that is done here.

use db::{Tx, Work};

use crate::{Cx, Fail, setup::Step};

mod texts {
    crate::texts! {
        pub title() { "Почта", "Mail" }
        pub why() { "О новом лиде партнёр узнаёт из письма и принимает его прямо оттуда. Почтовый сервер задают в настройках сервера Artel.", "A partner hears of a new lead by mail, and accepts it right there. The mail server is named in the settings of the Artel server." }
        pub action() { "Проверить почту", "Look at the mail" }
    }
}

pub(super) const STEP: Step = Step {
    code: "mail",
    order: 60,
    icon: "mail",
    title: texts::title,
    why: texts::why,
    action: texts::action,
    path: "/settings/letters",
    done,
};

fn done<'t>(cx: &'t Cx, _: &'t mut Tx) -> Work<'t, bool, Fail> {
    Box::pin(async move { Ok(cx.app.settings.mail.is_some()) })
}
