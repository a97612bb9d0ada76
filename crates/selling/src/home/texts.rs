//! Texts of the partner's home.

platform::texts! {
    pub home() { "Главная", "Home" }
    pub register() { "Заявить сделку", "Register a deal" }
    pub waiting_head() { "Ждут вашего ответа", "Waiting for your answer" }
    pub working_head() { "Следующие шаги", "Next steps" }
    pub all_done() { "Всё отвечено", "Everything is answered" }
    pub all_done_more() { "Новый лид появится здесь сразу, а письмо придёт на почту.", "A new lead appears here at once, and a mail comes." }
    pub all_done_halted() { "Новых лидов пока не будет: что их держит, сказано выше.", "No new leads for now: what holds them back is said above." }
    pub why_nothing() { "Почему лиды не приходят?", "Why do no leads come?" }
    pub all_leads() { "Все лиды", "All leads" }
    pub counter_head() { "Мой счёт", "My counter" }
    pub received() { "получено", "received" }
    pub won() { "выиграно", "won" }
    pub own() { "своих", "brought" }
    pub counted_over(days: u32) { "Получено — за всё время; выиграно и своих — за {days} дней.", "Received: ever; won and brought: in {days} days." }
    pub half_after(days: u32) { "Недавние ответы важнее: через {days} дней предложение считается за половину.", "Recent answers weigh more: after {days} days an offer counts for half." }
    pub answers_head() { "Ответы на предложения", "Answers to offers" }
    pub answered() { "отвечено", "answered" }
    pub ignored() { "без ответа", "ignored" }
    pub next_pauses() { "Ещё одно предложение без ответа приведёт к паузе. Отказ с причиной не считается.", "One more offer without an answer leads to a pause. A reasoned decline does not count." }
    pub answers_well() { "Отказ с причиной — тоже ответ и не портит счёт.", "A reasoned decline is an answer, too, and does no harm." }
    pub deals_head() { "Сделки в работе", "Deals in work" }
    pub no_deals() { "Сделок в работе нет", "No deals in work" }
    pub all_deals() { "Все сделки", "All deals" }

    pub halted_head() { "Новые лиды сейчас не приходят", "No new leads come at present" }
    pub halted_until() { "Лиды вернутся", "Leads come again" }
    pub halt_ends() { "До", "Until" }
    pub halted_open() { "Без срока", "Without an end" }
    pub halted_more() { "Лиды в работе, сделки и обучение идут как обычно.", "Leads in work, deals and training go on as usual." }
    pub halted_by_debt() { "Пауза: выиграны лиды вендора, а своей сделки нет", "Paused: leads of the vendor were won, and there is no deal of your own" }
    pub halted_by_silence() { "Пауза: предложения оставались без ответа", "Paused: offers were left without an answer" }
    pub halted_by_quality() { "Пауза: просрочено исправление по качеству", "Paused: a correction of quality is overdue" }
    pub halted_by_yourself() { "Ваш перерыв", "Your own holiday" }
    pub lifted_by_deal() { "Снимется сразу, как только вендор одобрит вашу собственную сделку; иначе по сроку. Там, где без вас осталось бы слишком мало партнёров, лиды приходят и во время паузы.", "Ends at once when the vendor approves a deal of your own; otherwise by its time. Where too few partners would remain without you, leads come during the pause, too." }
    pub lifted_by_time() { "Закончится сама. Потом отвечайте на предложения, пусть и отказом: отказ с причиной не считается.", "It ends by itself. After that, answer each offer, if only with a decline: a reasoned decline does not count." }
    pub lifted_by_quality() { "Снимется, когда исправление будет принято.", "Ends when the correction is accepted." }
    pub halted_by_vendor() { "Вендор приостановил сотрудничество", "The vendor has suspended the partnership" }
    pub lifted_by_vendor() { "Причина — на странице компании. Вернуть лиды может только вендор.", "The reason stands on the page of your company. Only the vendor can bring the leads back." }
    pub lifted_by_yourself() { "Это ваш перерыв: его срок меняется на странице компании.", "This is your own holiday: change its end on the page of your company." }
    pub company() { "Компания", "Company" }
    pub probation(cap: u32) { "Испытательный срок: одновременно в работе не больше {cap}", "On probation: no more than {cap} in work at a time" }
    pub probation_more() { "Так бывает после паузы за предложения без ответа. Ограничение снимается, когда долго нет новых пропусков.", "So it is after a pause for offers left unanswered. It goes when nothing more is left unanswered for a while." }
    pub owed() { "долг", "owed" }
    pub grace_until() { "Льготный срок до", "Grace until" }
    pub bring() { "Заявить свою сделку", "Register a deal of your own" }
}
