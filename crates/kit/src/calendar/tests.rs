use proptest::prelude::*;

use super::*;
use crate::time::Span;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}
fn hours(text: &str) -> Hours {
    text.parse().unwrap()
}
/// Calendar K of the acceptance stories.
fn k() -> WorkingCalendar {
    WorkingCalendar::weekdays("Europe/Moscow", hours("09:00-18:00")).with_holidays(["2026-06-12".parse().unwrap()])
}

#[test]
fn an_hour_from_friday_afternoon_ends_on_monday() {
    let calendar = WorkingCalendar::weekdays("Europe/Moscow", hours("09:00-17:00"));
    let end = calendar.add_working(at("2026-06-19T16:30:00+03:00"), Span::hours(1));
    assert_eq!(end, Some(at("2026-06-22T09:30:00+03:00")));
}

#[test]
fn lunch_is_not_working_time() {
    let mut calendar = WorkingCalendar::weekdays("Europe/Moscow", hours("09:00-13:00"));
    for day in calendar.weekly.values_mut() {
        day.push(hours("14:00-18:00"));
    }
    let end = calendar.add_working(at("2026-06-15T12:30:00+03:00"), Span::hours(2));
    assert_eq!(end, Some(at("2026-06-15T15:30:00+03:00")));
}

#[test]
fn a_holiday_and_a_weekend_are_stepped_over() {
    let from = at("2026-06-11T17:30:00+03:00");
    assert_eq!(k().add_working(from, Span::hours(1)), Some(at("2026-06-15T09:30:00+03:00")));
    assert_eq!(k().add_working(from, Span::hours(2)), Some(at("2026-06-15T10:30:00+03:00")));
    assert_eq!(k().add_working(from, Span::hours(9)), Some(at("2026-06-15T17:30:00+03:00")));
}

#[test]
fn each_partner_has_its_own_hours() {
    let far_east = WorkingCalendar::weekdays("Asia/Vladivostok", hours("09:00-18:00"));
    let end = far_east.add_working(at("2026-06-15T15:00:00+03:00"), Span::hours(2));
    assert_eq!(end, Some(at("2026-06-16T04:00:00+03:00")));
}

#[test]
fn work_that_ends_with_the_day_ends_then() {
    let from = at("2026-06-15T10:00:00+03:00");
    assert_eq!(k().add_working(from, Span::hours(8)), Some(at("2026-06-15T18:00:00+03:00")));
    let sixteen = k().add_working(from, Span::hours(16));
    assert_eq!(sixteen, Some(at("2026-06-16T17:00:00+03:00")), "the start clock of story 8");
}

#[test]
fn the_end_of_the_day_is_no_working_moment() {
    assert!(k().is_open(at("2026-06-15T09:00:00+03:00")));
    assert!(!k().is_open(at("2026-06-15T18:00:00+03:00")));
    assert_eq!(k().next_open(at("2026-06-15T18:00:00+03:00")), Some(at("2026-06-16T09:00:00+03:00")));
}

#[test]
fn a_calendar_without_hours_has_no_deadline_and_is_refused() {
    let never = WorkingCalendar { weekly: BTreeMap::new(), ..k() };
    assert_eq!(never.add_working(at("2026-06-15T10:00:00+03:00"), Span::hours(1)), None);
    assert_eq!(never.check(), Err(CalendarError::NeverOpen));
}

#[test]
fn what_is_wrong_is_named() {
    let nowhere = WorkingCalendar { zone: "Europe/Atlantis".to_owned(), ..k() };
    assert_eq!(nowhere.check(), Err(CalendarError::UnknownZone("Europe/Atlantis".to_owned())));
    let mut twice = k();
    twice.weekly.insert(Weekday::Monday, vec![hours("09:00-13:00"), hours("12:00-18:00")]);
    assert!(matches!(twice.check(), Err(CalendarError::Overlap { day, .. }) if day == "mon"));
    assert!("18:00-09:00".parse::<Hours>().is_err());
    assert!("9-18".parse::<Hours>().is_err());
    assert!("09:00-24:01".parse::<Hours>().is_err());
}

#[test]
fn a_calendar_is_read_back_from_its_json() {
    let text = serde_json::to_string(&k()).unwrap();
    assert!(text.contains(r#""2026-06-12":[]"#), "{text}");
    assert_eq!(serde_json::from_str::<WorkingCalendar>(&text).unwrap(), k());
}

fn calendars() -> impl Strategy<Value = WorkingCalendar> {
    let zones = ["Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Vladivostok", "Australia/Lord_Howe"];
    prop_oneof![
        prop::sample::select(zones.to_vec()).prop_map(|zone| WorkingCalendar::weekdays(zone, hours("09:00-18:00"))),
        prop::sample::select(zones.to_vec()).prop_map(WorkingCalendar::always),
        prop::sample::select(zones.to_vec()).prop_map(|zone| WorkingCalendar::weekdays(zone, hours("01:30-03:30"))),
    ]
}

proptest! {
    /// Over the changes of the clock in spring and autumn, too.
    #[test]
    fn the_working_time_until_a_deadline_is_the_time_that_was_given(
        calendar in calendars(), minutes in 0i64..600_000, work in 1i64..6_000,
    ) {
        let from = at("2026-01-01T00:00:00Z") + Span::minutes(minutes);
        let end = calendar.add_working(from, Span::minutes(work)).unwrap();
        prop_assert_eq!(calendar.working_between(from, end), Span::minutes(work));
        prop_assert!(calendar.add_working(from, Span::minutes(work + 1)).unwrap() > end);
    }
}

#[test]
fn a_usual_day_is_what_a_worked_day_has_on_average() {
    let mut calendar = WorkingCalendar::weekdays("Europe/Moscow", hours("09:00-18:00"));
    assert_eq!(calendar.usual_day(), Span::minutes(540));
    calendar.weekly.insert(Weekday::Friday, vec![hours("09:00-12:00"), hours("13:00-14:00")]);
    assert_eq!(calendar.usual_day(), Span::minutes((4 * 540 + 240) / 5));
    calendar.weekly.clear();
    assert_eq!(calendar.usual_day(), Span::minutes(480), "where nobody works");
}
