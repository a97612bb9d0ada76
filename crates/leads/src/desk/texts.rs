//! Texts of the lead desk.

use kit::Lang;

use super::report::Steered;

/// What the vendor did past the rules, in words.
pub fn steered(lang: Lang, kind: Steered) -> String {
    match kind {
        Steered::DirectHandling => handled(lang),
        Steered::GivenByHand => by_hand(lang),
        Steered::PauseSetAside => set_aside(lang),
        Steered::WinsForgiven => forgiven(lang),
        Steered::OwnDealCounted => counted(lang),
    }
}

platform::texts! {
    pub task_first_answer() { "Ответить клиенту: обещан ответ в срок", "Answer the client: an answer in time was promised" }
    pub task_touched() { "Клиент обратился снова, а лид ни у кого не в работе: посмотреть, чего он хочет", "The client came again and no partner has the lead: see what it wants" }
    pub task_exhausted() { "Решить, что делать с лидом: его никто не взял", "Decide about a lead that nobody took" }
    pub task_review() { "Посмотреть на лид, который ждёт согласия или созревает", "Look at a lead that waits for consent or ripens" }
    pub task_appeal() { "Ответить партнёру на возражение против паузы", "Answer a partner's appeal against its pause" }
    pub task_appeal_passed_on() { "Решить по возражению партнёра: менеджер передал его вам", "Decide about a partner's appeal that the manager passed on to you" }
    pub out_of_order(state: &str) { "Так нельзя, пока лид в состоянии «{state}»", "Not while the lead is “{state}”" }
    pub work_goes_on() { "С лидом уже работает партнёр: сначала отзовите его предложение", "A partner works on the lead: take its offer back first" }
    pub closed(reasons: &str) { "Этому партнёру отдать нельзя: {reasons}", "It cannot go to this partner: {reasons}" }
    pub set_aside_first(reasons: &str) { "Партнёр не проходит: {reasons}. Отдать всё равно можно, отметив это", "The partner does not pass: {reasons}. It can be given all the same, if you say so" }
    pub not_qualifying() { "Готовым лид делает класс A или B", "Grade A or B makes a lead ready" }
    pub answered_before() { "Клиенту уже ответили", "The client was answered before" }
    pub no_such_partner() { "Такого партнёра нет", "There is no such partner" }
    pub neutrality() { "Нейтральность", "Neutrality" }
    pub neutrality_text() { "Что вендор сделал мимо правил: каждый случай с причиной. Сколько их было, видят все; подробности — вендор и тот партнёр, которого это касается.", "What the vendor did past the rules, each with its reason. Everybody sees how many; the details are for the vendor and the partner whom they concern." }
    pub nothing_past() { "Всё по правилам", "All by the rules" }
    pub nothing_past_text() { "За этот месяц мимо правил ничего не сделано или это касалось других.", "Nothing was done past the rules this month, or it concerned others." }
    pub by_program() { "программа вендора (API)", "a program of the vendor (API)" }
    handled() { "Вендор ведёт клиента сам", "The vendor handles the client itself" }
    by_hand() { "Лид отдан вручную", "A lead given by hand" }
    set_aside() { "Пауза отложена", "A pause set aside" }
    forgiven() { "Победы прощены", "Wins forgiven" }
    counted() { "Своя сделка засчитана решением директора", "An own deal counted by a director's decision" }
    pub by() { "Кто", "Who" }
    pub what() { "Что", "What" }
    pub partner() { "Партнёр", "Partner" }
    pub reason() { "Причина", "Reason" }
    pub when() { "Когда", "When" }
    pub wrong_month() { "Месяц пишется так: 2026-06", "A month is written like 2026-06" }
}
