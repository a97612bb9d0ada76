//! What appeals are refused.

use kit::Lang;
use platform::Rule;

use super::{domain::AppealBroken, texts};

impl Rule for AppealBroken {
    fn slug(&self) -> &'static str {
        match self {
            Self::TextMissing => "appeal-without-words",
            Self::AlreadyAnswered => "appeal-answered",
            Self::AlreadyPassedOn => "appeal-passed-on",
        }
    }
    fn status(&self) -> u16 {
        match self {
            Self::TextMissing => 422,
            Self::AlreadyAnswered | Self::AlreadyPassedOn => 409,
        }
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::TextMissing => network::texts::empty(lang),
            Self::AlreadyAnswered => texts::appeal_answered(lang),
            Self::AlreadyPassedOn => texts::appeal_passed_on(lang),
        }
    }
}

/// An appeal of the partner waits for its answer already.
#[derive(Debug)]
pub struct Stands;

impl Rule for Stands {
    fn slug(&self) -> &'static str {
        "appeal-stands"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::appeal_stands(lang)
    }
}
