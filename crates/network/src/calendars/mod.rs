#![doc = include_str!("README.md")]

mod store;
mod web;

use db::Tx;
use kit::{
    WorkingCalendar,
    id::{Calendar as Kind, CalendarId, ProgramId},
};
use platform::{Answer, Call, Capability, Cx, Fail, NewEvent, Nothing, Operation, Role, events};
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
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    calendar: CalendarId,
}

impl NewCalendar {
    fn check(&self) -> Result<(), Fail> {
        self.hours.check().map_err(|wrong| Fail::field("hours", move |lang| wrong.text(lang)))?;
        crate::text_field("name", &self.name, 200).map(drop)
    }
}

/// Adds a calendar to a program.
pub async fn add(cx: &Cx, tx: &mut Tx, new: &NewCalendar) -> Result<Calendar, Fail> {
    new.check()?;
    let id: CalendarId = cx.new_id();
    store::insert(tx, cx.program(), id, new).await?;
    crate::versions::rules_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("calendar.added", id)).await?;
    Ok(Calendar { id, name: new.name.clone(), hours: new.hours.clone(), version: 1 })
}

/// Replaces a calendar; deadlines that stand stay.
pub async fn change(cx: &Cx, tx: &mut Tx, id: CalendarId, new: &NewCalendar, version: i64) -> Result<Calendar, Fail> {
    new.check()?;
    if !store::update(tx, cx.program(), id, new, version).await? {
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

/// What calendars add to the server.
pub fn capability() -> Capability {
    let list_all = Operation::get("/api/v1/calendars", "calendars.list", "Working calendars").roles(Role::VENDOR).run(
        |cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(list(tx, cx.program()).await?)) })
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
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewCalendar>| {
            Box::pin(async move { Ok(Answer::created(add(cx, tx, &call.body).await?).version(1)) })
        });
    let changed = Operation::put("/api/v1/calendars/{calendar}", "calendars.change", "Change a working calendar")
        .roles(&[Role::Admin, Role::Director, Role::ChannelManager])
        .run(|cx, tx, call: &Call<ById, Nothing, NewCalendar>| {
            Box::pin(async move {
                let before = get(tx, cx.program(), call.path.calendar).await?;
                call.meta.matches(&before.version.to_string())?;
                let after = change(cx, tx, before.id, &call.body, before.version).await?;
                Ok(Answer::ok(after.clone()).version(after.version))
            })
        });
    Capability {
        name: "calendars",
        operations: [vec![list_all, one, new, changed], web::operations()].concat(),
        places: web::places(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
