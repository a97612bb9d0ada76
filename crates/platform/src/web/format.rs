//! Numbers, sums and moments as people write them, in both languages.

use jiff::{Zoned, tz::TimeZone};
use kit::{Instant, Lang, Money, time::Span};

/// Keeps the parts of a number, its sign and its unit on one line. The narrow space U+202F would do, but Inter has no
/// glyph for it, and what a system puts in its place may be as thin as nothing.
const FIXED: char = '\u{a0}';

/// `1 234 567`, with spaces that do not break; `1,234,567` in English.
pub fn number(lang: Lang, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let comma = match lang {
        Lang::Ru => FIXED,
        Lang::En => ',',
    };
    // Four digits stand together in Russian.
    let grouped = lang == Lang::En || digits.len() > 4;
    let mut text = String::new();
    if value < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if grouped && place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(comma);
        }
        text.push(digit);
    }
    text
}

/// A number with so many decimals, given in its smallest unit: `decimal(ru, 1234, 2)` is `12,34`.
pub fn decimal(lang: Lang, units: i64, places: u32) -> String {
    let one = 10_u64.pow(places);
    let (whole, part) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
    let point = match lang {
        Lang::Ru => ',',
        Lang::En => '.',
    };
    let sign = if units < 0 { "−" } else { "" };
    let whole = number(lang, i64::try_from(whole).unwrap_or(i64::MAX));
    if places == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}{point}{part:0width$}", width = usize::try_from(places).unwrap_or(2))
}

/// `31,5 %` from basis points, rounded to a tenth; without the part after the point when it is nothing. What is not
/// all is never written as all, and what is not nothing never as nothing.
pub fn percent(lang: Lang, basis_points: i64) -> String {
    let half = if basis_points < 0 { -5 } else { 5 };
    let tenths = match basis_points {
        1..=4 => 1,
        9_995..=9_999 => 999,
        _ => basis_points.saturating_add(half) / 10,
    };
    let text = if tenths % 10 == 0 { number(lang, tenths / 10) } else { decimal(lang, tenths, 1) };
    match lang {
        Lang::Ru => format!("{text}{FIXED}%"),
        Lang::En => format!("{text}%"),
    }
}

/// `1 240 000 ₽`, `₽1,240,000`; kopecks only when there are some.
pub fn money(lang: Lang, sum: Money) -> String {
    let code = sum.currency.code();
    let sign = match code {
        "RUB" => "₽",
        "USD" => "$",
        "EUR" => "€",
        "KZT" => "₸",
        "UAH" => "₴",
        other => other,
    };
    let text = if sum.minor % 100 == 0 { number(lang, sum.minor / 100) } else { decimal(lang, sum.minor, 2) };
    match lang {
        Lang::Ru => format!("{text}{FIXED}{sign}"),
        Lang::En if sign == code => format!("{sign}{FIXED}{text}"),
        Lang::En => match text.strip_prefix('−') {
            Some(debit) => format!("−{sign}{debit}"),
            None => format!("{sign}{text}"),
        },
    }
}

/// The form of a word for a number: `1 лид`, `2 лида`, `5 лидов`; `1 lead`, `2 leads`.
pub fn plural(lang: Lang, n: i64, ru: [&str; 3], en: [&str; 2]) -> String {
    let (tens, ones) = (n.unsigned_abs() % 100, n.unsigned_abs() % 10);
    let word = match lang {
        Lang::En => en[usize::from(n.unsigned_abs() != 1)],
        Lang::Ru if (11..=14).contains(&tens) => ru[2],
        Lang::Ru => match ones {
            1 => ru[0],
            2..=4 => ru[1],
            _ => ru[2],
        },
    };
    format!("{}{FIXED}{word}", number(lang, n))
}

const MONTHS_RU: [&str; 12] = [
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
const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(lang: Lang, number: i8) -> &'static str {
    let place = usize::try_from(number - 1).unwrap_or_default().min(11);
    match lang {
        Lang::Ru => MONTHS_RU[place],
        Lang::En => MONTHS_EN[place],
    }
}

fn local(at: Instant, zone: &TimeZone) -> Zoned {
    at.timestamp().to_zoned(zone.clone())
}

/// `15 июня`, `15 Jun`; with the year when it is not the present one.
pub fn day(lang: Lang, at: Instant, now: Instant, zone: &TimeZone) -> String {
    civil_day(lang, local(at, zone).date(), local(now, zone).date().year())
}

/// A day of the calendar: `15 июня`, with the year when it is not `this_year`.
pub fn civil_day(lang: Lang, day: jiff::civil::Date, this_year: i16) -> String {
    let text = format!("{}{FIXED}{}", day.day(), month(lang, day.month()));
    if day.year() == this_year { text } else { format!("{text}{FIXED}{}", day.year()) }
}

/// A day of the calendar with its year, for texts that are read in any year: `15 июня 2026`.
pub fn dated(lang: Lang, day: jiff::civil::Date) -> String {
    civil_day(lang, day, 0)
}

/// A phone as it is read: `+7 495 123-45-67`. Numbers of other countries stand as they are.
pub fn phone(number: &str) -> String {
    match number.strip_prefix("+7").filter(|rest| rest.len() == 10 && rest.bytes().all(|b| b.is_ascii_digit())) {
        Some(rest) => {
            let (area, own) = rest.split_at(3);
            let (head, tail) = own.split_at(3);
            let (first, last) = tail.split_at(2);
            format!("+7{FIXED}{area}{FIXED}{head}-{first}-{last}")
        }
        None => number.to_owned(),
    }
}

/// `10:00`.
pub fn time(at: Instant, zone: &TimeZone) -> String {
    let at = local(at, zone);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `15 июня, 10:00`, `15 Jun, 10:00`.
pub fn moment(lang: Lang, at: Instant, now: Instant, zone: &TimeZone) -> String {
    format!("{}, {}", day(lang, at, now, zone), time(at, zone))
}

/// A length of time in its two greatest units: `6 мин`, `1 ч 10 мин`, `2 дн 3 ч`.
pub fn span(lang: Lang, span: Span) -> String {
    let minutes = span.as_minutes().max(0);
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let units = match lang {
        Lang::Ru => ["дн", "ч", "мин"],
        Lang::En => ["d", "h", "min"],
    };
    let parts = match (days, hours, rest) {
        (0, 0, m) => vec![(m, units[2])],
        (0, h, m) => vec![(h, units[1]), (m, units[2])],
        (d, h, _) => vec![(d, units[0]), (h, units[1])],
    };
    let shown = parts.iter().enumerate().filter(|(place, (n, _))| *place == 0 || *n > 0);
    shown.map(|(_, (n, unit))| format!("{}{FIXED}{unit}", number(lang, *n))).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use kit::money::Currency;

    use super::*;

    fn plain(text: &str) -> String {
        text.replace(FIXED, " ")
    }

    #[test]
    fn sums_and_numbers_are_written_as_in_each_language() {
        let sum = |minor| Money { minor, currency: Currency::RUB };
        assert_eq!(money(Lang::Ru, sum(124_000_000)), "1\u{a0}240\u{a0}000\u{a0}₽");
        assert_eq!(money(Lang::En, sum(124_000_000)), "₽1,240,000");
        assert_eq!(plain(&money(Lang::Ru, sum(-105))), "−1,05 ₽");
        assert_eq!(money(Lang::En, sum(-150)), "−₽1.50");
        assert_eq!((number(Lang::Ru, 1234), number(Lang::En, 1234)), ("1234".to_owned(), "1,234".to_owned()));
        assert_eq!(plain(&number(Lang::Ru, i64::MIN)), "−9 223 372 036 854 775 808");
        assert_eq!(plain(&percent(Lang::Ru, 3150)), "31,5 %");
        assert_eq!(percent(Lang::En, 2400), "24%");
        let rounded = [6_666, 6_664, 3_333, 4_995, 9_996, 10_000, 3, 0, -6_667].map(|bp| percent(Lang::En, bp));
        assert_eq!(rounded, ["66.7%", "66.6%", "33.3%", "50%", "99.9%", "100%", "0.1%", "0%", "−66.7%"]);
    }

    #[test]
    fn phones_are_written_as_they_are_read() {
        assert_eq!(plain(&phone("+74951234567")), "+7 495 123-45-67");
        assert_eq!(phone("+375291234567"), "+375291234567");
        assert_eq!(phone("+7495123456é"), "+7495123456é");
    }

    #[test]
    fn words_follow_their_numbers() {
        let leads = |n| plain(&plural(Lang::Ru, n, ["лид", "лида", "лидов"], ["lead", "leads"]));
        let all = [0, 1, 2, 5, 11, 14, 21, 22, 111, 101].map(leads);
        assert_eq!(
            all,
            [
                "0 лидов",
                "1 лид",
                "2 лида",
                "5 лидов",
                "11 лидов",
                "14 лидов",
                "21 лид",
                "22 лида",
                "111 лидов",
                "101 лид"
            ]
        );
        assert_eq!(plain(&plural(Lang::En, 1, ["", "", ""], ["lead", "leads"])), "1 lead");
        assert_eq!(plain(&plural(Lang::En, 0, ["", "", ""], ["lead", "leads"])), "0 leads");
    }

    #[test]
    fn a_moment_is_written_in_the_zone_of_its_reader() {
        let now: Instant = "2026-06-01T00:00:00Z".parse().unwrap();
        let at: Instant = "2026-06-15T07:00:00Z".parse().unwrap();
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        let perm = TimeZone::get("Asia/Yekaterinburg").unwrap();
        assert_eq!(plain(&moment(Lang::Ru, at, now, &moscow)), "15 июня, 10:00");
        assert_eq!(plain(&moment(Lang::En, at, now, &perm)), "15 Jun, 12:00");
        let later: Instant = "2027-02-18T00:00:00Z".parse().unwrap();
        assert_eq!(plain(&day(Lang::Ru, later, now, &moscow)), "18 февраля 2027");
    }

    #[test]
    fn a_length_of_time_is_written_in_two_units() {
        let said = |minutes| plain(&span(Lang::Ru, Span::minutes(minutes)));
        assert_eq!([0, 6, 60, 70, 1440, 3060].map(said), ["0 мин", "6 мин", "1 ч", "1 ч 10 мин", "1 дн", "2 дн 3 ч"]);
    }
}
