//! Whether an own deal counts.

use jiff::tz::TimeZone;
use kit::{Instant, id::LeadId};
use serde::{Deserialize, Serialize};

use super::{
    days::{day_of, later, months_before},
    policy::ReciprocityPolicy,
};

/// An own deal, as far as counting needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OwnDeal {
    /// When it was accepted.
    pub accepted_at: Instant,
    /// The vendor leads that its client was ever in, with when they came.
    pub client_leads: Vec<(LeadId, Instant)>,
    /// The client is who the partner says.
    pub identity_confirmed: bool,
    /// When the partner withdrew it.
    pub withdrawn_at: Option<Instant>,
    /// When the quality department found it wanting.
    pub inspection_failed_at: Option<Instant>,
}

/// Why an own deal does not count. Shown to the partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotCounted {
    /// The client came from the vendor not long ago.
    ClientInVendorLead {
        /// The lead.
        lead: LeadId,
        /// When it came.
        at: Instant,
    },
    /// The client is not who the partner says.
    IdentityFailed,
    /// Withdrawn too soon.
    WithdrawnEarly {
        /// When.
        at: Instant,
    },
    /// The inspection failed.
    InspectionFailed {
        /// When.
        at: Instant,
    },
}

/// Counts, or the first reason why not; of several leads the latest is named. A deal that had counted and
/// no longer does is voided in the ledger, which re-opens the debt.
pub fn counts(deal: &OwnDeal, policy: &ReciprocityPolicy, zone: &TimeZone) -> Result<(), NotCounted> {
    let since = months_before(deal.accepted_at, policy.client_months, zone);
    let lead = deal.client_leads.iter().filter(|(_, at)| (since..=deal.accepted_at).contains(at)).max_by_key(|l| l.1);
    if let Some((lead, at)) = lead {
        return Err(NotCounted::ClientInVendorLead { lead: *lead, at: *at });
    }
    if !deal.identity_confirmed {
        return Err(NotCounted::IdentityFailed);
    }
    // Days of the calendar, as people count them: all of the last day is within.
    let last = later(day_of(deal.accepted_at, zone), policy.withdrawn_days);
    if let Some(at) = deal.withdrawn_at.filter(|at| day_of(*at, zone) <= last) {
        return Err(NotCounted::WithdrawnEarly { at });
    }
    deal.inspection_failed_at.map_or(Ok(()), |at| Err(NotCounted::InspectionFailed { at }))
}
