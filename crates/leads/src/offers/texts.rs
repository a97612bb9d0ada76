//! Texts of offers.

platform::texts! {
    pub expired() { "Срок предложения истёк", "The offer has run out" }
    pub too_early() { "Предложение ещё не началось", "The offer has not begun" }
    pub not_due() { "Этот срок ещё не наступил", "That clock has not ended yet" }
    pub taken() { "Лид уже взяли другие партнёры", "Other partners were first" }
    pub won_by_another() { "Клиент выбрал другого партнёра: лид уже выигран", "The client chose another partner: the lead is won already" }
    pub ended(state: &str) { "Предложение завершено ({state})", "The offer has ended ({state})" }
    pub out_of_order(state: &str) { "Так нельзя, пока предложение в состоянии «{state}»", "Not while the offer is “{state}”" }
    pub already_done() { "Это уже сделано", "This is done already" }
    pub full(open: u32, cap: u32) { "У вас в работе {open} из {cap}: закройте или верните один лид, чтобы взять новый", "You have {open} of {cap} in work: close or return one to take another" }
    pub poaching() { "Это клиент партнёра: взять его себе может только директор", "The client is a partner's: only a director may take it" }
    pub reminded_today() { "Партнёру уже напомнили сегодня: дайте ему день", "The partner was reminded today: give it a day" }
    pub one_to_five() { "Оценка от 1 до 5", "A rating from 1 to 5" }
    pub client_confirms() { "Это подтверждает клиент, а не партнёр: выберите звонок, встречу или письмо", "The client confirms that, not the partner: choose a call, a meeting or a letter" }
    pub reason_missing() { "Напишите причину", "Give a reason" }
    pub contact_outside() { "Контакт должен быть после принятия и не в будущем", "The contact must lie between the acceptance and now" }
}
