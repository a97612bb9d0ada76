//! Production calendars as data: official holidays, days moved by decree, days before a holiday.
//!
//! Sources: 2026 — articles 95 and 112 of the Labour Code and the government's decree of 24 September 2025 on moved days
//! (3 January to 9 January, 4 January to 31 December; 247 working days). 2027 — the same articles and the government's decree
//! No. 1187 of 17 September 2026 on moved days (2 January to 5 November, 3 January to 31 December, Saturday 20 February to
//! Monday 22 February; 247 working days).

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{Hours, Minute, WorkingCalendar};

crate::codes! {
    /// Whose holidays.
    pub enum Holidays {
        /// Russia: holidays and moved days are off; the days before a holiday are whole.
        Russia = "ru",
        /// Russia, and the days before a holiday are an hour shorter.
        RussiaShortDays = "ru_short_days",
    }
}

/// A stretch of days off: first and last.
type Off = (Date, Date);

const OFF: &[Off] = &[
    // 2026
    (date(2026, 1, 1), date(2026, 1, 9)),
    (date(2026, 2, 23), date(2026, 2, 23)),
    (date(2026, 3, 9), date(2026, 3, 9)),
    (date(2026, 5, 1), date(2026, 5, 1)),
    (date(2026, 5, 11), date(2026, 5, 11)),
    (date(2026, 6, 12), date(2026, 6, 12)),
    (date(2026, 11, 4), date(2026, 11, 4)),
    (date(2026, 12, 31), date(2026, 12, 31)),
    // 2027
    (date(2027, 1, 1), date(2027, 1, 8)),
    (date(2027, 2, 22), date(2027, 2, 23)),
    (date(2027, 3, 8), date(2027, 3, 8)),
    (date(2027, 5, 3), date(2027, 5, 3)),
    (date(2027, 5, 10), date(2027, 5, 10)),
    (date(2027, 6, 14), date(2027, 6, 14)),
    (date(2027, 11, 4), date(2027, 11, 5)),
    (date(2027, 12, 31), date(2027, 12, 31)),
];

/// Days of a weekend that are worked, each with the day off that it is exchanged for: it has that day's hours.
const WORKED: &[(Date, Date)] = &[(date(2027, 2, 20), date(2027, 2, 22))];

/// Working days before a holiday: an hour shorter by article 95.
const SHORT: &[Date] = &[
    date(2026, 4, 30),
    date(2026, 5, 8),
    date(2026, 6, 11),
    date(2026, 11, 3),
    date(2027, 2, 20),
    date(2027, 4, 30),
    date(2027, 6, 11),
    date(2027, 11, 3),
];

impl Holidays {
    /// The first and the last year of which days are known.
    pub const YEARS: (i16, i16) = (2026, 2027);

    /// The days off.
    pub fn off(self) -> Vec<Date> {
        let days = |(first, last): &Off| {
            let last = *last;
            std::iter::successors(Some(*first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
        };
        OFF.iter().flat_map(days).collect()
    }

    /// The days that are an hour shorter.
    pub const fn short(self) -> &'static [Date] {
        match self {
            Self::Russia => &[],
            Self::RussiaShortDays => SHORT,
        }
    }
}

impl WorkingCalendar {
    /// Keeps these holidays, too. Exceptions that stand already stay as they are.
    #[must_use]
    pub fn keeping(mut self, holidays: Holidays) -> Self {
        let mut found: BTreeMap<Date, Vec<Hours>> = BTreeMap::new();
        for day in holidays.off() {
            if !self.hours_of(day).is_empty() {
                found.insert(day, Vec::new());
            }
        }
        for (day, instead_of) in WORKED {
            if self.hours_of(*day).is_empty() && !self.hours_of(*instead_of).is_empty() {
                found.insert(*day, self.hours_of(*instead_of).to_vec());
            }
        }
        for day in holidays.short() {
            let hours = found.get(day).map_or(self.hours_of(*day), Vec::as_slice);
            let shorter = an_hour_shorter(hours);
            if !hours.is_empty() {
                found.insert(*day, shorter);
            }
        }
        found.append(&mut self.exceptions);
        self.exceptions = found;
        self
    }
}

/// The hours of a day without the last one.
fn an_hour_shorter(hours: &[Hours]) -> Vec<Hours> {
    let mut left = 60;
    let mut kept: Vec<Hours> = Vec::with_capacity(hours.len());
    for stretch in hours.iter().rev() {
        let length = stretch.until.number() - stretch.from.number();
        let cut = left.min(length);
        left -= cut;
        if cut < length {
            kept.push(Hours { from: stretch.from, until: Minute::of(stretch.until.number() - cut) });
        }
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn five_days() -> WorkingCalendar {
        WorkingCalendar::weekdays("Europe/Moscow", "09:00-18:00".parse().unwrap())
    }

    fn working_days(calendar: &WorkingCalendar, year: i16) -> usize {
        let days = std::iter::successors(Some(date(year, 1, 1)), |day| day.tomorrow().ok());
        days.take_while(|day| day.year() == year).filter(|day| !calendar.hours_of(*day).is_empty()).count()
    }

    #[test]
    fn the_years_2026_and_2027_have_247_working_days_each_as_the_production_calendar_says() {
        let calendar = five_days().keeping(Holidays::Russia);
        assert_eq!(working_days(&calendar, 2026), 247);
        assert_eq!(working_days(&calendar, 2027), 247);
    }

    #[test]
    fn a_saturday_that_is_worked_has_the_hours_of_the_day_that_it_is_exchanged_for() {
        let (saturday, monday) = (date(2027, 2, 20), date(2027, 2, 22));
        let hours = |calendar: WorkingCalendar, day| calendar.hours_of(day).to_vec();
        let whole: Hours = "09:00-18:00".parse().unwrap();
        assert_eq!(hours(five_days().keeping(Holidays::Russia), saturday), [whole]);
        assert_eq!(hours(five_days().keeping(Holidays::RussiaShortDays), saturday), ["09:00-17:00".parse().unwrap()]);
        assert!(hours(five_days().keeping(Holidays::Russia), monday).is_empty());
        let mut own = five_days();
        own.exceptions.insert(saturday, Vec::new());
        assert!(hours(own.keeping(Holidays::Russia), saturday).is_empty(), "who said that it is off keeps it off");
    }

    #[test]
    fn no_holiday_falls_on_a_weekend_and_every_short_day_is_a_working_day() {
        let calendar = five_days().keeping(Holidays::RussiaShortDays);
        for day in Holidays::Russia.off() {
            assert!(calendar.hours_of(day).is_empty(), "{day}");
        }
        for day in SHORT {
            assert_eq!(calendar.hours_of(*day), ["09:00-17:00".parse().unwrap()], "{day}");
        }
        assert_eq!(five_days().keeping(Holidays::Russia).hours_of(SHORT[0]), ["09:00-18:00".parse().unwrap()]);
    }

    #[test]
    fn an_exception_that_stands_is_stronger_than_a_holiday() {
        let mut own = five_days();
        own.exceptions.insert(date(2026, 6, 12), vec!["10:00-14:00".parse().unwrap()]);
        assert_eq!(own.keeping(Holidays::Russia).hours_of(date(2026, 6, 12)).len(), 1);
    }

    #[test]
    fn a_short_day_loses_its_last_hour_across_lunch() {
        let hours: Vec<Hours> = ["09:00-13:00", "17:30-18:00"].map(|text| text.parse().unwrap()).into();
        assert_eq!(an_hour_shorter(&hours), ["09:00-12:30".parse().unwrap()]);
    }
}
