//! Texts of the partner's pages of deals.

platform::texts! {
    pub what_next() { "Что дальше", "What next" }
    pub refused_next() { "Причина выше. Если её можно устранить, поправьте данные и заявите снова: срок ответа пойдёт заново. Если клиент занят, заявите другого. Не согласны — ответьте менеджеру вендора.", "The reason stands above. If it can be mended, correct the data and register again: the clock of the answer starts anew. If the client is taken, register another one. If you disagree, answer the vendor's manager." }
    pub correct_and_send() { "Поправить и заявить снова", "Correct and register again" }
    pub another_client() { "Заявить другого клиента", "Register another client" }
    pub deals() { "Сделки", "Deals" }
    pub all() { "Все", "All" }
    pub register_short() { "Заявить", "Register" }
    pub register() { "Заявить сделку", "Register a deal" }
    pub register_title() { "Заявить своего клиента", "Register your own client" }
    pub register_lead() { "Пока вы печатаете, видно, свободен ли клиент. Ответ вендора — в срок, который вы увидите.", "While you type you see whether the client is free. The vendor answers within the time that you will see." }
    pub none() { "Сделок пока нет", "No deals yet" }
    pub none_more() { "Сделка начинается с лида, с клиентом которого вы связались, или со своего клиента.", "A deal begins with a lead whose client you contacted, or with a client of your own." }
    pub from_lead() { "Лид вендора", "Vendor's lead" }
    pub own_deal() { "Своя", "Own" }
    pub what() { "Сделка", "Deal" }
    pub origin() { "Откуда", "Origin" }
    pub value() { "Сумма", "Value" }
    pub state() { "Состояние", "State" }
    pub since() { "С какого времени", "Since" }
    pub product() { "Продукт", "Product" }
    pub client() { "Клиент", "Client" }

    pub client_name() { "Компания клиента", "Client's company" }
    pub tax_id() { "ИНН", "Tax id" }
    pub tax_id_hint() { "Самый надёжный признак: 10 или 12 цифр", "The surest sign: 10 or 12 digits" }
    pub phone() { "Телефон", "Phone" }
    pub site() { "Сайт или почта", "Site or e-mail" }
    pub region() { "Регион", "Region" }
    pub choose_product() { "Выберите продукт", "Choose the product" }
    pub about() { "Что нужно клиенту", "What the client needs" }
    pub expected() { "Ожидаемая сумма", "Expected value" }
    pub send() { "Заявить", "Register" }
    pub check() { "Проверить", "Check" }
    pub light_idle() { "Введите ИНН, телефон, сайт или название, регион и продукт", "Enter tax id, phone, site or name, region and product" }

    pub won_head() { "Сделка выиграна?", "Won?" }
    pub contract_sum() { "Сумма договора", "Sum of the contract" }
    pub no_sum() { "не названа", "not named" }
    pub correct_sum() { "Исправить сумму", "Correct the sum" }
    pub save_sum() { "Сохранить", "Save" }
    pub said_corrected() { "Сумма исправлена", "The sum is corrected" }
    pub proof() { "Номер заказа или документа", "Order number or document" }
    pub win() { "Выиграна", "Won" }
    pub lost_head() { "Проиграна", "Lost" }
    pub lost_to() { "Куда ушёл клиент", "Where the client went" }
    pub to_competitor() { "К конкуренту", "To a competitor" }
    pub no_decision() { "Ничего не решил", "No decision" }
    pub competitor() { "Конкурент", "Competitor" }
    pub reason() { "Почему", "Why" }
    pub lose() { "Записать проигрыш", "Record the loss" }
    pub withdraw_head() { "Отозвать заявку", "Withdraw it" }
    pub withdraw() { "Отозвать", "Withdraw" }
    pub answer_due() { "Вендор ответит до", "The vendor answers by" }
    pub accepted_at() { "Одобрена", "Approved" }
    pub opened_at() { "Начата", "Begun" }
    pub outcome() { "Итог", "Outcome" }
    pub competitor_was(name: &str) { "Конкурент: {name}", "Competitor: {name}" }
    pub to_lead() { "Открыть лид", "Open the lead" }
    pub counts() { "Засчитана как своя: взаимность соблюдена", "Counts as your own deal" }

    pub said_registered() { "Клиент заявлен. Вендор ответит в срок", "The client is registered. The vendor answers in time" }
    pub said_opened() { "Сделка заведена", "The deal is open" }
    pub said_won() { "Поздравляем с победой!", "Congratulations on the win!" }
    pub said_lost() { "Записано. Причина поможет следующим сделкам", "Recorded. The reason helps the next deals" }
    pub said_withdrawn() { "Заявка отозвана", "Withdrawn" }
}
