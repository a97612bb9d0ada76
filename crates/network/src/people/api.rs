//! The operations of people.

use kit::{
    Lang,
    id::{ApiKeyId, PartnerId, UserId},
    paging::whole::Listed,
};
use platform::{Answer, Call, Fail, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::partners;

use super::{
    domain::InvitationId,
    service::{
        invitations::{self, Acceptance, InvitationsBy, NewInvitation},
        keys::{self, KeysBy, NewKey},
        me,
        password::Password,
        reset,
        sessions::{self, SessionsBy},
        sign_in::{self, Origin},
        users::{self, UserChange, UsersAsked, UsersBy},
    },
    sessions_of_users,
};

/// Who manages people and keys.
const MANAGE: &[Role] = &[Role::Admin, Role::Director, Role::PartnerOwner];
const INVITERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager, Role::PartnerOwner];

/// A user of the path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(super) struct UserPath {
    /// The user.
    pub id: UserId,
}

/// A partner of the path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct PartnerPath {
    /// The partner.
    partner: PartnerId,
}

/// An invitation of the path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct InvitationPath {
    /// The invitation.
    id: InvitationId,
}

/// A key of the path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct KeyPath {
    /// The key.
    id: ApiKeyId,
}

/// A session of the path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct SessionPath {
    /// Its id as it is listed.
    id: String,
}

/// What opens a session.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// The person's e-mail.
    email: String,
    /// The person's password.
    password: Password,
}

/// Where to go on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Switch {
    /// The person's user in the program or company.
    user: UserId,
}

/// What the caller changes of itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MyChange {
    /// The name.
    #[serde(default)]
    name: Option<String>,
    /// The language of screens and mails.
    #[serde(default)]
    lang: Option<Lang>,
}

/// A change of the password.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The one that stands.
    current: Password,
    /// The one to be: at least 10 characters, hard to guess.
    password: Password,
}

type Body<B> = Call<Nothing, Nothing, B>;

/// All operations of people.
pub(super) fn operations() -> Vec<Operation> {
    [of_sessions(), of_me(), of_passwords(), of_users(), sessions_of_users::operations(), of_invitations(), of_keys()]
        .concat()
}

fn of_sessions() -> Vec<Operation> {
    vec![
        Operation::post(
            "/api/v1/sessions",
            "sessions.open",
            "Sign in: opens a session, its token is the value of the cookie",
        )
        .public()
        .shown_once()
        .creates()
        .refuses(&[(401, "wrong-credentials"), (429, "too-many-requests")])
        .run_outside(|cx, call: Body<SignIn>| async move {
            let origin = Origin::of(&call.meta);
            Ok(Answer::created(sign_in::sign_in(&cx, &call.body.email, &call.body.password, &origin).await?))
        }),
        Operation::get("/api/v1/sessions", "sessions.list", "The caller's own sessions").roles(Role::ALL).run(
            |cx, tx, call: &Call<Nothing, Listed<SessionsBy>>| {
                Box::pin(async move {
                    let own = sessions::list(cx, tx, call.meta.session.as_deref()).await?;
                    Ok(Answer::ok(listing::page(own, &call.query)?))
                })
            },
        ),
        Operation::delete("/api/v1/sessions/current", "sessions.end_current", "Sign out")
            .roles(Role::ALL)
            .refuses(&[(404, "not-found")])
            .run(|cx, tx, call: &Call| {
                Box::pin(async move {
                    let token = call.meta.session.as_deref().ok_or(Fail::NotFound)?;
                    sessions::sign_out(cx, tx, token).await?;
                    Ok(Answer::ok(Nothing {}))
                })
            }),
        Operation::delete("/api/v1/sessions/{id}", "sessions.end", "End one of the caller's own sessions")
            .roles(Role::ALL)
            .run(|cx, tx, call: &Call<SessionPath>| {
                Box::pin(async move {
                    sessions::end(cx, tx, &call.path.id).await?;
                    Ok(Answer::ok(Nothing {}))
                })
            }),
        Operation::post(
            "/api/v1/session/membership",
            "sessions.switch",
            "Go on in another of the caller's programs or companies",
        )
        .roles(Role::ALL)
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Body<Switch>| {
            Box::pin(async move {
                let token = call.meta.session.as_deref().ok_or(Fail::Forbidden)?;
                Ok(Answer::ok(sessions::switch(cx, tx, token, call.body.user).await?))
            })
        }),
    ]
}

fn of_me() -> Vec<Operation> {
    vec![
        Operation::get("/api/v1/me", "people.me", "Who the caller is")
            .one()
            .roles(Role::ALL)
            .refuses(&[(404, "not-found")])
            .run(|cx, tx, _: &Call| Box::pin(async move { Ok(Answer::ok(me::of(cx, tx).await?)) })),
        Operation::patch("/api/v1/me", "people.change_me", "Change the caller's own name or language")
            .roles(Role::ALL)
            .refuses(&[(404, "not-found")])
            .run(|cx, tx, call: &Body<MyChange>| {
                Box::pin(
                    async move { Ok(Answer::ok(me::change(cx, tx, call.body.name.as_deref(), call.body.lang).await?)) },
                )
            }),
        Operation::post(
            "/api/v1/me/password",
            "people.change_password",
            "Change the caller's own password; ends other sessions",
        )
        .roles(Role::ALL)
        .shown_once()
        .refuses(&[(404, "not-found"), (429, "too-many-requests")])
        .run_outside(|cx, call: Body<PasswordChange>| async move {
            let (body, meta) = (&call.body, &call.meta);
            let session = meta.session.as_deref();
            me::change_password(&cx, &body.current, &body.password, session, &meta.address).await?;
            Ok(Answer::ok(Nothing {}))
        }),
    ]
}

fn of_passwords() -> Vec<Operation> {
    vec![
        Operation::post(
            "/api/v1/password-resets",
            "passwords.forgotten",
            "Ask for a letter with a link that replaces a forgotten password; the answer is the same for everybody",
        )
        .public()
        .refuses(&[(429, "too-many-requests")])
        .run_outside(|cx, call: Body<reset::Forgotten>| async move {
            reset::ask(&cx, &call.body, &Origin::of(&call.meta)).await?;
            Ok(Answer::ok(Nothing {}))
        }),
        Operation::post(
            "/api/v1/password-resets/completion",
            "passwords.replace",
            "Choose a new password by the link of the letter; ends all sessions",
        )
        .public()
        .shown_once()
        .refuses(&[(409, "password-link-ended")])
        .run_outside(|cx, call: Body<reset::NewPassword>| async move {
            reset::set(&cx, &call.body, &Origin::of(&call.meta)).await?;
            Ok(Answer::ok(Nothing {}))
        }),
    ]
}

fn of_users() -> Vec<Operation> {
    vec![
        Operation::get("/api/v1/users", "people.list", "Users of the program; a partner's owner sees the own company")
            .roles(MANAGE)
            .refuses(&[(404, "not-found")])
            .run(|cx, tx, call: &Call<Nothing, UsersAsked>| {
                Box::pin(async move { Ok(Answer::ok(users::page(cx, tx, &call.query).await?)) })
            }),
        Operation::get("/api/v1/partners/{partner}/people", "people.of_partner", "The people of a partner")
            .roles(&[Role::Admin, Role::Director, Role::ChannelManager, Role::PartnerOwner])
            .run(|cx, tx, call: &Call<PartnerPath, Listed<UsersBy>>| {
                Box::pin(async move {
                    partners::get(cx, tx, cx.caller.view(), call.path.partner).await?;
                    let Listed { q, sort, limit, after } = call.query.clone();
                    let partner = Some(call.path.partner);
                    let asked = UsersAsked { partner, q, sort, limit, after, ..UsersAsked::default() };
                    Ok(Answer::ok(users::page(cx, tx, &asked).await?))
                })
            }),
        Operation::get("/api/v1/users/{id}", "people.get", "One user").roles(MANAGE).run(
            |cx, tx, call: &Call<UserPath>| {
                Box::pin(async move { Ok(Answer::ok(users::get(cx, tx, call.path.id).await?)) })
            },
        ),
        Operation::patch("/api/v1/users/{id}", "people.change", "Change the name or role of a user, disable or enable")
            .roles(MANAGE)
            .refuses(&[(403, "may-not-grant"), (409, "last-admin"), (409, "name-is-theirs")])
            .run(|cx, tx, call: &Call<UserPath, Nothing, UserChange>| {
                Box::pin(async move { Ok(Answer::ok(users::change(cx, tx, call.path.id, &call.body).await?)) })
            }),
    ]
}

fn of_invitations() -> Vec<Operation> {
    vec![
        Operation::post("/api/v1/invitations", "people.invite", "Invite somebody by mail")
            .roles(INVITERS)
            .shown_once()
            .creates()
            .refuses(&[
                (403, "may-not-grant"),
                (409, "already-member"),
                (422, "role-forbids-partner"),
                (422, "role-needs-partner"),
            ])
            .run(|cx, tx, call: &Body<NewInvitation>| {
                Box::pin(async move { Ok(Answer::created(invitations::invite(cx, tx, &call.body).await?)) })
            }),
        Operation::get("/api/v1/invitations", "people.invitations", "Invitations that can still be accepted")
            .roles(MANAGE)
            .run(|cx, tx, call: &Call<Nothing, Listed<InvitationsBy>>| {
                Box::pin(async move {
                    Ok(Answer::ok(listing::page(invitations::waiting(cx, tx).await?.items, &call.query)?))
                })
            }),
        Operation::delete("/api/v1/invitations/{id}", "people.withdraw", "Take an invitation back")
            .roles(MANAGE)
            .refuses(&[(403, "may-not-grant")])
            .run(|cx, tx, call: &Call<InvitationPath>| {
                Box::pin(async move {
                    invitations::withdraw(cx, tx, call.path.id).await?;
                    Ok(Answer::ok(Nothing {}))
                })
            }),
        Operation::post("/api/v1/invitations/acceptance", "people.accept", "Join by an invitation; opens a session")
            .public()
            .shown_once()
            .creates()
            .refuses(&[
                (401, "wrong-credentials"),
                (404, "not-found"),
                (409, "already-member"),
                (409, "invitation-ended"),
                (429, "too-many-requests"),
            ])
            .run_outside(|cx, call: Body<Acceptance>| async move {
                Ok(Answer::created(invitations::accept(&cx, &call.body, &Origin::of(&call.meta)).await?))
            }),
    ]
}

fn of_keys() -> Vec<Operation> {
    vec![
        Operation::get("/api/v1/keys", "keys.list", "Keys of the API that stand").roles(MANAGE).run(
            |cx, tx, call: &Call<Nothing, Listed<KeysBy>>| {
                Box::pin(async move { Ok(Answer::ok(listing::page(keys::list(cx, tx).await?.items, &call.query)?)) })
            },
        ),
        Operation::get("/api/v1/keys/{id}", "keys.get", "One key").roles(MANAGE).run(|cx, tx, call: &Call<KeyPath>| {
            Box::pin(async move {
                let key = keys::get(cx, tx, call.path.id).await?;
                // Its use is no change.
                let changeable = keys::Key { last_used_at: None, ..key.clone() };
                Ok(Answer::ok(key).version_of(&changeable))
            })
        }),
        Operation::post("/api/v1/keys", "keys.create", "Make a key; its text is shown once")
            .roles(MANAGE)
            .shown_once()
            .creates()
            .refuses(&[
                (403, "may-not-grant"),
                (403, "scope-is-wider"),
                (404, "not-found"),
                (422, "role-forbids-partner"),
                (422, "role-needs-partner"),
            ])
            .run(|cx, tx, call: &Body<NewKey>| {
                Box::pin(async move { Ok(Answer::created(keys::create(cx, tx, &call.body).await?)) })
            }),
        Operation::delete("/api/v1/keys/{id}", "keys.revoke", "Revoke a key")
            .roles(MANAGE)
            .refuses(&[(403, "may-not-grant")])
            .run(|cx, tx, call: &Call<KeyPath>| {
                Box::pin(async move {
                    keys::revoke(cx, tx, call.path.id).await?;
                    Ok(Answer::ok(Nothing {}))
                })
            }),
    ]
}
