//! A capability, as the binary lists it: all that it adds to the server.

use kit::Lang;

use crate::{
    Operation, Role,
    notice::NoticeKind,
    react::{Consumer, TimerKind, Worker},
    search::Searchable,
    setup::Step,
    telegram::Deed,
    web::{Part, Place},
};

/// What one capability adds.
#[derive(Default)]
pub struct Capability {
    /// Its folder.
    pub name: &'static str,
    /// Its operations and pages.
    pub operations: Vec<Operation>,
    /// Where it stands in the navigation.
    pub places: Vec<Place>,
    /// What it shows on pages of others.
    pub parts: Vec<Part>,
    /// What happens when its deadlines pass.
    pub timers: Vec<TimerKind>,
    /// What follows from events.
    pub consumers: Vec<Consumer>,
    /// What it does outside: sending mail.
    pub workers: Vec<Worker>,
    /// What it tells people of what happened.
    pub notices: Vec<NoticeKind>,
    /// What is found of it by words.
    pub searchables: Vec<Searchable>,
    /// What a new program needs of it before its first lead.
    pub steps: Vec<Step>,
    /// What its keys under messages of the bot do.
    pub deeds: Vec<Deed>,
    /// The kinds of tasks that it opens for people at the vendor.
    pub tasks: Vec<&'static TaskKind>,
    /// Its SQL, for the test that runs every statement on both databases.
    pub statements: Vec<&'static [&'static db::Sql]>,
}

/// A kind of work that waits for a person at the vendor.
#[derive(Debug)]
pub struct TaskKind {
    /// The word in the table, for example `lead_exhausted`.
    pub code: &'static str,
    /// Whose it is until somebody takes it.
    pub role: Role,
    /// Where the work is done: the page of a subject stands under this address, for example `/leads`.
    pub place: &'static str,
    /// What is to be done, in one line.
    pub title: fn(Lang) -> String,
    /// It closes with the act that it waits for; nobody can merely say that it is done.
    pub closed_by_act: bool,
    /// How much it matters that it is done: what weighs more is shown first, whatever its deadline.
    pub weight: u8,
}

/// What all capabilities contribute to what one of them shows.
#[derive(Default)]
pub struct Kinds {
    /// The kinds of tasks.
    pub tasks: Vec<&'static TaskKind>,
    /// The kinds of news.
    pub notices: Vec<NoticeKind>,
    /// What is found by words.
    pub searchables: Vec<Searchable>,
    /// What keys under messages of the bot do.
    pub deeds: Vec<Deed>,
    /// The steps of a new program, in their order.
    pub steps: Vec<Step>,
}

impl Kinds {
    /// Collects the kinds of all capabilities.
    pub fn of(capabilities: &[Capability]) -> Self {
        let mut steps: Vec<Step> = capabilities.iter().flat_map(|c| c.steps.iter().copied()).collect();
        steps.sort_by_key(|step| step.order);
        Self {
            steps,
            tasks: capabilities.iter().flat_map(|c| c.tasks.iter().copied()).collect(),
            notices: capabilities.iter().flat_map(|c| c.notices.iter().copied()).collect(),
            deeds: capabilities.iter().flat_map(|c| c.deeds.iter().copied()).collect(),
            searchables: capabilities.iter().flat_map(|c| c.searchables.iter().copied()).collect(),
        }
    }

    /// The kind of a task.
    pub fn task(&self, code: &str) -> Option<&'static TaskKind> {
        self.tasks.iter().find(|kind| kind.code == code).copied()
    }
}
