//! What distribution knows about a lead. No person's data is among it.

use std::collections::{BTreeMap, BTreeSet};

use kit::id::{LeadId, PartnerId, ProductId};
use serde::{Deserialize, Serialize};

use super::policy::{DistributionPolicy, Mode};
use crate::fixed::Millionths;

kit::id_type!(
    /// Partners that belong to the same owner and therefore share one place in the queue.
    OwnerGroup, OwnerGroupId, "group"
);

/// How soon the client must be answered: hot, normal, cold. It decides the four clocks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Minutes count.
    Hot,
    /// The usual lead.
    #[default]
    Normal,
    /// An interest without a date.
    Cold,
}

/// The size of the client: a band of the segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SizeBand {
    /// One person.
    Solo,
    /// A small company.
    Small,
    /// A medium company.
    Medium,
    /// A large company.
    Large,
}

/// How much a lead weighs in the queue: ½, 1, 2 or 4 ordinary leads, by the policy's public rules.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum ValueClass {
    /// Half an ordinary lead.
    #[serde(rename = "1/2")]
    Half,
    /// An ordinary lead.
    #[default]
    #[serde(rename = "1")]
    One,
    /// Two ordinary leads.
    #[serde(rename = "2")]
    Two,
    /// Four ordinary leads.
    #[serde(rename = "4")]
    Four,
}

impl ValueClass {
    /// The weight `c`.
    pub const fn weight(self) -> Millionths {
        Millionths(match self {
            Self::Half => 500_000,
            Self::One => 1_000_000,
            Self::Two => 2_000_000,
            Self::Four => 4_000_000,
        })
    }
}

/// Product × region × size band: partners stand in one queue per segment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Segment {
    /// What the client needs.
    pub product: ProductId,
    /// Code of the client's region.
    pub region: String,
    /// The client's size.
    pub size: SizeBand,
}

/// A lead, as the gates and the queue see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LeadFacts {
    /// The lead.
    pub lead: LeadId,
    /// What the client needs.
    pub product: ProductId,
    /// Who sells the product must hold a certificate for it.
    #[serde(default = "needed", skip_serializing_if = "is_needed")]
    pub certificate_needed: bool,
    /// Code of the client's region.
    pub region: String,
    /// The regions around it, nearest first, as far as the whole country; without the region itself.
    pub regions_around: Vec<String>,
    /// The client's size.
    pub size: SizeBand,
    /// Code of the client's industry, when it is known.
    pub industry: Option<String>,
    /// How soon the client must be answered.
    pub urgency: Urgency,
    /// How much the lead weighs in the queue.
    pub value: ValueClass,
    /// Code of the source that the lead came from.
    pub source: String,
    /// The partner that the client belongs to: a live registration or an open deal.
    pub client_of: Option<PartnerId>,
    /// The partner that the lead desk gave it to by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_to: Option<PartnerId>,
    /// Partners that the client does not want to hear from.
    pub excluded_by_client: BTreeSet<PartnerId>,
    /// For each owner, the partner that already has an offer of this lead.
    pub group_asked: BTreeMap<OwnerGroupId, PartnerId>,
}

// Decisions from before the need was read were judged as if every product had it.
const fn needed() -> bool {
    true
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_needed(needed: &bool) -> bool {
    *needed
}

impl LeadFacts {
    /// How many may work on it: one alone, when it is given by hand or its client is a partner's.
    pub fn mode(&self, policy: &DistributionPolicy) -> Mode {
        let one_alone = self.given_to.is_some() || self.client_of.is_some();
        if one_alone { Mode::Assigned } else { policy.mode_for(self) }
    }
    /// The partner that it goes to alone, if there is one.
    pub fn goes_alone_to(&self) -> Option<PartnerId> {
        self.given_to.or(self.client_of)
    }
    /// The queue that the lead is given out from.
    pub fn segment(&self) -> Segment {
        Segment { product: self.product, region: self.region.clone(), size: self.size }
    }
}
