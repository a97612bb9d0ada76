//! Telling people what happened, and what they have seen of it.

use std::collections::{BTreeMap, btree_map::Entry};

use db::{Tx, Work};
use kit::{
    Uuid,
    id::UserId,
    paging::{self, Cursor, Page},
    time::Span,
};
use platform::{
    Cx, Fail,
    events::Event,
    listing::{self, ByAge},
    notice::{Audience, ByMail, News, NoticeKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Choice, NoticeId, NoticeShown,
    store::{self, New, Row},
    texts,
    ways::{self, Telling},
};
use crate::{
    people::{self, UserBrief},
    policy_section::{self, NetworkPolicy},
    versions,
};

/// Which news.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticesQuery {
    /// Only those that the caller has not seen.
    #[serde(default)]
    pub unread: bool,
    /// `newest` (as if absent) or `oldest` first.
    pub sort: Option<ByAge>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

/// What the caller has seen.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// These; at most 200.
    #[serde(default)]
    pub notices: Vec<NoticeId>,
    /// Everything, the newest 200 at a time.
    #[serde(default)]
    pub all: bool,
}

/// How many notices wait for the caller.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Unread {
    /// Not seen yet; 100 means a hundred or more.
    pub unread: u32,
}

/// Tells people what new events mean for them.
pub(super) fn on_events<'t>(cx: &'t Cx, tx: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let mut known: BTreeMap<Audience, Vec<UserBrief>> = BTreeMap::new();
        for event in events {
            if event.name == "telegram.failed" {
                ways::take_over(cx, tx, event).await?;
            }
            for kind in cx.app.kinds().notices.iter().filter(|kind| kind.event == event.name) {
                let Some(to) = (kind.to)(event) else { continue };
                if let Entry::Vacant(unknown) = known.entry(to) {
                    unknown.insert(people_of(cx, tx, to).await?);
                }
                let all = known.get(&to).map(Vec::as_slice).unwrap_or_default();
                let readers: Vec<_> = all.iter().filter(|user| kind.readers.contains(&user.role)).collect();
                if readers.is_empty() {
                    continue;
                }
                match (kind.write)(cx, tx, event).await {
                    Ok(Some(news)) => tell(cx, tx, kind, event, &news, &readers).await?,
                    // What it was about has gone since.
                    Ok(None) | Err(Fail::NotFound) => {}
                    Err(fail) => return Err(fail),
                }
            }
        }
        Ok(())
    })
}

async fn tell(
    cx: &Cx,
    tx: &mut Tx,
    kind: &NoticeKind,
    event: &Event,
    news: &News,
    readers: &[&UserBrief],
) -> Result<(), Fail> {
    for reader in readers {
        let content = (news.say)(reader.lang);
        let new = New {
            id: cx.new_id(),
            user: reader.id,
            kind: kind.code,
            event: event.id,
            subject_kind: &event.subject_kind,
            subject: event.subject_id,
            title: &content.heading,
            text: &content.paragraphs.join(" "),
            path: &news.path,
            at: event.at,
        };
        if !store::add(tx, cx.program(), &new).await?
            || !wants_letters(tx, cx.program(), reader.id, kind).await?
            || is_old(cx, tx, event).await?
        {
            continue;
        }
        ways::tell(cx, tx, &Telling { kind, event, news, reader }, content).await?;
    }
    Ok(())
}

/// The active users of an audience.
async fn people_of(cx: &Cx, tx: &mut Tx, to: Audience) -> Result<Vec<UserBrief>, Fail> {
    Ok(match to {
        Audience::Partner(partner) => people::users_of_partner(tx, cx.program(), partner).await?,
        Audience::Vendor => people::users_of_vendor(tx, cx.program(), None).await?,
        Audience::Role(role) => people::users_of_vendor(tx, cx.program(), Some(role)).await?,
        Audience::User(user) => people::active_user(tx, cx.program(), user).await?.into_iter().collect(),
    })
}

/// Too long ago to write of: the app tells it.
async fn is_old(cx: &Cx, tx: &mut Tx, event: &Event) -> Result<bool, Fail> {
    let numbers: NetworkPolicy =
        versions::rules(tx, cx.program()).await?.policy(cx.now)?.section(policy_section::NAME)?;
    Ok(event.at + Span::days(numbers.letter_days.into()) < cx.now)
}

async fn wants_letters(
    tx: &mut Tx,
    program: kit::id::ProgramId,
    user: UserId,
    kind: &NoticeKind,
) -> Result<bool, Fail> {
    if kind.by_mail == ByMail::Always {
        return Ok(true);
    }
    let chosen = store::choices(tx, program, user).await?.into_iter().find(|(code, _)| code == kind.code);
    Ok(chosen.map_or(kind.by_mail == ByMail::Usually, |(_, mail)| mail))
}

/// The caller's news, the newest first.
pub async fn list(cx: &Cx, tx: &mut Tx, query: &NoticesQuery) -> Result<Page<NoticeShown>, Fail> {
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    let limit = paging::limit(query.limit);
    let after = listing::cursor(query.after.as_deref())?;
    let rows = store::page(tx, cx.program(), user, query.unread, query.sort, after, limit + 1).await?;
    let page = Page::of(rows, limit, |row| Cursor { key: row.at.micros(), id: row.id.uuid() });
    Ok(Page { items: page.items.into_iter().map(show).collect(), next: page.next })
}

fn show(row: Row) -> NoticeShown {
    NoticeShown {
        id: row.id,
        kind: row.kind,
        title: row.title,
        text: row.text,
        path: row.path,
        subject: format!("{}_{}", row.subject_kind, Uuid::from_bytes(row.subject).simple()),
        at: row.at,
        read_at: row.read_at,
    }
}

/// How many notices wait for the caller.
pub async fn unread(cx: &Cx, tx: &mut Tx) -> Result<Unread, Fail> {
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    Ok(Unread { unread: store::unread(tx, cx.program(), user).await? })
}

/// The caller has seen news: what they are about counts as delivered.
pub async fn read(cx: &Cx, tx: &mut Tx, seen: &Seen) -> Result<Unread, Fail> {
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    let mut rows = Vec::new();
    if seen.all {
        rows = store::page(tx, cx.program(), user, true, None, None, paging::LARGEST).await?;
    }
    for id in seen.notices.iter().take(200) {
        rows.extend(store::one(tx, cx.program(), user, *id).await?);
    }
    for row in rows {
        if store::read(tx, cx.program(), user, row.id, cx.now).await? {
            let kind = cx.app.kinds().notices.iter().find(|kind| kind.code == row.kind);
            if let Some(on_shown) = kind.and_then(|kind| kind.on_shown) {
                on_shown(cx, tx, Uuid::from_bytes(row.subject)).await?;
            }
        }
    }
    unread(cx, tx).await
}

/// What the caller may choose, and has.
pub async fn choices(cx: &Cx, tx: &mut Tx) -> Result<Vec<Choice>, Fail> {
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    let chosen = store::choices(tx, cx.program(), user).await?;
    let kinds = cx.app.kinds().notices.iter().filter(|kind| cx.caller.role.is_some_and(|r| kind.readers.contains(&r)));
    let shown = kinds.map(|kind| Choice {
        kind: kind.code.to_owned(),
        title: (kind.title)(cx.lang),
        mail: kind.by_mail == ByMail::Always
            || chosen.iter().find(|(c, _)| c == kind.code).map_or(kind.by_mail == ByMail::Usually, |(_, mail)| *mail),
        by_mail: kind.by_mail,
    });
    Ok(shown.collect())
}

/// The caller switches letters of a kind on or off.
pub async fn choose(cx: &Cx, tx: &mut Tx, kind: &str, mail: bool) -> Result<Vec<Choice>, Fail> {
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    let known = cx.app.kinds().notices.iter().find(|k| k.code == kind);
    let known = known.ok_or_else(|| Fail::field("kind", texts::no_such_kind))?;
    if known.by_mail == ByMail::Always && !mail {
        return Err(Fail::field("mail", texts::always_sent));
    }
    store::choose(tx, cx.program(), user, known.code, mail).await?;
    choices(cx, tx).await
}
