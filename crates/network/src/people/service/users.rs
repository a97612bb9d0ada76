//! Users of a program: seen and changed.

use db::{DbError, Json, Tx, Work, params};
use kit::paging::{Page, whole};
use kit::{
    Instant, Lang,
    id::{PartnerId, ProgramId, UserId},
};
use platform::{
    Cx, Fail, NewEvent, Role, View,
    events::{self, Event},
    listing,
};
use serde::{Deserialize, Serialize};

use crate::people::{
    domain::{self, Broken},
    store::{self, UserRow},
};

/// A user of the program.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct User {
    /// The user.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The person's e-mail.
    pub email: String,
    /// The person's language.
    pub lang: Lang,
    /// The role.
    pub role: Role,
    /// The company, for a partner's people.
    pub partner: Option<PartnerId>,
    /// True if the user may not sign in here.
    pub disabled: bool,
    /// When the user joined.
    pub created_at: Instant,
    /// Since when mail to the user comes back; none while it arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_bounced_at: Option<Instant>,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        let UserRow { id, name, email, lang, role, partner, disabled_at, created_at, mail_bounced_at, .. } = row;
        let disabled = disabled_at.is_some();
        Self { id, name, email, lang, role, partner, disabled, created_at, mail_bounced_at }
    }
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsersBy {
    /// By name.
    Name,
    /// By address.
    Email,
    /// By when they joined.
    Created,
}

impl whole::By for UsersBy {
    const KEYS: &'static [(Self, &'static str)] =
        &[(Self::Name, "name"), (Self::Email, "email"), (Self::Created, "created")];
}

impl whole::Row for User {
    type By = UsersBy;
    const USUAL: whole::Sort<UsersBy> = whole::Sort::rising(UsersBy::Created);
    fn key(&self, by: UsersBy) -> whole::Key {
        match by {
            UsersBy::Name => self.name.as_str().into(),
            UsersBy::Email => self.email.as_str().into(),
            UsersBy::Created => self.created_at.into(),
        }
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        format!("{} {}", self.name, self.email)
    }
}

/// A page of users.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Users {
    /// The users, in the order in which they joined.
    pub items: Vec<User>,
    /// What to give as `after` for the next page; none at the end.
    pub next: Option<UserId>,
}

/// Which users to list.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsersQuery {
    /// Of one partner.
    #[serde(default)]
    pub partner: Option<PartnerId>,
    /// Part of the name or the e-mail.
    #[serde(default)]
    pub q: Option<String>,
    /// After this user.
    #[serde(default)]
    pub after: Option<UserId>,
}

const PAGE: usize = 100;

/// The users that the caller may see.
pub async fn list(cx: &Cx, tx: &mut Tx, query: &UsersQuery) -> Result<Users, Fail> {
    let view = cx.caller.view();
    if query.partner.is_some_and(|partner| !view.shows(Some(partner))) {
        return Err(Fail::NotFound);
    }
    let partner = query.partner.or(view.partner_filter());
    let after = query.after.map_or([0; 16], |id| *id.bytes());
    let words = query.q.as_deref().map(kit::search::pattern);
    let rows: Vec<UserRow> = tx.all(&store::USERS, params![cx.program(), partner, after, PAGE + 1, words]).await?;
    let more = rows.len() > PAGE;
    let items: Vec<User> = rows.into_iter().take(PAGE).map(User::from).collect();
    let next = items.last().map(|user| user.id).filter(|_| more);
    Ok(Users { items, next })
}

/// Which users to list, in which order.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsersAsked {
    /// Of one partner.
    pub partner: Option<PartnerId>,
    /// Of one role.
    pub role: Option<Role>,
    /// Only those who may not sign in, or only those who may.
    pub disabled: Option<bool>,
    /// Only those with these words in name or e-mail.
    pub q: Option<String>,
    /// By what: a minus before it turns the order round.
    pub sort: Option<whole::Sort<UsersBy>>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

/// A page of the users that the caller may see. A program has as many as it has people: they are read whole.
pub async fn page(cx: &Cx, tx: &mut Tx, asked: &UsersAsked) -> Result<Page<User>, Fail> {
    let view = cx.caller.view();
    if asked.partner.is_some_and(|partner| !view.shows(Some(partner))) {
        return Err(Fail::NotFound);
    }
    let partner = asked.partner.or(view.partner_filter());
    let words = asked.q.as_deref().map(kit::search::pattern);
    let all = i64::from(u32::MAX);
    let rows: Vec<UserRow> = tx.all(&store::USERS, params![cx.program(), partner, [0_u8; 16], all, words]).await?;
    let fits = |user: &User| {
        asked.role.is_none_or(|role| user.role == role)
            && asked.disabled.is_none_or(|disabled| user.disabled == disabled)
    };
    let rows = rows.into_iter().map(User::from).filter(fits).collect();
    let UsersAsked { sort, limit, after, .. } = asked.clone();
    listing::page(rows, &whole::Listed { q: None, sort, limit, after })
}

/// One user.
pub async fn get(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<User, Fail> {
    let row = store::user(tx, cx.program(), id, cx.caller.view()).await?;
    row.map(User::from).ok_or(Fail::NotFound)
}

/// What changes of a user; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// The person's name; refused if the person is in other programs, too.
    #[serde(default)]
    pub name: Option<String>,
    /// The role, at the same company.
    #[serde(default)]
    pub role: Option<Role>,
    /// True ends the user's sessions and lets none begin.
    #[serde(default)]
    pub disabled: Option<bool>,
    /// True if the address works again from which mail came back.
    #[serde(default)]
    pub mail_works: Option<bool>,
}

/// Changes a user. The caller must be able to grant both the role that stands and the new one.
pub async fn change(cx: &Cx, tx: &mut Tx, id: UserId, change: &UserChange) -> Result<User, Fail> {
    let program = cx.program();
    let row = store::user(tx, program, id, cx.caller.view()).await?.ok_or(Fail::NotFound)?;
    let role = change.role.unwrap_or(row.role);
    domain::company_of_grant(&cx.caller, row.role, row.partner)?;
    domain::company_of_grant(&cx.caller, role, row.partner)?;
    let disabled_at = match change.disabled {
        None => row.disabled_at,
        Some(false) => None,
        Some(true) => row.disabled_at.or(Some(cx.now)),
    };
    tx.execute(&store::LOCK_ADMINS, params![program]).await?;
    if tx.execute(&store::CHANGE_USER, params![program, id, role, disabled_at]).await? == 0 {
        return Err(Broken::LastAdmin.into());
    }
    if disabled_at.is_some() {
        tx.execute(&store::END_SESSIONS_OF_USER, params![program, id]).await?;
    }
    if change.mail_works == Some(true) {
        tx.execute(&store::WORKS_AGAIN, params![row.person]).await?;
    }
    if let Some(name) = &change.name {
        rename(tx, program, &row, name).await?;
    }
    let event = NewEvent::new("user.changed", id)
        .with(serde_json::json!({ "role": role, "disabled": disabled_at.is_some(), "partner": row.partner }));
    events::record(cx, tx, event).await?;
    get(cx, tx, id).await
}

async fn rename(tx: &mut Tx, program: ProgramId, row: &UserRow, name: &str) -> Result<(), Fail> {
    let name = domain::name(name)?;
    if tx.one::<(i64,)>(&store::ELSEWHERE, params![row.person, program]).await?.0 > 0 {
        return Err(Broken::NameIsTheirs.into());
    }
    let found_by = store::search_text(&name, &row.email);
    tx.execute(&store::CHANGE_PERSON, params![row.person, name, row.lang, found_by]).await?;
    Ok(())
}

/// A user as other capabilities need it: to write to, to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserBrief {
    /// The user.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The person's e-mail.
    pub email: String,
    /// The person's language.
    pub lang: Lang,
    /// The role.
    pub role: Role,
    /// False if mail to the address comes back.
    pub mail_works: bool,
}

impl From<UserRow> for UserBrief {
    fn from(row: UserRow) -> Self {
        let UserRow { id, name, email, lang, role, mail_bounced_at, .. } = row;
        Self { id, name, email, lang, role, mail_works: mail_bounced_at.is_none() }
    }
}

/// The active users of a partner, in the order in which they joined.
pub async fn users_of_partner(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Vec<UserBrief>, DbError> {
    let rows: Vec<UserRow> = tx.all(&store::ACTIVE_OF_PARTNER, params![program, partner]).await?;
    Ok(rows.into_iter().map(UserBrief::from).collect())
}

/// The active users of the vendor, of one role or of all, in the order in which they joined.
pub async fn users_of_vendor(tx: &mut Tx, program: ProgramId, role: Option<Role>) -> Result<Vec<UserBrief>, DbError> {
    let rows: Vec<UserRow> = tx.all(&store::ACTIVE_OF_VENDOR, params![program, role]).await?;
    Ok(rows.into_iter().map(UserBrief::from).collect())
}

/// A user who is active.
pub async fn active_user(tx: &mut Tx, program: ProgramId, user: UserId) -> Result<Option<UserBrief>, DbError> {
    let row = store::user(tx, program, user, View::All).await?;
    Ok(row.filter(|row| row.disabled_at.is_none()).map(UserBrief::from))
}

/// True if a program of the partner polls for it: a key that stands, of one of these roles, with the scope.
pub async fn has_key(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    roles: &[Role],
    scope: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let keys: Vec<(Role, Json<Vec<String>>)> = tx.all(&store::KEYS_THAT_MAY, params![program, partner, now]).await?;
    Ok(keys.iter().any(|(role, scopes)| roles.contains(role) && scopes.0.iter().any(|s| s == "*" || s == scope)))
}

/// The name of a user, active or not; none if the program has no such user.
pub async fn user_name(tx: &mut Tx, program: ProgramId, user: UserId) -> Result<Option<String>, DbError> {
    Ok(store::user(tx, program, user, View::All).await?.map(|row| row.name))
}

/// Marks the persons whose mail came back for good.
pub(in crate::people) fn on_bounces<'t>(cx: &'t Cx, tx: &'t mut Tx, seen: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async move {
        for event in seen.iter().filter(|event| event.name == "mail.bounced") {
            let data = &event.data.0;
            let user: Option<UserId> = data.get("user").and_then(|user| user.as_str()?.parse().ok());
            if let Some(user) = user.filter(|_| data.get("hard").and_then(serde_json::Value::as_bool) == Some(true))
                && tx.execute(&store::CAME_BACK, params![cx.program(), user, event.at]).await? == 1
            {
                events::record(cx, tx, NewEvent::new("user.mail_bounced", user)).await?;
            }
        }
        Ok(())
    })
}
