//! Values as people type them into a form. Use them as the types of a form's fields.

use serde::{Deserialize, Deserializer, de::Error};

/// A whole number, with or without spaces between its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole(pub i64);

/// A sum in minor units, typed as `1 240 000` or `1240000,50`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum(pub i64);

/// A share in basis points, typed as percent: `31,5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(pub i64);

/// A day and time without a zone, as the browser's control gives it; [`Moment::at`] puts it into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub jiff::civil::DateTime);

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub jiff::civil::Date);

impl Moment {
    /// The instant that a clock in this zone shows so.
    pub fn at(self, zone: &jiff::tz::TimeZone) -> Option<kit::Instant> {
        self.0.to_zoned(zone.clone()).ok().map(|z| kit::Instant::from(z.timestamp()))
    }
}

/// `1 240 000,50` with `places` digits after the point, in its smallest unit.
pub fn units(text: &str, places: usize) -> Option<i64> {
    let clean: String = text.chars().filter(|c| !c.is_whitespace() && *c != '₽' && *c != '%').collect();
    let clean = clean.replace('−', "-").replace(',', ".");
    let (sign, digits) = clean.strip_prefix('-').map_or((1, clean.as_str()), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !number(whole) || !number(part) || part.len() > places {
        return None;
    }
    let part = format!("{part:0<places$}");
    format!("{whole}{part}").parse::<i64>().ok().map(|n| sign * n)
}

/// A sum in minor units as a person would type it: [`Sum`] reads it back.
pub fn typed_sum(minor: i64) -> String {
    let (whole, part) = (minor / 100, minor.unsigned_abs() % 100);
    if part == 0 { whole.to_string() } else { format!("{whole},{part:02}") }
}

// In these words the types refuse a text; the edge puts them into the language of people.
pub(crate) const WHOLE: &str = "not a whole number";
pub(crate) const SUM: &str = "not a sum";
pub(crate) const PERCENT: &str = "not a percentage";
pub(crate) const MOMENT: &str = "not a day and a time";
pub(crate) const DAY: &str = "not a day";

fn typed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    wanted: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(text.trim()).ok_or_else(|| D::Error::custom(wanted))
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        typed(deserializer, WHOLE, |text| units(text, 0)).map(Self)
    }
}
impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        typed(deserializer, SUM, |text| units(text, 2)).map(Self)
    }
}
impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        typed(deserializer, PERCENT, |text| units(text, 2)).map(Self)
    }
}
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        typed(deserializer, MOMENT, |text| text.parse().ok()).map(Self)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        typed(deserializer, DAY, |text| text.parse().ok()).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_type_them() {
        for (text, minor) in [("1 240 000", 124_000_000), ("1240000,5", 124_000_050), ("−10.05 ₽", -1005), ("0", 0)]
        {
            assert_eq!(units(text, 2), Some(minor), "{text}");
            assert_eq!(units(&typed_sum(minor.max(0)), 2), Some(minor.max(0)));
        }
        for wrong in ["", "abc", "1,234,567", "1.234", "--1", "1-2", "99999999999999999999"] {
            assert_eq!(units(wrong, 2), None, "{wrong}");
        }
    }
}
