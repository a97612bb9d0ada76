//! What an operation is for those whose company has left the network.

use super::Operation;
use crate::Access;

/// How the ids of operations begin that are about the caller alone.
const OWN: &[&str] = &["me.", "sessions.", "notices.", "people.change_me", "people.change_password"];

impl Operation {
    /// True for what a person changes of the own session, profile and notices: those of a partner that left, too.
    pub fn of_the_caller(&self) -> bool {
        OWN.iter().any(|own| self.id.starts_with(own))
    }
    /// True if people of a partner may call it.
    pub fn for_partners(&self) -> bool {
        matches!(self.access, Access::Roles(roles) if roles.iter().any(|role| role.is_partner()))
    }
}
