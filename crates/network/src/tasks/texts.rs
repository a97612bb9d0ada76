//! Texts of tasks.

platform::texts! {
    pub kind_opened() { "Новая задача", "A new task" }
    pub due(until: &str) { "Сделать до {until}.", "To be done by {until}." }
    pub done_already() { "Эта задача уже сделана", "This task is done already" }
    pub held_by_another() { "Задачу уже взял другой сотрудник", "Somebody else has taken this task" }
}
