//! Texts of notices.

use kit::Lang;

platform::texts! {
    pub always_sent() { "Такие письма отключить нельзя: без них вы пропустите предложение", "These mails cannot be switched off: without them you would miss an offer" }
    pub notices() { "Уведомления", "Notices" }
    pub nothing() { "Пока ничего нового", "Nothing new yet" }
    pub nothing_hint() { "Здесь появятся предложения, сроки и задачи.", "Offers, deadlines and tasks will show up here." }
    pub mark_all() { "Отметить все прочитанными", "Mark all as read" }
    pub all_seen() { "Все уведомления прочитаны", "All notices are read" }
    pub choose() { "Настроить письма", "Choose letters" }
    pub letters() { "Письма", "Letters" }
    pub letters_hint() { "В приложении вы увидите всё. О чём писать ещё и на почту?", "The app shows everything. What shall we write to you about, too?" }
    pub save() { "Сохранить", "Save" }
    pub chosen() { "Сохранено", "Saved" }
    pub open() { "Открыть", "Open" }
    pub no_such_kind() { "Такого вида уведомлений нет", "There is no such kind of notice" }
}

/// The name of a month, 1 to 12, after a day.
pub fn month(lang: Lang, number: i8) -> &'static str {
    const RU: [&str; 12] = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = match lang {
        Lang::Ru => RU,
        Lang::En => EN,
    };
    usize::try_from(number - 1).ok().and_then(|place| names.get(place).copied()).unwrap_or_default()
}
