//! What waits for whoever looks.

use db::{Tx, Work};
use kit::{Instant, Uuid, paging, time::Span};
use network::versions;
use platform::{Cx, Fail, Role, View};

use super::{Ending, Waiting, store, store::TaskRow, texts};

/// How long before the end of its offers a lead that nobody has accepted is shown.
const AHEAD: Span = Span::hours(2);

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

/// What waits for the caller, the most urgent first; and whether there is more than `limit`.
pub async fn waiting(cx: &Cx, tx: &mut Tx, limit: Option<u32>) -> Result<(Vec<Waiting>, bool), Fail> {
    let Some(role) = cx.caller.role.filter(|_| cx.caller.view() == View::All) else {
        return Ok((Vec::new(), false));
    };
    let limit = paging::limit(limit);
    let tasks = store::tasks(tx, cx.program(), reach(role), cx.caller.user(), limit + 1).await?;
    let rules = versions::rules(tx, cx.program()).await?;
    let hours = &rules.vendor_calendar()?.hours;
    let late = |due: Instant| (due <= cx.now).then(|| hours.working_between(due, cx.now).as_minutes());
    let mut all: Vec<Waiting> = tasks.into_iter().map(|task| of_task(cx, task, late)).collect();
    if distributes(role) {
        let ending = store::ending(tx, cx.program(), cx.now, cx.now + AHEAD, limit + 1).await?;
        all.extend(ending.into_iter().map(|lead| of_lead(cx, lead)));
    }
    all.sort_by_key(|one| (one.due_at, one.subject.clone()));
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = all.len() > most;
    all.truncate(most);
    Ok((all, more))
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
        kind: "offers_end".to_owned(),
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
