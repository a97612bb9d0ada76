//! Days off in an iCalendar file: events of whole days, once or every year. What is something else is named, not guessed.

use std::collections::BTreeSet;

use calcard::{
    common::PartialDateTime,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarFrequency, ICalendarProperty,
        ICalendarRecurrenceRule, ICalendarStatus, ICalendarValue,
    },
};
use jiff::{ToSpan, civil::Date};
use kit::Lang;
use schemars::JsonSchema;
use serde::Serialize;

/// Yearly events are taken for so many years from this one.
const YEARS: i16 = 5;
/// Days of one event at most.
const LONGEST: i32 = 366;
/// Events of a file at most.
const MOST: usize = 2_000;

/// Why a file gives no days off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotCalendar {
    /// It is no iCalendar file.
    Format,
    /// It has too many events.
    TooMany,
}

/// Why an event was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// It has a time of day.
    Timed,
    /// It repeats in another way than yearly on its date.
    Repeats,
    /// Its date cannot be read, or it is longer than a year.
    Dates,
}

/// An event that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    summary: String,
    why: Why,
}

/// An event of a file that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Skipped {
    /// What the event is called.
    pub summary: String,
    /// Why it was not read.
    pub reason: String,
}

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub days: BTreeSet<Date>,
    pub skipped: Vec<Left>,
}

impl NotCalendar {
    pub(super) fn text(self, lang: Lang) -> String {
        match self {
            Self::Format => texts::not_calendar(lang),
            Self::TooMany => texts::too_many(lang, MOST),
        }
    }
}

impl Left {
    pub(super) fn told(self, lang: Lang) -> Skipped {
        let reason = match self.why {
            Why::Timed => texts::timed(lang),
            Why::Repeats => texts::repeats(lang),
            Why::Dates => texts::dates(lang),
        };
        Skipped { summary: self.summary, reason }
    }
}

/// Reads the days off of a file; yearly ones for the years from `year` on.
pub(super) fn read(bytes: &[u8], year: i16) -> Result<Read, NotCalendar> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotCalendar::Format)?;
    let calendar = ICalendar::parse(text.trim_start_matches('\u{feff}')).map_err(|_| NotCalendar::Format)?;
    let is_event = |part: &&ICalendarComponent| part.component_type == ICalendarComponentType::VEvent;
    let events: Vec<&ICalendarComponent> = calendar.components.iter().filter(is_event).collect();
    if events.len() > MOST {
        return Err(NotCalendar::TooMany);
    }
    let mut read = Read::default();
    for event in events {
        if is_cancelled(event) {
            continue;
        }
        match days_of(event, year) {
            Ok(days) => read.days.extend(days),
            Err(why) => read.skipped.push(Left { summary: summary(event), why }),
        }
    }
    Ok(read)
}

fn values<'a>(event: &'a ICalendarComponent, name: &'a ICalendarProperty) -> impl Iterator<Item = &'a ICalendarValue> {
    event.entries.iter().filter(move |entry| entry.name == *name).flat_map(|entry| entry.values.iter())
}

fn summary(event: &ICalendarComponent) -> String {
    let text = values(event, &ICalendarProperty::Summary).find_map(|value| match value {
        ICalendarValue::Text(text) => Some(text.as_str()),
        _ => None,
    });
    text.unwrap_or_default().chars().filter(|c| !c.is_control()).take(100).collect()
}

fn is_cancelled(event: &ICalendarComponent) -> bool {
    values(event, &ICalendarProperty::Status)
        .any(|value| matches!(value, ICalendarValue::Status(ICalendarStatus::Cancelled)))
}

/// The date of a property that is a date without a time.
fn day(event: &ICalendarComponent, name: &ICalendarProperty) -> Result<Option<Date>, Why> {
    let Some(value) = values(event, name).next() else { return Ok(None) };
    match value {
        ICalendarValue::PartialDateTime(at) => date(at).map(Some),
        _ => Err(Why::Dates),
    }
}

fn date(at: &PartialDateTime) -> Result<Date, Why> {
    if at.hour.is_some() {
        return Err(Why::Timed);
    }
    let small = |part: Option<u8>| part.and_then(|part| i8::try_from(part).ok());
    let year = at.year.and_then(|year| i16::try_from(year).ok());
    let (Some(year), Some(month), Some(day)) = (year, small(at.month), small(at.day)) else { return Err(Why::Dates) };
    Date::new(year, month, day).map_err(|_| Why::Dates)
}

fn days_of(event: &ICalendarComponent, year: i16) -> Result<BTreeSet<Date>, Why> {
    let first = day(event, &ICalendarProperty::Dtstart)?.ok_or(Why::Dates)?;
    // The end of an event of whole days is the first day after it.
    let length = match day(event, &ICalendarProperty::Dtend)? {
        Some(after) => first.until(after).map_err(|_| Why::Dates)?.get_days().max(1),
        None => duration(event)?,
    };
    if length > LONGEST {
        return Err(Why::Dates);
    }
    let left_out: BTreeSet<Date> = values(event, &ICalendarProperty::Exdate)
        .filter_map(|value| match value {
            ICalendarValue::PartialDateTime(at) => date(at).ok(),
            _ => None,
        })
        .collect();
    let rule = values(event, &ICalendarProperty::Rrule).find_map(|value| match value {
        ICalendarValue::RecurrenceRule(rule) => Some(rule.as_ref()),
        _ => None,
    });
    let starts = match rule {
        None => vec![first],
        Some(rule) => yearly(first, rule, year)?,
    };
    let starts = starts.into_iter().filter(|start| !left_out.contains(start));
    Ok(starts.flat_map(|start| (0..length).filter_map(move |n| start.checked_add(n.days()).ok())).collect())
}

fn duration(event: &ICalendarComponent) -> Result<i32, Why> {
    match values(event, &ICalendarProperty::Duration).next() {
        None => Ok(1),
        Some(ICalendarValue::Duration(length)) if length.hours == 0 && length.minutes == 0 && length.seconds == 0 => {
            i32::try_from(length.weeks * 7 + length.days).map(|days| days.max(1)).map_err(|_| Why::Dates)
        }
        Some(_) => Err(Why::Timed),
    }
}

/// The days on which a yearly event begins.
fn yearly(first: Date, rule: &ICalendarRecurrenceRule, year: i16) -> Result<Vec<Date>, Why> {
    let on_its_date = rule.byday.is_empty()
        && rule.byyearday.is_empty()
        && rule.byweekno.is_empty()
        && rule.bysetpos.is_empty()
        && (rule.bymonthday.is_empty() || rule.bymonthday == [first.day()]);
    if rule.freq != ICalendarFrequency::Yearly || !on_its_date || rule.bymonth.len() > 1 {
        return Err(Why::Repeats);
    }
    let until = match &rule.until {
        Some(at) => Some(date(&PartialDateTime { hour: None, ..at.clone() })?),
        None => None,
    };
    let step = i16::try_from(rule.interval.unwrap_or(1).max(1)).map_err(|_| Why::Repeats)?;
    let last = year.saturating_add(YEARS);
    let count = rule.count.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
    let years = std::iter::successors(Some(first.year()), |year| year.checked_add(step)).take_while(|y| *y <= last);
    // 29 February is there in leap years alone.
    let starts = years.filter_map(|year| Date::new(year, first.month(), first.day()).ok());
    Ok(starts.take(count).take_while(|day| until.is_none_or(|until| *day <= until)).collect())
}

mod texts {
    platform::texts! {
        pub not_calendar() { "Это не файл iCalendar (.ics) в UTF-8", "This is not an iCalendar (.ics) file in UTF-8" }
        pub too_many(most: usize) { "Событий больше {most}", "More than {most} events" }
        pub timed() { "Событие не на весь день", "The event is not of whole days" }
        pub repeats() { "Повторяется не раз в год в свою дату", "It repeats in another way than yearly on its date" }
        pub dates() { "Дата не читается, или событие длиннее года", "The date cannot be read, or the event is longer than a year" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n")
    }
    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}\r\nEND:VEVENT\r\n")
    }
    fn days(events: &str) -> Vec<String> {
        read(file(events).as_bytes(), 2026).unwrap().days.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn whole_days_are_read_once_or_yearly() {
        let once = event("DTSTART;VALUE=DATE:20260612\r\nDTEND;VALUE=DATE:20260615\r\nSUMMARY:День России");
        assert_eq!(days(&once), ["2026-06-12", "2026-06-13", "2026-06-14"]);
        let yearly = event("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY;UNTIL=20270601");
        assert_eq!(days(&yearly), ["2025-05-01", "2026-05-01", "2027-05-01"]);
        let counted = event("DTSTART;VALUE=DATE:20260109\r\nRRULE:FREQ=YEARLY;COUNT=2\r\nEXDATE;VALUE=DATE:20270109");
        assert_eq!(days(&counted), ["2026-01-09"]);
        assert_eq!(days(&event("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY")), ["2024-02-29", "2028-02-29"]);
        assert!(days(&event("DTSTART;VALUE=DATE:20260612\r\nSTATUS:CANCELLED")).is_empty());
    }

    #[test]
    fn what_is_not_read_is_named() {
        let timed = event("DTSTART:20260612T100000Z\r\nSUMMARY:Встреча");
        let weekly = event("DTSTART;VALUE=DATE:20260612\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Планёрка");
        let read = read(file(&format!("{timed}{weekly}")).as_bytes(), 2026).unwrap();
        assert!(read.days.is_empty());
        let left = |summary: &str, why| Left { summary: summary.into(), why };
        assert_eq!(read.skipped, [left("Встреча", Why::Timed), left("Планёрка", Why::Repeats)]);
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        for text in ["", "a;b\n1;2", "BEGIN:VCARD\r\nEND:VCARD\r\n"] {
            assert_eq!(super::read(text.as_bytes(), 2026), Err(NotCalendar::Format), "{text}");
        }
        assert_eq!(super::read(&[0xff, 0xfe], 2026), Err(NotCalendar::Format));
    }
}
