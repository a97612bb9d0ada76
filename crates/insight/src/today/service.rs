//! What waits for whoever looks.

use std::cmp::Reverse;

use db::{Tx, Work};
use kit::{
    Instant, Uuid, paging,
    paging::{Cursor, Page},
    time::Span,
};
use network::versions;
use platform::{Cx, Fail, Role, View, listing};

use super::{Counted, Ending, Waiting, store, store::TaskRow, texts};

/// How long before the end of its offers a lead that nobody has accepted is shown.
const AHEAD: Span = Span::hours(2);
/// The kind of what waits because offers end.
pub(super) const OFFERS_END: &str = "offers_end";
/// What it weighs: less than a promise to a client and a lead that nobody took.
const OFFERS_END_WEIGHT: u8 = 75;
/// Leads at most whose offers are about to end.
const MOST: u32 = 500;

/// Whose work a reader sees: of everybody, or of one role.
fn reach(role: Role) -> Option<Role> {
    match role {
        Role::Director | Role::Admin | Role::Auditor => None,
        own => Some(own),
    }
}

/// Who distributes leads, and so is told when offers are about to end.
fn distributes(role: Role) -> bool {
    matches!(role, Role::LeadDesk | Role::ChannelManager | Role::Director | Role::Admin | Role::Auditor)
}

/// The role of a caller that sees what waits.
fn reader(cx: &Cx) -> Option<Role> {
    cx.caller.role.filter(|_| cx.caller.view() == View::All)
}

/// What waits for the caller, of one kind or of all, the most urgent first; and whether there is more than `limit`.
pub(super) async fn waiting(
    cx: &Cx,
    tx: &mut Tx,
    kind: Option<&str>,
    limit: Option<u32>,
) -> Result<(Vec<Waiting>, bool), Fail> {
    let limit = paging::limit(limit);
    let mut all = match kind {
        Some(OFFERS_END) => Vec::new(),
        _ => of_tasks(cx, tx, kind, None, limit + 1).await?,
    };
    if kind.is_none_or(|kind| kind == OFFERS_END) {
        all.extend(ending(cx, tx, limit + 1).await?);
    }
    all.sort_by_key(|one| (one.due_at, one.subject.clone()));
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = all.len() > most;
    all.truncate(most);
    Ok((all, more))
}

/// How much waits of each kind: what weighs most first, then what is due first.
pub(super) async fn kinds(cx: &Cx, tx: &mut Tx) -> Result<Vec<Counted>, Fail> {
    let Some(role) = reader(cx) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (code, count, overdue, due) in store::kinds(tx, cx.program(), reach(role), cx.caller.user(), cx.now).await? {
        let kind = cx.app.kinds().task(&code);
        let title = kind.map_or_else(|| code.clone(), |kind| (kind.title)(cx.lang));
        found.push((kind.map_or(0, |kind| kind.weight), due, Counted { kind: code, title, count, overdue }));
    }
    let ending = ending(cx, tx, MOST).await?;
    if let Some(first) = ending.first() {
        let (title, count) = (texts::offers_end_soon(cx.lang), i64::try_from(ending.len()).unwrap_or(i64::MAX));
        let counted = Counted { kind: OFFERS_END.to_owned(), title, count, overdue: 0 };
        found.push((OFFERS_END_WEIGHT, first.due_at, counted));
    }
    found.sort_by_key(|(weight, due, counted)| (Reverse(*weight), *due, counted.kind.clone()));
    Ok(found.into_iter().map(|(.., counted)| counted).collect())
}

/// A page of what waits of one kind, the most urgent first.
pub(super) async fn page(cx: &Cx, tx: &mut Tx, kind: &str, after: Option<&str>) -> Result<Page<Waiting>, Fail> {
    if kind == OFFERS_END {
        return Ok(Page { items: ending(cx, tx, MOST).await?, next: None });
    }
    let (limit, after) = (paging::limit(None), listing::cursor(after)?);
    let rows = of_tasks(cx, tx, Some(kind), after, limit + 1).await?;
    let id = |one: &Waiting| one.task.map_or_else(Uuid::nil, kit::Id::uuid);
    Ok(Page::of(rows, limit, |one| Cursor { key: one.due_at.micros(), id: id(one) }))
}

/// How many minutes a working day of the vendor has.
pub(super) async fn day_minutes(cx: &Cx, tx: &mut Tx) -> Result<i64, Fail> {
    let rules = versions::rules(tx, cx.program()).await?;
    Ok(rules.vendor_calendar()?.hours.usual_day().as_minutes().max(1))
}

async fn of_tasks(
    cx: &Cx,
    tx: &mut Tx,
    kind: Option<&str>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Waiting>, Fail> {
    let Some(role) = reader(cx) else { return Ok(Vec::new()) };
    let tasks = store::tasks(tx, cx.program(), reach(role), cx.caller.user(), (kind, after, limit)).await?;
    let rules = versions::rules(tx, cx.program()).await?;
    let hours = &rules.vendor_calendar()?.hours;
    let late = |due: Instant| (due <= cx.now).then(|| hours.working_between(due, cx.now).as_minutes());
    Ok(tasks.into_iter().map(|task| of_task(cx, task, late)).collect())
}

/// Leads whose offers are about to end, for whoever distributes leads.
async fn ending(cx: &Cx, tx: &mut Tx, limit: u32) -> Result<Vec<Waiting>, Fail> {
    if !reader(cx).is_some_and(distributes) {
        return Ok(Vec::new());
    }
    let ending = store::ending(tx, cx.program(), cx.now, cx.now + AHEAD, limit).await?;
    Ok(ending.into_iter().map(|lead| of_lead(cx, lead)).collect())
}

/// How many tasks of the caller are overdue: the number beside *Today*.
pub(super) fn overdue<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, i64, Fail> {
    Box::pin(async move {
        let Some(role) = cx.caller.role else { return Ok(0) };
        Ok(store::overdue(tx, cx.program(), reach(role), cx.caller.user(), cx.now).await?)
    })
}

fn of_task(cx: &Cx, task: TaskRow, late: impl Fn(Instant) -> Option<i64>) -> Waiting {
    let kind = cx.app.kinds().task(&task.kind);
    let title = kind.map_or_else(|| task.kind.clone(), |kind| (kind.title)(cx.lang));
    let closed_by_act = kind.is_some_and(|kind| kind.closed_by_act);
    let subject = format!("{}_{}", task.subject_kind, Uuid::from_bytes(task.subject).simple());
    let href = kind.map_or(String::new(), |kind| format!("{}/{subject}", kind.place));
    let about: Vec<String> =
        [task.client, task.need.map(|need| short(&need)), task.deal, task.partner_name].into_iter().flatten().collect();
    Waiting {
        kind: task.kind,
        title,
        about: about.join(" · "),
        region: task.region,
        subject,
        href,
        due_at: task.due_at,
        overdue: task.due_at <= cx.now,
        late_minutes: late(task.due_at),
        task: Some(task.id),
        closed_by_act,
        role: Some(task.role),
        owner: task.owner,
        since: task.opened_at,
    }
}

fn of_lead(cx: &Cx, lead: Ending) -> Waiting {
    Waiting {
        kind: OFFERS_END.to_owned(),
        title: texts::offers_end(cx.lang, lead.offers),
        about: format!("{} · {}", lead.client, short(&lead.need)),
        region: Some(lead.region),
        subject: lead.lead.to_string(),
        href: format!("/leads/{}", lead.lead),
        due_at: lead.ends_at,
        overdue: false,
        late_minutes: None,
        task: None,
        closed_by_act: true,
        role: None,
        owner: None,
        since: lead.since,
    }
}

/// The beginning of a long text, cut at a word.
fn short(text: &str) -> String {
    const MOST: usize = 90;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let cut: String = line.chars().take(MOST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{whole}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_need_is_cut_at_a_word() {
        assert_eq!(short("Насосы"), "Насосы");
        assert_eq!(short("Первая строка\nвторая"), "Первая строка");
        let long = "слово ".repeat(30);
        let cut = short(long.trim());
        assert!(cut.ends_with("слово…") && cut.chars().count() <= 91, "{cut}");
    }

    #[test]
    fn who_answers_for_all_sees_all_and_the_others_their_own() {
        assert_eq!(reach(Role::Director), None);
        assert_eq!(reach(Role::LeadDesk), Some(Role::LeadDesk));
        assert!(distributes(Role::ChannelManager) && !distributes(Role::Trainer));
    }
}
