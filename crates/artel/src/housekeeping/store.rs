//! A piece at a time, in all programs.

use db::{DbError, Sql, Tx, params};
use kit::Instant;

db::statements! {
    ANSWERS: "delete from idempotent_answer where (program_id, actor, key) in \
        (select program_id, actor, key from idempotent_answer where at < $1 order by at limit 1000)";
    SENT_MAIL: "delete from outgoing_mail where (program_id, id) in \
        (select program_id, id from outgoing_mail where state = 'sent' and created_at < $1 order by created_at limit 1000)";
    SENT_MESSAGES: "delete from telegram_message where (program_id, id) in \
        (select program_id, id from telegram_message where state <> 'waiting' and created_at < $1 order by created_at limit 1000)";
    OLD_UPDATES: "delete from telegram_update where (bot_id, update_id) in \
        (select bot_id, update_id from telegram_update where at < $1 order by at limit 1000)";
    OLD_LINKS: "delete from telegram_link where token_hash in \
        (select token_hash from telegram_link where expires_at < $1 order by expires_at limit 1000)";
}

/// Rows that go in one act at most.
pub const PIECE: u64 = 1000;

/// Removes a piece of what is older than `before`.
pub async fn remove(tx: &mut Tx, sql: &'static Sql, before: Instant) -> Result<u64, DbError> {
    tx.execute(sql, params![before]).await
}
