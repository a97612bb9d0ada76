//! What each number of the policy means: one sentence in each language, and the unit in which people write it.

use std::collections::BTreeMap;

use kit::Lang;
use platform::{
    FieldError,
    web::{Ui, format, input},
};
use serde_json::{Map, Value, json};

use super::{Body, Section};

/// In what people write a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// A whole number.
    Count,
    /// Minutes of working time.
    Minutes,
    /// Days.
    Days,
    /// Months.
    Months,
    /// Kept in millionths, written in percent.
    Share,
    /// Kept in millionths, written with a point: 2.5.
    Rating,
    /// A sum in the program's currency; may be absent.
    Money,
    /// Whole numbers with commas.
    List(Box<Unit>),
    /// One of these words.
    Choice(Vec<&'static str>),
}

/// A number of the policy.
#[derive(Debug, Clone)]
pub struct Word {
    /// The section and the path within it: `distribution.k.target`.
    pub path: String,
    /// Its unit.
    pub unit: Unit,
    /// It counts only when the choice beside it says so; always if empty.
    pub when: &'static str,
    ru: &'static str,
    en: &'static str,
}

impl Word {
    /// The sentence that explains it.
    pub fn say(&self, lang: impl Into<Lang>) -> &'static str {
        match lang.into() {
            Lang::Ru => self.ru,
            Lang::En => self.en,
        }
    }
    /// Its section.
    pub fn section(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }
    /// The path of the choice beside it: `distribution.k.rule` for `distribution.k.target`.
    fn beside(&self, words: &[Word]) -> Option<String> {
        let parent = self.path.rsplit_once('.')?.0;
        let choice =
            |word: &&Word| matches!(word.unit, Unit::Choice(_)) && word.path.starts_with(&format!("{parent}."));
        words.iter().find(choice).map(|word| word.path.clone())
    }
}

/// The words of all sections, in their order.
pub fn of(sections: &[Section]) -> Vec<Word> {
    sections.iter().flat_map(|section| lines(section.name, section.words)).collect()
}

/// The words of one section.
pub fn lines(section: &str, lines: &'static str) -> Vec<Word> {
    lines.lines().filter_map(|line| read(section, line)).collect()
}

fn read(section: &str, line: &'static str) -> Option<Word> {
    let mut cells = line.split('\t');
    if cells.next()? != section {
        return None;
    }
    let (path, unit, when, ru, en) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let unit = match unit {
        "minutes" => Unit::Minutes,
        "days" => Unit::Days,
        "months" => Unit::Months,
        "share" => Unit::Share,
        "rating" => Unit::Rating,
        "money" => Unit::Money,
        "minutes_list" => Unit::List(Box::new(Unit::Minutes)),
        "days_list" => Unit::List(Box::new(Unit::Days)),
        other => match other.strip_prefix("choice:") {
            Some(words) => Unit::Choice(words.split(',').collect()),
            None => Unit::Count,
        },
    };
    Some(Word { path: format!("{section}.{path}"), unit, when, ru, en })
}

/// The value at a path of a policy.
pub fn at<'b>(body: &'b Body, path: &str) -> Option<&'b Value> {
    let (section, rest) = path.split_once('.')?;
    rest.split('.').try_fold(body.get(section)?, |value, name| value.get(name)).filter(|value| !value.is_null())
}

/// A value as it is typed.
pub fn typed(unit: &Unit, value: &Value) -> String {
    let number = value.as_i64().unwrap_or_default();
    match unit {
        Unit::Choice(_) => value.as_str().unwrap_or_default().to_owned(),
        Unit::List(_) => {
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        Unit::Share => decimal(number / 100),
        Unit::Rating => decimal(number / 10_000),
        Unit::Money => decimal(number),
        _ => number.to_string(),
    }
}

/// Hundredths without needless zeros: 7050 is `70.5`.
fn decimal(hundredths: i64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, (hundredths % 100).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A value as it is read: with its unit.
pub fn shown(ui: &Ui, unit: &Unit, value: Option<&Value>) -> String {
    let Some(value) = value else { return "—".to_owned() };
    let number = value.as_i64();
    match (unit, number) {
        (Unit::Money, Some(n)) => ui.sum(n),
        (Unit::List(unit), _) => {
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            items.iter().map(|item| shown(ui, unit, Some(item))).collect::<Vec<_>>().join(" · ")
        }
        (Unit::Choice(_), _) => choice(ui.lang, value.as_str().unwrap_or_default()),
        (unit, Some(n)) => said(ui.lang, unit, n),
        _ => value.to_string(),
    }
}

/// A number with its unit, for whom the currency is not known.
pub fn said(lang: Lang, unit: &Unit, n: i64) -> String {
    let plural = |n, ru, en| format::plural(lang, n, ru, en);
    match unit {
        Unit::Share => format::percent(lang, n / 100),
        Unit::Money => format::decimal(lang, n, 2),
        // Working time: a day of it is no 24 hours, so hours are the greatest unit.
        Unit::Minutes if n != 0 && n % 60 == 0 => plural(n / 60, ["час", "часа", "часов"], ["hour", "hours"]),
        Unit::Minutes => plural(n, ["минута", "минуты", "минут"], ["minute", "minutes"]),
        Unit::Days => plural(n, ["день", "дня", "дней"], ["day", "days"]),
        Unit::Months => plural(n, ["месяц", "месяца", "месяцев"], ["month", "months"]),
        Unit::Rating => format::decimal(lang, n / 100_000, 1),
        Unit::List(unit) => said(lang, unit, n),
        Unit::Count | Unit::Choice(_) => format::number(lang, n),
    }
}

/// A choice in words.
pub fn choice(lang: Lang, code: &str) -> String {
    let (ru, en) = match code {
        "exclusive" => ("один партнёр", "one partner alone"),
        "parallel" => ("несколько рядом", "several side by side"),
        "assigned" => ("кого назвал клиент", "whom the client named"),
        "adaptive" => ("по шансу на ответ", "by the chance of an answer"),
        "fixed" => ("всегда столько же", "always the same number"),
        "twice_k" => ("вдвое больше волны", "twice the wave"),
        "places" => ("заданное число", "a given number"),
        "k" => ("строго по очереди", "strictly in turn"),
        "1/2" => ("вдвое реже среднего", "half as often as the mean"),
        "2/3" => ("в полтора раза реже среднего", "two thirds as often as the mean"),
        "1" => ("как средний", "as the mean"),
        "3/2" => ("в полтора раза чаще среднего", "half as often again as the mean"),
        "2" => ("вдвое чаще среднего", "twice as often as the mean"),
        other => (other, other),
    };
    match lang {
        Lang::Ru => ru,
        Lang::En => en,
    }
    .to_owned()
}

/// The sections as they were typed, or what cannot be read, by field.
pub fn read_typed(words: &[Word], typed: &BTreeMap<String, String>) -> Result<Body, Vec<FieldError>> {
    let (mut body, mut faults) = (Body::new(), Vec::new());
    for word in words {
        let other = !word.when.is_empty()
            && word.beside(words).and_then(|path| typed.get(&path)).is_some_and(|chosen| chosen != word.when);
        if other {
            continue;
        }
        let text = typed.get(&word.path).map_or("", |text| text.trim());
        match value(&word.unit, text) {
            Some(value) => put(&mut body, &word.path, value),
            None => faults.push(FieldError::new(word.path.clone(), super::web::texts::not_this)),
        }
    }
    if faults.is_empty() { Ok(body) } else { Err(faults) }
}

fn value(unit: &Unit, text: &str) -> Option<Value> {
    match unit {
        Unit::Money if text.is_empty() => Some(Value::Null),
        Unit::Money => input::units(text, 2).map(|n| json!(n)),
        Unit::Share => input::units(text, 2).map(|n| json!(n.saturating_mul(100))),
        Unit::Rating => input::units(text, 2).map(|n| json!(n.saturating_mul(10_000))),
        Unit::Choice(words) => words.contains(&text).then(|| json!(text)),
        Unit::List(_) => {
            let items = text.split([',', ';', ' ']).filter(|item| !item.is_empty());
            let items: Option<Vec<Value>> = items.map(|item| input::units(item, 0).map(|n| json!(n))).collect();
            items.filter(|items| !items.is_empty()).map(Value::Array)
        }
        _ => input::units(text, 0).map(|n| json!(n)),
    }
}

fn put(body: &mut Body, path: &str, value: Value) {
    let Some((section, rest)) = path.split_once('.') else { return };
    let mut into = body.entry(section.to_owned()).or_insert_with(|| Value::Object(Map::new()));
    for name in rest.split('.') {
        if !into.is_object() {
            *into = Value::Object(Map::new());
        }
        let Some(fields) = into.as_object_mut() else { return };
        into = fields.entry(name.to_owned()).or_insert(Value::Null);
    }
    *into = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "s\tk.rule\tchoice:adaptive,fixed\t\tа\ta\ns\tk.target\tshare\tadaptive\tб\tb\ns\tk.k\tcount\tfixed\tв\tc\n\
        s\tdays\tdays_list\t\tг\td\ns\tfrom\tmoney\t\tд\te\n";

    fn section() -> Section {
        Section { name: "s", defaults: || json!({}), check: |_| Vec::new(), touches: None, words: WORDS }
    }

    fn given(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| (format!("s.{name}"), (*value).to_owned())).collect()
    }

    #[test]
    fn numbers_are_read_in_their_units_and_only_those_of_the_choice() {
        let words = of(&[section()]);
        let body = read_typed(
            &words,
            &given(&[("k.rule", "adaptive"), ("k.target", "70,5"), ("k.k", "3"), ("days", "7, 14")]),
        );
        assert_eq!(
            body.unwrap()["s"],
            json!({ "k": { "rule": "adaptive", "target": 705_000 }, "days": [7, 14], "from": null })
        );
        assert_eq!(typed(&Unit::Share, &json!(705_000)), "70.5");
    }

    #[test]
    fn what_is_not_a_number_is_said_at_its_field() {
        let words = of(&[section()]);
        let wrong =
            read_typed(&words, &given(&[("k.rule", "best"), ("k.target", "much"), ("days", ""), ("from", "x")]));
        let fields: Vec<_> = wrong.unwrap_err().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["s.k.rule", "s.days", "s.from"]);
    }
}
