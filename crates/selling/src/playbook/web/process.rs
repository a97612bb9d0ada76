//! A process: its stages to read and to arrange.

use askama::Template;
use db::{Tx, Work};
use network::products;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{
    super::{
        EDITORS, PUBLISHERS, ProcessId, ProcessShown, VersionShown,
        processes::{self, ProcessChange},
        texts::{field_name, motion_name, role_name},
        words::{Both, Content, Criteria, Stage},
    },
    lines, publishes, texts, writes,
};

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ByProcess {
    pub process: ProcessId,
}
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ByStage {
    pub process: ProcessId,
    pub stage: String,
}
#[derive(Debug, Clone, Deserialize)]
struct NewStage {
    #[serde(default)]
    name_ru: String,
    #[serde(default)]
    name_en: String,
}
#[derive(Debug, Clone, Deserialize)]
struct Renamed {
    #[serde(default)]
    name_ru: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    retired: bool,
}

#[derive(Template)]
#[template(path = "playbook/pages/process.html")]
struct OnePage<'a> {
    ui: &'a Ui,
    process: ProcessShown,
    content: Content,
    versions: Vec<VersionShown>,
    writes: bool,
    publishes: bool,
    add: Form,
    rename: Form,
}

impl OnePage<'_> {
    fn asks(&self, criteria: &Criteria) -> String {
        asks(self.ui, criteria)
    }
    fn roles(&self, stage: &Stage) -> String {
        roles(self.ui, stage)
    }
}

/// What a stage asks, in a line.
pub(super) fn asks(ui: &Ui, criteria: &Criteria) -> String {
    let fields = criteria.fields.iter().map(|field| field_name(ui.lang, *field));
    let roles = criteria.roles.iter().map(|role| role_name(ui.lang, *role));
    let checks = criteria.checks.iter().map(|check| check.text.said(ui.lang).to_owned());
    fields.chain(roles).chain(checks).collect::<Vec<_>>().join("; ")
}

pub(super) fn roles(ui: &Ui, stage: &Stage) -> String {
    stage.roles.iter().map(|role| role_name(ui.lang, *role)).collect::<Vec<_>>().join(", ")
}

pub(super) fn operations() -> Vec<Operation> {
    let one = Operation::get("/playbook/processes/{process}", "playbook.page_process", "A process: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call<ByProcess>| {
            Box::pin(async move { page(cx, tx, call.path.process, &call.meta, Form::default()).await })
        });
    let rename = Operation::post(
        "/playbook/processes/{process}",
        "playbook.page_rename",
        "Rename or retire a process by the page",
    )
    .roles(PUBLISHERS)
    .form(renamed, |cx, tx, call: &Call<ByProcess>, form| {
        Box::pin(async move { page(cx, tx, call.path.process, &call.meta, form).await })
    });
    let add =
        Operation::post("/playbook/processes/{process}/stages", "playbook.page_add_stage", "Add a stage by the page")
            .roles(EDITORS)
            .form(added, |cx, tx, call: &Call<ByProcess>, form| {
                Box::pin(async move { page(cx, tx, call.path.process, &call.meta, form).await })
            });
    let remove = Operation::post(
        "/playbook/processes/{process}/remove",
        "playbook.page_remove",
        "Delete an unused process by the page",
    )
    .roles(PUBLISHERS)
    .form(removed, |cx, tx, call: &Call<ByProcess>, form| {
        Box::pin(async move { page(cx, tx, call.path.process, &call.meta, form).await })
    });
    let discard = Operation::post(
        "/playbook/processes/{process}/discard",
        "playbook.page_discard",
        "Throw a draft away by the page",
    )
    .roles(EDITORS)
    .form(discarded, |cx, tx, call: &Call<ByProcess>, form| {
        Box::pin(async move { page(cx, tx, call.path.process, &call.meta, form).await })
    });
    vec![one, rename, add, remove, discard]
}

fn renamed<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByProcess, Nothing, Renamed>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let Renamed { name_ru, name_en, retired } = call.body.clone();
        let name = Both { ru: name_ru, en: name_en };
        if name.is_empty() {
            return Err(Fail::field("name_ru", network::texts::empty));
        }
        let change = ProcessChange { name: Some(name), retired: Some(retired) };
        processes::change(cx, tx, call.path.process, &change).await?;
        Ok(web::done(format!("/playbook/processes/{}", call.path.process), &texts::saved(cx.lang)))
    })
}

fn added<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByProcess, Nothing, NewStage>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let id = call.path.process;
        let process = processes::get(cx, tx, id).await?;
        let mut content = processes::draft(cx, tx, &process).await?;
        let name = Both { ru: call.body.name_ru.clone(), en: call.body.name_en.clone() };
        if name.is_empty() {
            return Err(Fail::field("name_ru", network::texts::empty));
        }
        let taken: Vec<String> = content.stages.iter().map(|stage| stage.key.clone()).collect();
        let key = lines::new_key("s", &taken);
        content.stages.push(Stage { key: key.clone(), name, norm_days: 7, ..Stage::default() });
        processes::write(cx, tx, id, &content).await?;
        Ok(web::done(format!("/playbook/processes/{id}/stages/{key}"), &texts::stage_added(cx.lang)))
    })
}

fn removed<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByProcess, Nothing, Nothing>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        processes::remove(cx, tx, call.path.process).await?;
        Ok(web::done("/playbook", &texts::process_removed(cx.lang)))
    })
}

fn discarded<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByProcess, Nothing, Nothing>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        processes::discard(cx, tx, call.path.process).await?;
        Ok(web::done(format!("/playbook/processes/{}", call.path.process), &texts::discarded(cx.lang)))
    })
}

async fn page(cx: &Cx, tx: &mut Tx, id: ProcessId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let process = processes::get(cx, tx, id).await?;
    let content = processes::draft(cx, tx, &process).await?;
    let product = products::get_in(cx, tx, process.product).await?.name;
    let head = Page::new(process.name.0.said(ui.lang)).crumb("/playbook", texts::playbook(ui.lang));
    let head = head.over(format!("{product} · {}", motion_name(ui.lang, process.motion)));
    let waits = process.draft.is_some() && publishes(cx) && process.retired_at.is_none();
    let action = format!("/playbook/processes/{id}/publish");
    let head = if waits { head.action(&action, "arrows-diff", &texts::see_changes(ui.lang)) } else { head };
    let known = [
        ("name_ru", process.name.0.ru.clone()),
        ("name_en", process.name.0.en.clone()),
        ("retired", process.retired_at.is_some().to_string()),
    ];
    let body = OnePage {
        versions: processes::versions(cx, tx, id).await?,
        writes: writes(cx) && process.retired_at.is_none(),
        publishes: publishes(cx),
        add: ui.filled(refused.clone(), &format!("/playbook/processes/{id}/stages"), &[]),
        rename: ui.filled(refused, &format!("/playbook/processes/{id}"), &known),
        ui: &ui,
        process,
        content,
    };
    Ok(web::page(&ui, head, &body))
}
