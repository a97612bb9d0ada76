//! Opening a session with e-mail and password.

use db::{Tx, params};
use kit::Instant;
use platform::{Actor, Caller, Cx, Fail, NewEvent, app::Settings, events, operation::Meta};
use serde::Serialize;

use super::{
    act, hash_of,
    me::{self, Me},
    password::{self, Password},
};
use crate::people::{
    domain::{self, Broken, PersonId},
    store::{self, Membership},
};

/// From where a person signs in, for the list of sessions and for throttling.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The address; empty if it is not known.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

impl Origin {
    /// Of a request.
    pub fn of(meta: &Meta) -> Self {
        Self { address: meta.address.clone(), user_agent: meta.user_agent.chars().take(300).collect() }
    }
}

/// A session that was opened.
#[derive(Clone, Serialize, schemars::JsonSchema)]
pub struct SignedIn {
    /// The value of the session cookie. Shown once, kept nowhere.
    pub token: String,
    /// When it ends at the latest.
    pub expires_at: Instant,
    /// Who signed in.
    pub me: Me,
}

/// The header that gives a browser the session of a token.
pub fn session_cookie(settings: &Settings, token: &str) -> String {
    cookie(settings, token, domain::LONGEST.as_minutes() * 60)
}

/// The header that takes the session from a browser.
pub fn ended_cookie(settings: &Settings) -> String {
    cookie(settings, "", 0)
}

fn cookie(settings: &Settings, token: &str, seconds: i64) -> String {
    let name = settings.session_cookie();
    let secure = if name.starts_with("__Host-") { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// Opens a session. Unknown people, wrong passwords and people without a program look the same and take
/// the same time. Too many failures of the account or the address fail with [`Fail::TooMany`].
pub async fn sign_in(cx: &Cx, email: &str, password: &Password, origin: &Origin) -> Result<SignedIn, Fail> {
    let email: String = email.trim().to_lowercase().chars().take(254).collect();
    password::allow_try(cx, &email, &origin.address).await?;
    let asked = email.clone();
    let person = cx
        .app
        .db
        .read(move |tx| {
            let email = asked.clone();
            Box::pin(async move { store::person_by_email(tx, &email).await })
        })
        .await?;
    let (id, hash) = person.map(|p| (p.id, p.password_hash)).unzip();
    let right = password::verified(password, hash.clone()).await?;
    let proved = id.zip(hash).filter(|_| right);
    let Some((person, hash)) = proved else { return Err(Broken::WrongCredentials.into()) };
    act(cx, (person, hash, email, origin.clone()), |cx, tx, (person, hash, email, origin)| {
        Box::pin(async move {
            still_proved(tx, *person, hash).await?;
            let first = store::memberships(tx, *person).await?.into_iter().next();
            let membership = first.ok_or(Broken::WrongCredentials)?;
            password::forgive(tx, email, &origin.address).await?;
            open(cx, tx, *person, &membership, origin).await
        })
    })
    .await
}

/// Refuses if the password that was verified stands no longer: verifying takes long enough for a reset, and no session
/// may outlive that. Whoever changes it meanwhile waits, and ends what is opened here.
pub(in crate::people) async fn still_proved(tx: &mut Tx, person: PersonId, hash: &str) -> Result<(), Fail> {
    match tx.execute(&store::STILL_PROVED, params![person, hash]).await? {
        0 => Err(Broken::WrongCredentials.into()),
        _ => Ok(()),
    }
}

/// The context of a person who acts in a membership.
pub(in crate::people) fn acting(cx: &Cx, membership: &Membership) -> Cx {
    let caller = Caller {
        program: membership.program,
        actor: Actor::User(membership.user),
        role: Some(membership.role),
        partner: membership.partner,
        scopes: vec!["*".to_owned()],
        ..Caller::public()
    };
    Cx { caller, ..cx.clone() }
}

/// Opens a session of a person whose proof has been seen.
pub(in crate::people) async fn open(
    cx: &Cx,
    tx: &mut Tx,
    person: PersonId,
    membership: &Membership,
    origin: &Origin,
) -> Result<SignedIn, Fail> {
    let token = hex::encode(cx.random());
    let expires_at = cx.now + domain::LONGEST;
    tx.execute(
        &store::ADD_SESSION,
        params![
            hash_of(&token),
            person,
            membership.program,
            membership.user,
            cx.now,
            expires_at,
            origin.address,
            origin.user_agent
        ],
    )
    .await?;
    let cx = acting(cx, membership);
    events::record(&cx, tx, NewEvent::new("session.opened", membership.user)).await?;
    Ok(SignedIn { token, expires_at, me: me::of(&cx, tx).await? })
}
