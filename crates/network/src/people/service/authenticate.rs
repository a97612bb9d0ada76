//! Finding the caller of a session or a key.

use db::{Json, Tx, Work, params};
use kit::{
    Instant, Lang,
    id::{ApiKeyId, PartnerId, ProgramId, UserId},
};
use platform::{Actor, App, Caller, Fail, Role, app::Credential};

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

type OfSession = (ProgramId, UserId, Role, Option<PartnerId>, Lang);

async fn of_session(tx: &mut Tx, token: &str, now: Instant) -> Result<Option<Caller>, Fail> {
    let found: Option<OfSession> =
        tx.optional(&store::SESSION_CALLER, params![hash_of(token), now, now - domain::IDLE]).await?;
    Ok(found.map(|(program, user, role, partner, lang)| Caller {
        program,
        actor: Actor::User(user),
        role: Some(role),
        partner,
        scopes: vec!["*".to_owned()],
        lang: Some(lang),
    }))
}

type OfKey = (ProgramId, ApiKeyId, Role, Option<PartnerId>, Json<Vec<String>>);

async fn of_key(tx: &mut Tx, key: &str, now: Instant) -> Result<Option<Caller>, Fail> {
    let found: Option<OfKey> = tx.optional(&store::KEY_CALLER, params![hash_of(key), now]).await?;
    Ok(found.map(|(program, key, role, partner, scopes)| Caller {
        program,
        actor: Actor::Key(key),
        role: Some(role),
        partner,
        scopes: scopes.0,
        lang: None,
    }))
}

/// Notes that a session or key was used now. Changes the row at most every five minutes, so that a
/// session in use does not end as idle; to be called beside the request, never before its answer.
pub async fn seen(app: &App, credential: &Credential) -> Result<(), Fail> {
    let (sql, secret) = match credential {
        Credential::Session(token) => (&store::SESSION_SEEN, token),
        Credential::Key(key) => (&store::KEY_SEEN, key),
    };
    let (hash, now) = (hash_of(secret), app.clock.now());
    let noted = app.db.act(move |tx| {
        Box::pin(async move { tx.execute(sql, params![hash, now, now - domain::SEEN_EVERY]).await.map(drop) })
    });
    Ok(noted.await?)
}

/// Forgets sessions that have ended and tries that count no more.
pub async fn forget(tx: &mut Tx, now: Instant) -> Result<(), db::DbError> {
    tx.execute(&store::FORGET_SESSIONS, params![now, now - domain::IDLE]).await?;
    tx.execute(&store::FORGET_TRIES, params![now - domain::THROTTLED_FOR]).await?;
    Ok(())
}
