//! Walking through working time.

use jiff::{civil::Date, tz::TimeZone};

use super::{Hours, Minute, WorkingCalendar};
use crate::{Instant, time::Span};

/// Without working time for so many days, a calendar has none.
const FAR: i32 = 3 * 366;

impl WorkingCalendar {
    /// The moment when `work` of working time has passed since `from`; the first working moment at or
    /// after `from` for no work at all. None when there is not so much within three years.
    ///
    /// Work that ends with the day ends then, not on the next morning.
    pub fn add_working(&self, from: Instant, work: Span) -> Option<Instant> {
        let mut left = work.0.max(0);
        for (start, end) in self.stretches(from) {
            let start = start.max(from);
            let length = end.since(start).0;
            if left <= length {
                return Some(start + Span(left));
            }
            left -= length;
        }
        None
    }

    /// The first working moment at or after `from`.
    pub fn next_open(&self, from: Instant) -> Option<Instant> {
        self.stretches(from).next().map(|(start, _)| start.max(from))
    }

    /// Somebody works at this moment.
    pub fn is_open(&self, at: Instant) -> bool {
        self.stretches(at).next().is_some_and(|(start, _)| start <= at)
    }

    /// The working stretches of `[from, until)`, cut to it.
    pub fn intervals(&self, from: Instant, until: Instant) -> Vec<(Instant, Instant)> {
        let within = self.stretches(from).take_while(|(start, _)| *start < until);
        within.map(|(start, end)| (start.max(from), end.min(until))).collect()
    }

    /// The working time in `[from, until)`.
    pub fn working_between(&self, from: Instant, until: Instant) -> Span {
        let within = self.stretches(from).take_while(|(start, _)| *start < until);
        Span(within.map(|(start, end)| end.min(until).since(start.max(from)).0).sum())
    }

    /// Working stretches that end after `from`, in order.
    fn stretches(&self, from: Instant) -> impl Iterator<Item = (Instant, Instant)> + '_ {
        let zone = self.time_zone();
        let first = from.timestamp().to_zoned(zone.clone()).date();
        let days = (0..FAR).scan(first, |date, _| {
            let today = *date;
            *date = date.tomorrow().ok()?;
            Some(today)
        });
        days.flat_map(move |date| {
            let zone = zone.clone();
            self.hours_of(date).iter().filter_map(move |hours| stretch(*hours, date, &zone))
        })
        .filter(move |(_, end)| *end > from)
    }
}

/// Hours on a date. A gap of the clock shortens them, a fold lengthens them.
fn stretch(hours: Hours, date: Date, zone: &TimeZone) -> Option<(Instant, Instant)> {
    let (start, end) = (moment(hours.from, date, zone)?, moment(hours.until, date, zone)?);
    (start < end).then_some((start, end))
}

fn moment(minute: Minute, date: Date, zone: &TimeZone) -> Option<Instant> {
    let (date, minute) = if minute == Minute::MIDNIGHT { (date.tomorrow().ok()?, 0) } else { (date, minute.number()) };
    let hour = i8::try_from(minute / 60).ok()?;
    let local = date.at(hour, i8::try_from(minute % 60).ok()?, 0, 0);
    zone.to_ambiguous_timestamp(local).compatible().ok().map(Instant::from)
}
