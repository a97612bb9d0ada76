//! The mail that invites somebody.

use db::Tx;
use kit::{Instant, Lang, id::UserId};
use platform::{
    Cx, Fail,
    mail::{Button, Content, Letter, MailId, queue},
};

use super::{
    domain::{INVITED_DAYS, InvitationId},
    store::{self, PersonRow},
    texts,
};

/// Queues the mail that invites somebody into the program of the context.
pub(super) async fn invitation(
    cx: &Cx,
    tx: &mut Tx,
    id: InvitationId,
    to: &str,
    lang: Lang,
    accept_url: &str,
    expires_at: Instant,
) -> Result<MailId, Fail> {
    let program = store::program_name(tx, cx.program()).await?;
    let letter = Letter::new("invitation", to, lang, content(lang, &program, accept_url)).about(id);
    queue(cx, tx, &Letter { until: Some(expires_at), ..letter }).await
}

fn content(lang: Lang, program: &str, accept_url: &str) -> Content {
    Content {
        subject: texts::invitation_subject(lang, program),
        heading: texts::invitation_heading(lang),
        paragraphs: vec![texts::invitation_greeting(lang, program)],
        buttons: vec![Button { label: texts::invitation_button(lang), url: accept_url.to_owned() }],
        note: Some(texts::invitation_note(lang, INVITED_DAYS)),
        ..Content::default()
    }
}

/// Queues the mail with the link that replaces a forgotten password.
pub(super) async fn forgotten_password(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    person: &PersonRow,
    url: &str,
    expires_at: Instant,
) -> Result<MailId, Fail> {
    let (program, lang) = (store::program_name(tx, cx.program()).await?, person.lang);
    let content = Content {
        subject: texts::reset_subject(lang, &program),
        heading: texts::reset_heading(lang),
        paragraphs: vec![texts::reset_greeting(lang)],
        buttons: vec![Button { label: texts::reset_button(lang), url: url.to_owned() }],
        note: Some(texts::reset_note(lang)),
        ..Content::default()
    };
    let letter = Letter::new("password_reset", &person.email, lang, content).about(user);
    queue(cx, tx, &Letter { until: Some(expires_at), ..letter }).await
}
