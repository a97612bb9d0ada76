#![doc = include_str!("README.md")]

mod api;
mod commit;
mod error_file;
pub mod fields;
mod lead_row;
mod mapping;
mod pages;
mod partner_row;
mod preview;
mod reading;
mod refusals;
mod seen;
mod service;
pub mod sheet;
mod store;
pub(crate) mod texts;
mod undo;
pub(crate) mod values;
mod web;

use kit::Instant;
use platform::{
    Capability,
    progress::{Progress, WorkState},
    react::TimerKind,
};
use schemars::JsonSchema;
use serde::Serialize;

pub use error_file::error_file;
pub use fields::FieldShown;
pub use lead_row::Fault;
pub use mapping::Mapping;
pub use preview::{Preview, RowShown};
pub use service::{
    Import, NewImport, Uploaded, cancel, commit, fields_of, get, list, preview, set_mapping, undo, upload, work,
};
pub use sheet::{Encoding, Format};

kit::id_type!(
    /// A file of leads or partners.
    ImportFile, ImportId, "import"
);

kit::codes! {
    /// What the rows of a file are.
    pub enum Kind {
        /// Leads.
        Leads = "leads",
        /// Partners.
        Partners = "partners",
    }
}
kit::codes! {
    /// Where an import stands.
    pub enum ImportState {
        /// Its rows are being read.
        Reading = "reading",
        /// Read; nobody has looked yet.
        Read = "read",
        /// Its preview was made; nothing is written.
        Checked = "checked",
        /// Its rows are being written.
        Committing = "committing",
        /// Written.
        Done = "done",
        /// Stopped; what was written stands.
        Cancelled = "cancelled",
        /// What nobody has touched is being removed.
        Undoing = "undoing",
        /// Removed.
        Undone = "undone",
    }
}
db::stored_codes!(Kind, ImportState);

/// What a preview found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Rows that become new leads or partners.
    pub new: u32,
    /// Rows of clients that have an open lead, or of partners that stand already.
    pub duplicate: u32,
    /// Rows with faults.
    pub broken: u32,
    /// Rows that are taken, yet joined with somebody of another name.
    pub warned: u32,
}

/// The kind of the timer that writes an import, a page at a time.
pub(crate) const STEP: &str = "import_step";
/// The kind of the timer that erases the rows of a file that nobody needs any more.
pub(crate) const ERASE: &str = "import_erase";

impl Import {
    /// How far the import has come, in the reader's language.
    pub fn progress_in(&self, lang: kit::Lang) -> Progress {
        let (kind, state) = match self.state {
            ImportState::Reading => ("import.read", WorkState::Working),
            ImportState::Read | ImportState::Checked => ("import.commit", WorkState::Waiting),
            ImportState::Committing => ("import.commit", WorkState::Working),
            ImportState::Done => ("import.commit", WorkState::Done),
            ImportState::Cancelled => ("import.commit", WorkState::Stopped),
            ImportState::Undoing => ("import.undo", WorkState::Working),
            ImportState::Undone => ("import.undo", WorkState::Done),
        };
        let undo = matches!(self.state, ImportState::Undoing | ImportState::Undone);
        let total = if undo { self.added } else { self.rows };
        Progress { kind: kind.to_owned(), state, done: self.done, total, message: self.words(lang) }
    }

    fn words(&self, lang: kit::Lang) -> String {
        match self.state {
            ImportState::Reading => texts::reading(lang),
            ImportState::Read => texts::read(lang, self.rows),
            ImportState::Checked => {
                let counts = self.counts.unwrap_or(Counts { new: 0, duplicate: 0, broken: 0, warned: 0 });
                texts::checked(lang, counts.new, counts.duplicate, counts.broken)
            }
            ImportState::Committing => texts::committing(lang, self.done, self.rows),
            ImportState::Done => texts::done(lang, self.added, self.repeated, self.failed),
            ImportState::Cancelled => texts::cancelled(lang, self.added),
            ImportState::Undoing => texts::undoing(lang, self.done, self.added),
            ImportState::Undone => texts::undone(lang, self.removed, self.kept),
        }
    }
}

/// What imports add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "imports",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        timers: vec![TimerKind::new(STEP, commit::on_step), TimerKind::new(ERASE, service::on_erase)],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}

/// How long the rows of a file are kept after the last change of its import: they hold personal data.
pub(crate) const KEPT: kit::time::Span = kit::time::Span::days(30);

/// The moment at which the rows of an import are erased.
pub(crate) fn erased_at(now: Instant) -> Instant {
    now + KEPT
}
