#![doc = include_str!("README.md")]

mod ical;
mod step;
mod store;
mod web;

use db::Tx;
pub use ical::Skipped;
use jiff::civil::Date;
use kit::paging::whole;
use kit::{
    Instant, WorkingCalendar,
    calendar::{CalendarError, Holidays},
    id::{Calendar as Kind, CalendarId, ProgramId},
    time::Span,
};
use platform::{Answer, Call, Capability, Cx, Fail, NewEvent, Nothing, Operation, Role, events, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A calendar of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Calendar {
    /// Its id.
    pub id: CalendarId,
    /// Its name.
    pub name: String,
    /// Its hours.
    pub hours: WorkingCalendar,
    /// Grows with every change; the `ETag`.
    pub version: i64,
}

/// A calendar, as it is given.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCalendar {
    /// Its name.
    pub name: String,
    /// Its hours.
    pub hours: WorkingCalendar,
    /// Holidays that it keeps: they become exceptions where none stands. The years 2026 and 2027 are known.
    #[serde(default)]
    pub holidays: Option<Holidays>,
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    calendar: CalendarId,
}

impl NewCalendar {
    fn check(&self) -> Result<(), Fail> {
        self.hours.check().map_err(|wrong| {
            let field = if matches!(wrong, CalendarError::UnknownZone(_)) { "hours.zone" } else { "hours" };
            Fail::field(field, move |lang| wrong.text(lang))
        })?;
        crate::text_field("name", &self.name, 200).map(drop)
    }

    /// Its hours with the holidays that it keeps.
    fn kept(&self) -> WorkingCalendar {
        match self.holidays {
            Some(holidays) => self.hours.clone().keeping(holidays),
            None => self.hours.clone(),
        }
    }
}

/// Adds a calendar to a program.
pub async fn add(cx: &Cx, tx: &mut Tx, new: &NewCalendar) -> Result<Calendar, Fail> {
    new.check()?;
    let (id, hours): (CalendarId, _) = (cx.new_id(), new.kept());
    store::insert(tx, cx.program(), id, &new.name, &hours).await?;
    crate::versions::rules_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("calendar.added", id)).await?;
    Ok(Calendar { id, name: new.name.clone(), hours, version: 1 })
}

/// Replaces a calendar; deadlines that stand stay.
pub async fn change(cx: &Cx, tx: &mut Tx, id: CalendarId, new: &NewCalendar, version: i64) -> Result<Calendar, Fail> {
    new.check()?;
    if !store::update(tx, cx.program(), id, &new.name, &new.kept(), version).await? {
        return Err(Fail::Stale);
    }
    crate::versions::rules_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("calendar.changed", id)).await?;
    get(tx, cx.program(), id).await
}

/// One calendar.
pub async fn get(tx: &mut Tx, program: ProgramId, id: CalendarId) -> Result<Calendar, Fail> {
    store::get(tx, program, id).await?.ok_or(Fail::NotFound)
}

/// All calendars of a program.
pub async fn list(tx: &mut Tx, program: ProgramId) -> Result<Vec<Calendar>, Fail> {
    Ok(store::list(tx, program).await?)
}

/// The next working stretches of a calendar.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Intervals {
    /// In order; each is `[from, until)`.
    pub intervals: Vec<Interval>,
}

/// A working stretch: `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Interval {
    /// First moment.
    pub from: Instant,
    /// First moment after it.
    pub until: Instant,
}

/// Which stretches.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntervalsQuery {
    /// From when; from now if absent.
    pub from: Option<Instant>,
    /// Over how many days: 1 to 62, 14 if absent.
    pub days: Option<u32>,
}

/// The working stretches of a calendar over some days.
pub fn intervals(calendar: &WorkingCalendar, now: Instant, query: &IntervalsQuery) -> Intervals {
    let from = query.from.unwrap_or(now);
    let until = from + Span::days(query.days.unwrap_or(14).clamp(1, 62).into());
    let stretches = calendar.intervals(from, until).into_iter();
    Intervals { intervals: stretches.map(|(from, until)| Interval { from, until }).collect() }
}

/// A calendar with the days off of a file, and what of the file was not read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DaysOffAdded {
    /// The calendar, changed.
    pub calendar: Calendar,
    /// The days that the file has made free.
    #[schemars(with = "Vec<String>")]
    pub added: Vec<Date>,
    /// What of it was not read, and why.
    pub skipped: Vec<Skipped>,
}

/// Adds the days off of an iCalendar file to a calendar; exceptions that stand stay as they are.
pub async fn add_days_off(cx: &Cx, tx: &mut Tx, before: &Calendar, text: &[u8]) -> Result<DaysOffAdded, Fail> {
    let this_year = before.hours.local_date(cx.now).year();
    let read = ical::read(text, this_year).map_err(|wrong| Fail::field("file", move |lang| wrong.text(lang)))?;
    let mut hours = before.hours.clone();
    let mut added = Vec::new();
    for day in read.days {
        if let std::collections::btree_map::Entry::Vacant(free) = hours.exceptions.entry(day) {
            free.insert(Vec::new());
            added.push(day);
        }
    }
    let new = NewCalendar { name: before.name.clone(), hours, holidays: None };
    let calendar = change(cx, tx, before.id, &new, before.version).await?;
    Ok(DaysOffAdded { calendar, added, skipped: read.skipped.into_iter().map(|s| s.told(cx.lang)).collect() })
}

fn on_days() -> Vec<Operation> {
    let next =
        Operation::get("/api/v1/calendars/{calendar}/intervals", "calendars.intervals", "The next working hours")
            .roles(Role::VENDOR)
            .run(|cx, tx, call: &Call<ById, IntervalsQuery, Nothing>| {
                Box::pin(async move {
                    let calendar = get(tx, cx.program(), call.path.calendar).await?;
                    Ok(Answer::ok(intervals(&calendar.hours, cx.now, &call.query)))
                })
            });
    let days_off = Operation::post(
        "/api/v1/calendars/{calendar}/days-off",
        "calendars.add_days_off",
        "Add the days off of an iCalendar file",
    )
    .roles(&[Role::Admin, Role::Director, Role::ChannelManager])
    .file(1 << 20, &["text/calendar"])
    .run(|cx, tx, call: &Call<ById, Nothing, Nothing>| {
        Box::pin(async move {
            let before = get(tx, cx.program(), call.path.calendar).await?;
            let after = add_days_off(cx, tx, &before, &call.meta.raw).await?;
            let version = after.calendar.version;
            Ok(Answer::ok(after).version(version))
        })
    });
    vec![next, days_off]
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarsBy {
    /// By name.
    Name,
    /// By how often it was changed.
    Version,
}

impl whole::By for CalendarsBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Name, "name"), (Self::Version, "version")];
}

impl whole::Row for Calendar {
    type By = CalendarsBy;
    const USUAL: whole::Sort<CalendarsBy> = whole::Sort::rising(CalendarsBy::Name);
    fn key(&self, by: CalendarsBy) -> whole::Key {
        match by {
            CalendarsBy::Name => self.name.as_str().into(),
            CalendarsBy::Version => self.version.into(),
        }
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        self.name.clone()
    }
}

/// What calendars add to the server.
pub fn capability() -> Capability {
    let list_all = Operation::get("/api/v1/calendars", "calendars.list", "Working calendars").roles(Role::VENDOR).run(
        |cx, tx, call: &Call<Nothing, whole::Listed<CalendarsBy>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(list(tx, cx.program()).await?, &call.query)?)) })
        },
    );
    let one = Operation::get("/api/v1/calendars/{calendar}", "calendars.get", "A working calendar")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ById, Nothing, Nothing>| {
            Box::pin(async move {
                let calendar = get(tx, cx.program(), call.path.calendar).await?;
                Ok(Answer::ok(calendar.clone()).version(calendar.version))
            })
        });
    let new = Operation::post("/api/v1/calendars", "calendars.add", "Add a working calendar")
        .roles(&[Role::Admin, Role::Director, Role::ChannelManager])
        .creates()
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewCalendar>| {
            Box::pin(async move { Ok(Answer::created(add(cx, tx, &call.body).await?).version(1)) })
        });
    let changed = Operation::put("/api/v1/calendars/{calendar}", "calendars.change", "Change a working calendar")
        .roles(&[Role::Admin, Role::Director, Role::ChannelManager])
        .run(|cx, tx, call: &Call<ById, Nothing, NewCalendar>| {
            Box::pin(async move {
                let before = get(tx, cx.program(), call.path.calendar).await?;
                let after = change(cx, tx, before.id, &call.body, before.version).await?;
                Ok(Answer::ok(after.clone()).version(after.version))
            })
        });
    Capability {
        name: "calendars",
        operations: [vec![list_all, one, new, changed], on_days(), web::operations()].concat(),
        places: web::places(),
        steps: vec![step::STEP],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
