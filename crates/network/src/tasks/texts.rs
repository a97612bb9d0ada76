//! Texts of tasks.

platform::texts! {
    pub done_already() { "Эта задача уже сделана", "This task is done already" }
    pub held_by_another() { "Задачу уже взял другой сотрудник", "Somebody else has taken this task" }
}
