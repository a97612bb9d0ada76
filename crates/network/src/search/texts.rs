//! Texts of search.

platform::texts! {
    pub search() { "Поиск", "Search" }
    pub what() { "Что найти", "What to find" }
    pub what_hint() { "Название компании, фамилия, ИНН, телефон, почта или слова из запроса. Окончания не важны.", "A company, a name, a tax number, a phone, an e-mail or words of the request. Endings do not matter." }
    pub nothing(q: &str) { "По запросу «{q}» ничего не нашлось", "Nothing was found for “{q}”" }
    pub nothing_hint() { "Попробуйте меньше слов или только начало слова. Новое становится видно через несколько секунд.", "Try fewer words, or just the beginning of one. What is new can be found after some seconds." }
    pub find() { "Найти", "Find" }
    pub all() { "Показать ещё", "Show more" }
    pub keys_hint() { "Клавиша / открывает поиск на любой странице.", "The key / opens search on every page." }
}
