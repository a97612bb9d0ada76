//! People of a program: users, invitations, sessions, keys.

/// What people add to the server.
pub fn capability() -> platform::Capability {
    platform::Capability { name: "people", ..Default::default() }
}
