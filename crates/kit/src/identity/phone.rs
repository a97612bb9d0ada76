//! Phones in E.164. Numbers without a country are Russian.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Lang;

/// A phone that can exist, as `+74951234567`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Phone(String);

/// The text is no phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotPhone;

impl NotPhone {
    /// What is wrong, for a person.
    #[expect(clippy::unused_self, reason = "called like the errors of the other identities")]
    pub fn text(self, lang: Lang) -> String {
        match lang {
            Lang::Ru => "Это не похоже на телефон. Пример: +7 495 123-45-67".to_owned(),
            Lang::En => "This does not look like a phone. Example: +7 495 123-45-67".to_owned(),
        }
    }
}
impl fmt::Display for NotPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl FromStr for Phone {
    type Err = NotPhone;
    fn from_str(text: &str) -> Result<Self, NotPhone> {
        if text.len() > 40 {
            return Err(NotPhone);
        }
        if let Some(national) = russian(text) {
            return Ok(Self(format!("+7{national}")));
        }
        let number = phonenumber::parse(Some(phonenumber::country::RU), text).map_err(|_| NotPhone)?;
        if !phonenumber::is_viable(text) || !(5..=15).contains(&number.national().to_string().len()) {
            return Err(NotPhone);
        }
        Ok(Self(number.format().mode(phonenumber::Mode::E164).to_string()))
    }
}
/// The ten digits of a number of Russia or Kazakhstan: after `+7`, `8` or alone. The general reader takes the 8 of
/// «+7 812» for a prefix.
fn russian(text: &str) -> Option<String> {
    let written = text.chars().all(|c| c.is_ascii_digit() || " +-–().\u{a0}".contains(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = match (text.trim().starts_with('+'), digits.len()) {
        (true, 11) => digits.strip_prefix('7'),
        (false, 11) => digits.strip_prefix(['7', '8']),
        (false, 10) => Some(digits.as_str()),
        _ => None,
    };
    national.filter(|number| written && number.starts_with(['3', '4', '6', '7', '8', '9'])).map(str::to_owned)
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl TryFrom<String> for Phone {
    type Error = NotPhone;
    fn try_from(text: String) -> Result<Self, NotPhone> {
        text.parse()
    }
}
impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_phone_in_many_forms_is_one_phone() {
        for text in ["84951234567", "+7 (495) 123-45-67", "8-495-123-45-67", "7 495 123 45 67"] {
            assert_eq!(text.parse::<Phone>().map(|p| p.to_string()), Ok("+74951234567".to_owned()), "{text}");
        }
        for text in ["", "12", "позвоните мне", "+7 495 123 45 67 89 01 23"] {
            assert!(text.parse::<Phone>().is_err(), "{text}");
        }
    }
}
