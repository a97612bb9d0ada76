//! Working calendars: several intervals a day, exceptions by date, an own zone.
//!
//! Clocks of Artel run in working time: two hours from Friday 17:00 may end on Monday morning.

mod days;
mod holidays;
mod hours;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{Instant, Lang, time::Span};
pub use holidays::Holidays;
pub use hours::{Hours, Minute};

crate::codes! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday = "mon",
        /// Tuesday.
        Tuesday = "tue",
        /// Wednesday.
        Wednesday = "wed",
        /// Thursday.
        Thursday = "thu",
        /// Friday.
        Friday = "fri",
        /// Saturday.
        Saturday = "sat",
        /// Sunday.
        Sunday = "sun",
    }
}

/// When somebody works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingCalendar {
    /// Zone of the IANA database, for example `Europe/Moscow`.
    pub zone: String,
    /// Hours of each day of the week; a day that is absent is free.
    pub weekly: BTreeMap<Weekday, Vec<Hours>>,
    /// Dates with other hours; none is a holiday.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<Hours>>")]
    pub exceptions: BTreeMap<Date, Vec<Hours>>,
}

/// What is wrong with a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarError {
    /// The zone is not one of the IANA database.
    UnknownZone(String),
    /// Hours of a day overlap or are not in order.
    Overlap {
        /// The day or the date.
        day: String,
        /// The hours that begin before those before them end.
        hours: Hours,
    },
    /// No day has hours.
    NeverOpen,
}

impl CalendarError {
    /// What is wrong, for a person.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::UnknownZone(zone), Lang::Ru) => format!("Нет такого часового пояса: {zone}"),
            (Self::UnknownZone(zone), Lang::En) => format!("There is no such time zone: {zone}"),
            (Self::Overlap { day, hours }, Lang::Ru) => format!("{day}: часы {hours} пересекаются с предыдущими"),
            (Self::Overlap { day, hours }, Lang::En) => format!("{day}: the hours {hours} overlap those before them"),
            (Self::NeverOpen, Lang::Ru) => "Нет ни одного рабочего часа".to_owned(),
            (Self::NeverOpen, Lang::En) => "There is not one working hour".to_owned(),
        }
    }
}

impl WorkingCalendar {
    /// Monday to Friday, the same hours each day.
    pub fn weekdays(zone: &str, hours: Hours) -> Self {
        let weekly = Weekday::ALL.iter().take(5).map(|day| (*day, vec![hours])).collect();
        Self { zone: zone.to_owned(), weekly, exceptions: BTreeMap::new() }
    }

    /// Every hour of every day.
    pub fn always(zone: &str) -> Self {
        let weekly = Weekday::ALL.iter().map(|day| (*day, vec![Hours::WHOLE_DAY])).collect();
        Self { zone: zone.to_owned(), weekly, exceptions: BTreeMap::new() }
    }

    /// The first thing that is wrong, if any.
    pub fn check(&self) -> Result<(), CalendarError> {
        TimeZone::get(&self.zone).map_err(|_| CalendarError::UnknownZone(self.zone.clone()))?;
        let weekly = self.weekly.iter().map(|(day, hours)| (day.code().to_owned(), hours));
        let dated = self.exceptions.iter().map(|(date, hours)| (date.to_string(), hours));
        for (day, hours) in weekly.chain(dated) {
            for pair in hours.windows(2) {
                if let [before, after] = pair
                    && after.from < before.until
                {
                    return Err(CalendarError::Overlap { day, hours: *after });
                }
            }
        }
        if self.weekly.values().all(Vec::is_empty) {
            return Err(CalendarError::NeverOpen);
        }
        Ok(())
    }

    /// Makes these dates free.
    #[must_use]
    pub fn with_holidays(mut self, dates: impl IntoIterator<Item = Date>) -> Self {
        self.exceptions.extend(dates.into_iter().map(|date| (date, Vec::new())));
        self
    }

    /// The days of the week on which somebody works.
    pub fn days(&self) -> BTreeSet<Weekday> {
        self.weekly.iter().filter(|(_, hours)| !hours.is_empty()).map(|(day, _)| *day).collect()
    }

    /// The date on the wall at a moment.
    pub fn local_date(&self, at: Instant) -> Date {
        at.timestamp().to_zoned(self.time_zone()).date()
    }

    /// The first moment of a date.
    pub fn start_of(&self, date: Date) -> Instant {
        date.to_zoned(self.time_zone()).map(|zoned| Instant::from(zoned.timestamp())).unwrap_or_default()
    }

    /// The first moment of the day after the one in which `at` lies.
    pub fn start_of_next_day(&self, at: Instant) -> Instant {
        self.local_date(at).tomorrow().map(|date| self.start_of(date)).unwrap_or_default()
    }

    /// A calendar that was checked has a zone; one that was not runs in UTC.
    fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// How long a day of the week is that is worked, on average; eight hours where none is.
    pub fn usual_day(&self) -> Span {
        let worked: Vec<i64> = (self.weekly.values())
            .map(|hours| {
                hours.iter().map(|hours| i64::from(hours.until.number()) - i64::from(hours.from.number())).sum()
            })
            .filter(|minutes| *minutes > 0)
            .collect();
        let days = i64::try_from(worked.len()).unwrap_or(1);
        Span::minutes(worked.iter().sum::<i64>().checked_div(days).unwrap_or(8 * 60))
    }

    /// The hours of a date: those of its exception, else of its day of the week.
    pub fn hours_of(&self, date: Date) -> &[Hours] {
        if let Some(hours) = self.exceptions.get(&date) {
            return hours;
        }
        let index = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        Weekday::ALL.get(index).and_then(|day| self.weekly.get(day)).map_or(&[], Vec::as_slice)
    }
}

/// The IANA database has a zone of this name.
pub fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

#[cfg(test)]
mod tests;
