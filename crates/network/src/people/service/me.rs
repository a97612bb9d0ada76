//! The caller: who it is, its language and its password.

use db::{Tx, params};
use kit::{
    Lang,
    id::{PartnerId, ProgramId, UserId},
};
use platform::{Cx, Fail, NewEvent, Role, View, events};
use serde::Serialize;

use super::{
    act, hash_of,
    password::{self, Password},
};
use crate::people::{
    domain, store,
    store::{Hash, Membership, PersonRow},
    texts,
};

/// Who calls.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Me {
    /// The program in which the caller acts.
    pub program: ProgramId,
    /// Its name.
    pub program_name: String,
    /// The user; none for a key.
    pub user: Option<UserId>,
    /// The person's name; none for a key.
    pub name: Option<String>,
    /// The person's e-mail; none for a key.
    pub email: Option<String>,
    /// The person's language, or that of the request.
    pub lang: Lang,
    /// The role in this program.
    pub role: Option<Role>,
    /// The company, for a partner's people and keys.
    pub partner: Option<PartnerId>,
    /// Where the person is active, this program among them; empty for a key.
    pub memberships: Vec<Membership>,
}

/// Who calls.
pub async fn of(cx: &Cx, tx: &mut Tx) -> Result<Me, Fail> {
    let program = cx.program();
    let program_name = store::program_name(tx, program).await?;
    let person = match cx.caller.user() {
        Some(_) => Some(person(cx, tx).await?),
        None => None,
    };
    let memberships = match &person {
        Some(person) => store::memberships(tx, person.id).await?,
        None => Vec::new(),
    };
    let lang = person.as_ref().map_or(cx.lang, |p| p.lang);
    let (name, email) = person.map(|p| (p.name, p.email)).unzip();
    let (user, role, partner) = (cx.caller.user(), cx.caller.role, cx.caller.partner);
    Ok(Me { program, program_name, user, name, email, lang, role, partner, memberships })
}

/// The person who calls; keys are refused.
pub(in crate::people) async fn person(cx: &Cx, tx: &mut Tx) -> Result<PersonRow, Fail> {
    let id = cx.caller.user().ok_or(Fail::Forbidden)?;
    let user = store::user(tx, cx.program(), id, View::All).await?.ok_or(Fail::NotFound)?;
    Ok(tx.one(&store::PERSON, params![user.person]).await?)
}

/// Changes the caller's own name and language.
pub(in crate::people) async fn change(
    cx: &Cx,
    tx: &mut Tx,
    name: Option<&str>,
    lang: Option<Lang>,
) -> Result<Me, Fail> {
    let row = person(cx, tx).await?;
    let name = name.map(domain::name).transpose()?.unwrap_or(row.name);
    let found_by = store::search_text(&name, &row.email);
    tx.execute(&store::CHANGE_PERSON, params![row.id, name, lang.unwrap_or(row.lang), found_by]).await?;
    if let Some(user) = cx.caller.user() {
        events::record(cx, tx, NewEvent::new("user.changed", user)).await?;
    }
    of(cx, tx).await
}

/// Changes the caller's own password and ends the person's other sessions. `session` is the token in
/// use, which goes on.
pub async fn change_password(
    cx: &Cx,
    current: &Password,
    new: &Password,
    session: Option<&str>,
    address: &str,
) -> Result<(), Fail> {
    let reading = cx.clone();
    let row = cx
        .app
        .db
        .read(move |tx| {
            let cx = reading.clone();
            Box::pin(async move { person(&cx, tx).await })
        })
        .await?;
    password::allow_try(cx, &row.email, address).await?;
    if !password::verified(current, Some(row.password_hash.clone())).await? {
        return Err(Fail::field("current", texts::wrong_password));
    }
    let new_hash = password::new_hash(cx, new, [row.email.clone(), row.name.clone()]).await?;
    let kept: Hash = hash_of(session.unwrap_or_default());
    act(cx, (row, new_hash, kept, address.to_owned()), |cx, tx, (row, new_hash, kept, address)| {
        Box::pin(async move {
            if tx.execute(&store::CHANGE_PASSWORD, params![row.id, row.password_hash, new_hash]).await? == 0 {
                return Err(Fail::Stale);
            }
            tx.execute(&store::END_OTHER_SESSIONS, params![row.id, kept]).await?;
            password::forgive(tx, &row.email, address).await?;
            let user = cx.caller.user().ok_or(Fail::Forbidden)?;
            events::record(cx, tx, NewEvent::new("user.password_changed", user)).await?;
            Ok(())
        })
    })
    .await
}
