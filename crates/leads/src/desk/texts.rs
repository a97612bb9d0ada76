//! Texts of the lead desk.

platform::texts! {
    pub task_first_answer() { "Ответить клиенту: обещан ответ в срок", "Answer the client: an answer in time was promised" }
    pub task_touched() { "Клиент обратился снова, а лид ни у кого не в работе: посмотреть, чего он хочет", "The client came again and no partner has the lead: see what it wants" }
    pub task_exhausted() { "Решить, что делать с лидом: его никто не взял", "Decide about a lead that nobody took" }
    pub task_review() { "Посмотреть на лид, который ждёт согласия или созревает", "Look at a lead that waits for consent or ripens" }
    pub task_appeal() { "Ответить партнёру на возражение против паузы", "Answer a partner's appeal against its pause" }
    pub out_of_order(state: &str) { "Так нельзя, пока лид в состоянии «{state}»", "Not while the lead is “{state}”" }
    pub work_goes_on() { "С лидом уже работает партнёр: сначала отзовите его предложение", "A partner works on the lead: take its offer back first" }
    pub closed(reasons: &str) { "Этому партнёру отдать нельзя: {reasons}", "It cannot go to this partner: {reasons}" }
    pub set_aside_first(reasons: &str) { "Партнёр не проходит: {reasons}. Отдать всё равно можно, отметив это", "The partner does not pass: {reasons}. It can be given all the same, if you say so" }
    pub not_qualifying() { "Готовым лид делает класс A или B", "Grade A or B makes a lead ready" }
    pub answered_before() { "Клиенту уже ответили", "The client was answered before" }
    pub no_such_partner() { "Такого партнёра нет", "There is no such partner" }
    pub wrong_month() { "Месяц пишется так: 2026-06", "A month is written like 2026-06" }
}
