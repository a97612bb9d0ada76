//! The states of an offer, the reasons that go with them, and what each counts for.

use kit::Instant;
use serde::{Deserialize, Serialize};

use crate::{distribution::domain::candidate::OnLead, distribution::domain::waves::Progress};

/// Why a partner declines. A decline is no fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum DeclineReason {
    /// No resources (нет ресурсов).
    NoResources,
    /// Not our profile.
    NotOurProfile,
    /// Too small.
    TooSmall,
    /// A conflict of interest.
    Conflict,
    /// Too far away.
    TooFar,
    /// Something else, in words.
    Other {
        /// What.
        text: String,
    },
}

impl DeclineReason {
    /// The reasons that need no words, in the order in which they are shown.
    pub const LISTED: [Self; 5] =
        [Self::NoResources, Self::NotOurProfile, Self::TooSmall, Self::Conflict, Self::TooFar];

    pub(super) fn is_given(&self) -> bool {
        !matches!(self, Self::Other { text } if text.trim().is_empty())
    }
}

/// Why the vendor takes an offer back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum WithdrawReason {
    /// The lead was closed or erased.
    LeadClosed,
    /// The client turned out to be another partner's.
    ClientProtected,
    /// The client withdrew its consent.
    ConsentWithdrawn,
    /// The lead desk gave the lead to another partner by hand.
    GivenByHand,
    /// The client does not want to hear from the partner.
    ExcludedByClient,
    /// The partner left the network, or its contract is no longer in force.
    PartnerLeft,
    /// Several worked on the lead, and another one won it.
    ClientChoseAnother,
    /// Something else, in words.
    Other {
        /// What.
        text: String,
    },
}

impl WithdrawReason {
    pub(super) fn is_given(&self) -> bool {
        !matches!(self, Self::Other { text } if text.trim().is_empty())
    }
}

/// How a first contact with the client is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A call.
    Call,
    /// A meeting.
    Meeting,
    /// A letter.
    Letter,
    /// The client said so.
    ConfirmedByClient,
}

/// Why a deal was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum LossReason {
    /// To a competitor, by name.
    Competitor {
        /// Who.
        name: String,
    },
    /// The client decided nothing.
    NoDecision,
}

/// Where an offer stands. The last nine are terminal: they never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OfferState {
    /// Made; it lies in the partner's inbox.
    Offered,
    /// A message about it arrived.
    Delivered,
    /// Somebody opened it.
    Viewed,
    /// Accepted; the contact is shown.
    Accepted {
        /// When.
        at: Instant,
        /// First moment at which it counts as not started.
        start_due: Instant,
    },
    /// The client was contacted.
    Started {
        /// When the client was contacted.
        at: Instant,
        /// The last report on it.
        updated_at: Instant,
    },
    /// The deal was won.
    Won {
        /// When.
        at: Instant,
        /// Order number or document.
        proof: String,
    },
    /// The deal was lost.
    Lost {
        /// When.
        at: Instant,
        /// To whom.
        reason: LossReason,
    },
    /// The partner gave the lead back.
    Returned {
        /// When.
        at: Instant,
        /// Why.
        reason: DeclineReason,
    },
    /// The partner declined.
    Declined {
        /// When.
        at: Instant,
        /// Why.
        reason: DeclineReason,
    },
    /// The window ended without an answer.
    Ignored {
        /// The deadline, whenever it was noticed.
        at: Instant,
    },
    /// It did not reach the partner: the vendor's fault.
    Undelivered {
        /// When that became known.
        at: Instant,
    },
    /// The vendor took it back.
    Withdrawn {
        /// When.
        at: Instant,
        /// Why.
        reason: WithdrawReason,
    },
    /// Others were first.
    Taken {
        /// When.
        at: Instant,
    },
    /// Accepted, and the client not contacted in time.
    NotStarted {
        /// The end of the start clock, whenever it was noticed.
        at: Instant,
    },
}

/// What an offer counts for in the numbers. All censored for *taken*, *undelivered* and *withdrawn*, and
/// as long as nothing is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Counts {
    /// It was there to be answered.
    pub offered: bool,
    /// It was answered and, if accepted, started in time.
    pub answered: bool,
    /// It was ignored.
    pub ignored: bool,
}

impl OfferState {
    /// The word for it in the API and the log.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Delivered => "delivered",
            Self::Viewed => "viewed",
            Self::Accepted { .. } => "accepted",
            Self::Started { .. } => "started",
            Self::Won { .. } => "won",
            Self::Lost { .. } => "lost",
            Self::Returned { .. } => "returned",
            Self::Declined { .. } => "declined",
            Self::Ignored { .. } => "ignored",
            Self::Undelivered { .. } => "undelivered",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Taken { .. } => "taken",
            Self::NotStarted { .. } => "not_started",
        }
    }

    /// It waits for an answer.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Offered | Self::Delivered | Self::Viewed)
    }

    /// It never changes any more.
    pub const fn is_terminal(&self) -> bool {
        !self.is_open() && !matches!(self, Self::Accepted { .. } | Self::Started { .. })
    }

    /// The partner may see who the client is.
    pub const fn shows_contact(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Started { .. } | Self::Won { .. } | Self::Lost { .. })
    }

    /// It holds one of the lead's places for acceptances.
    pub const fn holds_a_place(&self) -> bool {
        self.shows_contact()
    }

    /// The partner has it in hand: it fills its capacity.
    pub const fn is_open_work(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Started { .. })
    }

    /// What it counts for.
    pub const fn counts(&self) -> Counts {
        let (offered, answered, ignored) = match self {
            Self::Offered
            | Self::Delivered
            | Self::Viewed
            | Self::Undelivered { .. }
            | Self::Withdrawn { .. }
            | Self::Taken { .. } => (false, false, false),
            Self::Accepted { .. }
            | Self::Started { .. }
            | Self::Won { .. }
            | Self::Lost { .. }
            | Self::Returned { .. }
            | Self::Declined { .. } => (true, true, false),
            Self::NotStarted { .. } => (true, false, false),
            Self::Ignored { .. } => (true, false, true),
        };
        Counts { offered, answered, ignored }
    }

    /// How the history gate of distribution sees it.
    pub const fn on_lead(&self) -> OnLead {
        match self {
            Self::Offered
            | Self::Delivered
            | Self::Viewed
            | Self::Accepted { .. }
            | Self::Started { .. }
            | Self::Won { .. }
            | Self::Lost { .. } => OnLead::Live,
            Self::Returned { .. } | Self::Declined { .. } => OnLead::Declined,
            Self::Ignored { .. } => OnLead::Ignored,
            Self::Undelivered { .. } | Self::Withdrawn { .. } => OnLead::NotReached,
            Self::Taken { .. } => OnLead::Taken,
            Self::NotStarted { .. } => OnLead::NotStarted,
        }
    }

    /// How the planning of waves sees it; `deadline` is the offer's.
    pub const fn progress(&self, deadline: Instant) -> Progress {
        match self {
            Self::Offered | Self::Delivered | Self::Viewed => Progress::Open { deadline },
            Self::Accepted { start_due, .. } => Progress::Accepted { start_due: *start_due },
            Self::Started { .. } | Self::Won { .. } => Progress::Started,
            Self::Lost { .. } => Progress::Lost,
            Self::Returned { .. }
            | Self::Declined { .. }
            | Self::Ignored { .. }
            | Self::Undelivered { .. }
            | Self::Withdrawn { .. }
            | Self::Taken { .. }
            | Self::NotStarted { .. } => Progress::Over,
        }
    }
}
