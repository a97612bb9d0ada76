//! *Today*: the first page of everybody at the vendor.

use askama::Template;
use db::Tx;
use network::tasks::{self, TaskId};
use platform::{
    Call, Cx, Fail, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Tile, Tone, Ui, parts},
};
use serde::Deserialize;

use super::{Waiting, service, texts};
use crate::measures::{figures, measures};

/// Lines of work on the page.
const LINES: u32 = 40;

#[derive(Deserialize)]
struct ByTask {
    task: TaskId,
}

#[derive(Template)]
#[template(path = "today/pages/today.html")]
struct TodayPage<'a> {
    ui: &'a Ui,
    tiles: Vec<Tile>,
    behind: i64,
    waiting: Vec<Waiting>,
    more: bool,
    for_all: bool,
    me: String,
    works: bool,
    parts: Vec<Markup>,
}

/// What waits for one reason.
struct Kind<'w> {
    title: String,
    /// How much of it is overdue.
    overdue: usize,
    lines: Vec<&'w Waiting>,
}

impl TodayPage<'_> {
    /// What waits, by reason: the reason whose most urgent line is due first stands first.
    fn kinds(&self) -> Vec<Kind<'_>> {
        let mut kinds: Vec<(&str, Kind<'_>)> = Vec::new();
        for one in &self.waiting {
            let place = kinds.iter().position(|(kind, _)| *kind == one.kind).unwrap_or_else(|| {
                // Each lead counts its own offers in its line.
                let ends = one.kind == "offers_end";
                let title = if ends { texts::offers_end_soon(self.ui.lang) } else { one.title.clone() };
                kinds.push((&one.kind, Kind { title, overdue: 0, lines: Vec::new() }));
                kinds.len() - 1
            });
            if let Some((_, kind)) = kinds.get_mut(place) {
                kind.overdue += usize::from(one.overdue);
                kind.lines.push(one);
            }
        }
        kinds.into_iter().map(|(_, kind)| kind).collect()
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
        let hours = minutes / 60;
        if hours == 0 {
            let minutes = self.ui.plural(minutes, ["минуту", "минуты", "минут"], ["minute", "minutes"]);
            return texts::late_by_minutes(self.ui.lang, &minutes);
        }
        let hours =
            self.ui.plural(hours, ["рабочий час", "рабочих часа", "рабочих часов"], ["working hour", "working hours"]);
        texts::late_by(self.ui.lang, &hours)
    }
    fn overdue(&self) -> usize {
        self.waiting.iter().filter(|one| one.overdue).count()
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
        .page(|cx, tx, call: &Call| Box::pin(today(cx, tx, &call.meta)));
    let take =
        Operation::post("/today/tasks/{task}/take", "today.take", "Take a task by the page").roles(WORKERS).form(
            |cx, tx, call: &Call<ByTask>| {
                Box::pin(async move {
                    tasks::take(cx, tx, call.path.task).await?;
                    Ok(web::done("/today", &texts::taken(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByTask>, _: Form| Box::pin(today(cx, tx, &call.meta)),
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
            |cx, tx, call: &Call<ByTask>, _: Form| Box::pin(today(cx, tx, &call.meta)),
        );
    let done =
        Operation::post("/today/tasks/{task}/done", "today.done", "Close a task by the page").roles(WORKERS).form(
            |cx, tx, call: &Call<ByTask>| {
                Box::pin(async move {
                    tasks::done(cx, tx, call.path.task, None).await?;
                    Ok(web::done("/today", &texts::done_said(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByTask>, _: Form| Box::pin(today(cx, tx, &call.meta)),
        );
    vec![page, take, release, done]
}

async fn today(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let network = measures(cx, tx).await?;
    let (waiting, more) = service::waiting(cx, tx, Some(LINES)).await?;
    let role = cx.caller.role;
    let day = ui.day(cx.now);
    let page = Page::new(texts::today(ui.lang)).over(day);
    let template = TodayPage {
        parts: parts(cx, tx, &ui, "today", cx.program().uuid()).await?,
        tiles: network.measures.iter().map(|measure| figures::tile(&ui, measure)).collect(),
        behind: network.behind,
        waiting,
        more,
        for_all: matches!(role, Some(Role::Director | Role::Admin | Role::Auditor)),
        me: ui.who.as_ref().map(|who| who.name.clone()).unwrap_or_default(),
        works: role.is_some_and(|role| WORKERS.contains(&role)),
        ui: &ui,
    };
    Ok(web::page(&ui, page, &template))
}
