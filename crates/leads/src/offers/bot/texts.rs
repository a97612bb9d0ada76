//! What the bot says of offers.

platform::texts! {
    pub accept() { "✅ Принять", "✅ Accept" }
    pub decline() { "Отклонить", "Decline" }
    pub open() { "Открыть в кабинете", "Open in the portal" }
    pub sure() { "Принять лид? Вы увидите контакт клиента и должны будете связаться с ним в срок.", "Accept the lead? You will see the contact of the client, and must call in time." }
    pub yes() { "✅ Да, принимаю", "✅ Yes, I accept" }
    pub back() { "← Назад", "← Back" }
    pub why() { "Почему отклоняете? Отказ с причиной — не нарушение.", "Why do you decline? To decline with a reason is no fault." }
    pub other_reason() { "Другая причина", "Another reason" }
    pub accepted() { "Лид ваш", "The lead is yours" }
    pub declined() { "Вы отклонили лид", "You have declined the lead" }
    pub recorded() { "Первый контакт записан", "The first contact is recorded" }
    pub yours() { "Лид ваш", "The lead is yours" }
    pub company() { "Компания", "Company" }
    pub person() { "Контакт", "Contact" }
    pub phone() { "Телефон", "Phone" }
    pub email() { "Почта", "E-mail" }
    pub need() { "Что нужно", "Need" }
    pub call_by(until: &str) { "Свяжитесь с клиентом до {until}.", "Contact the client by {until}." }
    pub press_called() { "Позвонили? Нажмите кнопку: первый контакт запишется, и работа начнётся.", "Called? Press the key: the first contact is recorded, and the work begins." }
    pub i_called() { "📞 Я позвонил(а)", "📞 I called" }
    pub work_runs() { "Работа началась, первый контакт записан.", "The work has begun; the first contact is recorded." }
    pub next_report(until: &str) { "Следующий отчёт — до {until}.", "The next report is due by {until}." }
    pub no_fault(reason: &str) { "Причина: {reason}. Отказ с причиной — не нарушение.", "The reason: {reason}. To decline with a reason is no fault." }
    pub others_first() { "Другие партнёры приняли его раньше. Вам это не засчитывается.", "Other partners were first. It does not count against you." }
    pub is_over() { "Срок предложения истёк", "The offer has run out" }
    pub look_there() { "Подробности — в кабинете.", "The portal tells more." }
}
