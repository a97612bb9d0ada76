//! What can be found by words: kinds that the capabilities contribute.

use db::{Tx, Work};
use kit::{Lang, Uuid, id::PartnerId};

use crate::{Cx, Fail, Role, events::Event};

/// Which subjects of the kind have changed with an event about something else.
pub type Touched = for<'t> fn(&'t Cx, &'t mut Tx, &'t Event) -> Work<'t, Vec<Uuid>, Fail>;

/// The words by which a subject is found, for each that may find it; none, or [`Fail::NotFound`], if it is to be found no more.
pub type Write = for<'t> fn(&'t Cx, &'t mut Tx, Uuid) -> Work<'t, Vec<Words>, Fail>;

/// What a caller sees of a subject that was found; none, or [`Fail::NotFound`], if it may not see it.
pub type Show = for<'t> fn(&'t Cx, &'t mut Tx, Uuid) -> Work<'t, Option<Hit>, Fail>;

/// A kind of things that are found by words.
#[derive(Clone, Copy)]
pub struct Searchable {
    /// The prefix of its ids, for example `lead`.
    pub kind: &'static str,
    /// Who may look for it.
    pub readers: &'static [Role],
    /// The heading above what was found.
    pub title: fn(Lang) -> String,
    /// Its picture.
    pub icon: &'static str,
    /// The events that change their own subject.
    pub events: &'static [&'static str],
    /// Events that change others, with which those are.
    pub through: &'static [(&'static str, Touched)],
    /// By which words a subject is found.
    pub write: Write,
    /// What is shown of it. Rights are looked at here, each time.
    pub show: Show,
}

/// Words by which somebody finds a subject.
#[derive(Debug, Clone)]
pub struct Words {
    /// The partner that finds it; none for the vendor.
    pub partner: Option<PartnerId>,
    /// Names, numbers and sentences, as they stand.
    pub text: String,
}

impl Words {
    /// Of what is given.
    pub fn of<'a>(partner: Option<PartnerId>, parts: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        Self { partner, text: parts.into_iter().flatten().collect::<Vec<_>>().join("\n") }
    }
}

/// What was found, as its reader sees it.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its name.
    pub title: String,
    /// What tells it from others of the same name.
    pub text: String,
    /// Its page.
    pub path: String,
}
