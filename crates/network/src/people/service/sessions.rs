//! Sessions: the caller's own are seen, ended, moved to another membership; those of others are seen and ended by who
//! may change them.

use db::{Tx, params};
use kit::paging::whole;
use kit::{Instant, id::UserId};
use platform::{Cx, Fail, NewEvent, events};
use serde::Serialize;

use super::{
    hash_of,
    me::{self, Me},
    sign_in::acting,
    users,
};
use crate::people::{
    domain,
    store::{self, Hash, SessionRow},
};

/// A session as its person sees it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Session {
    /// Names it for ending; opens nothing.
    pub id: String,
    /// True for the session of this call.
    pub current: bool,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last used, to a minute.
    pub last_seen_at: Instant,
    /// When it ends at the latest.
    pub expires_at: Instant,
    /// From where it was opened.
    pub address: String,
    /// What the browser called itself.
    pub user_agent: String,
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionsBy {
    /// By when it was opened.
    Created,
    /// By when it was last used.
    Seen,
}

impl whole::By for SessionsBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Created, "created"), (Self::Seen, "seen")];
}

impl whole::Row for Session {
    type By = SessionsBy;
    const USUAL: whole::Sort<SessionsBy> = whole::Sort::falling(SessionsBy::Created);
    fn key(&self, by: SessionsBy) -> whole::Key {
        match by {
            SessionsBy::Created => self.created_at.into(),
            SessionsBy::Seen => self.last_seen_at.into(),
        }
    }
    fn id(&self) -> String {
        self.id.clone()
    }
    fn words(&self) -> String {
        format!("{} {}", self.address, self.user_agent)
    }
}

/// The public name of a session: the head of the hash of its token.
fn public_id(hash: &Hash) -> String {
    hex::encode(hash).chars().take(16).collect()
}

async fn rows(cx: &Cx, tx: &mut Tx) -> Result<Vec<SessionRow>, Fail> {
    let person = me::person(cx, tx).await?;
    Ok(tx
        .all(&store::SESSIONS, params![person.id, cx.now, cx.now - domain::IDLE, cx.now - domain::IDLE_OF_ADMIN])
        .await?)
}

/// The caller's sessions in all programs, newest first. `token` is the one in use.
pub async fn list(cx: &Cx, tx: &mut Tx, token: Option<&str>) -> Result<Vec<Session>, Fail> {
    let own = token.map(hash_of);
    Ok(rows(cx, tx).await?.into_iter().map(|row| seen(row, own.as_ref())).collect())
}

fn seen(row: SessionRow, own: Option<&Hash>) -> Session {
    Session {
        id: public_id(&row.token_hash),
        current: Some(&row.token_hash) == own,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
        address: row.address,
        user_agent: row.user_agent,
    }
}

async fn rows_of(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<SessionRow>, Fail> {
    users::get(cx, tx, user).await?;
    let idle = (cx.now - domain::IDLE, cx.now - domain::IDLE_OF_ADMIN);
    Ok(tx.all(&store::SESSIONS_OF_USER, params![cx.program(), user, cx.now, idle.0, idle.1]).await?)
}

/// The sessions in which a user of this program works here. `token` is the one in use.
pub async fn of_user(cx: &Cx, tx: &mut Tx, user: UserId, token: Option<&str>) -> Result<Vec<Session>, Fail> {
    let own = token.map(hash_of);
    Ok(rows_of(cx, tx, user).await?.into_iter().map(|row| seen(row, own.as_ref())).collect())
}

/// Ends one of a user's sessions by its public name, or all of them.
pub async fn end_of_user(cx: &Cx, tx: &mut Tx, user: UserId, id: Option<&str>) -> Result<(), Fail> {
    let mut ended = 0;
    for row in rows_of(cx, tx, user).await? {
        if id.is_none_or(|id| public_id(&row.token_hash) == id) {
            ended += tx.execute(&store::END_SESSION_OF_USER, params![cx.program(), user, row.token_hash]).await?;
        }
    }
    if ended == 0 {
        return if id.is_some() { Err(Fail::NotFound) } else { Ok(()) };
    }
    events::record(cx, tx, NewEvent::new("session.ended", user)).await.map(drop)
}

/// Ends one of the caller's sessions by its public name.
pub async fn end(cx: &Cx, tx: &mut Tx, id: &str) -> Result<(), Fail> {
    let mut rows = rows(cx, tx).await?.into_iter();
    let row = rows.find(|row| public_id(&row.token_hash) == id).ok_or(Fail::NotFound)?;
    end_hash(cx, tx, row.token_hash).await
}

/// Signs out: ends the session of a token.
pub async fn sign_out(cx: &Cx, tx: &mut Tx, token: &str) -> Result<(), Fail> {
    end_hash(cx, tx, hash_of(token)).await
}

async fn end_hash(cx: &Cx, tx: &mut Tx, hash: Hash) -> Result<(), Fail> {
    let person = me::person(cx, tx).await?;
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    if tx.execute(&store::END_SESSION, params![hash, person.id]).await? == 0 {
        return Err(Fail::NotFound);
    }
    events::record(cx, tx, NewEvent::new("session.ended", user)).await?;
    Ok(())
}

/// Goes on in another of the person's memberships, with the same session.
pub async fn switch(cx: &Cx, tx: &mut Tx, token: &str, user: UserId) -> Result<Me, Fail> {
    let person = me::person(cx, tx).await?;
    let mut memberships = store::memberships(tx, person.id).await?.into_iter();
    let membership = memberships.find(|m| m.user == user).ok_or(Fail::NotFound)?;
    let moved = tx
        .execute(&store::SWITCH_SESSION, params![hash_of(token), person.id, membership.program, membership.user])
        .await?;
    if moved == 0 {
        return Err(Fail::NotFound);
    }
    let cx = acting(cx, &membership);
    events::record(&cx, tx, NewEvent::new("session.switched", user)).await?;
    me::of(&cx, tx).await
}
