//! Texts of coverage.

use kit::Lang;
use platform::web::format::plural;

use super::domain::Lack;

platform::texts! {
    pub coverage() { "Покрытие", "Coverage" }
    pub title() { "Кто обслуживает регионы и продукты", "Who serves which region and product" }
    pub explained() { "В клетке — сколько партнёров могут получить лид прямо сейчас. Под числом — сколько лидов пришло за двенадцать недель и сколько партнёров на паузе.", "A cell shows how many partners may be offered a lead now; under it, the leads of twelve weeks and the partners that are paused." }
    pub region() { "Регион", "Region" }
    pub hole() { "дыра", "hole" }
    pub thin() { "один", "one" }
    pub paused(count: impl std::fmt::Display) { "на паузе {count}", "{count} paused" }
    pub holes(count: impl std::fmt::Display) { "Лиды приходят, а взять некому: {count}", "Leads come and nobody can take them: {count}" }
    pub no_holes() { "Дыр нет", "No holes" }
    pub no_holes_text() { "Везде, откуда приходят лиды, есть хотя бы один свободный партнёр.", "Wherever leads come from, at least one partner can take them." }
    pub holes_text() { "Откройте красную клетку: там партнёры, которым не хватает меньше всего, и что сделать.", "Open a red cell to see the partners that lack least, and what to do." }
    pub nothing() { "Пока нечего показывать", "Nothing to show yet" }
    pub nothing_text() { "Добавьте продукты и партнёров с территориями: здесь будет видно, кто что обслуживает.", "Add products, and partners with territories: this will show who serves what." }
    pub add_partners() { "Открыть партнёров", "Open partners" }
    pub partner() { "Партнёр", "Partner" }
    pub lacks_what() { "Чего не хватает", "What it lacks" }
    pub where_is_it() { "Где работает", "Where it works" }
    pub what_to_do() { "Что сделать", "What to do" }
    pub serves() { "обслуживает", "serves it" }
    pub here() { "в этом регионе", "in this region" }
    pub same_district() { "в том же округе", "in the same district" }
    pub same_country() { "в той же стране", "in the same country" }
    pub farther() { "дальше", "farther away" }
    pub now_eligible(count: impl std::fmt::Display) { "Могут взять лид сейчас: {count}", "Can take a lead now: {count}" }
    lack_paused() { "на паузе", "paused" }
    lack_certificate() { "нет допуска к продукту", "may not sell the product" }
    lack_territory() { "не работает в регионе", "does not cover the region" }
    lack_contract() { "договор не действует", "no contract in force" }
    do_nothing() { "Открыть партнёра", "Open the partner" }
    do_paused() { "Посмотреть паузу", "See the pause" }
    do_certificate() { "Выдать допуск", "Certify" }
    do_territory() { "Добавить территорию", "Add the territory" }
    do_contract() { "Проверить договор", "Check the contract" }
}

/// `5 лидов`
pub fn leads(lang: impl Into<Lang>, count: impl std::borrow::Borrow<i64>) -> String {
    plural(lang.into(), *count.borrow(), ["лид", "лида", "лидов"], ["lead", "leads"])
}

/// What a partner lacks, in words.
pub fn lack(lang: impl Into<Lang>, lack: impl std::borrow::Borrow<Lack>) -> String {
    let lang = lang.into();
    match *lack.borrow() {
        Lack::Paused => lack_paused(lang),
        Lack::Certificate => lack_certificate(lang),
        Lack::Territory => lack_territory(lang),
        Lack::Contract => lack_contract(lang),
    }
}

/// What would let it serve the cell.
pub fn step(lang: Lang, lack: Option<Lack>) -> String {
    match lack {
        None => do_nothing(lang),
        Some(Lack::Paused) => do_paused(lang),
        Some(Lack::Certificate) => do_certificate(lang),
        Some(Lack::Territory) => do_territory(lang),
        Some(Lack::Contract) => do_contract(lang),
    }
}
