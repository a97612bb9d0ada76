//! Times, sums and texts as people read them in a letter.

use jiff::tz::TimeZone;
use kit::{
    Instant, Lang,
    money::{Currency, Money},
};
use platform::web::format;

use super::texts;

/// A moment in a zone: «15 июня, 18:00», "15 June, 18:00".
pub fn moment(lang: Lang, at: Instant, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let local = at.timestamp().to_zoned(zone);
    let month = texts::month(lang, local.month());
    format!("{} {month}, {:02}:{:02}", local.day(), local.hour(), local.minute())
}

/// A day: «15 июня», "15 June".
pub fn day(lang: Lang, day: jiff::civil::Date) -> String {
    format!("{} {}", day.day(), texts::month(lang, day.month()))
}

/// A sum in minor units, as the pages write it: `1 000 000 ₽`, `₽1,000,000`.
pub fn money(lang: Lang, minor: i64, currency: &str) -> String {
    match currency.parse::<Currency>() {
        Ok(currency) => format::money(lang, Money { minor, currency }),
        Err(_) => format!("{}\u{a0}{currency}", format::decimal(lang, minor, 2)),
    }
}

/// A text that a client typed, without what looks like a phone or an address, and not longer than `most` characters.
pub fn masked(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out: Vec<&str> = Vec::with_capacity(words.len());
    let mut place = 0;
    while place < words.len() {
        // A phone may be written in several words: +7 (495) 123-45-67.
        let run = words[place..].iter().take_while(|word| is_part_of_number(word)).count();
        let digits: usize =
            words[place..place + run].iter().map(|w| w.chars().filter(char::is_ascii_digit).count()).sum();
        let word = words[place];
        if run > 0 && digits >= 7 {
            out.push("…");
            place += run;
            continue;
        }
        let own_digits = word.chars().filter(char::is_ascii_digit).count();
        out.push(if word.contains('@') || own_digits >= 7 { "…" } else { word });
        place += 1;
    }
    let text = out.join(" ");
    if text.chars().count() <= most { text } else { text.chars().take(most).collect::<String>() + "…" }
}

fn is_part_of_number(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || "+-().,;".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_sums_are_written_as_people_read_them() {
        let at: Instant = "2026-06-15T15:00:00Z".parse().unwrap();
        assert_eq!(moment(Lang::Ru, at, "Europe/Moscow"), "15 июня, 18:00");
        assert_eq!(moment(Lang::En, at, "Asia/Vladivostok"), "16 June, 01:00");
        assert_eq!(money(Lang::En, 100_000_000, "RUB"), "₽1,000,000");
        assert!(money(Lang::Ru, 100_000_000, "RUB").ends_with('₽'));
        assert_eq!(money(Lang::En, -12_300, "EUR"), "−€123");
    }

    #[test]
    fn what_looks_like_a_phone_or_an_address_is_taken_out() {
        let text = "Нужны 3 насоса, звоните Ивану +7 (495) 123-45-67 или 84951234567, почта ivan@zavod.ru";
        let masked_text = masked(text, 200);
        assert_eq!(masked_text, "Нужны 3 насоса, звоните Ивану … или … почта …");
        assert_eq!(masked("абвгд", 3), "абв…");
    }
}
