//! What the way of a deal refuses.

use kit::Lang;
use platform::Rule;

use super::{gate::Lack, texts};

/// A broken rule of the way.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The stage lacks something: its name in the reader's words, and what.
    Gate(String, Vec<Lack>),
    /// Deals are not won from this stage: its name, and the stages from which they are.
    NoExitHere(String, Vec<String>),
    /// The deal's product has no published process.
    NoProcess,
    /// The deal has not begun a process yet.
    NotBegun,
    /// The deal has the version in force already.
    NewestAlready,
    /// The deal is not open.
    NotOpen,
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::Gate(..) => "stage-lacks",
            Self::NoExitHere(..) => "no-exit-here",
            Self::NoProcess => "no-process",
            Self::NotBegun => "process-not-begun",
            Self::NewestAlready => "newest-version",
            Self::NotOpen => "deal-not-open",
        }
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Gate(stage, lacks) => {
                let lacks: Vec<String> = lacks.iter().map(|lack| texts::lack(lang, lack)).collect();
                texts::gate(lang, stage, &lacks.join("; "))
            }
            Self::NoExitHere(stage, exits) => texts::no_exit_here(lang, stage, &exits.join(", ")),
            Self::NoProcess => texts::no_process(lang),
            Self::NotBegun => texts::not_begun(lang),
            Self::NewestAlready => texts::newest_already(lang),
            Self::NotOpen => texts::not_open(lang),
        }
    }
}
