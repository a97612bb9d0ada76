//! What the playbook refuses.

use kit::Lang;
use platform::Rule;

use super::texts;

/// A broken rule of the playbook.
#[derive(Debug)]
pub enum Broken {
    /// No stage of the process ends in a win.
    NoExit,
    /// A process for the product and motion stands already.
    ProcessStands,
    /// Deals stand or stood in it: so many.
    ProcessUsed(i64),
    /// Cards and deals name the word: so many of each.
    TermUsed(i64, i64),
    /// A card for the same combination stands already.
    CardStands,
    /// The draft says what the version in force says.
    NothingNew,
    /// The process is retired: it is neither written nor published.
    Retired,
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::NoExit => "process-without-exit",
            Self::ProcessStands => "process-stands",
            Self::ProcessUsed(_) => "process-in-use",
            Self::TermUsed(..) => "term-in-use",
            Self::CardStands => "card-stands",
            Self::NothingNew => "nothing-to-publish",
            Self::Retired => "process-retired",
        }
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoExit => texts::no_exit(lang),
            Self::ProcessStands => texts::process_stands(lang),
            Self::ProcessUsed(deals) => texts::process_used(lang, *deals),
            Self::TermUsed(cards, deals) => texts::term_used(lang, *cards, *deals),
            Self::CardStands => texts::card_stands(lang),
            Self::NothingNew => texts::nothing_new(lang),
            Self::Retired => texts::process_retired(lang),
        }
    }
}
