//! Values as people write them in tables: regions by name, sizes in words, sums with spaces, yes and no.

use std::{collections::BTreeMap, sync::LazyLock};

use network::{products::Product, territories};

use super::fields::plain;
use crate::distribution::domain::{SizeBand, Urgency};

/// Words of a region's name that say what kind of region it is.
const KINDS_OF_REGION: &[&str] =
    &["г", "город", "обл", "область", "край", "респ", "республика", "ао", "автономный", "округ", "region", "republic"];

static REGIONS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut found = BTreeMap::new();
    for territory in territories::all() {
        for name in [territory.code, territory.name_ru, territory.name_en] {
            found.entry(plain(name)).or_insert(territory.code);
        }
    }
    for territory in territories::all().iter().filter(|territory| territory.parent.is_some()) {
        for name in [territory.name_ru, territory.name_en] {
            found.entry(bare(name)).or_insert(territory.code);
        }
    }
    found
});

/// The name of a region without the words that say its kind.
fn bare(name: &str) -> String {
    let name = plain(name).replace('.', " ");
    let words: Vec<&str> = name.split_whitespace().filter(|word| !KINDS_OF_REGION.contains(word)).collect();
    words.join(" ")
}

/// The code of a region: by its code, its name, or its name without «область», «республика», «г.».
pub fn region(text: &str) -> Option<&'static str> {
    let whole = plain(text);
    if whole.is_empty() || whole.len() > 200 {
        return None;
    }
    REGIONS.get(&whole).or_else(|| REGIONS.get(&bare(text)).filter(|_| !bare(text).is_empty())).copied()
}

/// A product by its code, its name or its id.
pub fn product<'a>(products: &'a [Product], text: &str) -> Option<&'a Product> {
    let wanted = plain(text);
    let is = |product: &&Product| {
        plain(&product.code) == wanted
            || product.names().any(|name| plain(name) == wanted)
            || product.id.to_string() == text.trim()
    };
    products.iter().filter(|product| product.retired_at.is_none()).find(is)
}

/// The size of a client in words of both languages.
pub fn size(text: &str) -> Option<SizeBand> {
    match plain(text).as_str() {
        "solo" | "ип" | "один" | "один человек" | "самозанятый" | "микро" | "micro" => {
            Some(SizeBand::Solo)
        }
        "small" | "s" | "малый" | "малая" | "маленький" | "маленькая" | "мелкий" => {
            Some(SizeBand::Small)
        }
        "medium" | "m" | "средний" | "средняя" | "среднее" => Some(SizeBand::Medium),
        "large" | "l" | "крупный" | "крупная" | "крупное" | "большой" | "большая" => {
            Some(SizeBand::Large)
        }
        _ => None,
    }
}

/// How soon the client must be answered, in words of both languages.
pub fn urgency(text: &str) -> Option<Urgency> {
    match plain(text).as_str() {
        "hot" | "горячий" | "горячая" | "срочно" | "срочный" | "высокая" | "высокий" | "high" | "urgent" => {
            Some(Urgency::Hot)
        }
        "normal" | "обычный" | "обычная" | "средняя" | "средний" | "medium" | "теплый" | "warm" => {
            Some(Urgency::Normal)
        }
        "cold" | "холодный" | "холодная" | "низкая" | "низкий" | "low" => {
            Some(Urgency::Cold)
        }
        _ => None,
    }
}

/// Yes or no in words of both languages.
pub fn yes_no(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "да" | "yes" | "y" | "true" | "1" | "есть" | "истина" | "согласен" | "согласна" => {
            Some(true)
        }
        "нет" | "no" | "n" | "false" | "0" | "ложь" => Some(false),
        _ if text.trim() == "+" => Some(true),
        _ if text.trim() == "-" => Some(false),
        _ => None,
    }
}

/// A sum in minor units: `1 200 000,50 ₽`, `1,200,000.50`, `1.5 млн` is not one.
pub fn minor(text: &str) -> Option<i64> {
    let bare = text.trim().trim_end_matches("руб.").trim_end_matches("руб").trim_end_matches("р.");
    let kept: String = bare.chars().filter(|c| !c.is_whitespace() && !"₽$€'\u{a0}\u{202f}".contains(*c)).collect();
    if kept.is_empty() || kept.len() > 24 || !kept.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let (whole, part) = match kept.rfind(['.', ',']) {
        // One or two digits after the last sign are a part; three are a group of thousands.
        Some(at) if (1..=2).contains(&(kept.len() - at - 1)) => kept.split_at(at),
        _ => (kept.as_str(), ""),
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let whole: i64 = digits(whole).parse().ok()?;
    let part = format!("{:0<2}", digits(part)).parse::<i64>().ok()?;
    whole.checked_mul(100)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_known_by_its_code_and_by_the_names_that_people_use() {
        for (text, code) in [
            ("RU-MOW", "RU-MOW"),
            ("ru-mow", "RU-MOW"),
            ("г. Москва", "RU-MOW"),
            ("Московская обл.", "RU-MOS"),
            ("Татарстан", "RU-TA"),
            ("Республика Татарстан", "RU-TA"),
            ("Saint Petersburg", "RU-SPE"),
            ("Россия", "RU"),
        ] {
            assert_eq!(region(text), Some(code), "{text}");
        }
        for text in ["", "Атлантида", "область", "г."] {
            assert_eq!(region(text), None, "{text}");
        }
    }

    #[test]
    fn no_two_regions_share_the_name_that_people_use() {
        for territory in territories::all() {
            assert_eq!(region(territory.name_ru), Some(territory.code));
            assert_eq!(region(territory.name_en), Some(territory.code));
        }
    }

    #[test]
    fn sums_are_read_as_both_countries_write_them() {
        for (text, sum) in [
            ("1200000", Some(120_000_000)),
            ("1 200 000,50 ₽", Some(120_000_050)),
            ("1,200,000.5", Some(120_000_050)),
            ("1.200.000", Some(120_000_000)),
            ("500 руб.", Some(50_000)),
            ("много", None),
            ("-5", None),
            ("1e9", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(minor(text), sum, "{text}");
        }
    }
}
