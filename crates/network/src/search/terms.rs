//! Words as an index keeps them: small letters, without endings, in Russian and English. Pure.
//!
//! Stock stemmers take off endings alone: «партнерские» does not find «партнёров». So a Russian word also loses
//! the suffix that makes another part of speech of its root.

use std::collections::BTreeSet;

use frostem::{Algorithm, Stemmer};

/// Words of one text that are kept; a letter of a thousand words is found by its beginning.
const KEPT: usize = 60;
/// Letters that a root keeps.
const ROOT: usize = 4;
/// Digits from which a number may be a phone.
const PHONE: usize = 7;
/// Digits of a Russian phone with the code of the country.
const RUSSIAN_PHONE: usize = 11;

/// Suffixes that make one part of speech of another, the longest first.
const SUFFIXES: [&str; 44] = [
    "ительств",
    "тельств",
    "ительск",
    "ительн",
    "ировочн",
    "ировани",
    "изаци",
    "ическ",
    "енност",
    "тельн",
    "ировк",
    "ционн",
    "еств",
    "ител",
    "ческ",
    "овск",
    "евск",
    "ичн",
    "очн",
    "ион",
    "ств",
    "аци",
    "тел",
    "ник",
    "щик",
    "чик",
    "ист",
    "ост",
    "ани",
    "ени",
    "енн",
    "ова",
    "ева",
    "ниц",
    "ец",
    "иц",
    "ен",
    "ск",
    "ов",
    "ев",
    "нн",
    "н",
    "к",
    "ц",
];

/// Words that stand in every name and every sentence.
const COMMON: [&str; 38] = [
    "ооо", "оао", "зао", "пао", "ао", "ип", "нпо", "llc", "ltd", "inc", "gmbh", "jsc", "ru", "com", "www", "http",
    "https", "и", "в", "во", "на", "для", "по", "с", "со", "от", "из", "не", "the", "a", "an", "and", "of", "for",
    "to", "in", "on", "at",
];

/// The terms by which a text is found.
pub fn of_text(text: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for line in text.lines() {
        match phone(line) {
            Some(number) => terms.extend([number]),
            None => terms.extend(words(line).iter().map(|word| term(word))),
        }
        if terms.len() >= KEPT {
            break;
        }
    }
    terms.into_iter().take(KEPT).collect()
}

/// One word that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The term that it stands for.
    pub term: String,
    /// What it begins with, if more may follow: it is still being typed.
    pub begins: Option<String>,
}

/// What was asked for: at most `limit` words, the last of them perhaps not at its end.
pub fn of_question(question: &str, limit: usize) -> Vec<Asked> {
    if let Some(number) = phone(question) {
        return vec![Asked { term: number.clone(), begins: Some(number) }];
    }
    let words = words(question);
    let whole = question.ends_with(char::is_whitespace);
    let last = words.len().min(limit).saturating_sub(1);
    let asked = words
        .iter()
        .take(limit)
        .enumerate()
        .map(|(place, word)| Asked { term: term(word), begins: (place == last && !whole).then(|| word.clone()) });
    asked.collect()
}

/// Words in small letters, `ё` as `е`, without those that stand everywhere.
fn words(text: &str) -> Vec<String> {
    kit::search::folded(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !COMMON.contains(word))
        .map(str::to_owned)
        .collect()
}

/// A line that is a phone number: its digits without the code of Russia, however it is written. Plain digits may
/// be any number; they stand for themselves.
fn phone(line: &str) -> Option<String> {
    let line = line.trim();
    let plain = |sign: char| sign.is_ascii_digit() || matches!(sign, ' ' | '+' | '-' | '(' | ')' | '.' | '\u{a0}');
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    let written = digits.len() != line.len();
    if !line.chars().all(plain) || digits.len() < PHONE || (!written && digits.len() != RUSSIAN_PHONE) {
        return None;
    }
    let coded = line.starts_with("+7") || (digits.len() == RUSSIAN_PHONE && digits.starts_with(['7', '8']));
    Some(digits[usize::from(coded || (written && digits.starts_with('8')))..].to_owned())
}

fn term(word: &str) -> String {
    if word.chars().all(|letter| ('а'..='я').contains(&letter)) {
        root(&Stemmer::new(Algorithm::Russian).stem(word)).to_owned()
    } else if word.bytes().all(|letter| letter.is_ascii_lowercase()) {
        Stemmer::new(Algorithm::English).stem(word).into_owned()
    } else {
        word.to_owned()
    }
}

/// A stem without the suffix that makes another part of speech of it. Surnames are short: «Орлов», «Орлова».
fn root(stem: &str) -> &str {
    let letters = |text: &str| text.chars().count();
    let least = |suffix: &str| if matches!(suffix, "ов" | "ев") { ROOT - 1 } else { ROOT };
    let shorter = |suffix: &&str| stem.strip_suffix(*suffix).filter(|left| letters(left) >= least(suffix));
    SUFFIXES.iter().find_map(shorter).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, question: &str) -> bool {
        let terms = of_text(text);
        of_question(question, 5).iter().all(|asked| {
            let begins = asked.begins.as_deref();
            terms.contains(&asked.term)
                || terms.iter().any(|term| begins.is_some_and(|begins| term.starts_with(begins)))
        })
    }

    #[test]
    fn endings_and_parts_of_speech_do_not_matter() {
        for (text, question) in [
            ("насос", "насосы "),
            ("Насосная станция", "насосов "),
            ("нужен насос для котельной", "насосный "),
            ("партнёров по продажам", "партнерские продажи "),
            ("партнёрство", "партнёр "),
            ("Строительство домов", "строительный "),
            ("монтажник", "монтажный "),
            ("очистка стоков", "очистные стоки "),
            ("промышленный", "промышленность "),
            ("водоснабжение посёлка", "водоснабжения поселков "),
            ("заказчик", "заказ "),
            ("Installing pumps", "pump installed "),
            ("ООО «Аква-Инженер»", "аква инженер"),
            ("Семён Орлов", "семен орлова "),
        ] {
            assert!(
                found(text, question),
                "{question:?} in {text:?}: {:?} {:?}",
                of_question(question, 5),
                of_text(text)
            );
        }
    }

    #[test]
    fn other_words_are_not_found() {
        for (text, question) in [
            ("насос", "нанос "),
            ("компрессор", "компресс "),
            ("вентиль", "вентилятор "),
            ("бак", "банка "),
            ("кран", "краны и баки "),
        ] {
            assert!(
                !found(text, question),
                "{question:?} in {text:?}: {:?} {:?}",
                of_question(question, 5),
                of_text(text)
            );
        }
    }

    #[test]
    fn the_last_word_may_be_half_typed() {
        for part in ["а", "акв", "аква инж", "инженер", "7707", "aqua@ex"] {
            assert!(found("ООО «Аква-Инженер»\n7707083893\naqua@example.ru", part), "{part}");
        }
        assert!(!found("ООО «Аква-Инженер»", "ак инженер"), "a word before the last is whole");
    }

    #[test]
    fn a_phone_is_found_however_it_is_written() {
        for asked in [
            "+7 916 123-45-67",
            "8 (916) 123-45-67",
            "79161234567",
            "89161234567",
            "9161234567",
            "+7 916 123-4",
            "916 123-45-67",
        ] {
            assert!(found("Иван\n+79161234567", asked), "{asked}");
        }
        assert!(!found("+79161234567", "+7 916 123-45-68"));
    }

    #[test]
    fn a_long_letter_is_kept_by_its_beginning() {
        let letter: String = (0..1000).map(|number| format!("слово{number}\n")).collect();
        assert_eq!(of_text(&letter).len(), KEPT);
        assert!(of_text("").is_empty() && of_question("  ", 5).is_empty() && of_question("ООО", 5).is_empty());
    }
}
