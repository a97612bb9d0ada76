//! Who plays: partners with their habits, and the people who can sign in.

use kit::{Instant, WorkingCalendar, time::Span};
use serde::{Deserialize, Serialize};

use super::{
    door::Pass,
    sheets::{Habit, PartnerSheet},
};

/// Somebody who can sign in with the password of the demo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// E-mail.
    pub email: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// The vendor or the partner.
    pub company: String,
    /// What there is to see for this role, or how this partner behaves, in Russian.
    pub sees_ru: String,
    /// The same in English.
    pub sees_en: String,
    /// The partner, for its people.
    pub partner: Option<String>,
}

/// A partner that plays.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its row in the table.
    pub sheet: &'static PartnerSheet,
    /// How it treats offers.
    pub habit: &'static Habit,
    /// Its id.
    pub id: String,
    /// How it comes in.
    pub pass: Pass,
    /// When it works.
    pub calendar: WorkingCalendar,
    /// Its place in the cast.
    pub place: usize,
}

/// How fast time is felt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// In working time, as in life.
    Working,
    /// So many times as fast as the clock on the wall, day and night: for watching.
    Sped(u32),
}

impl Pace {
    /// The moment at which somebody is so many working minutes further.
    pub fn after(self, calendar: &WorkingCalendar, now: Instant, minutes: i64) -> Instant {
        match self {
            Self::Working => calendar.add_working(now, Span::minutes(minutes)).unwrap_or(now + Span::minutes(minutes)),
            Self::Sped(times) => now + Span::seconds(minutes * 60 / i64::from(times.max(1))),
        }
    }

    /// The moment so many days later.
    pub fn days(self, now: Instant, days: i64) -> Instant {
        match self {
            Self::Working => now + Span::days(days),
            Self::Sped(times) => now + Span::seconds(days * 86_400 / i64::from(times.max(1))),
        }
    }
}
