//! What a publication changes, read before it happens.

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Ui},
};
use serde::Deserialize;

use super::{
    super::{PUBLISHERS, ProcessId, processes},
    process::ByProcess,
    texts,
};

#[derive(Debug, Clone, Deserialize)]
struct Why {
    #[serde(default)]
    note: String,
}

#[derive(Template)]
#[template(path = "playbook/pages/publish.html")]
struct PublishPage<'a> {
    ui: &'a Ui,
    process: ProcessId,
    changes: Vec<String>,
    form: Form,
}

pub(super) fn operations() -> Vec<Operation> {
    let address = "/playbook/processes/{process}/publish";
    let see = Operation::get(address, "playbook.page_changes", "What a publication changes: the page")
        .roles(PUBLISHERS)
        .page(|cx, tx, call: &Call<ByProcess>| {
            Box::pin(async move { page(cx, tx, call.path.process, &call.meta, Form::default()).await })
        });
    let publish =
        Operation::post(address, "playbook.page_publish", "Publish a process by the page").roles(PUBLISHERS).form(
            |cx, tx, call: &Call<ByProcess, Nothing, Why>| {
                Box::pin(async move {
                    let id = call.path.process;
                    // What was read is what is published.
                    call.meta.based_on(processes::get(cx, tx, id).await?.version)?;
                    processes::publish(cx, tx, id, &call.body.note).await?;
                    Ok(web::done(format!("/playbook/processes/{id}"), &texts::published(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByProcess>, form| {
                Box::pin(async move { page(cx, tx, call.path.process, &call.meta, form).await })
            },
        );
    vec![see, publish]
}

async fn page(cx: &Cx, tx: &mut Tx, id: ProcessId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let process = processes::get(cx, tx, id).await?;
    let changes = processes::changes(cx, tx, &process).await?;
    let up = format!("/playbook/processes/{id}");
    let form = ui.editing(refused, &format!("{up}/publish"), process.version, &[]);
    let head = Page::new(texts::what_changes(ui.lang)).crumb("/playbook", texts::playbook(ui.lang));
    let head = head.crumb(up, process.name.0.said(ui.lang)).narrow();
    Ok(web::page(&ui, head, &PublishPage { ui: &ui, process: id, changes, form }))
}
