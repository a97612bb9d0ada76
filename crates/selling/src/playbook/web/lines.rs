//! Lists as they are typed: a line for each, both languages beside each other, parts of a line between upright bars.

use super::super::words::{Both, BuyerRole, Check, Material, Objection, Person};

fn kept(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The n-th line of one language belongs to the n-th of the other.
pub fn read(ru: &str, en: &str) -> Vec<Both> {
    let (ru, en) = (kept(ru), kept(en));
    let at = |of: &[&str], at: usize| of.get(at).map(|line| (*line).to_owned()).unwrap_or_default();
    (0..ru.len().max(en.len())).map(|n| Both { ru: at(&ru, n), en: at(&en, n) }).collect()
}

/// The lines of one language.
pub fn written<'b>(lines: impl IntoIterator<Item = &'b Both>) -> (String, String) {
    let (mut ru, mut en) = (Vec::new(), Vec::new());
    for line in lines {
        ru.push(line.said(kit::Lang::Ru).to_owned());
        en.push(line.said(kit::Lang::En).to_owned());
    }
    (ru.join("\n"), en.join("\n"))
}

/// A line cut at its first bar.
fn cut(line: &Both) -> (Both, Both) {
    let half = |text: &str| {
        let (first, rest) = text.split_once('|').unwrap_or((text, ""));
        (first.trim().to_owned(), rest.trim().to_owned())
    };
    let ((ru, ru_rest), (en, en_rest)) = (half(&line.ru), half(&line.en));
    (Both { ru, en }, Both { ru: ru_rest, en: en_rest })
}

fn joined(first: &Both, rest: &Both) -> Both {
    let one = |lang: kit::Lang| match rest.said(lang) {
        "" => first.said(lang).to_owned(),
        rest => format!("{} | {rest}", first.said(lang)),
    };
    Both { ru: one(kit::Lang::Ru), en: one(kit::Lang::En) }
}

pub fn materials(ru: &str, en: &str) -> Vec<Material> {
    let one = |line: &Both| {
        let (title, link) = cut(line);
        Material { title, link: if link.ru.is_empty() { link.en } else { link.ru } }
    };
    read(ru, en).iter().map(one).collect()
}

pub fn of_materials(materials: &[Material]) -> (String, String) {
    let one = |m: &Material| joined(&m.title, &Both { ru: m.link.clone(), en: m.link.clone() });
    written(&materials.iter().map(one).collect::<Vec<_>>())
}

pub fn objections(ru: &str, en: &str) -> Vec<Objection> {
    let one = |line: &Both| {
        let (objection, answer) = cut(line);
        Objection { objection, answer }
    };
    read(ru, en).iter().map(one).collect()
}

pub fn of_objections(objections: &[Objection]) -> (String, String) {
    written(&objections.iter().map(|one| joined(&one.objection, &one.answer)).collect::<Vec<_>>())
}

pub fn people(role: BuyerRole, ru: &str, en: &str) -> Vec<Person> {
    let one = |line: &Both| {
        let (title, way) = cut(line);
        Person { role, title, way }
    };
    read(ru, en).iter().map(one).collect()
}

pub fn of_people(people: &[Person], role: BuyerRole) -> (String, String) {
    let own = people.iter().filter(|person| person.role == role);
    written(&own.map(|person| joined(&person.title, &person.way)).collect::<Vec<_>>())
}

/// Checks keep their codes while their text stands in one of the languages.
pub fn checks(ru: &str, en: &str, before: &[Check]) -> Vec<Check> {
    let same = |check: &&Check, text: &Both| {
        (!text.ru.is_empty() && check.text.ru == text.ru) || (!text.en.is_empty() && check.text.en == text.en)
    };
    let mut taken: Vec<String> = before.iter().map(|check| check.key.clone()).collect();
    let mut found: Vec<Check> = Vec::new();
    for text in read(ru, en) {
        let old = before.iter().filter(|old| found.iter().all(|new| new.key != old.key)).find(|old| same(old, &text));
        let key = old.map_or_else(|| new_key("c", &taken), |old| old.key.clone());
        taken.push(key.clone());
        found.push(Check { key, text });
    }
    found
}

/// The first code that nothing has.
pub fn new_key(prefix: &str, taken: &[String]) -> String {
    let mut number = taken.len() + 1;
    while taken.contains(&format!("{prefix}{number}")) {
        number += 1;
    }
    format!("{prefix}{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let ru = "Дорого | Сравним за пять лет\nНет денег | Рассрочка";
        let en = "Too expensive | Compare five years\nNo money | Instalments";
        let read = objections(ru, en);
        assert_eq!((read.len(), read[1].answer.en.as_str()), (2, "Instalments"));
        assert_eq!(of_objections(&read), (ru.to_owned(), en.to_owned()));
        let links = materials("Отзывы | https://example.org/a", "References");
        assert_eq!(links[0].link, "https://example.org/a");
    }

    #[test]
    fn a_check_keeps_its_code_while_one_of_its_texts_stands() {
        let before = checks("Отчёт\nСмета", "Report\nEstimate", &[]);
        let after = checks("Новая\nОтчёт по форме\nСмета", "New\nReport\nBudget", &before);
        assert_eq!((&after[1].key, &after[2].key), (&before[0].key, &before[1].key));
        assert!(before.iter().all(|old| old.key != after[0].key));
    }
}
