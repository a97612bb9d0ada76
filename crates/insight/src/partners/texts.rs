//! What the list of partners says.

use kit::Lang;

platform::texts! {
    pub partners() { "Партнёры", "Partners" }
    pub new() { "Новый партнёр", "New partner" }
    pub words() { "Название", "Name" }
    pub state() { "Состояние", "State" }
    pub size() { "Размер", "Size" }
    pub region() { "Обслуживает регион", "Serves the region" }
    pub territories() { "Территории", "Territories" }
    pub only() { "На что взглянуть", "What to look at" }
    pub asleep() { "Спят: 30 дней без дел", "Asleep: nothing in 30 days" }
    pub in_debt() { "В долгу", "In debt" }
    pub offers() { "Открыто", "Open" }
    pub received() { "Получил", "Received" }
    pub won() { "Выиграл", "Won" }
    pub brought() { "Привёл", "Brought" }
    pub counted() { "Открыто — предложения, которые ждут ответа. Получил, выиграл и привёл — за 13 недель вместе с текущей.", "Open are offers that wait for an answer. Received, won and brought are of 13 weeks with the present one." }
    pub activity() { "Активность", "Activity" }
    pub never() { "не было", "none yet" }
    pub debt() { "Долг", "Debt" }
    pub export() { "Файл CSV", "CSV file" }
    pub no_contract() { "Без договора", "No contract" }
    pub on_pause() { "На паузе", "On pause" }
    pub and_more(names: &str, more: usize) { "{names} и ещё {more}", "{names} and {more} more" }
    pub all() { "Все", "All" }
    pub none() { "Партнёров пока нет", "No partners yet" }
    pub none_text() { "Добавьте первого или загрузите список.", "Add the first one, or import a list." }
    pub nothing_found() { "Ничего не нашлось", "Nothing found" }
    pub nothing_found_text() { "Под такие условия не подходит ни один партнёр.", "No partner fits what you look for." }
}

/// The heads of the file.
pub fn columns(lang: Lang) -> [String; 13] {
    let names = match lang {
        Lang::Ru => {
            "Номер;Название;ИНН;Состояние;Размер;Территории;Ждут ответа;Получил;Выиграл;Привёл;Последнее дело;Долг;В сети с"
        }
        Lang::En => {
            "Id;Name;Tax number;State;Size;Territories;Offers open;Received;Won;Brought;Last activity;Debt;In the network since"
        }
    };
    let mut names = names.split(';').map(str::to_owned);
    std::array::from_fn(|_| names.next().unwrap_or_default())
}
