//! What is said of offers.

use kit::Lang;

platform::texts! {
    pub kind_made() { "Новое предложение лида", "A new offer of a lead" }
    pub kind_ending() { "Срок предложения заканчивается", "An offer is about to end" }
    pub kind_taken() { "Лид взяли другие", "Others took the lead" }
    pub kind_withdrawn() { "Предложение отозвано", "An offer was withdrawn" }
    pub kind_not_started() { "Работа не начата вовремя", "Work was not started in time" }
    pub kind_update_due() { "Пора рассказать, как идут дела", "A report on the work is due" }
    pub kind_reminded() { "Вендор спрашивает, как идут дела", "The vendor asks how it is going" }
    pub kind_silent() { "Срок отчёта прошёл", "A report is overdue" }
    pub kind_work_silent() { "Партнёр молчит о работе по лиду", "A partner is silent about its work" }
    pub kind_handled() { "Вендор взял вашего клиента на себя", "The vendor took a client of yours" }
    pub kind_ignored() { "Предложение осталось без ответа", "An offer was left without an answer" }
    pub kind_won() { "Партнёр выиграл сделку по лиду", "A partner won a deal from a lead" }

    pub product() { "Продукт", "Product" }
    pub need() { "Что нужно", "Need" }
    pub place() { "Где", "Place" }
    pub size() { "Размер клиента", "Size of the client" }
    pub grade() { "Оценка лида", "Grade" }
    pub value() { "Ожидаемая сумма", "Expected value" }

    pub made_subject(product: &str, place: &str) { "Новый лид: {product}, {place}", "New lead: {product}, {place}" }
    pub made_heading(product: &str, place: &str) { "Для вас лид: {product}, {place}", "A lead for you: {product}, {place}" }
    pub made_answer(until: &str) { "Примите или отклоните до {until}. Отказ с причиной — не нарушение, молчание — нарушение.", "Accept or decline by {until}. To decline with a reason is no fault; silence is." }
    pub made_note() { "Имя и телефон клиента откроются, когда вы примете лид.", "You will see the client's name and phone once you accept." }
    pub ending_heading(product: &str, place: &str) { "Скоро истечёт: {product}, {place}", "About to end: {product}, {place}" }
    pub ending_answer(until: &str) { "Ответьте до {until}, иначе предложение будет считаться оставленным без ответа.", "Answer by {until}, or the offer counts as ignored." }
    pub taken_heading(product: &str, place: &str) { "Лид взяли другие: {product}, {place}", "Others took the lead: {product}, {place}" }
    pub taken_note() { "Другие партнёры приняли его раньше. Вам это не засчитывается.", "Other partners were first. It does not count against you." }
    pub withdrawn_heading(product: &str, place: &str) { "Предложение отозвано: {product}, {place}", "Withdrawn: {product}, {place}" }
    pub withdrawn_note() { "Вендор забрал его назад. Вам это не засчитывается; причина видна в предложении.", "The vendor has taken it back. It does not count against you; the reason stands with the offer." }
    pub lost_heading(product: &str, place: &str) { "Клиент выбрал другого партнёра: {product}, {place}", "The client chose another partner: {product}, {place}" }
    pub lost_note() { "Лид выигран другим партнёром. Ваша работа по нему закончена, вам это не засчитывается.", "Another partner won the lead. Your work on it has ended; it does not count against you." }
    pub not_started_heading(product: &str, place: &str) { "Не начато вовремя: {product}, {place}", "Not started in time: {product}, {place}" }
    pub not_started_note() { "Вы приняли лид, но не записали первый контакт с клиентом в срок. Лид предложен другим, контакт снова скрыт.", "You accepted the lead but recorded no first contact in time. It is offered to others, and the contact is hidden again." }
    pub update_heading(product: &str, place: &str) { "Расскажите, как идут дела: {product}, {place}", "How is it going: {product}, {place}" }
    pub update_note() { "Завтра истекает срок отчёта. Запишите контакт или итог: это две минуты.", "Your report is due tomorrow. Record a contact or the outcome: it takes two minutes." }
    pub reminded_heading(product: &str, place: &str) { "Вендор спрашивает, как дела: {product}, {place}", "The vendor asks how it is going: {product}, {place}" }
    pub reminded_note() { "Запишите контакт или итог. Если не успеваете, верните лид с причиной: его возьмут другие, и это не провинность.", "Record a contact or the outcome. If you cannot manage, give the lead back with a reason: others will take it, and it is no fault." }
    pub silent_heading(product: &str, place: &str) { "От вас нет вестей: {product}, {place}", "No word from you: {product}, {place}" }
    pub silent_note() { "Срок отчёта прошёл, и на доске лида видно молчание. Запишите контакт или итог, и оно исчезнет.", "The report is overdue, and the board of the lead shows silence. Record a contact or the outcome, and it goes away." }
    pub work_silent_heading(partner: &str) { "{partner}: нет отчёта о работе", "{partner}: no report on its work" }
    pub work_silent_note(product: &str, place: &str) { "Лид: {product}, {place}. Срок отчёта прошёл.", "The lead: {product}, {place}. The report is overdue." }
    pub handled_heading() { "Вендор взял вашего клиента на себя", "The vendor took a client of yours" }
    pub handled_note(reason: &str) { "Так решил директор. Причина: {reason}. Решение записано в отчёте о нейтральности.", "A director decided so. The reason: {reason}. It stands in the neutrality report." }
    pub ignored_heading(product: &str, place: &str) { "Осталось без ответа: {product}, {place}", "Left without an answer: {product}, {place}" }
    pub ignored_note() { "На предложение никто не ответил. Частое молчание приводит к паузе в лидах; отказ с причиной — нет.", "Nobody answered the offer. Frequent silence leads to a pause; declining with a reason does not." }
    pub won_heading(partner: &str) { "{partner}: сделка выиграна", "{partner} won a deal" }
    pub won_note(product: &str, place: &str) { "По лиду: {product}, {place}.", "From the lead: {product}, {place}." }
    pub kind_undelivered() { "Предложение не дошло до партнёра: проверьте его людей и почту", "An offer did not reach its partner: look at its people and mail" }
}

/// The size of a client in words.
pub fn size_of(lang: Lang, code: &str) -> String {
    let (ru, en) = match code {
        "solo" => ("предприниматель", "one person"),
        "small" => ("малая компания", "small company"),
        "medium" => ("средняя компания", "medium company"),
        "large" => ("крупная компания", "large company"),
        other => (other, other),
    };
    match lang {
        Lang::Ru => ru,
        Lang::En => en,
    }
    .to_owned()
}
