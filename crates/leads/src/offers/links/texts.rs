//! Texts of links.

platform::texts! {
    pub answer() { "Принять или отклонить", "Accept or decline" }
    pub open() { "Открыть в кабинете", "Open in the portal" }
    pub spent() { "По этой ссылке уже ответили, или срок прошёл. Откройте предложение в кабинете", "This link has been used, or its time is over. Open the offer in the portal" }
    pub title(product: &str) { "Лид: {product}", "Lead: {product}" }
    pub you_are(name: &str) { "Вы отвечаете как {name}. Если это не вы, закройте страницу.", "You answer as {name}. If that is not you, close this page." }
    pub until() { "Ответить до", "Answer by" }
    pub accept() { "Принять лид", "Accept the lead" }
    pub decline() { "Отклонить", "Decline" }
    pub reason() { "Почему", "Why" }
    pub contact_after() { "Имя и телефон клиента откроются после согласия.", "You will see the client's name and phone once you accept." }
    pub accepted() { "Лид ваш", "The lead is yours" }
    pub call_now() { "Свяжитесь с клиентом и запишите первый контакт, пока не истёк срок.", "Contact the client and record the first contact before the time is over." }
    pub start_by() { "Начать до", "Start by" }
    pub declined() { "Вы отклонили лид", "You have declined the lead" }
    pub no_fault() { "Отказ с причиной — не нарушение.", "To decline with a reason is no fault." }
    pub need() { "Что нужно", "Need" }
    pub place() { "Где", "Place" }
    pub value() { "Ожидаемая сумма", "Expected value" }
    pub grade() { "Оценка", "Grade" }
    pub company() { "Компания", "Company" }
    pub person() { "Контакт", "Contact" }
    pub size() { "Клиент", "Client" }
    pub in_words() { "Что именно", "In your words" }
    pub in_words_hint() { "Нужно, если выбрано «Другое»", "Needed with “Something else”" }
}
