//! Texts of reciprocity.

platform::texts! {
    pub reason_and_end() { "Нужны причина и срок в будущем", "A reason and an end in the future are needed" }
}
