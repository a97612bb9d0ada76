//! Why the lead desk closes a lead.

use serde::{Deserialize, Serialize};

/// Why the lead desk closes a lead. Published in the neutrality report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum CloseReason {
    /// No request at all.
    Spam,
    /// The client no longer wants it, or withdrew its consent.
    ClientAsked,
    /// The vendor handles it itself.
    DirectHandling {
        /// Why.
        text: String,
    },
    /// Something else, in words.
    Other {
        /// What.
        text: String,
    },
}

impl CloseReason {
    /// The word for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::ClientAsked => "client_asked",
            Self::DirectHandling { .. } => "direct_handling",
            Self::Other { .. } => "other",
        }
    }
}
