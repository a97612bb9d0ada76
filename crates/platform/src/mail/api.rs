//! Mail over the API: what waits, what failed, what came back.

use db::Tx;
use kit::{
    Instant, Lang,
    id::UserId,
    paging::{self, Cursor, Page},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Mail, MailId, MailState, bounces,
    bounces::Noted,
    report::{self, Fate, Report},
    sender, store,
    store::Listed,
    texts,
};
use crate::{
    Answer, Call, Cx, Fail, FieldError, NewEvent, Nothing, Operation, Role, Rule,
    edge::problem::texts as edge_texts,
    events,
    listing::{self, ByAge},
};

/// A letter of the path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(super) struct ByMail {
    /// The letter.
    pub mail: MailId,
}

/// Which letters.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailsQuery {
    /// Only in this state; those that need somebody are `dead` and `bounced`.
    state: Option<MailState>,
    /// `newest` (as if absent) or `oldest` first.
    sort: Option<ByAge>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    limit: Option<u32>,
    /// Where to read on.
    after: Option<String>,
}

/// A letter, as it is listed. What it says is not shown: it may carry a link that opens something.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct MailShown {
    /// Its id; its `Message-ID` begins with it.
    pub id: MailId,
    /// What it is, for example `invitation`.
    pub kind: String,
    /// Where it goes.
    pub to: String,
    /// Its language.
    pub lang: Lang,
    /// Its subject.
    pub subject: String,
    /// The user whose address it is.
    pub user: Option<UserId>,
    /// What it is about, for example `offer_…`.
    pub about: Option<String>,
    /// Where it stands.
    pub state: MailState,
    /// Tries so far.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Instant,
    /// When it is tried next, if it waits.
    pub next_at: Option<Instant>,
    /// When it was sent, or ended.
    pub settled_at: Option<Instant>,
    /// What the mail server said last, if it refused.
    pub reply: Option<String>,
}

impl From<Listed> for MailShown {
    fn from(row: Listed) -> Self {
        Self {
            about: sender::about(row.about_kind.as_deref(), row.about_id),
            next_at: (row.state == MailState::Waiting).then_some(row.next_at),
            id: row.id,
            kind: row.kind,
            to: row.to,
            lang: row.lang,
            subject: row.subject,
            user: row.user,
            state: row.state,
            attempts: row.attempts,
            created_at: row.created_at,
            settled_at: row.settled_at,
            reply: row.reply,
        }
    }
}

/// A letter that came back, as the mail service of the vendor tells it; or the raw report as `message/rfc822`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewBounce {
    /// The letter: the part of its `Message-ID` before the `@`.
    #[serde(default)]
    mail: Option<MailId>,
    /// The code of RFC 3463: `5.1.1` is hard, `4.4.7` is soft.
    #[serde(default)]
    status: Option<String>,
}

/// What became of a report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Bounced {
    /// The letter is marked as returned now; false if that was known or there is nothing to do.
    marked: bool,
}

/// It was sent, or still waits.
#[derive(Debug)]
struct SentAlready;
impl Rule for SentAlready {
    fn slug(&self) -> &'static str {
        "mail-not-failed"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::sent_already(lang)
    }
}

pub(super) const KEEPERS: &[Role] = &[Role::Admin, Role::Director];

pub(super) fn operations() -> Vec<Operation> {
    let list = Operation::get("/api/v1/mails", "mail.list", "Letters of the program, the newest first")
        .roles(KEEPERS)
        .run(|cx, tx, call: &Call<Nothing, MailsQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(list(cx, tx, &call.query).await?)) })
        });
    let retry = Operation::post("/api/v1/mails/{mail}/retry", "mail.retry", "Try a letter again that failed")
        .roles(KEEPERS)
        .refuses(&[(409, "mail-not-failed")])
        .run(|cx, tx, call: &Call<ByMail, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(retry(cx, tx, call.path.mail).await?)) })
        });
    let bounce = Operation::post("/api/v1/bounces", "mail.bounce", "Tell that a letter came back")
        .roles(KEEPERS)
        .file(1 << 20, &["message/rfc822"])
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewBounce>| {
            Box::pin(async move { Ok(Answer::ok(bounce(cx, tx, call).await?)) })
        });
    vec![list, retry, bounce]
}

pub(super) async fn list(cx: &Cx, tx: &mut Tx, query: &MailsQuery) -> Result<Page<MailShown>, Fail> {
    let limit = paging::limit(query.limit);
    let after = listing::cursor(query.after.as_deref())?;
    let rows = store::page(tx, cx.program(), query.state, query.sort, after, limit + 1).await?;
    let page = Page::of(rows, limit, |row| Cursor { key: row.created_at.micros(), id: row.id.uuid() });
    Ok(Page { items: page.items.into_iter().map(MailShown::from).collect(), next: page.next })
}

pub(super) async fn retry(cx: &Cx, tx: &mut Tx, id: MailId) -> Result<MailShown, Fail> {
    store::one(tx, cx.program(), id).await?.ok_or(Fail::NotFound)?;
    if !store::retry(tx, cx.program(), id, cx.now).await? {
        return Err(SentAlready.into());
    }
    events::record(cx, tx, NewEvent::new::<Mail>("mail.retried", id)).await?;
    let row = store::one(tx, cx.program(), id).await?.ok_or(Fail::NotFound)?;
    Ok(row.into())
}

async fn bounce(cx: &Cx, tx: &mut Tx, call: &Call<Nothing, Nothing, NewBounce>) -> Result<Bounced, Fail> {
    let report = if call.meta.content_type.starts_with("message/rfc822") {
        report::read(&call.meta.raw).ok_or_else(|| Fail::field("", texts::not_a_report))?
    } else {
        told(&call.body)?
    };
    match bounces::noted(cx, tx, &report).await? {
        Noted::Marked => Ok(Bounced { marked: true }),
        Noted::NothingNew => Ok(Bounced { marked: false }),
        Noted::Unknown => Err(Fail::NotFound),
    }
}

fn told(body: &NewBounce) -> Result<Report, Fail> {
    let missing = |field: &str| FieldError::new(field, edge_texts::missing);
    let status = body.status.as_deref().map(str::trim).unwrap_or_default();
    let fate = match status.as_bytes().first() {
        Some(b'5') => Some(Fate::Hard),
        Some(b'4') => Some(Fate::Soft),
        _ => None,
    };
    match (body.mail, fate) {
        (Some(mail), Some(fate)) => Ok(Report { mail, fate, status: status.chars().take(20).collect() }),
        (mail, fate) => {
            let mut faults = Vec::new();
            faults.extend(mail.is_none().then(|| missing("mail")));
            faults.extend(fate.is_none().then(|| missing("status")));
            Err(Fail::Invalid(faults))
        }
    }
}
