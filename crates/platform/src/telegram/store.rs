//! Messages and updates in the database.

use db::{DbError, Json, Tx, params};
use kit::{
    Instant,
    id::{EventId, ProgramId, UserId},
};
use serde_json::Value;

use super::{ChatMessageId, Message, MessageState};

db::statements! {
    ADD: "insert into telegram_message (program_id, id, chat_id, edits, text, keys, kind, user_id, about_kind, about_id, event_id, \
        take_over, until_at, created_at, state, attempts, next_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'waiting', 0, $14)";
    DROP_EARLIER: "update telegram_message set state = 'expired', settled_at = $4, text = '', keys = '[]' where program_id = $1 \
        and chat_id = $2 and edits = $3 and state = 'waiting'";
    DUE: "select program_id, id, chat_id, edits, text, keys, kind, user_id, about_kind, about_id, event_id, take_over, until_at, attempts \
        from telegram_message where state = 'waiting' and next_at <= $1 and (leased_until is null or leased_until <= $1) \
        order by next_at, id limit 1";
    LEASE: "update telegram_message set leased_until = $4 where program_id = $1 and id = $2 and state = 'waiting' \
        and (leased_until is null or leased_until <= $3)";
    ENDED: "update telegram_message set state = $4, settled_at = $5, attempts = attempts + 1, reply = $6, leased_until = null, \
        text = '', keys = '[]' where program_id = $1 and id = $2 and state = 'waiting' and leased_until = $3";
    AGAIN: "update telegram_message set next_at = $4, attempts = attempts + $5, reply = $6, leased_until = null \
        where program_id = $1 and id = $2 and state = 'waiting' and leased_until = $3";
    ON_THEIR_WAY: "select user_id from telegram_message where program_id = $1 and about_id = $2 and state in ('waiting', 'sent') \
        and user_id is not null and event_id is not null";
    READING: "select next_update, seen_at, leased_until, holder from telegram_reading where bot_id = $1";
    BEGIN: "insert into telegram_reading (bot_id, next_update, seen_at, leased_until, holder) values ($1, 0, $2, $2, $3) \
        on conflict (bot_id) do nothing";
    CLAIM: "update telegram_reading set leased_until = $4, holder = $3 where bot_id = $1 and (leased_until <= $2 or holder = $3)";
    MOVE: "update telegram_reading set next_update = $2, seen_at = $3 where bot_id = $1";
    SEEN: "insert into telegram_update (bot_id, update_id, at) values ($1, $2, $3) on conflict (bot_id, update_id) do nothing";
}

db::record! {
    /// A message that is to be sent now.
    #[derive(Debug, Clone)]
    pub(super) struct Due {
        pub(super) program: ProgramId,
        pub(super) id: ChatMessageId,
        pub(super) chat: i64,
        pub(super) edits: Option<i64>,
        pub(super) text: String,
        pub(super) keys: Json<Value>,
        pub(super) kind: String,
        pub(super) user: Option<UserId>,
        pub(super) about_kind: Option<String>,
        pub(super) about_id: Option<[u8; 16]>,
        pub(super) event: Option<EventId>,
        pub(super) take_over: bool,
        pub(super) until: Option<Instant>,
        pub(super) attempts: u32,
    }
}
db::record! {
    /// How far the updates of a bot were read, and by whom.
    #[derive(Debug, Clone)]
    pub(super) struct Reading {
        pub(super) next_update: i64,
        pub(super) seen_at: Instant,
        pub(super) leased_until: Instant,
        pub(super) holder: [u8; 16],
    }
}

pub(super) async fn add(
    tx: &mut Tx,
    program: ProgramId,
    id: ChatMessageId,
    message: &Message,
    text: &str,
    keys: &Value,
    at: Instant,
) -> Result<(), DbError> {
    let (about_kind, about_id) = message.subject_of.as_ref().map(|(kind, id)| (kind, *id.as_bytes())).unzip();
    let Message { kind, chat, user, event, until, take_over, edits, .. } = message;
    let params = params![
        program,
        id,
        chat,
        edits,
        text,
        Json(keys.clone()),
        kind,
        user,
        about_kind,
        about_id,
        event,
        take_over,
        until,
        at
    ];
    tx.execute(&ADD, params).await.map(drop)
}

/// Drops what was to be shown in a message and has not been.
pub(super) async fn drop_earlier(
    tx: &mut Tx,
    program: ProgramId,
    chat: i64,
    edits: i64,
    at: Instant,
) -> Result<(), DbError> {
    tx.execute(&DROP_EARLIER, params![program, chat, edits, at]).await.map(drop)
}

/// The message that is due first.
pub(super) async fn due(tx: &mut Tx, now: Instant) -> Result<Option<Due>, DbError> {
    tx.optional(&DUE, params![now]).await
}

/// Takes a message, so that nobody else sends it before the lease ends; false if others were first.
pub(super) async fn lease(
    tx: &mut Tx,
    program: ProgramId,
    id: ChatMessageId,
    now: Instant,
    until: Instant,
) -> Result<bool, DbError> {
    Ok(tx.execute(&LEASE, params![program, id, now, until]).await? == 1)
}

/// Ends a message and forgets what it said; false if the lease was lost.
pub(super) async fn ended(
    tx: &mut Tx,
    due: &Due,
    lease: Instant,
    state: MessageState,
    at: Instant,
    reply: &str,
) -> Result<bool, DbError> {
    Ok(tx.execute(&ENDED, params![due.program, due.id, lease, state, at, reply]).await? == 1)
}

/// Sets the next try; false if the lease was lost.
pub(super) async fn again(
    tx: &mut Tx,
    due: &Due,
    lease: Instant,
    next: Instant,
    tries: u32,
    reply: &str,
) -> Result<bool, DbError> {
    Ok(tx.execute(&AGAIN, params![due.program, due.id, lease, next, tries, reply]).await? == 1)
}

/// Whose messages about something were sent or will be; not what answers a key.
pub(super) async fn on_their_way(
    tx: &mut Tx,
    program: ProgramId,
    about: &[u8; 16],
) -> Result<Vec<Option<UserId>>, DbError> {
    let rows: Vec<(Option<UserId>,)> = tx.all(&ON_THEIR_WAY, params![program, *about]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// How far the updates of a bot were read.
pub(super) async fn reading(tx: &mut Tx, bot: i64) -> Result<Option<Reading>, DbError> {
    tx.optional(&READING, params![bot]).await
}

/// Takes the reading, or goes on with it; none if another process has it.
pub(super) async fn claim(
    tx: &mut Tx,
    bot: i64,
    holder: [u8; 16],
    now: Instant,
    until: Instant,
) -> Result<Option<Reading>, DbError> {
    tx.execute(&BEGIN, params![bot, now, holder]).await?;
    if tx.execute(&CLAIM, params![bot, now, holder, until]).await? == 0 {
        return Ok(None);
    }
    reading(tx, bot).await
}

/// Notes that an update was taken in; false if that was so before.
pub(super) async fn seen(tx: &mut Tx, (bot, update): (i64, i64), at: Instant) -> Result<bool, DbError> {
    if tx.execute(&SEEN, params![bot, update, at]).await? == 0 {
        return Ok(false);
    }
    tx.execute(&MOVE, params![bot, update + 1, at]).await?;
    Ok(true)
}
