//! What distribution knows about a partner at the moment of a decision.

use std::collections::BTreeSet;

use kit::{
    Instant,
    id::{PartnerId, ProductId},
};
use serde::{Deserialize, Serialize};

use super::{
    draw::Fit,
    lead::{OwnerGroupId, SizeBand},
    queue::TurnKey,
};
use crate::{fixed::Millionths, shared::Shared};

/// Why a partner receives no new leads for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PauseKind {
    /// It wins leads and brings nothing of its own.
    Reciprocity,
    /// It lets offers pass without an answer.
    Ignoring,
    /// A corrective action of the quality department is overdue.
    Quality,
    /// Its own wish.
    Holiday,
    /// The vendor has suspended it.
    Suspended,
}

/// A stretch of time without new leads: in force in `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Pause {
    /// Why.
    pub kind: PauseKind,
    /// First moment of it.
    pub from: Instant,
    /// First moment after it; open until something is done when absent.
    pub until: Option<Instant>,
}

impl Pause {
    /// In force at this moment.
    pub fn in_force(&self, now: Instant) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// The right to sell a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Certificate {
    /// The product.
    pub product: ProductId,
    /// First moment at which it is no longer valid; without an end when absent.
    pub valid_until: Option<Instant>,
}

/// How the partner's last offer of this same lead stands or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnLead {
    /// It has an offer that is open or in work.
    Live,
    /// It declined, or gave the lead back.
    Declined,
    /// It let the offer pass.
    Ignored,
    /// It accepted and did not start in time.
    NotStarted,
    /// The offer did not reach it, or was withdrawn.
    NotReached,
    /// Another was first; it would have worked.
    Taken,
}

/// A partner, as the gates and the queue see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Candidate {
    /// The partner.
    pub partner: PartnerId,
    /// Its owner's group, when there is one.
    pub group: Option<OwnerGroupId>,
    /// Its contract is in force.
    pub contract_active: bool,
    /// Pauses, past and future ones too.
    pub pauses: Vec<Pause>,
    /// Codes of the regions that it covers, at any level.
    pub regions: Shared<BTreeSet<String>>,
    /// Products that it may sell.
    pub certificates: Shared<Vec<Certificate>>,
    /// Sizes of clients that it serves; all when empty.
    pub sizes: Shared<BTreeSet<SizeBand>>,
    /// Industries that it serves; all when empty.
    pub industries: Shared<BTreeSet<String>>,
    /// Leads and deals in work.
    pub open_work: u32,
    /// How many it may have in work; lower on probation.
    pub open_cap: u32,
    /// Offers received today.
    pub new_today: u32,
    /// How many it may receive in a day.
    pub new_cap: u32,
    /// When the wave's window ends by its own calendar; absent when nobody is on duty.
    pub deadline: Option<Instant>,
    /// Its last offer of this lead, when there was one.
    pub on_lead: Option<OnLead>,
    /// Its share `w` of the segment.
    pub share: Millionths,
    /// Its fit `φ` for the segment.
    pub fit: Fit,
    /// The chance `r` that it answers an offer.
    pub answers: Millionths,
    /// When it joined the network.
    pub joined_at: Instant,
    /// Offers that it received in its life.
    pub offers_ever: u32,
    /// A pause for reciprocity that is due, and that the valve keeps out of force: the segment would have too few partners.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_waits: Option<Pause>,
}

impl Candidate {
    /// The place in the queue that it stands in: its own, or its owner's.
    pub fn turn(&self) -> TurnKey {
        self.group.map_or(TurnKey::Partner(self.partner), TurnKey::Group)
    }
}
