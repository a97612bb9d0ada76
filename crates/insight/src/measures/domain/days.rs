//! Days and weeks of the program's zone, as numbers.

use jiff::{
    ToSpan,
    civil::{Date, date},
    tz::TimeZone,
};
use kit::Instant;
use leads::reciprocity::domain::days;

const EPOCH: Date = date(1970, 1, 1);

/// A day in the program's zone, counted from 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    /// Later than any day on which something happens: the last of the year 9999.
    pub const NEVER: Self = Self(2_932_896);

    /// The day on which a moment lies.
    pub fn of(at: Instant, zone: &TimeZone) -> Self {
        Self::on(days::day_of(at, zone))
    }
    /// The number of a date.
    pub fn on(day: Date) -> Self {
        Self(day.duration_since(EPOCH).as_hours().div_euclid(24))
    }
    /// The date.
    pub fn date(self) -> Date {
        EPOCH.saturating_add(self.0.clamp(-700_000, Self::NEVER.0).days())
    }
    /// The first moment of the day.
    pub fn start(self, zone: &TimeZone) -> Instant {
        days::start_of(self.date(), zone)
    }
    /// The Monday of its week.
    #[must_use]
    pub const fn monday(self) -> Self {
        // The first of January 1970 was a Thursday.
        Self(self.0 - (self.0 + 3).rem_euclid(7))
    }
    /// The day so many days later.
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday_in_the_programs_zone() {
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        let late_sunday: Instant = "2026-06-14T20:59:59Z".parse().unwrap();
        let monday: Instant = "2026-06-14T21:00:00Z".parse().unwrap();
        assert_eq!(Day::of(late_sunday, &moscow).monday().date(), date(2026, 6, 8));
        assert_eq!(Day::of(monday, &moscow).monday().date(), date(2026, 6, 15));
        assert_eq!(Day::of(monday, &moscow).start(&moscow), monday);
    }

    #[test]
    fn a_day_is_read_back_from_its_number() {
        for day in [date(1969, 12, 31), date(1970, 1, 1), date(2026, 6, 15), date(2028, 2, 29)] {
            assert_eq!(Day::on(day).date(), day);
        }
        assert_eq!(Day::NEVER.date(), date(9999, 12, 31));
        assert_eq!(Day::on(date(1969, 12, 31)), Day(-1));
    }
}
