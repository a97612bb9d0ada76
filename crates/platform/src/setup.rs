//! What a new program needs before its first lead: steps that the capabilities contribute.

use db::{Tx, Work};
use kit::Lang;

use crate::{Cx, Fail};

/// Whether a step has been done.
pub type Done = for<'t> fn(&'t Cx, &'t mut Tx) -> Work<'t, bool, Fail>;

/// A step from an empty program to the first lead in the hands of partners.
#[derive(Clone, Copy)]
pub struct Step {
    /// Its word, for example `products`.
    pub code: &'static str,
    /// Smaller comes first.
    pub order: u16,
    /// Its picture.
    pub icon: &'static str,
    /// What is to be done.
    pub title: fn(Lang) -> String,
    /// Why, and what it is good for, in a sentence or two.
    pub why: fn(Lang) -> String,
    /// The words of the button.
    pub action: fn(Lang) -> String,
    /// The page on which it is done.
    pub path: &'static str,
    /// Whether it has been done: looked up in what stands, never noted.
    pub done: Done,
}
