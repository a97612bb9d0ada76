//! Tax ids: the Russian ИНН with its check digits, others as `country:value`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Lang;

/// A tax id whose check digits are right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct TaxId(String);

/// Why a text is no tax id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaxId {
    /// An ИНН has 10 digits (company) or 12 (person).
    Length(usize),
    /// Something other than digits.
    NotDigits,
    /// A check digit is wrong.
    CheckDigit {
        /// Position from 1.
        position: usize,
        /// The digit that stands there.
        found: u8,
        /// The digit that belongs there.
        expected: u8,
    },
    /// Another country's id is written `KZ:123456789012`.
    Foreign,
}

impl NotTaxId {
    /// What is wrong, for a person.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Length(n), Lang::Ru) => format!("В ИНН 10 или 12 цифр, а здесь {n}"),
            (Self::Length(n), Lang::En) => format!("An INN has 10 or 12 digits, this has {n}"),
            (Self::NotDigits, Lang::Ru) => "В ИНН только цифры".to_owned(),
            (Self::NotDigits, Lang::En) => "An INN has digits only".to_owned(),
            (Self::CheckDigit { position, found, expected }, Lang::Ru) => {
                format!("Ошибка в ИНН: цифра {position} — {found}, по контрольной сумме должна быть {expected}")
            }
            (Self::CheckDigit { position, found, expected }, Lang::En) => {
                format!("Digit {position} of the INN is {found}; by the checksum it must be {expected}")
            }
            (Self::Foreign, Lang::Ru) => "Номер другой страны пишется так: KZ:123456789012".to_owned(),
            (Self::Foreign, Lang::En) => "An id of another country is written KZ:123456789012".to_owned(),
        }
    }
}
impl fmt::Display for NotTaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

const OF_TEN: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const OF_ELEVEN: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const OF_TWELVE: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

fn check(digits: &[u8], weights: &[u32]) -> Result<(), NotTaxId> {
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let expected = u8::try_from(sum % 11 % 10).unwrap_or_default();
    match digits.get(weights.len()) {
        Some(found) if *found != expected => {
            Err(NotTaxId::CheckDigit { position: weights.len() + 1, found: *found, expected })
        }
        _ => Ok(()),
    }
}

impl FromStr for TaxId {
    type Err = NotTaxId;
    fn from_str(text: &str) -> Result<Self, NotTaxId> {
        let text = text.trim();
        if let Some((country, value)) = text.split_once(':') {
            let country_ok = country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic());
            let value_ok = (2..=20).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric());
            let written = format!("{}:{}", country.to_ascii_uppercase(), value.to_ascii_uppercase());
            return if country_ok && value_ok { Ok(Self(written)) } else { Err(NotTaxId::Foreign) };
        }
        let digits: Vec<u8> = text.bytes().filter(|b| *b != b' ').map(|b| b.wrapping_sub(b'0')).collect();
        if digits.iter().any(|digit| *digit > 9) {
            return Err(NotTaxId::NotDigits);
        }
        match digits.len() {
            10 => check(&digits, &OF_TEN)?,
            12 => check(&digits, &OF_ELEVEN).and_then(|()| check(&digits, &OF_TWELVE))?,
            other => return Err(NotTaxId::Length(other)),
        }
        Ok(Self(digits.iter().map(|digit| char::from(digit + b'0')).collect()))
    }
}
impl fmt::Display for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl TryFrom<String> for TaxId {
    type Error = NotTaxId;
    fn try_from(text: String) -> Result<Self, NotTaxId> {
        text.parse()
    }
}
impl From<TaxId> for String {
    fn from(id: TaxId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_check_digit_that_fails_is_named() {
        assert!("7707083893".parse::<TaxId>().is_ok());
        assert!("500100732259".parse::<TaxId>().is_ok());
        let wrong = "7707083894".parse::<TaxId>();
        assert_eq!(wrong, Err(NotTaxId::CheckDigit { position: 10, found: 4, expected: 3 }));
        assert_eq!("770708389".parse::<TaxId>(), Err(NotTaxId::Length(9)));
        assert_eq!("77O7083893".parse::<TaxId>(), Err(NotTaxId::NotDigits));
        assert_eq!("kz:123456789012".parse::<TaxId>().unwrap().to_string(), "KZ:123456789012");
    }

    proptest! {
        #[test]
        fn a_valid_inn_with_one_wrong_digit_is_refused(stem in 100_000_000u64..999_999_999, place in 0usize..10, by in 1u8..10) {
            let stem: Vec<u8> = stem.to_string().bytes().map(|b| b - b'0').collect();
            let sum: u32 = stem.iter().zip(OF_TEN).map(|(d, w)| u32::from(*d) * w).sum();
            let mut digits = stem;
            digits.push(u8::try_from(sum % 11 % 10).unwrap());
            let text = |digits: &[u8]| digits.iter().map(|d| char::from(d + b'0')).collect::<String>();
            prop_assert!(text(&digits).parse::<TaxId>().is_ok());
            // Where the sum is 10 modulo 11 the check digit is 0 as well, so one digit may hide there.
            prop_assume!(sum % 11 != 10 && !sum.is_multiple_of(11));
            digits[place] = (digits[place] + by) % 10;
            let changed: u32 = digits.iter().zip(OF_TEN).map(|(d, w)| u32::from(*d) * w).sum();
            prop_assume!(place == 9 || changed % 11 != 10);
            prop_assert!(text(&digits).parse::<TaxId>().is_err());
        }
    }
}
