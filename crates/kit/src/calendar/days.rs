//! Working days: days on which somebody works, however long.

use jiff::ToSpan;

use super::WorkingCalendar;
use crate::Instant;

/// Without a working day for so many days, a calendar has none.
const FAR: i32 = 3 * 366;

impl WorkingCalendar {
    /// The same time of day on the working day that comes so many working days later: two from Thursday noon,
    /// with a free Friday, is Tuesday noon. None when there are not so many within three years.
    pub fn add_working_days(&self, from: Instant, days: u32) -> Option<Instant> {
        let there = from.timestamp().to_zoned(self.time_zone());
        let mut left = days;
        for later in 0..FAR {
            let day = there.checked_add(later.days()).ok()?;
            // The day from which is counted is not one of those that are counted.
            if later > 0 && !self.hours_of(day.date()).is_empty() {
                left -= 1;
            }
            if left == 0 {
                return Some(day.timestamp().into());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::{Instant, WorkingCalendar, calendar::Hours};

    #[test]
    fn working_days_step_over_weekends_and_holidays() {
        let hours: Hours = "09:00-18:00".parse().unwrap();
        let calendar = WorkingCalendar::weekdays("Europe/Moscow", hours).with_holidays(["2026-06-12".parse().unwrap()]);
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let after = |from: &str, days| calendar.add_working_days(at(from), days);
        assert_eq!(after("2026-06-11T12:00:00+03:00", 1), Some(at("2026-06-15T12:00:00+03:00")));
        assert_eq!(after("2026-06-11T12:00:00+03:00", 3), Some(at("2026-06-17T12:00:00+03:00")));
        assert_eq!(after("2026-06-13T20:00:00+03:00", 1), Some(at("2026-06-15T20:00:00+03:00")));
        assert_eq!(after("2026-06-11T12:00:00+03:00", 0), Some(at("2026-06-11T12:00:00+03:00")));
    }
}
