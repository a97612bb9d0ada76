//! Where others are signed in, for who looks after them.

use kit::{id::UserId, paging::whole::Listed};
use platform::{Answer, Call, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    api::UserPath,
    service::sessions::{self, SessionsBy},
};

/// Who looks after people: the vendor's admins, and a partner's owner after the own company.
pub(super) const SIGN_OUT: &[Role] = &[Role::Admin, Role::PartnerOwner];

/// A session of a user.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct SessionOfUser {
    /// The user.
    id: UserId,
    /// The session, as it is listed.
    session: String,
}

/// Their sessions are seen and ended.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/api/v1/users/{id}/sessions", "people.sessions", "Where a user is signed in to this program")
            .roles(SIGN_OUT)
            .run(|cx, tx, call: &Call<UserPath, Listed<SessionsBy>>| {
                Box::pin(async move {
                    let found = sessions::of_user(cx, tx, call.path.id, call.meta.session.as_deref()).await?;
                    Ok(Answer::ok(listing::page(found, &call.query)?))
                })
            }),
        Operation::delete("/api/v1/users/{id}/sessions", "people.end_sessions", "Sign a user out everywhere")
            .roles(SIGN_OUT)
            .run(|cx, tx, call: &Call<UserPath>| {
                Box::pin(async move {
                    sessions::end_of_user(cx, tx, call.path.id, None).await?;
                    Ok(Answer::ok(Nothing {}))
                })
            }),
        Operation::delete("/api/v1/users/{id}/sessions/{session}", "people.end_session", "End one session of a user")
            .roles(SIGN_OUT)
            .run(|cx, tx, call: &Call<SessionOfUser>| {
                Box::pin(async move {
                    sessions::end_of_user(cx, tx, call.path.id, Some(&call.path.session)).await?;
                    Ok(Answer::ok(Nothing {}))
                })
            }),
    ]
}
