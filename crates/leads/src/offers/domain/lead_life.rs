//! The life of a lead: `received → (duplicate | protected | consent needed | nurture) | qualified →
//! distributing → in work → won | lost | exhausted`.
//!
//! A lead is never stuck: whatever is not an end has a timer or an owner. `exhausted` is not an end: the
//! lead desk owns it, and may only close it with a reason that the neutrality report publishes.

use kit::{
    Instant,
    id::{LeadId, PartnerId},
};
use serde::{Deserialize, Serialize};

use super::{grading::Grade, offer::Broken};

/// Where a lead stands. Each state that is not an end carries what will move it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LeadState {
    /// It arrived and is looked at.
    Received {
        /// Until when the client must be answered.
        answer_due: Instant,
    },
    /// The same as another open lead: a touch on it.
    Duplicate {
        /// The other lead.
        of: LeadId,
    },
    /// The client belongs to a partner.
    Protected {
        /// That partner.
        partner: PartnerId,
        /// Until when it must be on its way to the partner.
        distribute_by: Instant,
    },
    /// The client has not agreed to be passed on.
    ConsentNeeded {
        /// When to ask again.
        ask_again_at: Instant,
    },
    /// Not ripe: looked after, not offered.
    Nurture {
        /// When to look again.
        review_at: Instant,
    },
    /// Good enough to be offered.
    Qualified {
        /// Its grade.
        grade: Grade,
        /// Until when it must be on its way.
        distribute_by: Instant,
    },
    /// Waves go out.
    Distributing {
        /// When the plan of waves looks again.
        next_check: Instant,
    },
    /// At least one partner has started.
    InWork {
        /// When the next report is due.
        update_due: Instant,
    },
    /// All waves went out and nobody works on it: the lead desk decides.
    Exhausted {
        /// Since when.
        since: Instant,
    },
    /// Won.
    Won {
        /// When.
        at: Instant,
    },
    /// Lost.
    Lost {
        /// When.
        at: Instant,
    },
    /// Closed by the lead desk.
    Withdrawn {
        /// When.
        at: Instant,
        /// Why.
        reason: CloseReason,
    },
}

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

/// What somebody wants to do with a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum LeadCommand {
    /// It is a touch on another lead.
    MarkDuplicate {
        /// The other lead.
        of: LeadId,
    },
    /// The client belongs to a partner.
    Protect {
        /// That partner.
        partner: PartnerId,
        /// Until when it must be on its way.
        distribute_by: Instant,
    },
    /// Consent is missing.
    NeedConsent {
        /// When to ask again.
        ask_again_at: Instant,
    },
    /// The client agreed.
    GiveConsent {
        /// Until when the client must be answered.
        answer_due: Instant,
    },
    /// Not ripe.
    Nurture {
        /// When to look again.
        review_at: Instant,
    },
    /// Good enough: grade A or B.
    Qualify {
        /// Its grade.
        grade: Grade,
        /// Until when it must be on its way.
        distribute_by: Instant,
    },
    /// Waves go out, or the plan looked again.
    Distribute {
        /// When the plan looks next.
        next_check: Instant,
    },
    /// A partner started, or reported.
    Work {
        /// When the next report is due.
        update_due: Instant,
    },
    /// The plan of waves found nobody more.
    Exhaust,
    /// A partner won it.
    Win,
    /// The last partner lost it.
    Lose,
    /// The lead desk closes it.
    Close {
        /// Why.
        reason: CloseReason,
    },
}

/// What happened to a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LeadEvent {
    /// The lead is now in this state.
    Moved {
        /// The new state.
        to: LeadState,
    },
}

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The lead desk.
    LeadDesk,
}

/// What moves a lead next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "due", rename_all = "snake_case")]
pub enum Due {
    /// A timer.
    At {
        /// When.
        at: Instant,
    },
    /// A person, under a clock of that role.
    Owner {
        /// Who.
        role: Role,
        /// Since when.
        since: Instant,
    },
    /// Nothing: it is an end.
    Nothing,
}

/// A lead's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LeadLife {
    /// Where it stands.
    pub state: LeadState,
}

impl LeadState {
    /// The word for it in the API and the log.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::Duplicate { .. } => "duplicate",
            Self::Protected { .. } => "protected",
            Self::ConsentNeeded { .. } => "consent_needed",
            Self::Nurture { .. } => "nurture",
            Self::Qualified { .. } => "qualified",
            Self::Distributing { .. } => "distributing",
            Self::InWork { .. } => "in_work",
            Self::Exhausted { .. } => "exhausted",
            Self::Won { .. } => "won",
            Self::Lost { .. } => "lost",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
    /// It never changes any more.
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Duplicate { .. } | Self::Won { .. } | Self::Lost { .. } | Self::Withdrawn { .. })
    }
}

/// What moves a lead next. Whatever is not an end has a timer or an owner.
pub const fn next_due(state: &LeadState) -> Due {
    match state {
        LeadState::Received { answer_due: at }
        | LeadState::Protected { distribute_by: at, .. }
        | LeadState::ConsentNeeded { ask_again_at: at }
        | LeadState::Nurture { review_at: at }
        | LeadState::Qualified { distribute_by: at, .. }
        | LeadState::Distributing { next_check: at }
        | LeadState::InWork { update_due: at } => Due::At { at: *at },
        LeadState::Exhausted { since } => Due::Owner { role: Role::LeadDesk, since: *since },
        LeadState::Duplicate { .. } | LeadState::Won { .. } | LeadState::Lost { .. } | LeadState::Withdrawn { .. } => {
            Due::Nothing
        }
    }
}

impl LeadLife {
    /// A lead that just arrived; the client must be answered by then.
    pub const fn received(answer_due: Instant) -> Self {
        Self { state: LeadState::Received { answer_due } }
    }

    /// Decides a command: the new state, or the rule that it breaks.
    pub fn decide(&self, command: &LeadCommand, now: Instant) -> Result<Vec<LeadEvent>, Broken> {
        use LeadState as S;
        if self.state.is_terminal() {
            return Err(Broken::Ended { state: self.state.code().to_owned() });
        }
        let to = match command {
            LeadCommand::MarkDuplicate { of } => self.only(&["received"], S::Duplicate { of: *of })?,
            LeadCommand::Protect { partner, distribute_by } => {
                let to = S::Protected { partner: *partner, distribute_by: *distribute_by };
                self.only(&["received", "nurture", "qualified", "exhausted"], to)?
            }
            LeadCommand::NeedConsent { ask_again_at } => {
                let to = S::ConsentNeeded { ask_again_at: *ask_again_at };
                self.only(&["received", "consent_needed", "nurture", "qualified", "protected"], to)?
            }
            LeadCommand::GiveConsent { answer_due } => {
                self.only(&["consent_needed"], S::Received { answer_due: *answer_due })?
            }
            LeadCommand::Nurture { review_at } => {
                self.only(&["received", "nurture", "qualified"], S::Nurture { review_at: *review_at })?
            }
            LeadCommand::Qualify { grade: Grade::C, .. } => return Err(self.out_of_order()),
            LeadCommand::Qualify { grade, distribute_by } => {
                let to = S::Qualified { grade: *grade, distribute_by: *distribute_by };
                self.only(&["received", "nurture"], to)?
            }
            LeadCommand::Distribute { next_check } => {
                // From work, when every partner gave the lead back; from exhausted, when the desk tries again.
                let from = ["qualified", "protected", "distributing", "in_work", "exhausted"];
                self.only(&from, S::Distributing { next_check: *next_check })?
            }
            LeadCommand::Work { update_due } => {
                self.only(&["distributing", "in_work"], S::InWork { update_due: *update_due })?
            }
            LeadCommand::Exhaust => self.only(&["distributing", "in_work"], S::Exhausted { since: now })?,
            LeadCommand::Win => self.only(&["in_work"], S::Won { at: now })?,
            LeadCommand::Lose => self.only(&["in_work"], S::Lost { at: now })?,
            LeadCommand::Close { reason } => {
                let (CloseReason::DirectHandling { text } | CloseReason::Other { text }) = reason else {
                    return Ok(vec![LeadEvent::Moved { to: S::Withdrawn { at: now, reason: reason.clone() } }]);
                };
                if text.trim().is_empty() {
                    return Err(Broken::ReasonMissing);
                }
                S::Withdrawn { at: now, reason: reason.clone() }
            }
        };
        Ok(vec![LeadEvent::Moved { to }])
    }

    /// The lead after an event.
    #[must_use]
    pub fn after(mut self, event: &LeadEvent) -> Self {
        let LeadEvent::Moved { to } = event;
        self.state = to.clone();
        self
    }

    fn only(&self, from: &[&str], to: LeadState) -> Result<LeadState, Broken> {
        if from.contains(&self.state.code()) { Ok(to) } else { Err(self.out_of_order()) }
    }

    fn out_of_order(&self) -> Broken {
        Broken::OutOfOrder { state: self.state.code().to_owned() }
    }
}
