//! Inviting by mail, and joining.

use db::{Tx, params};
use kit::paging::whole;
use kit::{
    Instant, Lang,
    id::{PartnerId, ProgramId, UserId},
    time::Span,
};
use platform::{Cx, Fail, NewEvent, Role, events};
use serde::{Deserialize, Serialize};

use super::{
    act, hash_of,
    password::{self, Password},
    sign_in::{self, Origin, SignedIn},
};
use crate::people::{
    domain::{self, Broken, InvitationId, PersonId},
    mail, store,
    store::{InvitationRow, Membership, PersonRow, WaitingRow},
};

/// Whom to invite.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Where the mail goes; the sign-in of the person who accepts.
    pub email: String,
    /// The role to be.
    pub role: Role,
    /// The company, for a role of a partner. A partner's owner may leave it out.
    #[serde(default)]
    pub partner: Option<PartnerId>,
    /// The language of the mail; the caller's if left out.
    #[serde(default)]
    pub lang: Option<Lang>,
}

/// An invitation that was made.
#[derive(Clone, Serialize, schemars::JsonSchema)]
pub struct Invited {
    /// The invitation.
    pub id: InvitationId,
    /// Where the mail goes.
    pub email: String,
    /// The role to be.
    pub role: Role,
    /// The company, for a role of a partner.
    pub partner: Option<PartnerId>,
    /// Until when it can be accepted.
    pub expires_at: Instant,
    /// The link of the mail: for admins who may do everything, so that a program can be set up without mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_url: Option<String>,
}

/// Invites somebody and queues the mail.
pub async fn invite(cx: &Cx, tx: &mut Tx, new: &NewInvitation) -> Result<Invited, Fail> {
    let role = new.role;
    let email = domain::email(&new.email)?;
    let partner = domain::company_of_grant(&cx.caller, role, new.partner)?;
    if let Some(person) = store::person_by_email(tx, &email).await?
        && let Some((_, None)) = store::user_of_person(tx, cx.program(), person.id, partner).await?
    {
        return Err(Broken::AlreadyMember(email).into());
    }
    let lang = new.lang.unwrap_or(cx.lang);
    let invitee = Invitee { email: email.clone(), name: None, lang, role, partner };
    let (id, token, expires_at) = issue(cx, tx, &invitee).await?;
    let accept_url = accept_url(cx, &token);
    mail::invitation(cx, tx, id, &email, lang, &accept_url, expires_at).await?;
    let whole = cx.caller.role == Some(Role::Admin) && cx.caller.scopes.iter().any(|s| s == "*");
    Ok(Invited { id, email, role, partner, expires_at, accept_url: whole.then_some(accept_url) })
}

/// The link that accepts an invitation.
pub(super) fn accept_url(cx: &Cx, token: &str) -> String {
    format!("{}/join?token={token}", cx.app.settings.base_url)
}

/// Whom an invitation is for, checked.
pub(super) struct Invitee {
    pub(super) email: String,
    pub(super) name: Option<String>,
    pub(super) lang: Lang,
    pub(super) role: Role,
    pub(super) partner: Option<PartnerId>,
}

/// Writes an invitation into the program of the context and returns the token that accepts it.
pub(super) async fn issue(cx: &Cx, tx: &mut Tx, invitee: &Invitee) -> Result<(InvitationId, String, Instant), Fail> {
    let Invitee { email, name, lang, role, partner } = invitee;
    let id: InvitationId = cx.new_id();
    let token = hex::encode(cx.random());
    let expires_at = cx.now + Span::days(domain::INVITED_DAYS);
    let (hash, by) = (hash_of(&token), cx.caller.user());
    tx.execute(
        &store::ADD_INVITATION,
        params![cx.program(), id, hash, email, name, lang, role, partner, by, cx.now, expires_at],
    )
    .await?;
    let event = NewEvent::new("user.invited", id).with(serde_json::json!({ "role": role, "partner": partner }));
    events::record(cx, tx, event).await?;
    Ok((id, token, expires_at))
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationsBy {
    /// By address.
    Email,
    /// By when it ends.
    Expires,
}

impl whole::By for InvitationsBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Email, "email"), (Self::Expires, "expires")];
}

impl whole::Row for Invited {
    type By = InvitationsBy;
    const USUAL: whole::Sort<InvitationsBy> = whole::Sort::rising(InvitationsBy::Expires);
    fn key(&self, by: InvitationsBy) -> whole::Key {
        match by {
            InvitationsBy::Email => self.email.as_str().into(),
            InvitationsBy::Expires => self.expires_at.into(),
        }
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        self.email.clone()
    }
}

/// Invitations that wait.
#[derive(Clone, Serialize, schemars::JsonSchema)]
pub struct Waiting {
    /// Oldest first.
    pub items: Vec<Invited>,
}

/// The invitations that can still be accepted, as far as the caller may see them.
pub async fn waiting(cx: &Cx, tx: &mut Tx) -> Result<Waiting, Fail> {
    let rows = store::waiting(tx, cx.program(), cx.now, cx.caller.view()).await?;
    let seen = |row: WaitingRow| {
        let WaitingRow { id, email, role, partner, expires_at } = row;
        Invited { id, email, role, partner, expires_at, accept_url: None }
    };
    Ok(Waiting { items: rows.into_iter().map(seen).collect() })
}

/// Takes an invitation back: its link works no more.
pub async fn withdraw(cx: &Cx, tx: &mut Tx, id: InvitationId) -> Result<(), Fail> {
    let mut rows = store::waiting(tx, cx.program(), cx.now, cx.caller.view()).await?.into_iter();
    let row = rows.find(|row| row.id == id).ok_or(Fail::NotFound)?;
    domain::company_of_grant(&cx.caller, row.role, row.partner)?;
    if tx.execute(&store::WITHDRAW_INVITATION, params![cx.program(), id, cx.now]).await? == 0 {
        return Err(Broken::InvitationEnded.into());
    }
    events::record(cx, tx, NewEvent::new("user.invitation_withdrawn", id)).await?;
    Ok(())
}

/// How an invitation is accepted.
#[derive(Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The token of the link.
    pub token: String,
    /// The person's name; not needed by a person who has a sign-in already.
    #[serde(default)]
    pub name: Option<String>,
    /// The password to be, or the standing one of a person who has a sign-in already.
    pub password: Password,
    /// The person's language; that of the mail if left out.
    #[serde(default)]
    pub lang: Option<Lang>,
}

/// Who the person of an invitation is to be.
enum Joining {
    /// Has a sign-in already and has proved it, by the password of this hash.
    Known(PersonId, String),
    /// Comes for the first time.
    New { name: String, lang: Lang, hash: String },
}

/// Joins by an invitation and opens a session.
pub async fn accept(cx: &Cx, acceptance: &Acceptance, origin: &Origin) -> Result<SignedIn, Fail> {
    let (invitation, person) = standing(cx, &acceptance.token).await?;
    let joining = if let Some(PersonRow { id, email, password_hash, .. }) = person {
        password::allow_try(cx, &email, &origin.address).await?;
        if !password::verified(&acceptance.password, Some(password_hash.clone())).await? {
            return Err(Broken::WrongCredentials.into());
        }
        Joining::Known(id, password_hash)
    } else {
        let given = acceptance.name.as_deref().or(invitation.name.as_deref());
        let name = domain::name(given.unwrap_or_default())?;
        let known = [invitation.email.clone(), name.clone()];
        let hash = password::new_hash(cx, &acceptance.password, known).await?;
        Joining::New { name, lang: acceptance.lang.unwrap_or(invitation.lang), hash }
    };
    act(cx, (invitation, joining, origin.clone()), |cx, tx, (invitation, joining, origin)| {
        Box::pin(join(cx, tx, invitation, joining, origin))
    })
    .await
}

/// Whom the link of an invitation is for.
pub(in crate::people) struct Called {
    pub(in crate::people) email: String,
    pub(in crate::people) name: String,
    pub(in crate::people) program: String,
    /// True for a person who has a sign-in already.
    pub(in crate::people) known: bool,
}

/// Whom an invitation that stands is for.
pub(in crate::people) async fn called(tx: &mut Tx, token: &str, now: Instant) -> Result<Called, Fail> {
    let found: Option<InvitationRow> = tx.optional(&store::INVITATION, params![hash_of(token), now]).await?;
    let row = found.ok_or(Broken::InvitationEnded)?;
    let known = store::person_by_email(tx, &row.email).await?.is_some();
    let program = store::program_name(tx, row.program).await?;
    Ok(Called { email: row.email, name: row.name.unwrap_or_default(), program, known })
}

async fn standing(cx: &Cx, token: &str) -> Result<(InvitationRow, Option<PersonRow>), Fail> {
    let (hash, now) = (hash_of(token), cx.now);
    cx.app
        .db
        .read(move |tx| {
            Box::pin(async move {
                let found: Option<InvitationRow> = tx.optional(&store::INVITATION, params![hash, now]).await?;
                let invitation = found.ok_or(Broken::InvitationEnded)?;
                let person = store::person_by_email(tx, &invitation.email).await?;
                Ok((invitation, person))
            })
        })
        .await
}

async fn join(
    cx: &Cx,
    tx: &mut Tx,
    invitation: &InvitationRow,
    joining: &Joining,
    origin: &Origin,
) -> Result<SignedIn, Fail> {
    let InvitationRow { program, id, email, role, partner, .. } = invitation;
    if tx.execute(&store::ACCEPT_INVITATION, params![program, id, cx.now]).await? == 0 {
        return Err(Broken::InvitationEnded.into());
    }
    let person = match joining {
        Joining::Known(person, hash) => {
            sign_in::still_proved(tx, *person, hash).await?;
            password::forgive(tx, email, &origin.address).await?;
            *person
        }
        Joining::New { name, lang, hash } => add_person(cx, tx, email, name, *lang, hash).await?,
    };
    let user = enter(cx, tx, *program, person, *role, *partner).await?;
    let mut memberships = store::memberships(tx, person).await?.into_iter();
    let membership = memberships.find(|m| m.user == user).ok_or(Fail::NotFound)?;
    joined(&sign_in::acting(cx, &membership), tx, &membership).await?;
    sign_in::open(cx, tx, person, &membership, origin).await
}

async fn joined(cx: &Cx, tx: &mut Tx, membership: &Membership) -> Result<(), Fail> {
    let Membership { role, partner, .. } = membership;
    let data = serde_json::json!({ "role": role, "partner": partner });
    events::record(cx, tx, NewEvent::new("user.joined", membership.user).with(data)).await?;
    Ok(())
}

async fn add_person(cx: &Cx, tx: &mut Tx, email: &str, name: &str, lang: Lang, hash: &str) -> Result<PersonId, Fail> {
    let id: PersonId = cx.new_id();
    tx.execute(&store::ADD_PERSON, params![id, email, name, hash, lang, cx.now, store::search_text(name, email)])
        .await?;
    Ok(id)
}

/// Makes the person an active user of the company. Who is active keeps the role, who was disabled gets the new one.
async fn enter(
    cx: &Cx,
    tx: &mut Tx,
    program: ProgramId,
    person: PersonId,
    role: Role,
    partner: Option<PartnerId>,
) -> Result<UserId, Fail> {
    if let Some((user, _)) = store::user_of_person(tx, program, person, partner).await? {
        tx.execute(&store::ENABLE_USER, params![program, user, role]).await?;
        return Ok(user);
    }
    let user: UserId = cx.new_id();
    tx.execute(&store::ADD_USER, params![program, user, person, role, partner, cx.now]).await?;
    Ok(user)
}
