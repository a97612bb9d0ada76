//! Programs: one vendor's network each.

/// What programs add to the server.
pub fn capability() -> platform::Capability {
    platform::Capability { name: "programs", ..Default::default() }
}
