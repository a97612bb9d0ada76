//! Why an operation did not happen.

use std::fmt;

use db::DbError;
use kit::Lang;

use crate::{Said, Say};

/// A broken rule of a capability: each capability's `Broken` implements it.
pub trait Rule: fmt::Debug + Send + Sync {
    /// The last part of the problem's type, for example `offer-taken`. Stable: programs read it.
    fn slug(&self) -> &'static str;
    /// The HTTP status: 409 for a state that forbids it, 422 for a value that can never be right.
    fn status(&self) -> u16;
    /// What happened and what to do, for a person.
    fn text(&self, lang: Lang) -> String;
    /// The field of the input that it is about, if it is about one.
    fn field(&self) -> Option<&'static str> {
        None
    }
}

/// A wrong value in a field of the input.
#[derive(Debug, Clone)]
pub struct FieldError {
    /// The path of the field: `client.tax_id`, `rows[3].phone`.
    pub field: String,
    /// What is wrong with it.
    pub text: Said,
}

impl FieldError {
    /// A fault of one field.
    pub fn new(field: impl Into<String>, text: impl Fn(Lang) -> String + Send + Sync + 'static) -> Self {
        Self { field: field.into(), text: Said::new(text) }
    }

    /// What is wrong, in one language.
    pub fn say(&self, lang: Lang) -> String {
        self.text.say(lang)
    }
}

/// Why an operation did not happen.
#[derive(Debug)]
pub enum Fail {
    /// There is no such thing, or the caller may not know of it. Both look the same.
    NotFound,
    /// The caller is not known (no session or key, or it has ended).
    Unauthorized,
    /// The caller's role may not do this.
    Forbidden,
    /// `If-Match` names an older version.
    Stale,
    /// Values of the input are wrong.
    Invalid(Vec<FieldError>),
    /// A rule forbids it.
    Broken(Box<dyn Rule>),
    /// Too many tries; come again after so many seconds.
    TooMany(u32),
    /// The database failed.
    Db(DbError),
}

impl Fail {
    /// One wrong field.
    pub fn field(field: &str, text: impl Fn(Lang) -> String + Send + Sync + 'static) -> Self {
        Self::Invalid(vec![FieldError::new(field, text)])
    }
}

impl From<DbError> for Fail {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}
impl<R: Rule + 'static> From<R> for Fail {
    fn from(rule: R) -> Self {
        Self::Broken(Box::new(rule))
    }
}
