//! What is said of an operation before its work.

use super::{Access, Draft};
use crate::Role;

impl Draft {
    /// Says who may call.
    #[must_use]
    pub fn access(mut self, access: Access) -> Self {
        self.0.access = access;
        self
    }
    /// People and keys of these roles may call.
    #[must_use]
    pub fn roles(self, roles: &'static [Role]) -> Self {
        self.access(Access::Roles(roles))
    }
    /// Everybody may call.
    #[must_use]
    pub fn public(self) -> Self {
        self.access(Access::Public)
    }
    /// It shows the one thing of its kind that the caller has, for example the program.
    #[must_use]
    pub fn one(mut self) -> Self {
        self.0.one = true;
        self
    }
    /// It changes what another operation shows, though its path does not tell.
    #[must_use]
    pub fn touches(mut self, id: &'static str) -> Self {
        self.0.touches = Some(id);
        self
    }
    /// It makes something: a success is 201.
    #[must_use]
    pub fn creates(mut self) -> Self {
        self.0.succeeds = &[201];
        self
    }
    /// It makes something that stands elsewhere: a success is 201 with its `Location`.
    #[must_use]
    pub fn creates_elsewhere(mut self) -> Self {
        self.0.places = true;
        self.creates()
    }
    /// It makes something, or finds that it stands already: a success is 201 or 200.
    #[must_use]
    pub fn creates_or_finds(mut self) -> Self {
        self.0.succeeds = &[200, 201];
        self
    }
    /// It begins work that goes on after the answer: a success is 202.
    #[must_use]
    pub fn begins(mut self) -> Self {
        self.0.succeeds = &[202];
        self
    }
    /// Status and kind of the problems that its rules may make.
    #[must_use]
    pub fn refuses(mut self, refusals: &'static [(u16, &'static str)]) -> Self {
        self.0.refusals = refusals;
        self
    }
    /// Its answer or its body holds a secret: they are kept nowhere. A call that is repeated with its
    /// `Idempotency-Key` is told that it was done.
    #[must_use]
    pub fn shown_once(mut self) -> Self {
        self.0.shown_once = true;
        self
    }
    /// Takes bodies up to so many bytes, of these content types: for files.
    #[must_use]
    pub fn file(mut self, limit: usize, accepts: &'static [&'static str]) -> Self {
        self.0.body_limit = limit;
        self.0.accepts = accepts;
        self
    }
}
