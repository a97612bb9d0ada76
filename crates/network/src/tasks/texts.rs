//! Texts of tasks.

platform::texts! {
    pub kind_opened() { "Новая задача", "A new task" }
    pub event_set_aside() { "Событие не удалось обработать: то, что из него следует, не произошло. Ошибка записана в журнале сервера", "An event could not be processed: what follows from it did not happen. The fault stands in the log of the server" }
    pub due(until: &str) { "Сделать до {until}.", "To be done by {until}." }
    pub done_already() { "Эта задача уже сделана", "This task is done already" }
    pub closed_by_its_act() { "Эта задача закроется сама, когда дело будет сделано на её странице", "This task closes by itself once the work is done on its page" }
    pub held_by_another() { "Задачу уже взял другой сотрудник", "Somebody else has taken this task" }
}
