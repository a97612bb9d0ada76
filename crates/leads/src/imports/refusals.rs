//! Rules that refuse.

use kit::Lang;
use platform::Rule;

use super::{fields, texts};

/// A rule of imports that was broken.
#[derive(Debug)]
pub enum Broken {
    /// The preview was not made, or the mapping has changed since.
    NotChecked,
    /// Needed fields get no value from anywhere.
    ColumnsMissing(super::Kind, Vec<&'static str>),
    /// It goes on at the moment.
    AtWork,
    /// It has ended.
    Ended,
    /// Nothing was written, or it is undone already.
    NothingToUndo,
}

/// What an import may refuse, as the API documents it.
pub(super) const PROBLEMS: &[(u16, &str)] = &[
    (409, "import-at-work"),
    (409, "import-columns-missing"),
    (409, "import-ended"),
    (409, "import-not-checked"),
    (409, "import-nothing-to-undo"),
    (422, "import-columns-missing"),
];

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::NotChecked => "import-not-checked",
            Self::ColumnsMissing(..) => "import-columns-missing",
            Self::AtWork => "import-at-work",
            Self::Ended => "import-ended",
            Self::NothingToUndo => "import-nothing-to-undo",
        }
    }

    fn status(&self) -> u16 {
        if matches!(self, Self::ColumnsMissing(..)) { 422 } else { 409 }
    }

    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NotChecked => texts::not_checked(lang),
            Self::ColumnsMissing(kind, names) => {
                let label = |name: &&str| {
                    let field = fields::of(*kind).iter().find(|field| field.name == *name);
                    field.map_or_else(|| (*name).to_owned(), |field| field.label(lang).to_owned())
                };
                texts::columns_missing(lang, &names.iter().map(label).collect::<Vec<_>>().join(", "))
            }
            Self::AtWork => texts::at_work(lang),
            Self::Ended => texts::ended(lang),
            Self::NothingToUndo => texts::nothing_to_undo(lang),
        }
    }
}
