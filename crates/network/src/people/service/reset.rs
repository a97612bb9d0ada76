//! A forgotten password: a letter with a link that works once, for an hour.

use db::{Tx, params};
use platform::{Cx, Fail, NewEvent, events};
use serde::Deserialize;

use super::{
    act, hash_of,
    password::{self, Password},
    sign_in::{Origin, acting},
};
use crate::people::{
    domain::{self, Broken},
    mail,
    store::{self, PersonRow},
};

/// Whose password is forgotten.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forgotten {
    /// The person's e-mail.
    #[serde(default)]
    pub email: String,
}

/// A new password, by the link of the letter.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The token of the link.
    pub token: String,
    /// The password to be: at least 10 characters, hard to guess.
    pub password: Password,
}

/// Sends the letter, if somebody has that e-mail. The answer and its time are the same for everybody: who asks waits
/// for the count of tries alone.
pub async fn ask(cx: &Cx, forgotten: &Forgotten, origin: &Origin) -> Result<(), Fail> {
    let email = domain::email(&forgotten.email)?;
    password::allow_reset(cx, &email, &origin.address).await?;
    let cx = cx.clone();
    tokio::spawn(async move {
        if let Err(fail) = act(&cx, email, |cx, tx, email| Box::pin(send(cx, tx, email))).await {
            tracing::error!(?fail, "a letter for a forgotten password was not written");
        }
    });
    Ok(())
}

async fn send(cx: &Cx, tx: &mut Tx, email: &str) -> Result<(), Fail> {
    let Some(person) = store::person_by_email(tx, email).await? else { return Ok(()) };
    // Who is in no program has nothing to sign in to.
    let Some(membership) = store::memberships(tx, person.id).await?.into_iter().next() else { return Ok(()) };
    let cx = acting(cx, &membership).as_system();
    let token = hex::encode(cx.random());
    let expires_at = cx.now + domain::RESET_WITHIN;
    tx.execute(&store::ADD_RESET, params![hash_of(&token), person.id, cx.now, expires_at]).await?;
    let url = format!("{}/password/new?token={token}", cx.app.settings.base_url);
    mail::forgotten_password(&cx, tx, membership.user, &person, &url, expires_at).await?;
    events::record(&cx, tx, NewEvent::new("user.password_forgotten", membership.user)).await?;
    Ok(())
}

/// Whose password a link changes; refused when it was used, has expired or never was.
pub async fn holder(tx: &mut Tx, token: &str, now: kit::Instant) -> Result<String, Fail> {
    Ok(found(tx, token, now).await?.email)
}

async fn found(tx: &mut Tx, token: &str, now: kit::Instant) -> Result<PersonRow, Fail> {
    let row: Option<PersonRow> = tx.optional(&store::RESET, params![hash_of(token), now]).await?;
    Ok(row.ok_or(Broken::ResetEnded)?)
}

/// Sets the new password, ends every session and every other link of the person.
pub async fn set(cx: &Cx, new: &NewPassword, origin: &Origin) -> Result<(), Fail> {
    let (token, now) = (new.token.clone(), cx.app.clock.now());
    let read = cx.app.db.read(move |tx| {
        let token = token.clone();
        Box::pin(async move { found(tx, &token, now).await })
    });
    let person = read.await?;
    let hash = password::new_hash(cx, &new.password, [person.email.clone(), person.name.clone()]).await?;
    act(cx, (person, hash, hash_of(&new.token), origin.address.clone()), |cx, tx, (person, hash, token, address)| {
        Box::pin(async move {
            if tx.execute(&store::USE_RESET, params![token, cx.now]).await? == 0 {
                return Err(Broken::ResetEnded.into());
            }
            tx.execute(&store::END_RESETS, params![person.id, cx.now]).await?;
            tx.execute(&store::SET_PASSWORD, params![person.id, hash]).await?;
            tx.execute(&store::END_ALL_SESSIONS, params![person.id]).await?;
            password::forgive(tx, &person.email, address).await?;
            for membership in store::memberships(tx, person.id).await? {
                let cx = acting(cx, &membership);
                events::record(&cx, tx, NewEvent::new("user.password_changed", membership.user)).await?;
            }
            Ok(())
        })
    })
    .await
}
