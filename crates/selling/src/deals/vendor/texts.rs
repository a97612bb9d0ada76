//! Texts of the vendor's pages of deals.

use kit::Lang;

use crate::deals::Origin;

platform::texts! {
    pub deals() { "Сделки", "Deals" }
    pub client() { "Клиент", "Client" }
    pub partner() { "Партнёр", "Partner" }
    pub product() { "Продукт", "Product" }
    pub state() { "Состояние", "State" }
    pub origin() { "Источник", "Source" }
    pub from_lead() { "Лид вендора", "Vendor's lead" }
    pub own() { "Привёл партнёр", "Brought by the partner" }
    pub value() { "Сумма", "Value" }
    pub since() { "С какого времени", "Since" }
    pub began() { "Начата", "Begun" }
    pub order() { "Порядок", "Order" }
    pub newest() { "Сначала новые", "Newest first" }
    pub oldest() { "Сначала старые", "Oldest first" }
    pub largest() { "Сначала крупные", "Largest first" }
    pub show() { "Показать", "Show" }
    pub reset() { "Сбросить", "Reset" }
    pub export() { "Выгрузить", "Export" }
    pub none() { "Сделок пока нет", "No deals yet" }
    pub none_text() { "Сделка начинается, когда партнёр связался с клиентом лида или заявил своего.", "A deal begins when a partner has contacted the client of a lead, or registered its own." }
    pub nothing_found() { "Ничего не нашлось", "Nothing found" }
    pub nothing_found_text() { "Под эти условия не подходит ни одна сделка.", "No deal fits these conditions." }
    pub answer_until() { "Ответить до", "Answer by" }
    pub anothers() { "спорный клиент", "contested" }

    pub the_deal() { "Сделка", "The deal" }
    pub about() { "Что нужно", "What is needed" }
    pub tax_id() { "ИНН", "Tax id" }
    pub no_tax_id() { "не указан", "not given" }
    pub region() { "Регион", "Region" }
    pub accepted_at() { "Одобрена", "Approved" }
    pub competitor() { "Конкурент", "Competitor" }
    pub correct_sum() { "Исправить сумму", "Correct the sum" }
    pub save_sum() { "Сохранить", "Save" }
    pub was_corrected() { "Сумма исправлена, прежняя осталась в истории", "The sum is corrected; the earlier one stays in the history" }
    pub proof() { "Подтверждение", "Proof" }
    pub reason() { "Причина", "Reason" }
    pub counts() { "Засчитана партнёру как своя", "Counts as the partner's own" }
    pub to_lead() { "Доска лида", "The lead's board" }

    pub check() { "Чей это клиент", "Whose client this is" }
    pub is_free() { "Свободен: ни у кого нет сделки, и в лидах его не было", "Free: nobody has a deal with it, and it was in no lead" }
    pub is_theirs() { "Закреплён за этим партнёром", "It is this partner's" }
    pub is_held(name: &str) { "Закреплён за партнёром {name}", "It is held by {name}" }
    pub is_contested() { "Другой партнёр тоже работает с этим клиентом", "Another partner works with this client, too" }
    pub is_ours() { "Клиент уже обращался к вендору: сделка может не засчитаться как своя", "The client has asked the vendor before: the deal may not count as the partner's own" }
    pub by_name_only() { "ИНН не указан: сверьте клиента по телефону и сайту", "No tax id: compare the client by phone and site" }
    pub its_leads() { "Его лиды", "Its leads" }
    pub other_deals() { "Другие сделки с ним", "Other deals with it" }

    pub decide() { "Ваше решение", "Your decision" }
    pub approve() { "Одобрить", "Approve" }
    pub confirmed() { "Клиент тот, за кого его выдают", "The client is who the partner says" }
    pub confirmed_hint() { "Если не подтверждён, сделка останется, но своей не засчитается.", "Unconfirmed, the deal stands but does not count as the partner's own." }
    pub refuse() { "Отклонить", "Refuse" }
    pub why_refuse() { "Почему отклоняете", "Why you refuse" }
    pub partner_reads() { "Партнёр прочтёт эти слова.", "The partner reads these words." }
    pub fail() { "Не прошла проверку", "It failed its inspection" }
    pub fail_text() { "Сделка перестанет засчитываться, и долг партнёра откроется снова.", "The deal will no longer count, and the partner's debt re-opens." }
    pub was_approved() { "Сделка одобрена, партнёр узнает об этом сразу", "Approved; the partner is told at once" }
    pub was_refused() { "Сделка отклонена, партнёр прочтёт причину", "Refused; the partner reads why" }
    pub was_failed() { "Записано: проверка не пройдена", "Recorded: the inspection failed" }

    pub count() { "Засчитать как свою", "Count as the partner's own" }
    pub count_text() { "По правилам сделка не засчитана. Если партнёр прав, засчитайте её с причиной: долг станет меньше, пауза снимется сразу.", "By the rules the deal does not count. If the partner is right, count it with a reason: the debt gets smaller, and a pause ends at once." }
    pub was_counted() { "Сделка засчитана, партнёр прочтёт причину", "The deal counts; the partner reads why" }
    by_decision() { "Засчитана решением директора", "Counted by a director" }
    pub history() { "Как было дело", "What happened" }
    pub all_of_partner() { "Все", "All" }
    registered() { "Партнёр заявил клиента", "The partner registered the client" }
    opened() { "Сделка начата", "The deal was opened" }
    approved() { "Одобрена", "Approved" }
    refused() { "Отклонена", "Refused" }
    won() { "Выиграна", "Won" }
    lost() { "Проиграна", "Lost" }
    withdrawn() { "Отозвана", "Withdrawn" }
    failed() { "Не прошла проверку", "Failed its inspection" }
}

/// Who brought the client.
pub fn origin_of(lang: impl Into<Lang>, origin: Origin) -> String {
    match origin {
        Origin::Lead => from_lead(lang),
        Origin::Own => own(lang),
    }
}

/// An event of a deal in words.
pub fn event(lang: Lang, name: &str) -> Option<String> {
    Some(match name {
        "deal.registered" => registered(lang),
        "deal.opened" => opened(lang),
        "deal.approved" => approved(lang),
        "deal.refused" => refused(lang),
        "deal.won" => won(lang),
        "deal.counted" => by_decision(lang),
        "deal.lost" => lost(lang),
        "deal.withdrawn" => withdrawn(lang),
        "deal.inspection_failed" => failed(lang),
        _ => return None,
    })
}

/// The heads of the exported columns.
pub fn columns(lang: Lang) -> Vec<&'static str> {
    let names = match lang {
        Lang::Ru => {
            "Номер;Начата;Партнёр;Клиент;Сделка;Продукт;Источник;Состояние;С какого времени;Сумма;Подтверждение или причина;Конкурент"
        }
        Lang::En => "Id;Begun;Partner;Client;Deal;Product;Source;State;Since;Value;Proof or reason;Competitor",
    };
    names.split(';').collect()
}
