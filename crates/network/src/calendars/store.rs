//! Calendars in the database.

use db::{DbError, Json, Tx, params};
use kit::{
    WorkingCalendar,
    id::{CalendarId, ProgramId},
};

use super::Calendar;

db::statements! {
    INSERT: "insert into calendar (program_id, id, name, body, version) values ($1, $2, $3, $4, 1)";
    UPDATE: "update calendar set name = $3, body = $4, version = version + 1 \
        where program_id = $1 and id = $2 and version = $5";
    GET: "select id, name, body, version from calendar where program_id = $1 and id = $2";
    LIST: "select id, name, body, version from calendar where program_id = $1 order by name, id";
}

type Row = (CalendarId, String, Json<WorkingCalendar>, i64);

fn read((id, name, hours, version): Row) -> Calendar {
    Calendar { id, name, hours: hours.0, version }
}

pub async fn insert(
    tx: &mut Tx,
    program: ProgramId,
    id: CalendarId,
    name: &str,
    hours: &WorkingCalendar,
) -> Result<(), DbError> {
    tx.execute(&INSERT, params![program, id, name, Json(hours)]).await.map(drop)
}

pub async fn update(
    tx: &mut Tx,
    program: ProgramId,
    id: CalendarId,
    name: &str,
    hours: &WorkingCalendar,
    version: i64,
) -> Result<bool, DbError> {
    Ok(tx.execute(&UPDATE, params![program, id, name, Json(hours), version]).await? == 1)
}

pub async fn get(tx: &mut Tx, program: ProgramId, id: CalendarId) -> Result<Option<Calendar>, DbError> {
    Ok(tx.optional::<Row>(&GET, params![program, id]).await?.map(read))
}

pub async fn list(tx: &mut Tx, program: ProgramId) -> Result<Vec<Calendar>, DbError> {
    Ok(tx.all::<Row>(&LIST, params![program]).await?.into_iter().map(read).collect())
}
