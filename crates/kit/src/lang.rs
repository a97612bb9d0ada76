//! The two languages of Artel, equal everywhere.

use serde::{Deserialize, Serialize};

/// A language of screens, mails and errors.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Both languages, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// The code of ISO 639-1: `ru`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language of a code, with or without a region: `ru`, `en-GB`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "ru" => Some(Self::Ru),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best of both for an `Accept-Language` header, by its quality values.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for part in header.split(',') {
            let mut pieces = part.trim().split(';');
            let Some(lang) = pieces.next().and_then(Self::from_code) else { continue };
            let quality = pieces.find_map(|p| p.trim().strip_prefix("q=").map(per_mille)).unwrap_or(1000);
            if quality > 0 && best.is_none_or(|(q, _)| quality > q) {
                best = Some((quality, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

/// Templates hand on references.
impl From<&Lang> for Lang {
    fn from(lang: &Lang) -> Self {
        *lang
    }
}

/// `0.8` → 800. Anything that is not a quality value is 0.
fn per_mille(text: &str) -> u16 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole == "1" {
        return 1000;
    }
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_language_that_artel_speaks_wins() {
        assert_eq!(Lang::accepted("de, en;q=0.8, ru;q=0.9"), Some(Lang::Ru));
        assert_eq!(Lang::accepted("en-GB,en;q=0.9"), Some(Lang::En));
        assert_eq!(Lang::accepted("fr"), None);
        assert_eq!(Lang::accepted("ru;q=0, en;q=0.1"), Some(Lang::En));
    }
}
