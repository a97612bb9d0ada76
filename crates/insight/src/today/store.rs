//! What waits, in the database.

use db::{DbError, FromRow, Json, Row, Tx, params};
use kit::{
    Instant,
    id::{ProgramId, UserId},
    paging::Cursor,
};
use network::tasks::TaskId;
use platform::Role;
use serde_json::Value;

use super::Ending;

db::statements! {
    TASKS: "select t.id, t.kind, t.subject_kind, t.subject_id, t.role, o.name, t.due_at, t.data, t.opened_at, c.name, l.need, l.region, \
        d.title, p.name from task t \
        left join app_user u on u.program_id = t.program_id and u.id = t.owner_id left join person o on o.id = u.person_id \
        left join lead l on t.subject_kind = 'lead' and l.program_id = t.program_id and l.id = t.subject_id \
        left join client c on c.program_id = l.program_id and c.id = l.client_id \
        left join deal d on t.subject_kind = 'deal' and d.program_id = t.program_id and d.id = t.subject_id \
        left join reciprocity_appeal a on t.subject_kind = 'appeal' and a.program_id = t.program_id and a.id = t.subject_id \
        left join partner p on p.program_id = t.program_id and p.id = coalesce(d.partner_id, a.partner_id, \
        case when t.subject_kind = 'partner' then t.subject_id else null end) \
        where t.program_id = $1 and t.done_at is null and (cast($2 as text) is null or (t.role = $2 and t.owner_id is null) \
        or t.owner_id = $3) and (cast($5 as text) is null or t.kind = $5) and (t.due_at > $6 or (t.due_at = $6 and t.id > $7)) \
        order by t.due_at, t.id limit $4";
    KINDS: "select t.kind, count(*), coalesce(sum(case when t.due_at <= $4 then 1 else 0 end), 0), min(t.due_at) from task t \
        where t.program_id = $1 and t.done_at is null and (cast($2 as text) is null or (t.role = $2 and t.owner_id is null) \
        or t.owner_id = $3) group by t.kind";
    OVERDUE: "select count(*) from task t where t.program_id = $1 and t.done_at is null and t.due_at <= $4 \
        and (cast($2 as text) is null or (t.role = $2 and t.owner_id is null) or t.owner_id = $3)";
    ENDING: "select l.id, c.name, l.need, l.region, count(*), min(o.deadline), min(o.offered_at) from offer o \
        join lead l on l.program_id = o.program_id and l.id = o.lead_id \
        join client c on c.program_id = l.program_id and c.id = l.client_id \
        where o.program_id = $1 and o.state in ('offered', 'delivered', 'viewed') and o.deadline > $2 and o.deadline <= $3 \
        and l.places_held = 0 group by l.id, c.name, l.need, l.region order by 6, 1 limit $4";
}

db::record! {
    /// A task with what it is about.
    pub struct TaskRow {
        pub id: TaskId,
        pub kind: String,
        pub subject_kind: String,
        pub subject: [u8; 16],
        pub role: Role,
        pub owner: Option<String>,
        pub due_at: Instant,
        pub data: Json<Value>,
        pub opened_at: Instant,
        pub client: Option<String>,
        pub need: Option<String>,
        pub region: Option<String>,
        pub deal: Option<String>,
        pub partner_name: Option<String>,
    }
}

impl FromRow for Ending {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            lead: row.take()?,
            client: row.take()?,
            need: row.take()?,
            region: row.take()?,
            offers: row.take()?,
            ends_at: row.take()?,
            since: row.take()?,
        })
    }
}

/// Open tasks of a role that nobody has taken, and those of a user, of one kind or of all; of everybody without a role.
pub async fn tasks(
    tx: &mut Tx,
    program: ProgramId,
    role: Option<Role>,
    user: Option<UserId>,
    (kind, after, limit): (Option<&str>, Option<Cursor>, u32),
) -> Result<Vec<TaskRow>, DbError> {
    let (key, id) = after.map_or((i64::MIN, [0; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    tx.all(&TASKS, params![program, role, user, limit, kind, key, id]).await
}

/// How many there are of each kind, how many of them are overdue, and when the first is due.
pub async fn kinds(
    tx: &mut Tx,
    program: ProgramId,
    role: Option<Role>,
    user: Option<UserId>,
    now: Instant,
) -> Result<Vec<(String, i64, i64, Instant)>, DbError> {
    tx.all(&KINDS, params![program, role, user, now]).await
}

/// How many of them are overdue.
pub async fn overdue(
    tx: &mut Tx,
    program: ProgramId,
    role: Option<Role>,
    user: Option<UserId>,
    now: Instant,
) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(&OVERDUE, params![program, role, user, now]).await?.0)
}

/// Leads of which nobody has accepted an offer, and whose offers end in `(now, until]`.
pub async fn ending(
    tx: &mut Tx,
    program: ProgramId,
    now: Instant,
    until: Instant,
    limit: u32,
) -> Result<Vec<Ending>, DbError> {
    tx.all(&ENDING, params![program, now, until, limit]).await
}
