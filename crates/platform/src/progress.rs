//! How far long work has come: one shape for imports, exports and whatever else runs for longer than a click.
//! Pages draw it as a bar; the live stream tells when to read it again.

use kit::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

kit::codes! {
    /// Where long work stands.
    pub enum WorkState {
        /// Nobody has asked for it yet.
        Waiting = "waiting",
        /// It goes on, whether or not somebody watches.
        Working = "working",
        /// It ended as it should.
        Done = "done",
        /// It was stopped; what was done until then stands.
        Stopped = "stopped",
        /// It could not go on.
        Failed = "failed",
    }
}

/// How far long work has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    /// What it is: `import.commit`, `import.undo`.
    pub kind: String,
    /// Where it stands.
    pub state: WorkState,
    /// Parts that are done.
    pub done: u32,
    /// Parts in all.
    pub total: u32,
    /// The same for a person, in the reader's language.
    pub message: String,
}

impl Progress {
    /// Whole per cent, 100 only at the end.
    pub fn percent(&self) -> u32 {
        match self.state {
            WorkState::Done => 100,
            _ if self.total == 0 => 0,
            _ => (u64::from(self.done) * 100 / u64::from(self.total)).min(99).try_into().unwrap_or(99),
        }
    }

    /// Work that did not end yet.
    pub fn goes_on(&self) -> bool {
        self.state == WorkState::Working
    }

    /// What it says, where nothing else is said.
    pub fn words(lang: Lang, done: u32, total: u32) -> String {
        texts::done_of(lang, done, total)
    }
}

mod texts {
    crate::texts! {
        pub done_of(done: u32, total: u32) { "{done} из {total}", "{done} of {total}" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_at_the_end() {
        let mut progress = Progress {
            kind: "import.commit".into(),
            state: WorkState::Working,
            done: 999,
            total: 1000,
            message: String::new(),
        };
        assert_eq!(progress.percent(), 99);
        progress.done = 1000;
        assert_eq!(progress.percent(), 99);
        progress.state = WorkState::Done;
        assert_eq!(progress.percent(), 100);
    }
}
