//! *Today*: the first page of everybody at the vendor.

use askama::Template;
use db::Tx;
use network::tasks::{self, TaskId};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Listing, Markup, Page, Tile, Tone, Ui, parts},
};
use serde::Deserialize;

use super::{Counted, Waiting, service, texts};
use crate::measures::{figures, measures};

/// Lines of each kind on the page that shows all.
const LINES: u32 = 8;

#[derive(Deserialize)]
struct ByTask {
    task: TaskId,
}

/// One kind alone, page by page.
#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    kind: Option<String>,
    after: Option<String>,
}

/// Tasks that are done together.
#[derive(Deserialize)]
struct Bulk {
    #[serde(default)]
    task: Vec<TaskId>,
    kind: String,
}

#[derive(Template)]
#[template(path = "today/pages/today.html")]
struct TodayPage<'a> {
    ui: &'a Ui,
    tiles: Vec<Tile>,
    behind: i64,
    kinds: Vec<Kind>,
    /// One kind is shown alone.
    alone: bool,
    list: Listing<'a>,
    bulk: Form,
    for_all: bool,
    me: String,
    works: bool,
    role: Option<Role>,
    day_minutes: i64,
    parts: Vec<Markup>,
}

/// What waits for one reason.
struct Kind {
    counted: Counted,
    lines: Vec<Waiting>,
}

impl Kind {
    /// How many of it are not in sight.
    fn hidden(&self) -> bool {
        usize::try_from(self.counted.count).unwrap_or(usize::MAX) > self.lines.len()
    }
}

impl TodayPage<'_> {
    /// Several can be closed at once: the kind stands alone, and somebody may say that it is done.
    fn closes(&self, kind: &Kind) -> bool {
        self.alone && self.works && kind.lines.iter().any(|one| one.task.is_some() && !one.closed_by_act)
    }
    fn comes_again(&self, kind: &Kind) -> bool {
        kind.counted.kind == leads::desk::kinds::LEAD_REVIEW.code
    }
    /// What a line says of itself under the reason that it shares.
    fn own_words(&self, one: &Waiting) -> String {
        match one.about.is_empty() {
            true => one.title.clone(),
            false => one.about.clone(),
        }
    }
    /// By how much working time it is late.
    fn late(&self, minutes: &i64) -> String {
        let minutes = *minutes;
        let (hours, days) = (minutes / 60, minutes / self.day_minutes);
        if days > 1 {
            let days =
                self.ui.plural(days, ["рабочий день", "рабочих дня", "рабочих дней"], ["working day", "working days"]);
            return texts::late_by(self.ui.lang, &days);
        }
        if hours == 0 {
            let minutes = self.ui.plural(minutes, ["минуту", "минуты", "минут"], ["minute", "minutes"]);
            return texts::late_by_minutes(self.ui.lang, &minutes);
        }
        let hours =
            self.ui.plural(hours, ["рабочий час", "рабочих часа", "рабочих часов"], ["working hour", "working hours"]);
        texts::late_by(self.ui.lang, &hours)
    }
    /// Where one goes on whom nothing waits for.
    fn elsewhere(&self) -> (&'static str, String) {
        let lang = self.ui.lang;
        match self.role {
            Some(Role::Trainer) => ("/playbook", texts::playbook(lang)),
            Some(Role::Quality | Role::Director | Role::Auditor) => ("/insight", texts::numbers(lang)),
            Some(Role::Admin) => ("/settings/people", texts::settings(lang)),
            _ => ("/leads", texts::all_leads(lang)),
        }
    }
    fn nothing_text(&self) -> String {
        match self.role {
            Some(Role::Trainer) => texts::nothing_for_trainer(self.ui.lang),
            Some(Role::Quality | Role::Auditor) => texts::nothing_for_quality(self.ui.lang),
            _ => texts::nothing_text(self.ui.lang),
        }
    }
    fn overdue(&self) -> i64 {
        self.kinds.iter().map(|kind| kind.counted.overdue).sum()
    }
    fn region(&self, one: &Waiting) -> String {
        figures::region(self.ui.lang, one.region.as_deref().unwrap_or_default())
    }
    fn whose(&self, one: &Waiting) -> String {
        match (&one.owner, one.role) {
            (Some(owner), _) => owner.clone(),
            (None, Some(role)) => format!("{}: {}", web::texts::role(self.ui.lang, role), texts::nobody(self.ui.lang)),
            (None, None) => String::new(),
        }
    }
    fn is_mine(&self, one: &Waiting) -> bool {
        one.owner.as_deref() == Some(self.me.as_str())
    }
}

/// Who may work on tasks: everybody at the vendor but the auditor.
const WORKERS: &[Role] =
    &[Role::Director, Role::ChannelManager, Role::LeadDesk, Role::Support, Role::Quality, Role::Trainer, Role::Admin];

pub(super) fn operations() -> Vec<Operation> {
    let page = Operation::get("/today", "today.page", "What waits, and the five numbers: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call<Nothing, Asked>| Box::pin(today(cx, tx, &call.query, &call.meta, Form::default())));
    let take =
        Operation::post("/today/tasks/{task}/take", "today.take", "Take a task by the page").roles(WORKERS).form(
            |cx, tx, call: &Call<ByTask>| {
                Box::pin(async move {
                    tasks::take(cx, tx, call.path.task).await?;
                    Ok(web::done("/today", &texts::taken(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByTask>, _: Form| Box::pin(whole(cx, tx, &call.meta)),
        );
    let release = Operation::post("/today/tasks/{task}/release", "today.release", "Give a task back by the page")
        .roles(WORKERS)
        .form(
            |cx, tx, call: &Call<ByTask>| {
                Box::pin(async move {
                    tasks::release(cx, tx, call.path.task).await?;
                    Ok(web::done("/today", &texts::given_back(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByTask>, _: Form| Box::pin(whole(cx, tx, &call.meta)),
        );
    let done =
        Operation::post("/today/tasks/{task}/done", "today.done", "Close a task by the page").roles(WORKERS).form(
            |cx, tx, call: &Call<ByTask>| {
                Box::pin(async move {
                    tasks::done(cx, tx, call.path.task, None).await?;
                    Ok(web::done("/today", &texts::done_said(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByTask>, _: Form| Box::pin(whole(cx, tx, &call.meta)),
        );
    let several =
        Operation::post("/today/done", "today.done_several", "Close several tasks by the page").roles(WORKERS).form(
            |cx, tx, call: &Call<Nothing, Nothing, Bulk>| {
                Box::pin(async move {
                    let (done, left) = close(cx, tx, &call.body.task).await?;
                    let known = cx.app.kinds().task(&call.body.kind);
                    let back = known.map_or_else(|| "/today".to_owned(), |kind| format!("/today?kind={}", kind.code));
                    Ok(web::done(back, &texts::several_done(cx.lang, done, left)))
                })
            },
            |cx, tx, call: &Call, form| {
                Box::pin(async move { today(cx, tx, &Asked::default(), &call.meta, form).await })
            },
        );
    vec![page, take, release, done, several]
}

/// Says of several tasks that they are done; of how many that can be said, and of how many not.
async fn close(cx: &Cx, tx: &mut Tx, all: &[TaskId]) -> Result<(usize, usize), Fail> {
    let mut done = 0;
    for task in all {
        match tasks::done(cx, tx, *task, None).await {
            Ok(_) => done += 1,
            // Somebody else holds it or was faster: nothing was written.
            Err(Fail::Broken(_) | Fail::Forbidden | Fail::NotFound) => {}
            Err(fail) => return Err(fail),
        }
    }
    Ok((done, all.len() - done))
}

async fn whole(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    today(cx, tx, &Asked::default(), meta, Form::default()).await
}

async fn today(cx: &Cx, tx: &mut Tx, asked: &Asked, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let network = measures(cx, tx).await?;
    let (mut kinds, mut next) = (Vec::new(), None);
    for counted in service::kinds(cx, tx).await? {
        let lines = match asked.kind.as_deref() {
            None => service::waiting(cx, tx, Some(&counted.kind), Some(LINES)).await?.0,
            Some(kind) if kind == counted.kind => {
                let page = service::page(cx, tx, kind, asked.after.as_deref()).await?;
                next = page.next;
                page.items
            }
            Some(_) => continue,
        };
        kinds.push(Kind { counted, lines });
    }
    let role = cx.caller.role;
    let alone = asked.kind.is_some();
    let page = Page::new(texts::today(ui.lang));
    let page = if alone { page.crumb("/today", texts::today(ui.lang)) } else { page.over(ui.day(cx.now)) };
    let template = TodayPage {
        parts: if alone { Vec::new() } else { parts(cx, tx, &ui, "today", cx.program().uuid()).await? },
        tiles: network.measures.iter().map(|measure| figures::tile(&ui, measure)).collect(),
        behind: network.behind,
        kinds,
        alone,
        list: Listing::of(&ui, next),
        bulk: ui.filled(refused, "/today/done", &[]),
        for_all: matches!(role, Some(Role::Director | Role::Admin | Role::Auditor)),
        me: ui.who.as_ref().map(|who| who.name.clone()).unwrap_or_default(),
        works: role.is_some_and(|role| WORKERS.contains(&role)),
        role,
        day_minutes: service::day_minutes(cx, tx).await?,
        ui: &ui,
    };
    Ok(web::page(&ui, page, &template))
}
