//! The gates: what a partner must meet before the queue even looks at it.
//!
//! All are evaluated and stored for every partner; the first that fails decides. The walk along the
//! queue asks [`eligible`], which stops at the first that fails and allocates nothing.

use std::fmt;

use kit::{Instant, id::ProductId};
use serde::{Deserialize, Serialize};

use super::{
    candidate::{Candidate, OnLead, PauseKind},
    lead::{LeadFacts, SizeBand},
    selection::Wave,
};

/// A gate. The order of the variants is the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// The contract is in force.
    Contract,
    /// Nothing pauses the partner.
    Pause,
    /// It covers the client's region.
    Territory,
    /// It may sell the product: its certificate is valid, where the product needs one.
    Product,
    /// It serves clients of this size and industry.
    Segment,
    /// It has room for one more.
    Capacity,
    /// Somebody is on duty in the window.
    Calendar,
    /// The client is not another partner's, and no partner of the same owner was asked.
    Conflict,
    /// It did not decline this lead, and the client did not exclude it.
    History,
}

impl Gate {
    /// All gates in their order.
    pub const ALL: [Self; 9] = [
        Self::Contract,
        Self::Pause,
        Self::Territory,
        Self::Product,
        Self::Segment,
        Self::Capacity,
        Self::Calendar,
        Self::Conflict,
        Self::History,
    ];

    /// The word for it in reasons, for example `capacity`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Pause => "pause",
            Self::Territory => "territory",
            Self::Product => "product",
            Self::Segment => "segment",
            Self::Capacity => "capacity",
            Self::Calendar => "calendar",
            Self::Conflict => "conflict",
            Self::History => "history",
        }
    }
}

/// Why a gate is closed, with the values that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The contract is not in force.
    NoContract,
    /// Paused, and until when.
    Paused {
        /// Why.
        kind: PauseKind,
        /// First moment after it.
        until: Option<Instant>,
    },
    /// The client's region is not covered.
    OutsideTerritory {
        /// The client's region.
        region: String,
    },
    /// No certificate for the product.
    NoCertificate {
        /// The product.
        product: ProductId,
    },
    /// The certificate is no longer valid.
    CertificateExpired {
        /// The product.
        product: ProductId,
        /// First moment at which it was not valid.
        at: Instant,
    },
    /// Clients of this size are not served.
    SizeNotServed {
        /// The client's size.
        size: SizeBand,
    },
    /// Clients of this industry are not served.
    IndustryNotServed {
        /// The client's industry.
        industry: String,
    },
    /// As much in work as it may have.
    OpenWorkFull {
        /// In work.
        open: u32,
        /// How much it may have.
        cap: u32,
    },
    /// As many offers today as it may receive.
    DayFull {
        /// Received today.
        today: u32,
        /// How many it may receive.
        cap: u32,
    },
    /// Its calendar has no working time for the window.
    NobodyOnDuty,
    /// The client belongs to another partner.
    ClientOfAnother,
    /// Another partner of the same owner was asked.
    OwnerAsked,
    /// It declined this lead, or gave it back.
    DeclinedThisLead,
    /// The client does not want to hear from it.
    ExcludedByClient,
    /// It has an open offer of this lead, or works on it.
    HasTheLead,
    /// It was asked in an earlier wave, and only the last wave asks again.
    AskedBefore {
        /// How that ended.
        ended: OnLead,
    },
}

impl Reason {
    /// The lead desk may set it aside for one lead, with a reason. What protects the client, what another
    /// partner relies on, and what the partner has no right to, nobody sets aside.
    pub const fn may_be_set_aside(&self) -> bool {
        match self {
            Self::Paused { kind: PauseKind::Suspended, .. } => false,
            Self::Paused { .. }
            | Self::OutsideTerritory { .. }
            | Self::SizeNotServed { .. }
            | Self::IndustryNotServed { .. }
            | Self::OpenWorkFull { .. }
            | Self::DayFull { .. }
            | Self::NobodyOnDuty
            | Self::DeclinedThisLead
            | Self::AskedBefore { .. } => true,
            Self::NoContract
            | Self::NoCertificate { .. }
            | Self::CertificateExpired { .. }
            | Self::ClientOfAnother
            | Self::OwnerAsked
            | Self::ExcludedByClient
            | Self::HasTheLead => false,
        }
    }

    /// The gate that it closes.
    pub const fn gate(&self) -> Gate {
        match self {
            Self::NoContract => Gate::Contract,
            Self::Paused { .. } => Gate::Pause,
            Self::OutsideTerritory { .. } => Gate::Territory,
            Self::NoCertificate { .. } | Self::CertificateExpired { .. } => Gate::Product,
            Self::SizeNotServed { .. } | Self::IndustryNotServed { .. } => Gate::Segment,
            Self::OpenWorkFull { .. } | Self::DayFull { .. } => Gate::Capacity,
            Self::NobodyOnDuty => Gate::Calendar,
            Self::ClientOfAnother | Self::OwnerAsked => Gate::Conflict,
            Self::DeclinedThisLead | Self::ExcludedByClient | Self::HasTheLead | Self::AskedBefore { .. } => {
                Gate::History
            }
        }
    }
}

/// The short form that the API and the logs show: `capacity 10/10`, `pause: reciprocity until …`.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoContract => write!(f, "contract"),
            Self::Paused { kind, until } => {
                let kind = match kind {
                    PauseKind::Reciprocity => "reciprocity",
                    PauseKind::Ignoring => "ignoring",
                    PauseKind::Quality => "quality",
                    PauseKind::Holiday => "holiday",
                    PauseKind::Suspended => "suspended",
                };
                write!(f, "pause: {kind}")?;
                until.map_or(Ok(()), |until| write!(f, " until {until}"))
            }
            Self::OutsideTerritory { region } => write!(f, "territory: {region}"),
            Self::NoCertificate { .. } => write!(f, "product: no certificate"),
            Self::CertificateExpired { at, .. } => write!(f, "product: certificate expired {at}"),
            Self::SizeNotServed { .. } => write!(f, "segment: size"),
            Self::IndustryNotServed { industry } => write!(f, "segment: industry {industry}"),
            Self::OpenWorkFull { open, cap } => write!(f, "capacity {open}/{cap}"),
            Self::DayFull { today, cap } => write!(f, "capacity today {today}/{cap}"),
            Self::NobodyOnDuty => write!(f, "calendar"),
            Self::ClientOfAnother => write!(f, "conflict: client"),
            Self::OwnerAsked => write!(f, "conflict: owner"),
            Self::DeclinedThisLead => write!(f, "history: declined"),
            Self::ExcludedByClient => write!(f, "history: excluded by the client"),
            Self::HasTheLead => write!(f, "history: has the lead"),
            Self::AskedBefore { .. } => write!(f, "history: asked before"),
        }
    }
}

/// One gate of one partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Verdict {
    /// The gate.
    pub gate: Gate,
    /// Open.
    pub passed: bool,
    /// Why not, when it is closed.
    pub reason: Option<Reason>,
}

/// Every gate with its verdict, in order.
pub fn verdicts(candidate: &Candidate, lead: &LeadFacts, wave: Wave, now: Instant) -> Vec<Verdict> {
    let verdict = |gate| {
        let reason = ask(gate, candidate, lead, wave, now).err();
        Verdict { gate, passed: reason.is_none(), reason }
    };
    Gate::ALL.into_iter().map(verdict).collect()
}

/// Passes these gates; stops at the first that is closed.
pub fn passes(gates: &[Gate], candidate: &Candidate, lead: &LeadFacts, wave: Wave, now: Instant) -> bool {
    gates.iter().all(|gate| ask(*gate, candidate, lead, wave, now).is_ok())
}

/// Passes every gate; stops at the first that is closed.
pub fn eligible(candidate: &Candidate, lead: &LeadFacts, wave: Wave, now: Instant) -> bool {
    Gate::ALL.into_iter().all(|gate| ask(gate, candidate, lead, wave, now).is_ok())
}

/// Fails nothing but the pause, and is paused for reciprocity only: the partner that may be asked when
/// no other covers the segment.
pub fn held_by_reciprocity_alone(candidate: &Candidate, lead: &LeadFacts, wave: Wave, now: Instant) -> bool {
    let mut paused = candidate.pauses.iter().filter(|pause| pause.in_force(now)).peekable();
    paused.peek().is_some()
        && paused.all(|pause| pause.kind == PauseKind::Reciprocity)
        && Gate::ALL.into_iter().filter(|gate| *gate != Gate::Pause).all(|g| ask(g, candidate, lead, wave, now).is_ok())
}

fn ask(gate: Gate, candidate: &Candidate, lead: &LeadFacts, wave: Wave, now: Instant) -> Result<(), Reason> {
    match gate {
        Gate::Contract => pass(candidate.contract_active, || Reason::NoContract),
        Gate::Pause => match candidate.pauses.iter().find(|pause| pause.in_force(now)) {
            Some(pause) => Err(Reason::Paused { kind: pause.kind, until: pause.until }),
            None => Ok(()),
        },
        Gate::Territory => {
            let covers = |region: &String| candidate.regions.contains(region);
            pass(covers(&lead.region) || lead.regions_around.iter().any(covers), || Reason::OutsideTerritory {
                region: lead.region.clone(),
            })
        }
        Gate::Product => product(candidate, lead, now),
        Gate::Segment => segment(candidate, lead),
        Gate::Capacity => {
            let (open, cap) = (candidate.open_work, candidate.open_cap);
            pass(open < cap, || Reason::OpenWorkFull { open, cap })?;
            let (today, cap) = (candidate.new_today, candidate.new_cap);
            pass(today < cap, || Reason::DayFull { today, cap })
        }
        Gate::Calendar => pass(candidate.deadline.is_some(), || Reason::NobodyOnDuty),
        Gate::Conflict => conflict(candidate, lead),
        Gate::History => history(candidate, lead, wave),
    }
}

fn pass(open: bool, reason: impl FnOnce() -> Reason) -> Result<(), Reason> {
    if open { Ok(()) } else { Err(reason()) }
}

fn product(candidate: &Candidate, lead: &LeadFacts, now: Instant) -> Result<(), Reason> {
    if !lead.certificate_needed {
        return Ok(());
    }
    let product = lead.product;
    let mut expired = None;
    for certificate in candidate.certificates.iter().filter(|c| c.product == product) {
        match certificate.valid_until {
            Some(at) if at <= now => expired = expired.max(Some(at)),
            _ => return Ok(()),
        }
    }
    Err(expired.map_or(Reason::NoCertificate { product }, |at| Reason::CertificateExpired { product, at }))
}

fn segment(candidate: &Candidate, lead: &LeadFacts) -> Result<(), Reason> {
    let size = lead.size;
    pass(candidate.sizes.is_empty() || candidate.sizes.contains(&size), || Reason::SizeNotServed { size })?;
    match &lead.industry {
        Some(industry) if !candidate.industries.is_empty() && !candidate.industries.contains(industry) => {
            Err(Reason::IndustryNotServed { industry: industry.clone() })
        }
        _ => Ok(()),
    }
}

fn conflict(candidate: &Candidate, lead: &LeadFacts) -> Result<(), Reason> {
    pass(lead.client_of.is_none_or(|owner| owner == candidate.partner), || Reason::ClientOfAnother)?;
    let asked = candidate.group.and_then(|group| lead.group_asked.get(&group));
    pass(asked.is_none_or(|partner| *partner == candidate.partner), || Reason::OwnerAsked)
}

fn history(candidate: &Candidate, lead: &LeadFacts, wave: Wave) -> Result<(), Reason> {
    pass(!lead.excluded_by_client.contains(&candidate.partner), || Reason::ExcludedByClient)?;
    match candidate.on_lead {
        None | Some(OnLead::Taken) => Ok(()),
        Some(OnLead::Live) => Err(Reason::HasTheLead),
        Some(OnLead::Declined) => Err(Reason::DeclinedThisLead),
        Some(ended @ (OnLead::Ignored | OnLead::NotStarted | OnLead::NotReached)) => {
            pass(wave == Wave::Everybody, || Reason::AskedBefore { ended })
        }
    }
}
