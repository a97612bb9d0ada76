//! What is said of debts and pauses.

use kit::Lang;

platform::texts! {
    pub kind_warned() { "Долг своих сделок: предупреждения", "Warnings of a debt of own deals" }
    pub kind_in_debt() { "Партнёр должен свою сделку", "A partner owes a deal of its own" }
    pub kind_paused() { "Новые лиды на паузе", "New leads are paused" }
    pub kind_lifted() { "Пауза снята", "A pause has ended" }
    pub kind_set_aside() { "Директор отложил паузу", "A director set a pause aside" }
    pub kind_ignoring_warned() { "Предупреждение: предложения без ответа", "Warning: offers without an answer" }
    pub kind_appeal_answered() { "Ответ на ваше возражение", "The answer to your appeal" }

    pub kind_passed_on() { "Менеджер передал вам возражение", "A manager passed an appeal on to you" }
    pub passed_on_heading(partner: &str) { "{partner}: возражение ждёт вашего решения", "{partner}: an appeal waits for your decision" }
    pub forgiven_note(wins: i64) { "Прощено побед, за которые нет своих сделок: {wins}. Долг стал меньше на столько же.", "Wins forgiven for which there is no own deal: {wins}. The debt is smaller by as many." }

    pub warned_heading(day: &str) { "До {day} нужна своя сделка", "A deal of your own is needed by {day}" }
    pub warned_note() { "Вы выиграли лиды вендора и должны привести свою сделку. Если её не будет, новые лиды остановятся на время; начатая работа, обучение и регистрация сделок продолжатся.", "You have won leads of the vendor and owe a deal of your own. Without it new leads stop for a while; work, training and registration go on." }
    pub in_debt_heading(partner: &str) { "{partner}: должен свою сделку", "{partner} owes a deal of its own" }
    pub in_debt_note(day: &str) { "Срок — {day}. Помогите партнёру её найти.", "Due on {day}. Help the partner to find one." }
    pub lifted_heading() { "Пауза снята: лиды снова приходят", "The pause has ended: leads come again" }
    pub lifted_note() { "Спасибо за свою сделку. Следующий лид может прийти вам.", "Thank you for your own deal. The next lead may be yours." }
    pub over_note() { "Её срок закончился. Следующий лид может прийти вам.", "Its time is over. The next lead may be yours." }
    pub set_aside_heading(until: &str) { "До {until} вас не поставят на паузу", "You are not paused until {until}" }
    pub set_aside_note(reason: &str) { "Так решил директор. Причина: {reason}", "A director decided so. The reason: {reason}" }
    pub ignoring_heading() { "Слишком много предложений без ответа", "Too many offers without an answer" }
    pub ignoring_note() { "Ещё одно такое предложение — и новые лиды остановятся. Отказ с причиной нарушением не считается.", "One more, and new leads are paused. Declining with a reason is no fault." }
    pub appeal_note() { "Ответ с обоснованием — на вашей главной странице.", "The answer with its reason stands on your home page." }
    granted() { "Ваше возражение принято", "Your appeal was granted" }
    not_granted() { "Ваше возражение отклонено", "Your appeal was not granted" }
    paused_open() { "Новые лиды приостановлены", "New leads are paused" }
    paused_until(until: &str) { "Новые лиды приостановлены до {until}", "New leads are paused until {until}" }
    paused_ignoring() { "Предложения слишком часто оставались без ответа. Отказ с причиной нарушением не считается.", "Offers were left without an answer too often. Declining with a reason is no fault." }
    paused_reciprocity() { "Вы выиграли лиды вендора и не привели своей сделки в срок. Пауза закончится сразу, как только появится своя сделка.", "You have won leads of the vendor and brought no deal of your own in time. The pause ends at once with your own deal." }
    paused_other() { "Причина — на вашей главной странице.", "The reason stands on your home page." }
}

/// The heading of a pause, with its end if it has one.
pub fn paused_heading(lang: Lang, until: Option<&str>) -> String {
    until.map_or_else(|| paused_open(lang), |until| paused_until(lang, until))
}

/// Why a partner is paused.
pub fn paused_why(lang: Lang, kind: &str) -> String {
    match kind {
        "ignoring" => paused_ignoring(lang),
        "reciprocity" => paused_reciprocity(lang),
        _ => paused_other(lang),
    }
}

/// What became of an appeal.
pub fn appeal_heading(lang: Lang, was_granted: bool) -> String {
    if was_granted { granted(lang) } else { not_granted(lang) }
}
