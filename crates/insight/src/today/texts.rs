//! Texts of *Today*.

platform::texts! {
    pub today() { "Сегодня", "Today" }
    pub work() { "Что ждёт", "What waits" }
    pub work_for_all() { "Что ждёт всю команду", "What waits for the team" }
    pub offers_end(offers: impl std::fmt::Display) { "Лид ещё никто не принял, предложения истекают: {offers}", "Nobody has accepted yet, offers about to end: {offers}" }
    pub offers_end_soon() { "Лид ещё никто не принял, предложения истекают", "Nobody has accepted yet, and the offers are about to end" }
    pub late_by(hours: &str) { "Просрочено на {hours}", "Late by {hours}" }
    pub late_by_minutes(minutes: &str) { "Просрочено на {minutes} рабочего времени", "Late by {minutes} of working time" }
    pub nothing() { "Всё сделано", "All done" }
    pub nothing_text() { "Никакая работа вас не ждёт. Новые лиды, сделки и вопросы партнёров появятся здесь сами.", "Nothing waits for you. New leads, deals and questions of partners will appear here by themselves." }
    pub nothing_for_trainer() { "Никакая работа вас не ждёт. Опишите в книге продаж то, чего в ней ещё нет: по ней партнёры ведут сделки.", "Nothing waits for you. Write down what the playbook lacks: partners lead their deals by it." }
    pub nothing_for_quality() { "Никакая работа вас не ждёт. Посмотрите, кто из партнёров молчит и чьи сделки проигрываются.", "Nothing waits for you. See which partners are silent and whose deals are lost." }
    pub playbook() { "Открыть книгу продаж", "Open the playbook" }
    pub numbers() { "Открыть показатели", "Open the numbers" }
    pub settings() { "Открыть настройки", "Open the settings" }
    pub all_leads() { "Открыть лиды", "Open leads" }
    pub take() { "Взять", "Take" }
    pub taken() { "Задача ваша", "The task is yours" }
    pub give_back() { "Вернуть", "Give back" }
    pub given_back() { "Задача снова общая", "The task is everybody's again" }
    pub done() { "Сделано", "Done" }
    pub done_said() { "Задача закрыта", "The task is closed" }
    pub all_of_kind(count: impl std::fmt::Display) { "Все: {count}", "All: {count}" }
    pub choose_all() { "Выбрать все на странице", "Choose all on the page" }
    pub several_done(done: usize, left: usize) { "Сделано: {done}. Нельзя было закрыть: {left}.", "Done: {done}. Could not be closed: {left}." }
    pub comes_again() { "Просмотренное закройте: если лид так и ждёт, он появится здесь снова в свой срок.", "Close what you have looked at: a lead that still waits comes back here in its time." }
    pub since() { "Ждёт с", "Waiting since" }
    pub overdue(count: impl std::fmt::Display) { "Просрочено: {count}", "Overdue: {count}" }
    pub network() { "Сеть", "The network" }
    pub twelve_weeks() { "Двенадцать недель", "Twelve weeks" }
    pub by_weight() { "сначала важное", "what matters most first" }
    pub nobody() { "никто не взял", "nobody has taken it" }
    pub behind(count: impl std::fmt::Display) { "Ещё не учтено событий: {count}", "Events not counted yet: {count}" }
}
