//! Texts of offers.

platform::texts! {
    pub expired() { "Срок предложения истёк", "The offer has run out" }
    pub too_early() { "Предложение ещё не началось", "The offer has not begun" }
    pub not_due() { "Этот срок ещё не наступил", "That clock has not ended yet" }
    pub taken() { "Лид уже взяли другие партнёры", "Other partners were first" }
    pub ended(state: &str) { "Предложение завершено ({state})", "The offer has ended ({state})" }
    pub out_of_order(state: &str) { "Так нельзя, пока предложение в состоянии «{state}»", "Not while the offer is “{state}”" }
    pub already_done() { "Это уже сделано", "This is done already" }
    pub reason_missing() { "Напишите причину", "Give a reason" }
    pub contact_outside() { "Контакт должен быть после принятия и не в будущем", "The contact must lie between the acceptance and now" }
}
