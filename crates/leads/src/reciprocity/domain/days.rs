//! Days in the program's zone. A due date is a day; a pause begins and ends at the start of one.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use kit::Instant;

/// The day on which a moment lies.
pub fn day_of(at: Instant, zone: &TimeZone) -> Date {
    at.timestamp().to_zoned(zone.clone()).date()
}

/// The first moment of a day; the end of time for days that no calendar has.
pub fn start_of(day: Date, zone: &TimeZone) -> Instant {
    day.to_zoned(zone.clone())
        .and_then(|midnight| midnight.start_of_day())
        .map_or(Instant::from_micros(i64::MAX), |start| start.timestamp().into())
}

/// The day so many days later.
pub fn later(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}

/// The day so many days earlier.
pub fn earlier(day: Date, days: u32) -> Date {
    day.saturating_sub(i64::from(days).days())
}

/// The same time so many months earlier, by the calendar: 31 March less a month is 28 February.
pub fn months_before(at: Instant, months: u32, zone: &TimeZone) -> Instant {
    let there = at.timestamp().to_zoned(zone.clone());
    there.checked_sub(i64::from(months).months()).map_or(Instant::from_micros(i64::MIN), |then| then.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_by_the_programs_zone() {
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        let late: Instant = "2026-06-24T21:30:00Z".parse().unwrap();
        assert_eq!(day_of(late, &moscow).to_string(), "2026-06-25");
        assert_eq!(start_of(day_of(late, &moscow), &moscow).to_string(), "2026-06-24T21:00:00Z");
        // Cairo's clocks jump from 00:00 to 01:00 on this day.
        let cairo = TimeZone::get("Africa/Cairo").unwrap();
        assert_eq!(start_of(jiff::civil::date(2026, 4, 24), &cairo).to_string(), "2026-04-23T22:00:00Z");
    }

    #[test]
    fn months_are_counted_by_the_calendar() {
        let moscow = TimeZone::get("Europe/Moscow").unwrap();
        let before = |text: &str, months| months_before(text.parse().unwrap(), months, &moscow).to_string();
        assert_eq!(before("2026-07-06T12:00:00+03:00", 12), "2025-07-06T09:00:00Z");
        assert_eq!(before("2026-03-31T12:00:00+03:00", 1), "2026-02-28T09:00:00Z");
    }
}
