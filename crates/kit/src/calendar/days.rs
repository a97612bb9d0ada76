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

    /// The end of a promise to do something within so many working days, while somebody is there to keep it: where
    /// [`Self::add_working_days`] ends while nobody works, the close before it, or the close after it when nobody has
    /// worked since `from`.
    pub fn promised(&self, from: Instant, days: u32) -> Option<Instant> {
        let end = self.add_working_days(from, days)?;
        if self.is_open(end) {
            return Some(end);
        }
        let work = self.working_between(from, end);
        if work.0 > 0 {
            return self.add_working(from, work);
        }
        let open = self.next_open(end)?;
        self.intervals(open, self.start_of_next_day(open)).last().map(|(_, close)| *close)
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

    #[test]
    fn a_promise_ends_while_somebody_works() {
        let hours: Hours = "09:00-18:00".parse().unwrap();
        let calendar = WorkingCalendar::weekdays("Europe/Moscow", hours).with_holidays(["2026-06-12".parse().unwrap()]);
        let at = |text: &str| text.parse::<Instant>().unwrap();
        for (from, until) in [
            ("2026-06-11T17:30:00+03:00", "2026-06-15T17:30:00+03:00"),
            ("2026-06-16T23:28:00+03:00", "2026-06-17T18:00:00+03:00"),
            ("2026-06-17T00:05:00+03:00", "2026-06-17T18:00:00+03:00"),
            ("2026-06-17T18:00:00+03:00", "2026-06-18T18:00:00+03:00"),
            ("2026-06-13T03:00:00+03:00", "2026-06-15T18:00:00+03:00"),
            ("2026-06-13T20:00:00+03:00", "2026-06-15T18:00:00+03:00"),
        ] {
            assert_eq!(calendar.promised(at(from), 1), Some(at(until)), "{from}");
        }
    }
}
