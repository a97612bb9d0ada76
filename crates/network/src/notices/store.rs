//! Notices and choices in the database.

use db::{DbError, Tx, params};
use kit::{
    Instant,
    id::{EventId, ProgramId, UserId},
    paging::Cursor,
};

use platform::listing::ByAge;

use super::NoticeId;

db::statements! {
    ADD: "insert into notice (program_id, id, user_id, kind, event_id, subject_kind, subject_id, title, text, path, at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (program_id, user_id, event_id, kind) do nothing";
    PAGE: "select id, kind, subject_kind, subject_id, title, text, path, at, read_at from notice \
        where program_id = $1 and user_id = $2 and (cast($3 as bigint) = 0 or read_at is null) and (at < $4 or (at = $4 and id < $5)) \
        order by at desc, id desc limit $6";
    OLDEST: "select id, kind, subject_kind, subject_id, title, text, path, at, read_at from notice \
        where program_id = $1 and user_id = $2 and (cast($3 as bigint) = 0 or read_at is null) and (at > $4 or (at = $4 and id > $5)) \
        order by at, id limit $6";
    UNREAD: "select count(*) from (select 1 as one from notice where program_id = $1 and user_id = $2 and read_at is null \
        limit 100) as few";
    ONE: "select id, kind, subject_kind, subject_id, title, text, path, at, read_at from notice \
        where program_id = $1 and user_id = $2 and id = $3";
    READ: "update notice set read_at = $4 where program_id = $1 and user_id = $2 and id = $3 and read_at is null";
    CHOICES: "select kind, mail from notice_choice where program_id = $1 and user_id = $2";
    CHOOSE: "insert into notice_choice (program_id, user_id, kind, mail) values ($1, $2, $3, $4) \
        on conflict (program_id, user_id, kind) do update set mail = excluded.mail";
}

db::record! {
    /// News, as it stands.
    #[derive(Debug, Clone)]
    pub struct Row {
        pub id: NoticeId,
        pub kind: String,
        pub subject_kind: String,
        pub subject: [u8; 16],
        pub title: String,
        pub text: String,
        pub path: String,
        pub at: Instant,
        pub read_at: Option<Instant>,
    }
}

/// News that is about to be written.
pub struct New<'a> {
    pub id: NoticeId,
    pub user: UserId,
    pub kind: &'a str,
    pub event: EventId,
    pub subject_kind: &'a str,
    pub subject: [u8; 16],
    pub title: &'a str,
    pub text: &'a str,
    pub path: &'a str,
    pub at: Instant,
}

/// Writes news; false if the user was told of this event before.
pub async fn add(tx: &mut Tx, program: ProgramId, new: &New<'_>) -> Result<bool, DbError> {
    let New { id, user, kind, event, subject_kind, subject, title, text, path, at } = new;
    let params = params![program, id, user, kind, event, subject_kind, subject, title, text, path, at];
    Ok(tx.execute(&ADD, params).await? == 1)
}

pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    user: UserId,
    unread: bool,
    sort: Option<ByAge>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Row>, DbError> {
    let sort = sort.unwrap_or(ByAge::Newest);
    let (key, id) = sort.start(after);
    let sql = if sort == ByAge::Oldest { &OLDEST } else { &PAGE };
    tx.all(sql, params![program, user, unread, key, id, limit]).await
}

/// How many a user has not seen, up to a hundred.
pub async fn unread(tx: &mut Tx, program: ProgramId, user: UserId) -> Result<u32, DbError> {
    Ok(tx.one::<(u32,)>(&UNREAD, params![program, user]).await?.0)
}

pub async fn one(tx: &mut Tx, program: ProgramId, user: UserId, id: NoticeId) -> Result<Option<Row>, DbError> {
    tx.optional(&ONE, params![program, user, id]).await
}

/// Marks news as seen; false if it was seen before.
pub async fn read(tx: &mut Tx, program: ProgramId, user: UserId, id: NoticeId, at: Instant) -> Result<bool, DbError> {
    Ok(tx.execute(&READ, params![program, user, id, at]).await? == 1)
}

/// What a user has chosen, by kind.
pub async fn choices(tx: &mut Tx, program: ProgramId, user: UserId) -> Result<Vec<(String, bool)>, DbError> {
    tx.all(&CHOICES, params![program, user]).await
}

pub async fn choose(tx: &mut Tx, program: ProgramId, user: UserId, kind: &str, mail: bool) -> Result<(), DbError> {
    tx.execute(&CHOOSE, params![program, user, kind, mail]).await.map(drop)
}
