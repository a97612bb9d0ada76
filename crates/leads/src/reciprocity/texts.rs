//! Texts of reciprocity.

platform::texts! {
    pub appeal_answered() { "На это возражение уже ответили", "This appeal has been answered" }
    pub appeal_passed_on() { "Возражение уже у директора", "The appeal is with a director already" }
    pub grant_what() { "Скажите, до какого времени отложить паузу или сколько побед простить", "Say until when the pause is set aside, or how many wins are forgiven" }
    pub forgive_between(most: u32) { "От 1 до {most}: столько побед не отплачено", "From 1 to {most}: so many wins are unpaid" }
    pub nothing_to_forgive() { "Прощать нечего: неотплаченных побед нет", "There is nothing to forgive: no win is unpaid" }
    pub appeal_stands() { "Ваше возражение уже рассматривают", "Your appeal waits for its answer already" }
    pub nothing_due() { "Вы ничего не должны: за выигранные лиды отплачено своими сделками", "Nothing is due: your own deals pay for the leads that you won" }
    pub in_grace() { "Вы в льготном сроке: правило взаимности ещё не действует", "You are in grace: reciprocity does not run yet" }
    pub owes(due: &str) { "Приведите свою сделку до {due}, иначе новые лиды остановятся", "Bring a deal of your own by {due}, or new leads stop" }
    pub paused_until(until: &str) { "Новые лиды остановлены до {until}; первая своя сделка снимет паузу сразу", "New leads have stopped until {until}; the first deal of your own ends that at once" }
    pub it_owes_nothing() { "Ничего не должен: за выигранные лиды отплатил своими сделками", "Nothing is due: its own deals pay for the leads that it won" }
    pub it_is_in_grace() { "В льготном сроке: правило взаимности ещё не действует", "In grace: reciprocity does not run yet" }
    pub it_owes(due: &str) { "Должен привести свою сделку до {due}, иначе новые лиды остановятся", "Owes a deal of its own by {due}, or its new leads stop" }
    pub it_is_paused_until(until: &str) { "Новые лиды остановлены до {until}; первая своя сделка снимет паузу сразу", "Its new leads have stopped until {until}; the first deal of its own ends that at once" }
    pub set_aside_until(until: &str) { "Пауза отложена решением директора до {until}", "A director has set the pause aside until {until}" }
    pub reason_and_end() { "Нужны причина и срок в будущем", "A reason and an end in the future are needed" }
}
