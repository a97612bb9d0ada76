//! Texts of the partner's home.

platform::texts! {
    pub home() { "Главная", "Home" }
    pub register() { "Заявить сделку", "Register a deal" }
    pub waiting_head() { "Ждут вашего ответа", "Waiting for your answer" }
    pub working_head() { "Следующие шаги", "Next steps" }
    pub all_done() { "Всё отвечено", "Everything is answered" }
    pub all_done_more() { "Новый лид появится здесь сразу, а письмо придёт на почту.", "A new lead appears here at once, and a mail comes." }
    pub all_leads() { "Все лиды", "All leads" }
    pub counter_head() { "Мой счёт", "My counter" }
    pub received() { "получено", "received" }
    pub won() { "выиграно", "won" }
    pub own() { "своих", "brought" }
    pub due() { "Своя сделка нужна до", "An own deal is due by" }
    pub answers_head() { "Ответы на предложения", "Answers to offers" }
    pub answered() { "отвечено", "answered" }
    pub ignored() { "без ответа", "ignored" }
    pub next_pauses() { "Ещё одно предложение без ответа приведёт к паузе. Отказ с причиной не считается.", "One more offer without an answer leads to a pause. A reasoned decline does not count." }
    pub answers_well() { "Отказ с причиной — тоже ответ и не портит счёт.", "A reasoned decline is an answer, too, and does no harm." }
    pub deals_head() { "Сделки в работе", "Deals in work" }
    pub no_deals() { "Сделок в работе нет", "No deals in work" }
    pub all_deals() { "Все сделки", "All deals" }
}
