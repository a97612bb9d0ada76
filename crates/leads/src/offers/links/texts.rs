//! Texts of links.

use kit::Lang;

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
    no_resources() { "Нет ресурсов", "No resources" }
    not_our_profile() { "Не наш профиль", "Not our profile" }
    too_small() { "Слишком мелкий заказ", "Too small" }
    conflict() { "Конфликт интересов", "Conflict of interest" }
    too_far() { "Далеко", "Too far away" }
}

/// The reasons that need no words, as a form offers them.
pub fn reasons(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("no_resources", no_resources(lang)),
        ("not_our_profile", not_our_profile(lang)),
        ("too_small", too_small(lang)),
        ("conflict", conflict(lang)),
        ("too_far", too_far(lang)),
    ]
}
