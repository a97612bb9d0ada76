//! Tasks in the database.

use db::{DbError, Json, Tx, params};
use kit::{
    Instant, Uuid,
    id::{ProgramId, UserId},
    paging::Cursor,
};
use platform::{Actor, Role, listing::ByAge};
use serde_json::Value;

use super::{NewTask, TaskId, TasksQuery};

/// Tasks that are open or done, read in one direction of a time.
macro_rules! page {
    ($which:literal, $time:literal, $than:literal, $order:literal) => {
        concat!(
            "select t.id, t.kind, t.subject_kind, t.subject_id, t.role, t.owner_id, p.name, t.due_at, t.data, t.opened_at, \
            t.done_at, t.done_by_kind, t.done_by_id, t.note from task t \
            left join app_user u on u.program_id = t.program_id and u.id = t.owner_id left join person p on p.id = u.person_id \
            where t.program_id = $1 and (cast($2 as text) is null or t.kind = $2) \
            and (cast($3 as blob) is null or t.subject_id = $3) and (cast($4 as text) is null or t.role = $4) \
            and (cast($5 as blob) is null or t.owner_id = $5) and (cast($6 as bigint) is null or t.due_at < $6) and ",
            $which,
            " and (",
            $time,
            " ",
            $than,
            " $7 or (",
            $time,
            " = $7 and t.id ",
            $than,
            " $8)) order by ",
            $order,
            " limit $9"
        )
    };
}

db::statements! {
    OPEN: "insert into task (program_id, id, kind, subject_kind, subject_id, role, owner_id, due_at, data, opened_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        on conflict (program_id, kind, subject_id) where done_at is null do nothing";
    STANDING: "select id from task where program_id = $1 and kind = $2 and subject_id = $3 and done_at is null";
    DONE: "update task set done_at = $3, done_by_kind = $4, done_by_id = $5, note = $6 \
        where program_id = $1 and id = $2 and done_at is null";
    HOLD: "update task set owner_id = $3 where program_id = $1 and id = $2 and done_at is null \
        and (owner_id is null or owner_id = $4)";
    GET: "select t.id, t.kind, t.subject_kind, t.subject_id, t.role, t.owner_id, p.name, t.due_at, t.data, t.opened_at, t.done_at, \
        t.done_by_kind, t.done_by_id, t.note from task t \
        left join app_user u on u.program_id = t.program_id and u.id = t.owner_id left join person p on p.id = u.person_id \
        where t.program_id = $1 and t.id = $2";
    OPEN_PAGE: page!("t.done_at is null", "t.due_at", ">", "t.due_at, t.id");
    OPEN_NEWEST: page!("t.done_at is null", "t.opened_at", "<", "t.opened_at desc, t.id desc");
    OPEN_OLDEST: page!("t.done_at is null", "t.opened_at", ">", "t.opened_at, t.id");
    DONE_PAGE: page!("t.done_at is not null", "t.done_at", "<", "t.done_at desc, t.id desc");
    DONE_OLDEST: page!("t.done_at is not null", "t.done_at", ">", "t.done_at, t.id");
}

db::record! {
    /// A task, as it stands.
    #[derive(Debug, Clone)]
    pub struct Row {
        pub id: TaskId,
        pub kind: String,
        pub subject_kind: String,
        pub subject: [u8; 16],
        pub role: Role,
        pub owner: Option<UserId>,
        pub owner_name: Option<String>,
        pub due_at: Instant,
        pub data: Json<Value>,
        pub opened_at: Instant,
        pub done_at: Option<Instant>,
        pub done_by_kind: Option<String>,
        pub done_by_id: Option<Vec<u8>>,
        pub note: Option<String>,
    }
}

/// Opens a task; false if one of its kind stands open for its subject.
pub async fn open(tx: &mut Tx, program: ProgramId, id: TaskId, new: &NewTask, at: Instant) -> Result<bool, DbError> {
    let NewTask { kind, subject_kind, subject, due_at, owner, data } = new;
    let (subject, data) = (*subject.as_bytes(), Json(data));
    let params = params![program, id, kind.code, *subject_kind, subject, kind.role, owner, due_at, data, at];
    Ok(tx.execute(&OPEN, params).await? == 1)
}

/// The open task of a kind for a subject.
pub async fn standing(
    tx: &mut Tx,
    program: ProgramId,
    kind: &str,
    subject: &[u8; 16],
) -> Result<Option<TaskId>, DbError> {
    Ok(tx.optional::<(TaskId,)>(&STANDING, params![program, kind, *subject]).await?.map(|row| row.0))
}

/// Says that a task is done; false if it was done before.
pub async fn done(
    tx: &mut Tx,
    program: ProgramId,
    id: TaskId,
    at: Instant,
    by: Actor,
    note: Option<&str>,
) -> Result<bool, DbError> {
    Ok(tx.execute(&DONE, params![program, id, at, by.kind(), by.id_bytes(), note]).await? == 1)
}

/// Gives an open task from whoever is expected to hold it to somebody, or to nobody; false if it moved meanwhile.
pub async fn hold(
    tx: &mut Tx,
    program: ProgramId,
    id: TaskId,
    to: Option<UserId>,
    expected: Option<UserId>,
) -> Result<bool, DbError> {
    Ok(tx.execute(&HOLD, params![program, id, to, expected]).await? == 1)
}

pub async fn get(tx: &mut Tx, program: ProgramId, id: TaskId) -> Result<Option<Row>, DbError> {
    tx.optional(&GET, params![program, id]).await
}

pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    query: &TasksQuery,
    subject: Option<Uuid>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Row>, DbError> {
    let (sql, age) = match (query.done, query.sort) {
        (false, None) => (&OPEN_PAGE, ByAge::Oldest),
        (false, Some(ByAge::Oldest)) => (&OPEN_OLDEST, ByAge::Oldest),
        (false, Some(ByAge::Newest)) => (&OPEN_NEWEST, ByAge::Newest),
        (true, Some(ByAge::Oldest)) => (&DONE_OLDEST, ByAge::Oldest),
        (true, None | Some(ByAge::Newest)) => (&DONE_PAGE, ByAge::Newest),
    };
    let (key, id) = age.start(after);
    let subject = subject.map(|s| *s.as_bytes());
    tx.all(sql, params![program, query.kind, subject, query.role, query.owner, query.due_before, key, id, limit]).await
}
