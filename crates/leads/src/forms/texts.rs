//! Texts of forms.

platform::texts! {
    pub thanks() { "Спасибо! Мы свяжемся с вами в течение 1 рабочего дня", "Thank you! We will contact you within 1 working day" }
    pub failed() { "Ошибка! Попробуйте ещё раз", "Error! Please try again" }
    pub closed() { "Форма закрыта", "The form is closed" }
    pub consent_needed() { "Без этого согласия мы не можем сохранить заявку", "Without this consent we cannot store the request" }
    pub bad_slug() { "От 2 до 60 знаков: строчные латинские буквы, цифры, дефис", "2 to 60 characters: small Latin letters, digits, hyphens" }
    pub slug_taken() { "Этот адрес уже занят", "This address is taken" }
    pub bad_origin() { "Адрес сайта пишется так: https://example.ru", "A site is written https://example.com" }
    pub too_many_origins() { "Не больше 20 сайтов", "At most 20 sites" }
    pub asked_twice() { "Это поле уже есть", "This field stands already" }
    pub name_needed() { "Спросите имя", "Ask for the name" }
    pub way_back_needed() { "Спросите телефон или почту", "Ask for a phone or an e-mail address" }
    pub region_needed() { "Спросите регион или назовите его здесь", "Ask for the region or name it here" }
    pub bad_limit() { "От 1 до 1000 с адреса и до 10 000 всего", "From 1 to 1000 an address and to 10,000 in all" }
    pub new_version_needed() { "Текст изменился: дайте ему новую версию", "The text has changed: give it a new version" }
    pub no_such_owner() { "Такого сотрудника нет", "There is no such member of staff" }
    pub company() { "Компания", "Company" }
    pub tax_id() { "ИНН", "Tax ID" }
    pub site() { "Сайт", "Site" }
    pub region() { "Регион", "Region" }
    pub city() { "Город", "City" }
    pub size() { "Размер компании", "Company size" }
    pub name() { "Ваше имя", "Your name" }
    pub phone() { "Телефон", "Phone" }
    pub email() { "Почта", "E-mail" }
    pub need() { "Что вам нужно", "What do you need" }
    pub value() { "Бюджет", "Budget" }
    pub product() { "Продукт", "Product" }
    pub solo() { "Один человек", "One person" }
    pub small() { "Малая", "Small" }
    pub medium() { "Средняя", "Medium" }
    pub large() { "Крупная", "Large" }
    pub send() { "Отправить", "Send" }
    pub promise() { "Ответим в течение 1 рабочего дня", "We answer within 1 working day" }
    pub once_more() { "Отправить ещё одну заявку", "Send another request" }
    pub no_words(product: &str) { "Заявка с сайта: {product}", "Request from the site: {product}" }
}
