//! Texts of the pages of reciprocity.

platform::texts! {
    pub partners() { "Партнёры", "Partners" }
    pub partner() { "Партнёр", "Partner" }
    pub reciprocity() { "Взаимность", "Reciprocity" }
    pub received() { "получено", "received" }
    pub counted_over(days: u32) { "Получено — за всё время; выиграно и своих — за {days} дней.", "Received: ever; won and brought: in {days} days." }
    pub won() { "выиграно", "won" }
    pub own() { "своих", "brought" }
    pub not_everywhere() { "Пауза не действует там, где партнёров осталось бы слишком мало.", "The pause is not in force where too few partners would remain." }
    pub came_despite(offers: impl std::fmt::Display) { "Пауза не действует там, где партнёров осталось бы слишком мало: так за время паузы пришло предложений {offers}.", "The pause is not in force where too few partners would remain; offers that came so since it began: {offers}." }
    pub debt() { "долг", "owes" }

    pub appeals() { "Возражения", "Appeals" }
    pub appeal_of(name: &str) { "Возражение: {name}", "Appeal: {name}" }
    pub open_ones() { "Ждут ответа", "Waiting" }
    pub answered_ones() { "Отвечены", "Answered" }
    pub none_open() { "Возражений без ответа нет", "No appeal waits" }
    pub none_open_text() { "Партнёр может возразить против долга или паузы. Отвечает человек, за три рабочих дня.", "A partner may appeal against a debt or a pause. A person answers within three working days." }
    pub none_answered() { "Ответов ещё не было", "Nothing was answered yet" }
    pub said() { "Что говорит партнёр", "What the partner says" }
    pub state() { "Состояние", "State" }
    pub made() { "Подано", "Made" }
    pub answer_due() { "Ответить до", "Answer by" }
    pub answered_at() { "Отвечено", "Answered" }
    pub late() { "с опозданием", "late" }
    pub waits() { "Ждёт ответа", "Waits for an answer" }
    pub granted() { "Принято", "Granted" }
    pub refused() { "Отклонено", "Not granted" }
    pub the_answer() { "Ответ", "The answer" }
    pub decision() { "Решение", "Decision" }
    pub do_refuse() { "Отклонить: пауза и долг остаются", "Refuse: the debt and the pause stay" }
    pub do_grant() { "Принять: партнёр прав", "Grant: the partner is right" }
    pub what_granted() { "Что следует, если принять", "What follows when it is granted" }
    pub forgive() { "Простить побед", "Wins to forgive" }
    pub forgive_hint(debt: impl std::fmt::Display) { "Не отплачено: {debt}. Долг станет меньше, пауза снимется.", "Unpaid: {debt}. The debt gets smaller, and a pause ends." }
    pub until_when() { "Отложить паузу до", "Set the pause aside until" }
    pub until_hint() { "Долг останется. Нужно хотя бы одно из двух.", "The debt stays. One of the two is needed." }
    pub own_deals_hint() { "Засчитать свою сделку, которую не засчитали, можно на её странице", "An own deal that was not counted can be counted on its page" }
    pub pass_on() { "Передать директору", "Pass on to the director" }
    pub pass_note() { "Что важно знать директору", "What the director should know" }
    pub pass_note_hint() { "Партнёр этого не увидит. Срок ответа прежний.", "The partner does not see it. The answer is due as before." }
    pub was_passed_on() { "Возражение у директора", "The appeal is with the director" }
    pub passed_on() { "Передано директору", "Passed on to the director" }
    pub with_director() { "У директора", "With the director" }
    pub forgiven(wins: impl std::fmt::Display) { "Прощено побед: {wins}", "Wins forgiven: {wins}" }
    pub your_answer() { "Ответ партнёру", "Your answer" }
    pub partner_sees() { "Партнёр прочтёт его у себя. Ответ даётся один раз.", "The partner reads it. An answer is given once." }
    pub only_director() { "Принять возражение может только директор. Если партнёр прав, передайте возражение ему.", "Only a director grants an appeal. If the partner is right, pass it on." }
    pub answer() { "Ответить", "Answer" }
    pub refuse() { "Отклонить", "Refuse" }
    pub was_answered() { "Ответ отправлен партнёру", "The partner has the answer" }
    pub earlier() { "Прежние возражения", "Earlier appeals" }
    pub to_partner() { "Карточка партнёра", "The partner's page" }

    pub set_aside() { "Отложить паузу", "Set the pause aside" }
    pub set_aside_text() { "Партнёр снова будет получать лиды до выбранного времени, хотя долг остаётся. Решение видно партнёру и попадает в отчёт о нейтральности.", "The partner will receive leads until the time you choose, although it owes. The partner sees this, and the neutrality report lists it." }
    pub why() { "Почему", "Why" }
    pub why_hint() { "Причину увидит партнёр.", "The partner will see the reason." }
    pub cancel() { "Отмена", "Cancel" }
    pub was_set_aside() { "Пауза отложена", "The pause is set aside" }
    pub aside_until(until: &str) { "Пауза отложена до {until}", "Set aside until {until}" }

    pub new_appeal() { "Новое возражение", "New appeal" }
    pub new_appeal_text() { "Если долг или пауза несправедливы, напишите почему. Ответит человек, за три рабочих дня.", "If a debt or a pause is unjust, say why. A person answers within three working days." }
    pub your_words() { "Почему это неверно", "Why it is wrong" }
    pub send() { "Отправить", "Send" }
    pub was_sent() { "Возражение отправлено", "The appeal is sent" }
    pub appeal_now() { "Возразить", "Appeal" }
    pub no_appeals() { "Возражений не было", "No appeals" }
    pub no_appeals_text() { "Здесь останутся ваши возражения и ответы на них.", "Your appeals and their answers will stay here." }
    pub your_appeal() { "Ваше возражение", "Your appeal" }
    pub all_appeals() { "Все возражения", "All appeals" }
}
