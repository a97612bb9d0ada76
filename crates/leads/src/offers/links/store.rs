//! Links in the database: as hashes.

use db::{DbError, FromRow, Row, Tx, params};
use kit::{
    Instant,
    id::{OfferId, ProgramId, UserId},
};

use super::Link;

db::statements! {
    ADD: "insert into offer_link (token_hash, program_id, offer_id, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)";
    FIND: "select program_id, offer_id, user_id, expires_at, used_at from offer_link where token_hash = $1";
    USE_UP: "update offer_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2";
}

impl FromRow for Link {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            program: row.take()?,
            offer: row.take()?,
            user: row.take()?,
            expires_at: row.take()?,
            used_at: row.take()?,
        })
    }
}

/// SHA-256 of a token.
pub(super) type Hash = [u8; 32];

pub(super) async fn add(
    tx: &mut Tx,
    hash: Hash,
    program: ProgramId,
    offer: OfferId,
    user: UserId,
    at: Instant,
    until: Instant,
) -> Result<(), DbError> {
    tx.execute(&ADD, params![hash, program, offer, user, at, until]).await.map(drop)
}

pub(super) async fn find(tx: &mut Tx, hash: Hash) -> Result<Option<Link>, DbError> {
    tx.optional(&FIND, params![hash]).await
}

/// Uses a link up; false if it was used or is over.
pub(super) async fn use_up(tx: &mut Tx, hash: Hash, now: Instant) -> Result<bool, DbError> {
    Ok(tx.execute(&USE_UP, params![hash, now]).await? == 1)
}
