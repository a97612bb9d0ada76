#![doc = include_str!("README.md")]

mod api;
mod begin;
mod service;
mod store;
mod texts;
mod web;

use platform::Capability;
use schemars::JsonSchema;
use serde::Serialize;

pub use begin::open as open_begin;

use crate::policies::Section;

/// A step, as the caller sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepShown {
    /// Its word, for example `products`.
    pub code: String,
    /// What is to be done, in the reader's language.
    pub title: String,
    /// Why.
    pub why: String,
    /// The words of the button on its page.
    #[serde(skip)]
    pub action: String,
    /// Its picture.
    #[serde(skip)]
    pub icon: &'static str,
    /// The page on which it is done.
    pub path: String,
    /// It has been done.
    pub done: bool,
    /// Somebody said that it is not needed.
    pub skipped: bool,
}

/// The steps of a program, in their order.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Steps {
    /// Each step.
    pub items: Vec<StepShown>,
    /// Nothing is left: each is done or skipped.
    pub finished: bool,
}

impl Steps {
    /// The first that is neither done nor skipped.
    pub fn next(&self) -> Option<&StepShown> {
        self.items.iter().find(|step| !step.done && !step.skipped)
    }
    /// How many are done or skipped.
    pub fn over(&self) -> usize {
        self.items.iter().filter(|step| step.done || step.skipped).count()
    }
}

/// What setting up adds to the server.
pub fn capability(sections: &'static [Section]) -> Capability {
    Capability {
        name: "setup",
        operations: [api::operations(), web::operations(), begin::operations(sections)].concat(),
        places: web::places(),
        parts: vec![web::PART],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
