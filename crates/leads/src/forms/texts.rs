//! Texts of forms.

platform::texts! {
    pub thanks(within: &str) { "Спасибо! Мы свяжемся с вами {within}", "Thank you! We will contact you {within}" }
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
    pub their_name() { "Имя", "Name" }
    pub their_need() { "Что нужно клиенту", "What the client needs" }
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
    pub operator(vendor: &str) { "Оператор персональных данных: {vendor}", "Personal data is controlled by {vendor}" }
    pub promise(within: &str) { "Ответим {within}", "We answer {within}" }
    pub once_more() { "Отправить ещё одну заявку", "Send another request" }
    pub no_words(product: &str) { "Заявка с сайта: {product}", "Request from the site: {product}" }
}

/// How soon the client is answered: «в течение 1 рабочего дня», «в течение 2 рабочих дней».
pub fn within(lang: impl Into<kit::Lang>, working_days: u32) -> String {
    let one = working_days % 10 == 1 && working_days % 100 != 11;
    match lang.into() {
        kit::Lang::Ru if one => format!("в течение {working_days} рабочего дня"),
        kit::Lang::Ru => format!("в течение {working_days} рабочих дней"),
        kit::Lang::En if working_days == 1 => "within 1 working day".to_owned(),
        kit::Lang::En => format!("within {working_days} working days"),
    }
}

#[cfg(test)]
mod tests {
    use kit::Lang;

    #[test]
    fn the_promise_agrees_with_its_number() {
        let said = |days| (super::within(Lang::Ru, days), super::within(Lang::En, days));
        assert_eq!(said(1), ("в течение 1 рабочего дня".to_owned(), "within 1 working day".to_owned()));
        assert_eq!(said(2), ("в течение 2 рабочих дней".to_owned(), "within 2 working days".to_owned()));
        assert_eq!(said(11).0, "в течение 11 рабочих дней");
        assert_eq!(said(21), ("в течение 21 рабочего дня".to_owned(), "within 21 working days".to_owned()));
    }
}
