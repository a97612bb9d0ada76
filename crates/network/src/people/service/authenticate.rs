//! Finding the caller of a session or a key.

use db::{Json, Tx, Work, params};
use kit::{
    Instant, Lang,
    id::{ApiKeyId, PartnerId, ProgramId, UserId},
};
use platform::{Actor, Caller, Fail, Role, app::Credential, used};

use super::hash_of;
use crate::people::{domain, store};

/// Finds the caller of a credential: none if it ended, was revoked, or its user is disabled.
pub fn authenticate<'t>(tx: &'t mut Tx, credential: &'t Credential, now: Instant) -> Work<'t, Option<Caller>, Fail> {
    Box::pin(async move {
        match credential {
            Credential::Session(token) => of_session(tx, token, now).await,
            Credential::Key(key) => of_key(tx, key, now).await,
        }
    })
}

type OfSession = (ProgramId, UserId, Role, Option<PartnerId>, Option<Instant>, Lang);

async fn of_session(tx: &mut Tx, token: &str, now: Instant) -> Result<Option<Caller>, Fail> {
    let found: Option<OfSession> = tx
        .optional(&store::SESSION_CALLER, params![hash_of(token), now, now - domain::IDLE, now - domain::IDLE_OF_ADMIN])
        .await?;
    Ok(found.map(|(program, user, role, partner, left, lang)| Caller {
        program,
        actor: Actor::User(user),
        role: Some(role),
        partner,
        left: left.is_some(),
        scopes: vec!["*".to_owned()],
        lang: Some(lang),
    }))
}

type OfKey = (ProgramId, ApiKeyId, Role, Option<PartnerId>, Option<Instant>, Json<Vec<String>>);

async fn of_key(tx: &mut Tx, key: &str, now: Instant) -> Result<Option<Caller>, Fail> {
    let found: Option<OfKey> = tx.optional(&store::KEY_CALLER, params![hash_of(key), now]).await?;
    Ok(found.map(|(program, key, role, partner, left, scopes)| Caller {
        program,
        actor: Actor::Key(key),
        role: Some(role),
        partner,
        left: left.is_some(),
        scopes: scopes.0,
        lang: None,
    }))
}

/// Notes that a session or key was used at a moment, so that a session in use does not end as idle.
pub fn seen<'t>(tx: &'t mut Tx, credential: &'t Credential, at: Instant) -> Work<'t, (), Fail> {
    let (sql, secret) = match credential {
        Credential::Session(token) => (&store::SESSION_SEEN, token),
        Credential::Key(key) => (&store::KEY_SEEN, key),
    };
    Box::pin(async move {
        tx.execute(sql, params![hash_of(secret), at, at - used::EVERY]).await?;
        Ok(())
    })
}

/// Forgets sessions that have ended and tries that count no more.
pub async fn forget(tx: &mut Tx, now: Instant) -> Result<(), db::DbError> {
    tx.execute(&store::FORGET_SESSIONS, params![now, now - domain::IDLE]).await?;
    tx.execute(&store::FORGET_RESETS, params![now]).await?;
    tx.execute(&store::FORGET_TRIES, params![now - domain::THROTTLED_FOR]).await?;
    Ok(())
}
