//! The first admin of a program.

use db::Tx;
use kit::{Lang, id::ProgramId};
use platform::{Caller, Cx, Fail, Role};

use super::{
    invitations::{self, Invitee},
    keys::{self, Key},
};
use crate::people::domain;

/// What opens a new program.
pub struct FirstAdmin {
    /// The link under which the admin joins. Shown once, kept nowhere.
    pub accept_url: String,
    /// A key that may do everything in the program. Shown once, kept nowhere.
    pub key: String,
}

/// Invites the first admin of a new program and makes a key of scope `*`. The program must stand. No mail is
/// sent: the caller hands both over. The acts are the caller's; their events are the program's.
///
/// The person begins to stand with the acceptance: a person without a password could be taken over by
/// whoever is admin of another program and invites the same e-mail there.
pub async fn create_first_admin(
    cx: &Cx,
    tx: &mut Tx,
    program: ProgramId,
    email: &str,
    name: &str,
    lang: Lang,
) -> Result<FirstAdmin, Fail> {
    let cx = &Cx { caller: Caller { program, ..cx.caller.clone() }, ..cx.clone() };
    let (email, name, role) = (domain::email(email)?, Some(domain::name(name)?), Role::Admin);
    let (_, token, _) = invitations::issue(cx, tx, &Invitee { email, name, lang, role, partner: None }).await?;
    let key = Key {
        id: cx.new_id(),
        name: "setup".to_owned(),
        role,
        partner: None,
        scopes: vec!["*".to_owned()],
        created_at: cx.now,
        expires_at: None,
        last_used_at: None,
    };
    let key = keys::issue(cx, tx, key).await?.text;
    Ok(FirstAdmin { accept_url: invitations::accept_url(cx, &token), key })
}
