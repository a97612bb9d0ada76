//! Chats and links in the database.

use db::{DbError, Tx, params};
use kit::{
    Instant, Lang,
    id::{PartnerId, ProgramId, UserId},
};
use platform::Role;

use super::domain::Sends;
use crate::people::domain::PersonId;

db::statements! {
    PERSON: "select person_id from app_user where program_id = $1 and id = $2";
    CHAT: "select c.person_id, c.chat_id, c.name, c.sends, c.linked_at, c.blocked_at, p.lang from telegram_chat c \
        join person p on p.id = c.person_id where c.person_id = $1";
    BY_CHAT: "select c.person_id, c.chat_id, c.name, c.sends, c.linked_at, c.blocked_at, p.lang from telegram_chat c \
        join person p on p.id = c.person_id where c.chat_id = $1";
    OF_USER: "select c.chat_id, c.sends from telegram_chat c join app_user u on u.person_id = c.person_id \
        where u.program_id = $1 and u.id = $2 and u.disabled_at is null and c.blocked_at is null";
    LET_GO: "delete from telegram_chat where chat_id = $2 and person_id <> $1";
    LINK: "insert into telegram_chat (person_id, chat_id, name, sends, linked_at) values ($1, $2, $3, 'both', $4) \
        on conflict (person_id) do update set chat_id = excluded.chat_id, name = excluded.name, linked_at = excluded.linked_at, \
        blocked_at = null";
    CHOOSE: "update telegram_chat set sends = $2 where person_id = $1";
    UNLINK: "delete from telegram_chat where person_id = $1";
    BLOCK: "update telegram_chat set blocked_at = $2 where chat_id = $1 and blocked_at is null";
    BLOCK_OF_USER: "update telegram_chat set blocked_at = $3 where blocked_at is null and linked_at <= $4 \
        and person_id = (select person_id from app_user where program_id = $1 and id = $2)";
    UNBLOCK: "update telegram_chat set blocked_at = null where chat_id = $1 and blocked_at is not null";
    ADD_LINK: "insert into telegram_link (token_hash, program_id, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5)";
    END_LINKS: "delete from telegram_link where program_id = $1 and user_id = $2 and used_at is null";
    FIND_LINK: "select l.program_id, l.user_id, u.person_id, u.partner_id, p.name, p.lang from telegram_link l \
        join app_user u on u.program_id = l.program_id and u.id = l.user_id join person p on p.id = u.person_id \
        where l.token_hash = $1 and u.disabled_at is null";
    USE_LINK: "update telegram_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2";
    CALLERS: "select u.program_id, u.id, u.role, u.partner_id, c.left_at from app_user u left join partner c on \
        c.program_id = u.program_id and c.id = u.partner_id where u.person_id = $1 and u.disabled_at is null order by u.program_id, u.id";
}

/// SHA-256 of a token.
pub(super) type Hash = [u8; 32];

db::record! {
    /// A chat, with whose it is.
    #[derive(Debug, Clone)]
    pub(super) struct Chat {
        pub(super) person: PersonId,
        pub(super) chat: i64,
        pub(super) name: String,
        pub(super) sends: Sends,
        pub(super) linked_at: Instant,
        pub(super) blocked_at: Option<Instant>,
        pub(super) lang: Lang,
    }
}
db::record! {
    /// For whom a link was made.
    #[derive(Debug, Clone)]
    pub(super) struct Linking {
        pub(super) program: ProgramId,
        pub(super) user: UserId,
        pub(super) person: PersonId,
        pub(super) partner: Option<PartnerId>,
        pub(super) name: String,
        pub(super) lang: Lang,
    }
}
db::record! {
    /// As whom a person may act.
    #[derive(Debug, Clone)]
    pub(super) struct Acting {
        pub(super) program: ProgramId,
        pub(super) user: UserId,
        pub(super) role: Role,
        pub(super) partner: Option<PartnerId>,
        pub(super) left_at: Option<Instant>,
    }
}

/// The person of a user.
pub(super) async fn person(tx: &mut Tx, program: ProgramId, user: UserId) -> Result<Option<PersonId>, DbError> {
    Ok(tx.optional::<(PersonId,)>(&PERSON, params![program, user]).await?.map(|row| row.0))
}

/// The chat of a person.
pub(super) async fn chat(tx: &mut Tx, person: PersonId) -> Result<Option<Chat>, DbError> {
    tx.optional(&CHAT, params![person]).await
}

/// A chat, if it is linked.
pub(super) async fn by_chat(tx: &mut Tx, chat: i64) -> Result<Option<Chat>, DbError> {
    tx.optional(&BY_CHAT, params![chat]).await
}

/// The chat of a user that works, and what goes there.
pub(super) async fn of_user(tx: &mut Tx, program: ProgramId, user: UserId) -> Result<Option<(i64, Sends)>, DbError> {
    tx.optional(&OF_USER, params![program, user]).await
}

/// Makes a chat a person's; whoever had it has it no more.
pub(super) async fn link(tx: &mut Tx, person: PersonId, chat: i64, name: &str, at: Instant) -> Result<(), DbError> {
    tx.execute(&LET_GO, params![person, chat]).await?;
    tx.execute(&LINK, params![person, chat, name, at]).await.map(drop)
}

/// Chooses what goes to the chat of a person; false if there is none.
pub(super) async fn choose(tx: &mut Tx, person: PersonId, sends: Sends) -> Result<bool, DbError> {
    Ok(tx.execute(&CHOOSE, params![person, sends]).await? == 1)
}

/// Ends the chat of a person; false if there was none.
pub(super) async fn unlink(tx: &mut Tx, person: PersonId) -> Result<bool, DbError> {
    Ok(tx.execute(&UNLINK, params![person]).await? == 1)
}

/// Marks a chat whose person has blocked the bot.
pub(super) async fn block(tx: &mut Tx, chat: i64, at: Instant) -> Result<(), DbError> {
    tx.execute(&BLOCK, params![chat, at]).await.map(drop)
}

/// Marks the chat of a user, if it was linked before the refusal.
pub(super) async fn block_of_user(tx: &mut Tx, program: ProgramId, user: UserId, at: Instant) -> Result<(), DbError> {
    tx.execute(&BLOCK_OF_USER, params![program, user, at, at]).await.map(drop)
}

/// Takes the mark away.
pub(super) async fn unblock(tx: &mut Tx, chat: i64) -> Result<(), DbError> {
    tx.execute(&UNBLOCK, params![chat]).await.map(drop)
}

/// Adds a link and ends those before.
pub(super) async fn add_link(
    tx: &mut Tx,
    hash: Hash,
    program: ProgramId,
    user: UserId,
    at: Instant,
    until: Instant,
) -> Result<(), DbError> {
    tx.execute(&END_LINKS, params![program, user]).await?;
    tx.execute(&ADD_LINK, params![hash, program, user, at, until]).await.map(drop)
}

/// For whom a link was made, if its user is active.
pub(super) async fn find_link(tx: &mut Tx, hash: Hash) -> Result<Option<Linking>, DbError> {
    tx.optional(&FIND_LINK, params![hash]).await
}

/// Uses a link up; false if it was used or is over.
pub(super) async fn use_link(tx: &mut Tx, hash: Hash, now: Instant) -> Result<bool, DbError> {
    Ok(tx.execute(&USE_LINK, params![hash, now]).await? == 1)
}

/// As whom a person may act, wherever that is.
pub(super) async fn callers(tx: &mut Tx, person: PersonId) -> Result<Vec<Acting>, DbError> {
    tx.all(&CALLERS, params![person]).await
}
