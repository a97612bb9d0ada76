//! Texts of the partner's pages of offers.

platform::texts! {
    pub leads() { "Лиды", "Leads" }
    pub tab_live() { "Сейчас", "Now" }
    pub tab_all() { "Все", "All" }
    pub waiting_head() { "Ждут вашего ответа", "Waiting for your answer" }
    pub working_head() { "В работе", "In work" }
    pub over_head() { "Завершённые", "Over" }
    pub nothing() { "Сейчас предложений нет", "No offers now" }
    pub nothing_more() { "Как только придёт лид по вашей территории и продуктам, он появится здесь и в почте. Пока можно заявить своего клиента.", "As soon as a lead of your territory and products comes, it appears here and in your mail. Meanwhile you can register a client of your own." }
    pub register_own() { "Заявить свою сделку", "Register a deal" }

    pub answer_within() { "Ответить", "Answer within" }
    pub call_within() { "Связаться с клиентом", "Contact the client within" }
    pub late() { "Просрочено", "Overdue" }
    pub report_within() { "Рассказать, как дела", "Report within" }
    pub expected() { "Ожидаемая сумма", "Expected value" }
    pub client_size() { "Клиент", "Client" }
    pub term() { "Срочность", "Urgency" }
    pub grade() { "Оценка лида", "Grade" }
    pub grade_of(grade: &str) { "класс {grade}", "{grade}" }
    pub need() { "Что нужно", "Need" }
    pub place() { "Где", "Where" }
    pub product() { "Продукт", "Product" }
    pub offered_at() { "Предложено", "Offered" }
    pub open() { "Открыть", "Open" }
    pub call() { "Позвонить", "Call" }
    pub write() { "Написать", "Write" }
    pub write_down() { "Записать", "Record" }

    pub accept() { "Взять", "Accept" }
    pub decline() { "Отказаться", "Decline" }
    pub why_decline() { "Почему отказываетесь?", "Why do you decline?" }
    pub no_fault() { "Отказ с причиной — не провинность: он не портит вашу статистику.", "A reasoned decline is no fault: it does not hurt your numbers." }
    pub reason_words() { "Что именно", "In your words" }
    pub reason_words_hint() { "Нужно, если выбрано «Другое»", "Needed with “Something else”" }
    pub contact_later() { "Имя и телефон откроются, когда вы возьмёте лид.", "Name and phone appear once you accept." }

    pub call_now() { "Позвонить", "Call" }
    pub write_now() { "Написать", "Write" }
    pub record() { "Записать контакт", "Record a contact" }
    pub what_contact() { "Что было", "What it was" }
    pub contact_at() { "Когда", "When" }
    pub contact_at_hint() { "Пусто — сейчас. Звонок, записанный позже, считается со своего времени.", "Empty means now. A call that is recorded later counts from its own time." }
    pub state_filter() { "Состояние", "State" }
    pub show() { "Показать", "Show" }
    pub note() { "Коротко о разговоре", "In short" }
    pub record_hint() { "Первый контакт означает, что работа начата.", "The first contact means that work has started." }
    pub save() { "Записать", "Record" }
    pub record_and_start() { "Записать и начать работу", "Record and start the work" }
    pub record_contact() { "Записать контакт", "Record the contact" }
    pub history() { "Что сделано", "What was done" }
    pub no_contacts() { "Контактов ещё нет", "No contacts yet" }
    pub give_back() { "Вернуть лид", "Give the lead back" }
    pub why_back() { "Почему возвращаете?", "Why do you give it back?" }
    pub open_deal() { "К сделке", "To the deal" }
    pub open_deal_hint() { "Когда клиент заинтересован: сделка ведёт к победе и оплате.", "Once the client is interested: the deal leads to the win." }
    pub rate_lead() { "Оценить лид", "Rate the lead" }
    pub rate_hint() { "По оценкам партнёров источник лидов повышают или понижают.", "Sources of leads rise or fall by the ratings of partners." }
    pub rate_words() { "Почему", "Why" }
    pub rate_one() { "1 — пустой", "1 — worthless" }
    pub rate_five() { "5 — отличный", "5 — excellent" }
    pub rated(rating: u8) { "Ваша оценка: {rating} из 5", "Your rating: {rating} of 5" }

    pub why() { "Почему мне?", "Why me?" }
    pub why_title() { "Почему этот лид у вас", "Why this lead came to you" }
    pub given_by(who: &str, reason: &str) { "Лид передали вам вручную: {who}. Причина: {reason}", "The lead was given to you by hand: {who}. The reason: {reason}" }
    pub steps() { "Условия, по порядку", "The gates, in order" }
    pub numbers() { "Числа", "The numbers" }
    pub passed() { "пройдено", "passed" }
    pub not_passed() { "не пройдено", "not passed" }
    pub would_change() { "Что изменило бы исход", "What would have changed it" }
    pub decided_at() { "Решено", "Decided" }
    pub eligible() { "Подходящих партнёров", "Eligible partners" }
    pub ahead() { "Перед вами в очереди", "Ahead of you in the queue" }
    pub band() { "Мест в начале очереди", "Places at the head of the queue" }
    pub fair_share() { "Ваша справедливая доля", "Your fair share" }
    pub received(days: i64) { "Предложено вам за {days} дней: тот же продукт, регион и размер клиента", "Offered to you in {days} days: the same product, region and size of client" }
    pub certificate() { "Такой лид приходит тем, у кого есть сертификат на продукт", "Such a lead comes to those who hold a certificate for the product" }
    pub certificate_how() { "Сертификат выдаёт вендор после обучения: попросите о нём своего менеджера.", "The vendor issues it after training: ask your channel manager for it." }
    pub charge() { "На сколько вы отодвинулись в очереди; 1 — обычный лид при обычной доле", "How far you moved back in the queue; 1 is an ordinary lead at an ordinary share" }
    pub draw() { "Ваш жребий: меньше — раньше", "Your draw: smaller comes first" }
    pub policy() { "Правила", "Rules" }
    pub version(number: i64, since: &str) { "версия {number}, действует с {since}", "version {number}, in force since {since}" }
    pub turn_short() { "Почему", "Why" }
    pub turn_title() { "Почему мне не приходят лиды", "Why no leads come to me" }
    pub turn_lead() { "Выберите, какого лида вы ждёте: увидите, пришёл бы он вам сейчас, и что это изменило бы. Сам лид при этом не распределяется.", "Choose the lead that you wait for: you see whether it would come to you now, and what would change that. No lead is given out by it." }
    pub turn_ask() { "Показать", "Show" }
    pub turn_none() { "Спрашивать не о чем", "There is nothing to ask about" }
    pub turn_none_more() { "У вендора пока нет ни одного продукта.", "The vendor has no product yet." }
    pub region() { "Регион клиента", "Client's region" }
    pub fewer_than_five() { "меньше 5", "fewer than 5" }
    pub nobody_else() { "Данных других партнёров здесь нет: их не видит никто, как и ваших.", "Nothing of other partners is shown here, as nothing of yours is shown to them." }

    pub said_accepted() { "Лид ваш. Свяжитесь с клиентом и запишите контакт", "The lead is yours. Contact the client and record it" }
    pub said_declined() { "Отказ записан, спасибо за быстрый ответ", "Declined. Thank you for the quick answer" }
    pub said_recorded() { "Контакт записан", "The contact is recorded" }
    pub said_returned() { "Лид возвращён", "The lead is given back" }
    pub said_rated() { "Оценка записана", "The rating is recorded" }
}
