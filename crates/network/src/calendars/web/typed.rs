//! Hours and special days as a person types them.

use std::collections::BTreeMap;

use kit::{
    WorkingCalendar,
    calendar::{CalendarError, Hours, Weekday},
};
use platform::{Fail, FieldError};
use serde::Deserialize;

use super::texts;
use crate::calendars::NewCalendar;

/// A calendar as it is typed: a line of hours for each day of the week, a line for each special day.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    exceptions: String,
    #[serde(flatten)]
    days: BTreeMap<String, String>,
}

/// The field beside which it is said what is wrong with the hours.
fn beside(wrong: &CalendarError) -> &'static str {
    match wrong {
        CalendarError::UnknownZone(_) => "zone",
        CalendarError::NeverOpen => Weekday::ALL[0].code(),
        CalendarError::Overlap { day, .. } => {
            Weekday::ALL.iter().map(|day| day.code()).find(|code| code == day).unwrap_or("exceptions")
        }
    }
}

/// What else is wrong with the hours as a whole stands at the zone.
pub(super) fn on_the_form(fail: Fail) -> Fail {
    match fail {
        Fail::Invalid(mut faults) => {
            faults.iter_mut().filter(|f| f.field.starts_with("hours")).for_each(|f| "zone".clone_into(&mut f.field));
            Fail::Invalid(faults)
        }
        other => other,
    }
}

fn hours(field: &str, line: &str, faults: &mut Vec<FieldError>) -> Vec<Hours> {
    let mut found = Vec::new();
    for part in line.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let part = part.replace(['–', '—'], "-").replace(' ', "");
        match part.parse::<Hours>() {
            Ok(hours) => found.push(hours),
            Err(_) => faults.push(FieldError::new(field, move |lang| texts::not_hours(lang, &part))),
        }
    }
    found
}

/// The calendar that was typed, or every fault beside its field.
pub(super) fn read(typed: &Typed) -> Result<NewCalendar, Fail> {
    let mut faults = Vec::new();
    let mut weekly = BTreeMap::new();
    for day in Weekday::ALL {
        let line = typed.days.get(day.code()).map_or("", String::as_str);
        let hours = hours(day.code(), line, &mut faults);
        if !hours.is_empty() {
            weekly.insert(*day, hours);
        }
    }
    let mut exceptions = BTreeMap::new();
    for line in typed.exceptions.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (day, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let Ok(day) = day.parse() else {
            let line = line.to_owned();
            faults.push(FieldError::new("exceptions", move |lang| texts::not_a_day(lang, &line)));
            continue;
        };
        exceptions.insert(day, hours("exceptions", rest, &mut faults));
    }
    if !faults.is_empty() {
        return Err(Fail::Invalid(faults));
    }
    let hours = WorkingCalendar { zone: typed.zone.trim().to_owned(), weekly, exceptions };
    if let Err(wrong) = hours.check() {
        return Err(Fail::field(beside(&wrong), move |lang| wrong.text(lang)));
    }
    Ok(NewCalendar { name: typed.name.clone(), hours, holidays: None })
}

#[cfg(test)]
mod tests {
    use super::{super::text, *};

    fn typed(mon: &str, exceptions: &str) -> Typed {
        let days = BTreeMap::from([("mon".to_owned(), mon.to_owned())]);
        Typed { name: "Office".to_owned(), zone: "Europe/Moscow".to_owned(), exceptions: exceptions.to_owned(), days }
    }

    #[test]
    fn hours_and_special_days_are_read_as_they_are_typed() {
        let read_back = read(&typed("09:00 – 13:00, 14:00-18:00", "2026-06-12\n2026-12-31 09:00-15:00")).unwrap().hours;
        assert_eq!(text(&read_back.weekly[&Weekday::Monday]), "09:00-13:00, 14:00-18:00");
        let special: Vec<_> = read_back.exceptions.iter().map(|(day, hours)| (day.to_string(), hours.len())).collect();
        assert_eq!(special, [("2026-06-12".to_owned(), 0), ("2026-12-31".to_owned(), 1)]);
    }

    #[test]
    fn what_cannot_be_read_is_said_beside_its_day() {
        let Err(Fail::Invalid(faults)) = read(&typed("nine to six", "12 June")) else { panic!() };
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["mon", "exceptions"]);
    }

    #[test]
    fn what_is_wrong_with_hours_stands_beside_them() {
        let field = |zone: &str, monday: &str, exceptions: &str| {
            let days = [("mon".to_owned(), monday.to_owned())].into();
            let typed = Typed { name: "K".to_owned(), zone: zone.to_owned(), exceptions: exceptions.to_owned(), days };
            match read(&typed) {
                Err(Fail::Invalid(faults)) => faults[0].field.clone(),
                _ => String::new(),
            }
        };
        assert_eq!(field("Europe/Moscow", "09:00-14:00, 13:00-18:00", ""), "mon");
        assert_eq!(field("Europe/Moscow", "09:00-18:00", "2026-06-12 09:00-14:00, 13:00-18:00"), "exceptions");
        assert_eq!(field("Europe/Nowhere", "09:00-18:00", ""), "zone");
        assert_eq!(field("Europe/Moscow", "", ""), "mon");
        assert_eq!(field("Europe/Moscow", "09:00-18:00", ""), "");
    }
}
