//! What one event of the log tells the measures.

use kit::{Instant, id::ProductId};
use serde::Deserialize;
use serde_json::Value;

use super::Tally;

/// What one event of the log tells the measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// A partner was offered a lead.
    Offered,
    /// It accepted one.
    Accepted,
    /// It declined one.
    Declined,
    /// It let the window end.
    Ignored,
    /// It contacted the client so many minutes after the offer.
    Started(i64),
    /// It accepted, and did not contact the client in time.
    NotStarted,
    /// It opened or registered a deal.
    DealBegun,
    /// It closed a deal.
    DealClosed {
        /// The client is its own.
        own: bool,
        /// It won.
        won: bool,
    },
    /// It joined, left, or the dates of that were put right.
    Member {
        /// When it joined.
        joined: Instant,
        /// When it left, if it did.
        left: Option<Instant>,
    },
}

#[derive(Deserialize)]
struct Started {
    offered_at: Instant,
    state: At,
}

#[derive(Deserialize)]
struct At {
    at: Instant,
}

#[derive(Deserialize)]
struct Span {
    joined_at: Instant,
    left_at: Option<Instant>,
}

impl Fact {
    /// Reads an event by its name and data; nothing if it does not concern the measures.
    pub fn of(name: &str, data: &Value) -> Option<Self> {
        Some(match name {
            "offer.made" => Self::Offered,
            "offer.accepted" => Self::Accepted,
            "offer.declined" => Self::Declined,
            "offer.ignored" => Self::Ignored,
            "offer.not_started" => Self::NotStarted,
            "offer.started" => {
                let started = Started::deserialize(data).ok()?;
                Self::Started(started.state.at.since(started.offered_at).as_minutes().max(0))
            }
            "deal.opened" | "deal.registered" => Self::DealBegun,
            "deal.won" | "deal.lost" => Self::DealClosed { own: data["origin"] == "own", won: name == "deal.won" },
            "partner.added" | "partner.changed" => {
                let span = Span::deserialize(data).ok()?;
                Self::Member { joined: span.joined_at, left: span.left_at }
            }
            _ => return None,
        })
    }

    /// Whether it shows that the partner sells: what keeps it *active*.
    pub const fn is_commercial(self) -> bool {
        match self {
            Self::Accepted | Self::Started(_) | Self::DealBegun | Self::DealClosed { .. } => true,
            Self::Offered | Self::Declined | Self::Ignored | Self::NotStarted | Self::Member { .. } => false,
        }
    }

    /// What it adds to the counts of its week.
    pub fn tally(self) -> Tally {
        let mut tally = Tally::default();
        let count = match self {
            Self::Offered => &mut tally.offered,
            Self::Accepted => &mut tally.accepted,
            Self::Declined => &mut tally.declined,
            Self::Ignored => &mut tally.ignored,
            Self::Started(_) => &mut tally.started,
            Self::NotStarted => &mut tally.not_started,
            Self::DealClosed { own: false, won: true } => &mut tally.lead_won,
            Self::DealClosed { own: false, won: false } => &mut tally.lead_lost,
            Self::DealClosed { own: true, won: true } => &mut tally.own_won,
            Self::DealClosed { own: true, won: false } => &mut tally.own_lost,
            Self::DealBegun | Self::Member { .. } => return tally,
        };
        *count = 1;
        tally
    }
}

/// The region and the product that a lead asks for.
pub fn asked_for(received: &Value) -> Option<(String, ProductId)> {
    let region = received["region"].as_str()?.to_owned();
    Some((region, received["product"].as_str()?.parse().ok()?))
}

/// Events after which a partner may stand elsewhere with reciprocity.
pub fn moves_debt(name: &str) -> bool {
    matches!(
        name,
        "deal.won"
            | "deal.approved"
            | "deal.withdrawn"
            | "deal.counted"
            | "deal.lost"
            | "deal.inspection_failed"
            | "partner.changed"
            | "partner.pause_lifted"
            | "reciprocity.overridden"
            | "reciprocity.forgiven"
            | "reciprocity.warned"
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_start_is_measured_from_the_offer_to_the_contact() {
        let data = json!({ "offered_at": "2026-06-15T07:00:00Z", "state": { "state": "started", "at": "2026-06-15T08:05:00Z" } });
        assert_eq!(Fact::of("offer.started", &data), Some(Fact::Started(65)));
    }

    #[test]
    fn what_was_taken_withdrawn_or_undelivered_counts_for_nobody() {
        for name in ["offer.taken", "offer.withdrawn", "offer.undelivered", "offer.viewed"] {
            assert_eq!(Fact::of(name, &json!({})), None, "{name}");
        }
    }

    #[test]
    fn to_be_offered_something_or_to_let_it_pass_does_not_make_a_partner_active() {
        let data = json!({ "origin": "own" });
        let commercial: Vec<&str> = [
            "offer.made",
            "offer.ignored",
            "offer.declined",
            "offer.accepted",
            "deal.registered",
            "deal.won",
            "deal.approved",
        ]
        .into_iter()
        .filter(|name| Fact::of(name, &data).is_some_and(Fact::is_commercial))
        .collect();
        assert_eq!(commercial, ["offer.accepted", "deal.registered", "deal.won"]);
    }
}
