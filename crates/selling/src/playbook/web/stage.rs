//! One stage, written on its page.

use askama::Template;
use db::{Tx, Work};
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Ui},
};
use serde::Deserialize;

use super::{
    super::{
        BuyerRole, DealField, EDITORS, processes,
        texts::{field_name, role_name},
        words::{Both, Content, Criteria, Hints, Stage},
    },
    lines,
    process::ByStage,
    texts,
};

/// A stage as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    name_ru: String,
    name_en: String,
    goal_ru: String,
    goal_en: String,
    norm_days: String,
    wins: bool,
    entry_fields: Vec<DealField>,
    entry_roles: Vec<BuyerRole>,
    entry_checks_ru: String,
    entry_checks_en: String,
    exit_fields: Vec<DealField>,
    exit_roles: Vec<BuyerRole>,
    exit_checks_ru: String,
    exit_checks_en: String,
    roles: Vec<BuyerRole>,
    actions_ru: String,
    actions_en: String,
    questions_ru: String,
    questions_en: String,
    materials_ru: String,
    materials_en: String,
    solo_ru: String,
    solo_en: String,
    small_ru: String,
    small_en: String,
    medium_ru: String,
    medium_en: String,
    large_ru: String,
    large_en: String,
}

fn both(ru: &str, en: &str) -> Both {
    Both { ru: ru.to_owned(), en: en.to_owned() }
}

impl Typed {
    fn stage(&self, before: &Stage) -> Stage {
        Stage {
            key: before.key.clone(),
            name: both(&self.name_ru, &self.name_en),
            goal: both(&self.goal_ru, &self.goal_en),
            norm_days: self.norm_days.trim().parse().unwrap_or(0),
            entry: Criteria {
                fields: self.entry_fields.clone(),
                roles: self.entry_roles.clone(),
                checks: lines::checks(&self.entry_checks_ru, &self.entry_checks_en, &before.entry.checks),
            },
            exit: Criteria {
                fields: self.exit_fields.clone(),
                roles: self.exit_roles.clone(),
                checks: lines::checks(&self.exit_checks_ru, &self.exit_checks_en, &before.exit.checks),
            },
            roles: self.roles.clone(),
            actions: lines::read(&self.actions_ru, &self.actions_en),
            questions: lines::read(&self.questions_ru, &self.questions_en),
            materials: lines::materials(&self.materials_ru, &self.materials_en),
            hints: Hints {
                solo: both(&self.solo_ru, &self.solo_en),
                small: both(&self.small_ru, &self.small_en),
                medium: both(&self.medium_ru, &self.medium_en),
                large: both(&self.large_ru, &self.large_en),
            },
            wins: self.wins,
        }
    }
}

/// What the form shows of a stage.
fn known(stage: &Stage) -> Vec<(&'static str, String)> {
    let mut all = vec![("norm_days", stage.norm_days.to_string()), ("wins", stage.wins.to_string())];
    let mut pair = |names: (&'static str, &'static str), (ru, en): (String, String)| {
        all.push((names.0, ru));
        all.push((names.1, en));
    };
    let own = |text: &Both| (text.ru.clone(), text.en.clone());
    pair(("name_ru", "name_en"), own(&stage.name));
    pair(("goal_ru", "goal_en"), own(&stage.goal));
    pair(("entry_checks_ru", "entry_checks_en"), lines::written(stage.entry.checks.iter().map(|check| &check.text)));
    pair(("exit_checks_ru", "exit_checks_en"), lines::written(stage.exit.checks.iter().map(|check| &check.text)));
    pair(("actions_ru", "actions_en"), lines::written(&stage.actions));
    pair(("questions_ru", "questions_en"), lines::written(&stage.questions));
    pair(("materials_ru", "materials_en"), lines::of_materials(&stage.materials));
    pair(("solo_ru", "solo_en"), own(&stage.hints.solo));
    pair(("small_ru", "small_en"), own(&stage.hints.small));
    pair(("medium_ru", "medium_en"), own(&stage.hints.medium));
    pair(("large_ru", "large_en"), own(&stage.hints.large));
    all.extend(stage.entry.fields.iter().map(|field| ("entry_fields", field.code().to_owned())));
    all.extend(stage.exit.fields.iter().map(|field| ("exit_fields", field.code().to_owned())));
    all.extend(stage.entry.roles.iter().map(|role| ("entry_roles", role.code().to_owned())));
    all.extend(stage.exit.roles.iter().map(|role| ("exit_roles", role.code().to_owned())));
    all.extend(stage.roles.iter().map(|role| ("roles", role.code().to_owned())));
    all
}

#[derive(Template)]
#[template(path = "playbook/pages/stage.html")]
struct StagePage<'a> {
    ui: &'a Ui,
    form: Form,
    action: String,
}

impl StagePage<'_> {
    fn fields(&self) -> Vec<(&'static str, String)> {
        DealField::ALL.iter().map(|field| (field.code(), field_name(self.ui.lang, *field))).collect()
    }
    fn people(&self) -> Vec<(&'static str, String)> {
        BuyerRole::ALL.iter().map(|role| (role.code(), role_name(self.ui.lang, *role))).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let address = "/playbook/processes/{process}/stages/{stage}";
    let one = Operation::get(address, "playbook.page_stage", "A stage: the page")
        .roles(EDITORS)
        .page(|cx, tx, call: &Call<ByStage>| Box::pin(page(cx, tx, &call.path, &call.meta, Form::default())));
    let write = Operation::post(address, "playbook.page_write_stage", "Write a stage by the page")
        .roles(EDITORS)
        .form(written, |cx, tx, call: &Call<ByStage>, form| Box::pin(page(cx, tx, &call.path, &call.meta, form)));
    let up = "/playbook/processes/{process}/stages/{stage}/up";
    let up = Operation::post(up, "playbook.page_stage_up", "Put a stage before the one above it by the page")
        .roles(EDITORS)
        .form(up_by_one, |cx, tx, call: &Call<ByStage>, form| Box::pin(page(cx, tx, &call.path, &call.meta, form)));
    let remove = "/playbook/processes/{process}/stages/{stage}/remove";
    let remove = Operation::post(remove, "playbook.page_stage_remove", "Take a stage out of the draft by the page")
        .roles(EDITORS)
        .form(removed, |cx, tx, call: &Call<ByStage>, form| Box::pin(page(cx, tx, &call.path, &call.meta, form)));
    vec![one, write, up, remove]
}

/// The draft that is written on, and the place of the stage in it.
async fn opened(cx: &Cx, tx: &mut Tx, path: &ByStage) -> Result<(i64, Content, usize), Fail> {
    let process = processes::get(cx, tx, path.process).await?;
    let content = processes::draft(cx, tx, &process).await?;
    let (place, _) = content.stage(&path.stage).ok_or(Fail::NotFound)?;
    Ok((process.version, content, place))
}

fn back(path: &ByStage, said: &str) -> Reply {
    web::done(format!("/playbook/processes/{}#{}", path.process, path.stage), said)
}

fn written<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByStage, Nothing, Typed>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let (version, mut content, place) = opened(cx, tx, &call.path).await?;
        call.meta.based_on(version)?;
        let stage = call.body.stage(&content.stages[place]);
        // Faults are named by the fields of this form, not by the place in the process.
        super::super::valid::stage("", &stage).map_err(at_a_language)?;
        content.stages[place] = stage;
        processes::write(cx, tx, call.path.process, &content).await?;
        Ok(back(&call.path, &texts::saved(cx.lang)))
    })
}

/// The form has a field for each language and none for both.
fn at_a_language(fail: Fail) -> Fail {
    let Fail::Invalid(mut faults) = fail else { return fail };
    for fault in &mut faults {
        let field = fault.field.split(['[', '.']).next().unwrap_or_default().to_owned();
        fault.field = match field.as_str() {
            "norm_days" => field,
            "hints" => "solo_ru".to_owned(),
            "entry" => "entry_checks_ru".to_owned(),
            "exit" => "exit_checks_ru".to_owned(),
            other => format!("{other}_ru"),
        };
    }
    Fail::Invalid(faults)
}

fn up_by_one<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByStage, Nothing, Nothing>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let (_, mut content, place) = opened(cx, tx, &call.path).await?;
        if place > 0 {
            content.stages.swap(place, place - 1);
            processes::write(cx, tx, call.path.process, &content).await?;
        }
        Ok(back(&call.path, &texts::saved(cx.lang)))
    })
}

fn removed<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByStage, Nothing, Nothing>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let (_, mut content, place) = opened(cx, tx, &call.path).await?;
        content.stages.remove(place);
        processes::write(cx, tx, call.path.process, &content).await?;
        Ok(web::done(format!("/playbook/processes/{}", call.path.process), &texts::taken_out(cx.lang)))
    })
}

async fn page(cx: &Cx, tx: &mut Tx, path: &ByStage, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let (version, content, place) = opened(cx, tx, path).await?;
    let process = processes::get(cx, tx, path.process).await?;
    let stage = &content.stages[place];
    let action = format!("/playbook/processes/{}/stages/{}", path.process, path.stage);
    let form = ui.editing(refused, &action, version, &known(stage));
    let up = format!("/playbook/processes/{}", path.process);
    let head = Page::new(stage.name.said(ui.lang)).crumb("/playbook", texts::playbook(ui.lang));
    let head = head.crumb(up, process.name.0.said(ui.lang));
    Ok(web::page(&ui, head, &StagePage { ui: &ui, form, action }))
}
