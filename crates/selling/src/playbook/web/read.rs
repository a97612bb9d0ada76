//! The partner's reader, and its own columns over a process.

use askama::Template;
use db::{Tx, Work};
use network::products;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{
    super::{
        ProcessId, ProcessShown,
        cards::{self, CardContent, CardShown},
        processes, terms,
        texts::role_name,
        words::{Both, Content, Criteria, Person, Stage},
    },
    matrix,
    process::{ByProcess, asks, roles},
    texts,
};
use crate::stages::{Column, OwnProcess, SELLERS, keep_columns, own_columns};

/// The partner's columns: a name for each stage; stages with the same name are one column.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    stage: Vec<String>,
    name: Vec<String>,
}

impl Typed {
    fn columns(&self) -> OwnProcess {
        let mut columns: Vec<Column> = Vec::new();
        for (stage, name) in self.stage.iter().zip(&self.name) {
            let name = name.trim();
            match columns.iter_mut().find(|column| column.name == name) {
                _ if name.is_empty() || name == "—" => {}
                Some(column) => column.stages.push(stage.clone()),
                None => columns.push(Column { name: name.to_owned(), stages: vec![stage.clone()] }),
            }
        }
        OwnProcess { columns }
    }
}

#[derive(Template)]
#[template(path = "playbook/pages/told.html")]
struct Told<'a> {
    ui: &'a Ui,
    content: &'a CardContent,
}

impl Told<'_> {
    fn role(&self, person: &Person) -> String {
        role_name(self.ui.lang, person.role)
    }
}

/// A card to read.
pub(super) fn told(ui: &Ui, content: &CardContent) -> Markup {
    Markup::of(&Told { ui, content })
}

#[derive(Template)]
#[template(path = "playbook/pages/reader.html")]
struct Reader<'a> {
    ui: &'a Ui,
    processes: Vec<(ProcessShown, String)>,
    cards: Vec<(String, Markup)>,
}

#[derive(Template)]
#[template(path = "playbook/pages/read.html")]
struct ReadPage<'a> {
    ui: &'a Ui,
    process: ProcessId,
    content: Content,
    names: Vec<String>,
    form: Form,
    acts: bool,
}

impl ReadPage<'_> {
    fn asks(&self, criteria: &Criteria) -> String {
        asks(self.ui, criteria)
    }
    fn roles(&self, stage: &Stage) -> String {
        roles(self.ui, stage)
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let all = Operation::get("/my/playbook", "playbook.reader", "The playbook for a partner: the page")
        .roles(Role::PARTNER)
        .page(|cx, tx, call: &Call| Box::pin(reader(cx, tx, &call.meta)));
    let one = Operation::get("/my/playbook/{process}", "playbook.read", "A process for a partner: the page")
        .roles(Role::PARTNER)
        .page(|cx, tx, call: &Call<ByProcess>| {
            Box::pin(async move { page(cx, tx, call.path.process, &call.meta, Form::default()).await })
        });
    let own = Operation::post("/my/playbook/{process}/own", "stages.own_page", "Name the columns by the page")
        .roles(SELLERS)
        .form(kept, |cx, tx, call: &Call<ByProcess>, form| {
            Box::pin(async move { page(cx, tx, call.path.process, &call.meta, form).await })
        });
    vec![all, one, own]
}

fn kept<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByProcess, Nothing, Typed>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let id = call.path.process;
        let named = keep_columns(cx, tx, id, &call.body.columns()).await;
        named.map_err(|fail| match fail {
            Fail::Invalid(mut faults) => {
                faults.iter_mut().for_each(|fault| fault.field = "name".to_owned());
                Fail::Invalid(faults)
            }
            other => other,
        })?;
        Ok(web::done(format!("/my/deal-board?process={id}"), &texts::saved(cx.lang)))
    })
}

async fn reader(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let mut shown = Vec::new();
    for process in processes::published(cx, tx).await? {
        let product = products::get_in(cx, tx, process.product).await?.name;
        shown.push((process, product));
    }
    let words = terms::all(cx, tx).await?;
    let cards: Vec<CardShown> = cards::all(cx, tx).await?;
    let cards = cards.iter().map(|card| (matrix::title(&ui, &words, card), told(&ui, &card.content.0))).collect();
    Ok(web::page(&ui, Page::new(texts::playbook(ui.lang)), &Reader { ui: &ui, processes: shown, cards }))
}

async fn page(cx: &Cx, tx: &mut Tx, id: ProcessId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let process = processes::seen(cx, tx, id).await?;
    let number = process.published.ok_or(Fail::NotFound)?;
    let content = processes::version(cx, tx, id, number).await?.content.0;
    let own = own_columns(cx, tx, id).await?;
    let named = |stage: &Stage| {
        let column = own.iter().find(|column| column.stages.contains(&stage.key));
        column.map(|column| column.name.clone()).unwrap_or_default()
    };
    let names = content.stages.iter().map(named).collect();
    let form = ui.filled(refused, &format!("/my/playbook/{id}/own"), &[]);
    let name: &Both = &process.name.0;
    let head = Page::new(name.said(ui.lang)).crumb("/my/playbook", texts::playbook(ui.lang));
    let head = head.over(texts::version(ui.lang, number));
    let acts = cx.caller.role.is_some_and(|role| SELLERS.contains(&role));
    Ok(web::page(&ui, head, &ReadPage { ui: &ui, process: id, content, names, form, acts }))
}
