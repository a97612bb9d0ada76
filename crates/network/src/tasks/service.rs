//! Opening, taking and finishing tasks.

use db::{Tx, Work};
use kit::{
    Id, Instant, Lang, Uuid,
    id::{Kind, Partner, PartnerId, UserId},
    paging::{self, Cursor, Page},
    time::Span,
};
use platform::{
    Cx, Fail, NewEvent, Role, Rule, TaskKind, View,
    events::{self, Event},
    listing::{self, ByAge},
    mail::Content,
    notice::{Audience, ByMail, News, NoticeKind},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    NewTask, Task, TaskId, TaskShown,
    store::{self, Row},
    texts,
};
use crate::{calendars, notices::moment, programs, text_field};

/// Why nothing happens to a task.
#[derive(Debug)]
enum Broken {
    /// It is done.
    DoneAlready,
    /// Somebody else holds it.
    HeldByAnother,
    /// It closes with the act that it waits for.
    ClosedByItsAct,
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::DoneAlready => "task-done",
            Self::HeldByAnother => "task-held",
            Self::ClosedByItsAct => "task-closed-by-its-act",
        }
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::DoneAlready => texts::done_already(lang),
            Self::HeldByAnother => texts::held_by_another(lang),
            Self::ClosedByItsAct => texts::closed_by_its_act(lang),
        }
    }
}

/// Which tasks.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TasksQuery {
    /// Those that are done, the last first; otherwise the open ones, the most urgent first.
    #[serde(default)]
    pub done: bool,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only about this, for example `lead_…`.
    pub subject: Option<String>,
    /// Only of this role.
    pub role: Option<Role>,
    /// Only those that this user has taken.
    pub owner: Option<UserId>,
    /// Only those that are due before this moment.
    pub due_before: Option<Instant>,
    /// `newest` or `oldest` first, by when they were opened or done. If absent, the open ones come by urgency and the
    /// others by when they were done, the last first.
    pub sort: Option<ByAge>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

/// The moment at which so much working time of the vendor will have passed.
pub async fn due_in(cx: &Cx, tx: &mut Tx, working: Span) -> Result<Instant, Fail> {
    let program = programs::get(tx, cx.program()).await?;
    let calendar = calendars::get(tx, cx.program(), program.calendar).await?;
    // A calendar without working time has no such moment; wall-clock time is better than never.
    Ok(calendar.hours.add_working(cx.now, working).unwrap_or(cx.now + working))
}

/// People hear of a task that waits for them: its owner, or everybody of its role.
pub(super) const OPENED: NoticeKind = NoticeKind {
    code: "task_opened",
    event: "task.opened",
    readers: Role::VENDOR,
    to: whose,
    // The lead desk has a task with every lead: a letter for each would bury the others.
    by_mail: ByMail::OnWish,
    title: texts::kind_opened,
    write: opened,
    on_shown: None,
    buttons: None,
    keys: None,
};

fn whose(event: &Event) -> Option<Audience> {
    let data = &event.data.0;
    let owner = data.get("owner").and_then(|owner| owner.as_str()?.parse().ok());
    let role = data.get("role").and_then(|role| Role::from_code(role.as_str()?));
    owner.map(Audience::User).or(role.map(Audience::Role))
}

fn opened<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let id: TaskId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
        let Some(row) = store::get(tx, cx.program(), id).await?.filter(|row| row.done_at.is_none()) else {
            return Ok(None);
        };
        let zone = programs::get(tx, cx.program()).await?.zone;
        let kind = cx.app.kinds().task(&row.kind);
        let subject = subject_text(&row.subject_kind, Uuid::from_bytes(row.subject));
        let path = kind.map_or_else(|| "/today".to_owned(), |kind| format!("{}/{subject}", kind.place));
        let about = about(cx, tx, &row).await;
        let say = move |lang| {
            let heading = kind.map_or_else(|| row.kind.clone(), |kind| (kind.title)(lang));
            let due = texts::due(lang, &moment(lang, row.due_at, &zone));
            let paragraphs = about.iter().cloned().chain([due]).collect();
            Content { subject: heading.clone(), heading, paragraphs, ..Content::default() }
        };
        Ok(Some(News { path, until: None, say: Box::new(say) }))
    })
}

/// What the subject of a task is called where it is searched for; else the partner whose it is.
async fn about(cx: &Cx, tx: &mut Tx, row: &Row) -> Option<String> {
    let partner = || {
        let id: PartnerId = serde_json::from_value(row.data.0.get("partner")?.clone()).ok()?;
        Some((Partner::PREFIX, id.uuid()))
    };
    let kinds = &cx.app.kinds().searchables;
    let subject = (row.subject_kind.as_str(), Uuid::from_bytes(row.subject));
    let (kind, id) = if kinds.iter().any(|known| known.kind == subject.0) { subject } else { partner()? };
    let known = kinds.iter().find(|known| known.kind == kind)?;
    // What has gone since has no name, and the news stands without it.
    (known.show)(cx, tx, id).await.ok().flatten().map(|hit| hit.title)
}

/// Opens a task, in the transaction of what it follows from; false if one of its kind stands open for its subject.
pub async fn open(cx: &Cx, tx: &mut Tx, new: NewTask) -> Result<bool, Fail> {
    let id: TaskId = cx.new_id();
    if !store::open(tx, cx.program(), id, &new, cx.now).await? {
        return Ok(false);
    }
    let facts = json!({ "kind": new.kind.code, "subject": subject_text(new.subject_kind, new.subject), "role": new.kind.role,
        "owner": new.owner, "due_at": new.due_at });
    events::record(cx, tx, NewEvent::new::<Task>("task.opened", id).with(facts)).await?;
    Ok(true)
}

/// Closes the open task of a kind for a subject, because what it waited for has happened; false if there is none.
pub async fn close<K: Kind>(cx: &Cx, tx: &mut Tx, kind: &TaskKind, subject: Id<K>) -> Result<bool, Fail> {
    match store::standing(tx, cx.program(), kind.code, subject.bytes()).await? {
        Some(id) => finish(cx, tx, id, None).await,
        None => Ok(false),
    }
}

async fn finish(cx: &Cx, tx: &mut Tx, id: TaskId, note: Option<&str>) -> Result<bool, Fail> {
    let done = store::done(tx, cx.program(), id, cx.now, cx.caller.actor, note).await?;
    if done {
        events::record(cx, tx, NewEvent::new::<Task>("task.done", id)).await?;
    }
    Ok(done)
}

/// The caller says that a task is done.
pub async fn done(cx: &Cx, tx: &mut Tx, id: TaskId, note: Option<&str>) -> Result<TaskShown, Fail> {
    let row = found(cx, tx, id).await?;
    may_touch(cx, &row)?;
    if row.done_at.is_none() && closed_by_act(cx, &row.kind) {
        return Err(Broken::ClosedByItsAct.into());
    }
    let note = note.map(|note| text_field("note", note, 2000)).transpose()?;
    if !finish(cx, tx, id, note.as_deref()).await? {
        return Err(Broken::DoneAlready.into());
    }
    Ok(show(cx, found(cx, tx, id).await?))
}

/// The caller takes a task.
pub async fn take(cx: &Cx, tx: &mut Tx, id: TaskId) -> Result<TaskShown, Fail> {
    let row = found(cx, tx, id).await?;
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    may_touch(cx, &row)?;
    give(cx, tx, &row, Some(user), "task.taken").await
}

/// The holder of a task gives it back to its role.
pub async fn release(cx: &Cx, tx: &mut Tx, id: TaskId) -> Result<TaskShown, Fail> {
    let row = found(cx, tx, id).await?;
    may_touch(cx, &row)?;
    give(cx, tx, &row, None, "task.released").await
}

async fn give(cx: &Cx, tx: &mut Tx, row: &Row, to: Option<UserId>, name: &'static str) -> Result<TaskShown, Fail> {
    if row.done_at.is_some() {
        return Err(Broken::DoneAlready.into());
    }
    if row.owner != to {
        if !store::hold(tx, cx.program(), row.id, to, row.owner).await? {
            return Err(Broken::HeldByAnother.into());
        }
        events::record(cx, tx, NewEvent::new::<Task>(name, row.id).with(json!({ "owner": to }))).await?;
    }
    Ok(show(cx, found(cx, tx, row.id).await?))
}

/// A task is for its owner, or for its role while nobody has it; a director or an admin takes over whatever it is.
fn may_touch(cx: &Cx, row: &Row) -> Result<(), Fail> {
    if matches!(cx.caller.role, Some(Role::Director | Role::Admin)) {
        return Ok(());
    }
    match row.owner {
        Some(owner) if cx.caller.user() == Some(owner) => Ok(()),
        Some(_) => Err(Broken::HeldByAnother.into()),
        None if cx.caller.role == Some(row.role) => Ok(()),
        None => Err(Fail::Forbidden),
    }
}

fn closed_by_act(cx: &Cx, kind: &str) -> bool {
    cx.app.kinds().task(kind).is_some_and(|kind| kind.closed_by_act)
}

async fn found(cx: &Cx, tx: &mut Tx, id: TaskId) -> Result<Row, Fail> {
    if cx.caller.view() != View::All {
        return Err(Fail::NotFound);
    }
    store::get(tx, cx.program(), id).await?.ok_or(Fail::NotFound)
}

/// One task.
pub(super) async fn get(cx: &Cx, tx: &mut Tx, id: TaskId) -> Result<TaskShown, Fail> {
    Ok(show(cx, found(cx, tx, id).await?))
}

/// Tasks of the program, for the vendor alone.
pub async fn list(cx: &Cx, tx: &mut Tx, query: &TasksQuery) -> Result<Page<TaskShown>, Fail> {
    if cx.caller.view() != View::All {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let limit = paging::limit(query.limit);
    let wrong = |field: &str| Fail::field(field, crate::texts::not_understood);
    let after = listing::cursor(query.after.as_deref())?;
    let subject = query.subject.as_deref().map(|text| subject_of(text).ok_or_else(|| wrong("subject"))).transpose()?;
    let rows = store::page(tx, cx.program(), query, subject, after, limit + 1).await?;
    let open = |row: &Row| if query.sort.is_some() { row.opened_at } else { row.due_at };
    let page = Page::of(rows, limit, |row| Cursor {
        key: row.done_at.filter(|_| query.done).unwrap_or_else(|| open(row)).micros(),
        id: row.id.uuid(),
    });
    Ok(Page { items: page.items.into_iter().map(|row| show(cx, row)).collect(), next: page.next })
}

fn show(cx: &Cx, row: Row) -> TaskShown {
    let title = cx.app.kinds().task(&row.kind).map_or_else(|| row.kind.clone(), |kind| (kind.title)(cx.lang));
    let by = |id: Vec<u8>| <[u8; 16]>::try_from(id).ok().map(Uuid::from_bytes);
    let done_by = row.done_by_kind.map(|kind| match row.done_by_id.and_then(by) {
        Some(id) => subject_text(&kind, id),
        None => kind,
    });
    TaskShown {
        id: row.id,
        closed_by_act: closed_by_act(cx, &row.kind),
        kind: row.kind,
        title,
        subject: subject_text(&row.subject_kind, Uuid::from_bytes(row.subject)),
        role: row.role,
        owner: row.owner,
        owner_name: row.owner_name,
        due_at: row.due_at,
        overdue: row.done_at.is_none() && row.due_at <= cx.now,
        data: row.data.0,
        opened_at: row.opened_at,
        done_at: row.done_at,
        done_by,
        note: row.note,
    }
}

fn subject_text(prefix: &str, id: Uuid) -> String {
    format!("{prefix}_{}", id.simple())
}

/// The id in a text such as `lead_0192f0c1…`, whatever its kind.
fn subject_of(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text.rsplit_once('_')?.1).ok()
}
