//! What happened in a week, counted.

use std::ops::AddAssign;

macro_rules! tally {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {
        /// Counts of what happened in a week.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct Tally { $($(#[$meta])* pub $name: i64),* }

        impl AddAssign for Tally {
            fn add_assign(&mut self, other: Self) {
                $(self.$name += other.$name;)*
            }
        }
        impl db::FromRow for Tally {
            fn from_row(row: &mut db::Row) -> Result<Self, db::DbError> {
                Ok(Self { $($name: row.take()?),* })
            }
        }
    };
}

tally! {
    /// Offers made.
    offered,
    /// Offers accepted.
    accepted,
    /// Offers declined.
    declined,
    /// Offers whose window ended without an answer.
    ignored,
    /// Offers whose client was contacted.
    started,
    /// Offers accepted whose start clock ended without a contact.
    not_started,
    /// Deals from the vendor's leads that were won.
    lead_won,
    /// Deals from the vendor's leads that were lost.
    lead_lost,
    /// The partners' own deals that were won.
    own_won,
    /// The partners' own deals that were lost.
    own_lost,
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub part: i64,
    /// Of how many.
    pub whole: i64,
}

impl Share {
    /// The share in millionths; none of nothing.
    pub fn millionths(self) -> Option<i64> {
        (self.whole > 0).then(|| leads::fixed::Millionths::ratio(self.part, self.whole).0)
    }
}

impl Tally {
    /// Ignored of answered and ignored. What was taken, withdrawn or undelivered is not among them.
    pub const fn ignored_share(&self) -> Share {
        Share { part: self.ignored, whole: self.accepted + self.declined + self.ignored }
    }
    /// Started of all whose start clock has ended, by a contact or by time.
    pub const fn started_share(&self) -> Share {
        Share { part: self.started, whole: self.started + self.not_started }
    }
    /// Won of closed deals from the vendor's leads.
    pub const fn lead_share(&self) -> Share {
        Share { part: self.lead_won, whole: self.lead_won + self.lead_lost }
    }
    /// Won of closed deals that partners brought.
    pub const fn own_share(&self) -> Share {
        Share { part: self.own_won, whole: self.own_won + self.own_lost }
    }
    /// Won of all closed deals.
    pub const fn won_share(&self) -> Share {
        let (leads, own) = (self.lead_share(), self.own_share());
        Share { part: leads.part + own.part, whole: leads.whole + own.whole }
    }
}
