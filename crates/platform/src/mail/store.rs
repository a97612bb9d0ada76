//! Letters in the database.

use db::{DbError, Tx, params};
use kit::{
    Instant, Lang,
    id::{ProgramId, UserId},
    paging::Cursor,
    time::Span,
};

use crate::listing::ByAge;

use super::{Letter, MailId, MailState, compose::Rendered};

/// Letters of a program, read in one direction of age.
macro_rules! page {
    ($than:literal, $order:literal) => {
        concat!(
            "select id, to_address, lang, subject, created_at, state, attempts, next_at, kind, user_id, about_kind, about_id, \
            settled_at, reply from outgoing_mail where program_id = $1 and (cast($2 as text) is null or state = $2) \
             and (created_at ",
            $than,
            " $3 or (created_at = $3 and id ",
            $than,
            " $4)) order by ",
            $order,
            " limit $5"
        )
    };
}

db::statements! {
    SENDER: "select g.name, b.accent, case when b.logo_media = 'image/png' then b.logo_hash end from program g \
        left join brand b on b.program_id = g.id where g.id = $1";
    ADD: "insert into outgoing_mail (program_id, id, to_address, lang, subject, text, html, created_at, state, attempts, next_at, \
        kind, user_id, about_kind, about_id, switch_off, until_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $8, $9, $10, $11, $12, $13, $14)";
    DUE: "select m.program_id, m.id, m.to_address, m.lang, m.subject, m.text, m.html, m.created_at, m.attempts, m.kind, m.user_id, \
        m.about_kind, m.about_id, m.switch_off, m.until_at, g.name from outgoing_mail m join program g on g.id = m.program_id \
        where m.state = 'waiting' and m.next_at <= $1 and (m.leased_until is null or m.leased_until <= $1) \
        order by m.next_at limit $2";
    LEASE: "update outgoing_mail set leased_until = $4 where program_id = $1 and id = $2 and state = 'waiting' \
        and (leased_until is null or leased_until <= $3)";
    SENT: "update outgoing_mail set state = 'sent', settled_at = $4, attempts = attempts + 1, reply = null, leased_until = null, \
        html = '', text = case when $5 = 1 then '' else text end where program_id = $1 and id = $2 and state = 'waiting' and leased_until = $3";
    ENDED: "update outgoing_mail set state = $4, settled_at = $5, attempts = attempts + 1, reply = $6, leased_until = null \
        where program_id = $1 and id = $2 and state = 'waiting' and leased_until = $3";
    AGAIN: "update outgoing_mail set next_at = $4, attempts = attempts + 1, reply = $5, leased_until = null \
        where program_id = $1 and id = $2 and state = 'waiting' and leased_until = $3";
    RETRY: "update outgoing_mail set state = 'waiting', attempts = 0, next_at = $3, until_at = null, settled_at = null \
        where program_id = $1 and id = $2 and state in ('dead', 'bounced', 'expired') and text <> ''";
    FIND: "select program_id, state, kind, user_id, about_kind, about_id from outgoing_mail where id = $1";
    ON_THEIR_WAY: "select user_id from outgoing_mail where program_id = $1 and about_id = $2 and state in ('waiting', 'sent')";
    CAME_BACK: "update outgoing_mail set state = 'bounced', settled_at = $3, reply = $4, leased_until = null \
        where program_id = $1 and id = $2 and state <> 'bounced'";
    ONE: "select id, to_address, lang, subject, created_at, state, attempts, next_at, kind, user_id, about_kind, about_id, \
        settled_at, reply from outgoing_mail where program_id = $1 and id = $2";
    KEPT: "select id, to_address, lang, subject, text, created_at from outgoing_mail \
        where program_id = $1 and text <> '' and (cast($2 as text) is null or to_address = $2) \
        order by created_at desc, id desc limit $3";
    KEPT_ONE: "select id, to_address, lang, subject, text, created_at from outgoing_mail \
        where program_id = $1 and id = $2 and text <> ''";
    FIRST_PROGRAM: "select id from program order by id limit 1";
    PAGE: page!("<", "created_at desc, id desc");
    OLDEST: page!(">", "created_at, id");
}

db::record! {
    /// In whose name letters are written.
    #[derive(Debug, Clone)]
    pub(super) struct Sender {
        /// The name of the program.
        pub(super) name: String,
        /// The accent of light pages.
        pub(super) accent: Option<String>,
        /// The content of the logo, if mail programs show it.
        pub(super) logo: Option<String>,
    }
}
db::record! {
    /// A letter that is to be sent now.
    #[derive(Debug, Clone)]
    pub(super) struct Due {
        pub(super) program: ProgramId,
        pub(super) id: MailId,
        pub(super) to: String,
        pub(super) lang: Lang,
        pub(super) subject: String,
        pub(super) text: String,
        pub(super) html: String,
        pub(super) created_at: Instant,
        pub(super) attempts: u32,
        pub(super) kind: String,
        pub(super) user: Option<UserId>,
        pub(super) about_kind: Option<String>,
        pub(super) about_id: Option<[u8; 16]>,
        pub(super) switch_off: Option<String>,
        pub(super) until: Option<Instant>,
        pub(super) sender: String,
    }
}
db::record! {
    /// A letter that stays here, with what it says.
    #[derive(Debug, Clone)]
    pub(super) struct KeptLetter {
        pub(super) id: MailId,
        pub(super) to: String,
        pub(super) lang: Lang,
        pub(super) subject: String,
        pub(super) text: String,
        pub(super) created_at: Instant,
    }
}
db::record! {
    /// A letter, as it is listed.
    #[derive(Debug, Clone)]
    pub(super) struct Listed {
        pub(super) id: MailId,
        pub(super) to: String,
        pub(super) lang: Lang,
        pub(super) subject: String,
        pub(super) created_at: Instant,
        pub(super) state: MailState,
        pub(super) attempts: u32,
        pub(super) next_at: Instant,
        pub(super) kind: String,
        pub(super) user: Option<UserId>,
        pub(super) about_kind: Option<String>,
        pub(super) about_id: Option<[u8; 16]>,
        pub(super) settled_at: Option<Instant>,
        pub(super) reply: Option<String>,
    }
}
db::record! {
    /// What others need to know of a letter.
    #[derive(Debug, Clone)]
    pub(super) struct Known {
        pub(super) program: ProgramId,
        pub(super) state: MailState,
        pub(super) kind: String,
        pub(super) user: Option<UserId>,
        pub(super) about_kind: Option<String>,
        pub(super) about_id: Option<[u8; 16]>,
    }
}

/// In whose name letters are written, and how that looks.
pub(super) async fn sender(tx: &mut Tx, program: ProgramId) -> Result<Sender, DbError> {
    tx.one(&SENDER, params![program]).await
}

pub(super) async fn add(
    tx: &mut Tx,
    program: ProgramId,
    id: MailId,
    letter: &Letter,
    rendered: &Rendered,
    at: Instant,
) -> Result<(), DbError> {
    let (about_kind, about_id) = letter.subject_of.as_ref().map(|(kind, id)| (kind, *id.as_bytes())).unzip();
    let params = params![
        program,
        id,
        letter.to,
        letter.lang,
        rendered.subject,
        rendered.text,
        rendered.html,
        at,
        letter.kind,
        letter.user,
        about_kind,
        about_id,
        letter.switch_off,
        letter.until
    ];
    tx.execute(&ADD, params).await.map(drop)
}

/// Some letter is due.
pub(super) async fn any_due(tx: &mut Tx, now: Instant) -> Result<bool, DbError> {
    Ok(!tx.all::<Due>(&DUE, params![now, 1_u32]).await?.is_empty())
}

/// Takes letters that are due, so that nobody else sends them before the lease ends.
pub(super) async fn lease(tx: &mut Tx, now: Instant, lasting: Span, most: u32) -> Result<Vec<Due>, DbError> {
    let due: Vec<Due> = tx.all(&DUE, params![now, most]).await?;
    let mut taken = Vec::with_capacity(due.len());
    for mail in due {
        if tx.execute(&LEASE, params![mail.program, mail.id, now, now + lasting]).await? == 1 {
            taken.push(mail);
        }
    }
    Ok(taken)
}

/// Marks a letter as sent and forgets what it said, unless it stays here; false if the lease was lost.
pub(super) async fn sent(tx: &mut Tx, mail: &Due, lease: Instant, at: Instant, forget: bool) -> Result<bool, DbError> {
    Ok(tx.execute(&SENT, params![mail.program, mail.id, lease, at, forget]).await? == 1)
}

/// Ends a letter that was not sent; false if the lease was lost.
pub(super) async fn ended(
    tx: &mut Tx,
    mail: &Due,
    lease: Instant,
    state: MailState,
    at: Instant,
    reply: &str,
) -> Result<bool, DbError> {
    Ok(tx.execute(&ENDED, params![mail.program, mail.id, lease, state, at, reply]).await? == 1)
}

/// Sets the next try; false if the lease was lost.
pub(super) async fn again(
    tx: &mut Tx,
    mail: &Due,
    lease: Instant,
    next: Instant,
    reply: &str,
) -> Result<bool, DbError> {
    Ok(tx.execute(&AGAIN, params![mail.program, mail.id, lease, next, reply]).await? == 1)
}

/// Lets a letter that has ended be tried again; false if it was sent or still waits.
pub(super) async fn retry(tx: &mut Tx, program: ProgramId, id: MailId, now: Instant) -> Result<bool, DbError> {
    Ok(tx.execute(&RETRY, params![program, id, now]).await? == 1)
}

/// A letter of any program.
pub(super) async fn find(tx: &mut Tx, id: MailId) -> Result<Option<Known>, DbError> {
    tx.optional(&FIND, params![id]).await
}

/// Marks a letter as returned; false if it was returned before.
pub(super) async fn came_back(
    tx: &mut Tx,
    program: ProgramId,
    id: MailId,
    at: Instant,
    reply: &str,
) -> Result<bool, DbError> {
    Ok(tx.execute(&CAME_BACK, params![program, id, at, reply]).await? == 1)
}

pub(super) async fn one(tx: &mut Tx, program: ProgramId, id: MailId) -> Result<Option<Listed>, DbError> {
    tx.optional(&ONE, params![program, id]).await
}

pub(super) async fn page(
    tx: &mut Tx,
    program: ProgramId,
    state: Option<MailState>,
    sort: Option<ByAge>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Listed>, DbError> {
    let sort = sort.unwrap_or(ByAge::Newest);
    let (key, id) = sort.start(after);
    let sql = if sort == ByAge::Oldest { &OLDEST } else { &PAGE };
    tx.all(sql, params![program, state, key, id, limit]).await
}

/// The newest letters that stay here, of the only program; to one address, if one is given.
pub(super) async fn kept(tx: &mut Tx, to: Option<&str>, limit: u32) -> Result<Vec<KeptLetter>, DbError> {
    let Some((program,)) = tx.optional::<(ProgramId,)>(&FIRST_PROGRAM, params![]).await? else { return Ok(Vec::new()) };
    tx.all(&KEPT, params![program, to, limit]).await
}

/// A letter that stays here.
pub(super) async fn kept_one(tx: &mut Tx, id: MailId) -> Result<Option<KeptLetter>, DbError> {
    let Some((program,)) = tx.optional::<(ProgramId,)>(&FIRST_PROGRAM, params![]).await? else { return Ok(None) };
    tx.optional(&KEPT_ONE, params![program, id]).await
}

/// Whose letters about something were sent or will be.
pub(super) async fn on_their_way(
    tx: &mut Tx,
    program: ProgramId,
    about: &[u8; 16],
) -> Result<Vec<Option<UserId>>, DbError> {
    Ok(tx
        .all::<(Option<UserId>,)>(&ON_THEIR_WAY, params![program, *about])
        .await?
        .into_iter()
        .map(|row| row.0)
        .collect())
}
