//! What the pages of forms say.

platform::texts! {
    pub forms() { "Формы", "Forms" }
    pub new_form() { "Новая форма", "New form" }
    pub saved() { "Сохранено", "Saved" }
    pub save() { "Сохранить", "Save" }
    pub none_yet() { "Форм ещё нет", "No forms yet" }
    pub none_text() { "Форма принимает заявки с сайта и обещает ответ в срок", "A form takes requests from a site and promises an answer in time" }
    pub open_state() { "Открыта", "Open" }
    pub closed_state() { "Закрыта", "Closed" }
    pub name() { "Название для своих", "Name for yourselves" }
    pub slug() { "Конец адреса", "End of the address" }
    pub slug_hint() { "Строчные латинские буквы, цифры, дефис: /f/pumps", "Small Latin letters, digits, hyphens: /f/pumps" }
    pub source() { "Источник в отчётах", "Source in reports" }
    pub owner() { "Отвечает за первый ответ", "Answers for the first answer" }
    pub owner_hint() { "Пусто — диспетчер лидов", "Empty is the lead desk" }
    pub asked() { "Что спросить", "What to ask for" }
    pub required() { "Без чего не отправить", "What is required" }
    pub products() { "Продукты на выбор", "Products to choose from" }
    pub products_hint() { "Ничего не отмечено — все; один — не спрашиваем", "None marked means all; one is not asked for" }
    pub region() { "Регион, если не спрашиваем", "Region, if not asked for" }
    pub size() { "Размер, если не спрашиваем", "Size, if not asked for" }
    pub what() { "Что на форме", "What is on the form" }
    pub words() { "Слова", "Words" }
    pub title_ru() { "Заголовок по-русски", "Heading in Russian" }
    pub title_en() { "Заголовок по-английски", "Heading in English" }
    pub lead_ru() { "Под заголовком по-русски", "Under the heading in Russian" }
    pub lead_en() { "Под заголовком по-английски", "Under the heading in English" }
    pub thanks_ru() { "Благодарность по-русски", "Thanks in Russian" }
    pub thanks_en() { "Благодарность по-английски", "Thanks in English" }
    pub thanks_hint() { "Пусто — обещание ответить в срок из правил", "Empty is the promise of the policy" }
    pub consents() { "Согласия", "Consents" }
    pub consents_hint() { "Два раздельных согласия. Изменили текст — дайте новую версию: кто на что согласился, видно всегда", "Two consents apart. A text that changes takes a new version: it is always seen who agreed to what" }
    pub processing_version() { "Обработка: версия", "Processing: version" }
    pub processing_ru() { "Обработка: текст по-русски", "Processing: text in Russian" }
    pub processing_en() { "Обработка: текст по-английски", "Processing: text in English" }
    pub transfer_version() { "Передача партнёрам: версия", "Transfer to partners: version" }
    pub transfer_ru() { "Передача партнёрам: текст по-русски", "Transfer to partners: text in Russian" }
    pub transfer_en() { "Передача партнёрам: текст по-английски", "Transfer to partners: text in English" }
    pub limits() { "Где и сколько", "Where and how much" }
    pub origins() { "На каких сайтах показывать", "On which sites it may stand" }
    pub origins_hint() { "По одному в строке: https://example.ru", "One a line: https://example.com" }
    pub per_address() { "Заявок с одного адреса в час", "Requests an hour from one address" }
    pub per_address_hint() { "Поднимите для планшета на выставке", "Raise it for a tablet at a fair" }
    pub per_hour() { "Заявок в час всего", "Requests an hour in all" }
    pub open() { "Форма принимает заявки", "The form takes requests" }
    pub preview() { "Как её видят", "As clients see it" }
    pub open_page() { "Открыть страницу", "Open the page" }
    pub snippet() { "Код для сайта", "Code for the site" }
}
