//! The first page of the playbook: how much is formalised, and the processes.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kit::id::ProductId;
use network::products;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Tile, Tone, Ui},
};
use serde::Deserialize;

use super::{
    super::{
        EDITORS, Motion, ProcessShown, coverage,
        coverage::Coverage,
        processes::{self, NewProcess},
        templates,
        texts::motion_name,
    },
    texts, writes,
};

#[derive(Debug, Clone, Deserialize)]
struct Begin {
    product: ProductId,
    motion: Motion,
    template: Option<String>,
}

#[derive(Template)]
#[template(path = "playbook/pages/whole.html")]
struct Whole<'a> {
    ui: &'a Ui,
    tiles: Vec<Tile>,
    processes: Vec<ProcessShown>,
    products: BTreeMap<ProductId, String>,
    on_sale: Vec<(String, String)>,
    form: Form,
    writes: bool,
}

impl Whole<'_> {
    fn product(&self, process: &ProcessShown) -> &str {
        self.products.get(&process.product).map_or("—", String::as_str)
    }
    fn motion(&self, process: &ProcessShown) -> String {
        motion_name(self.ui.lang, process.motion)
    }
    fn version(&self, number: &i64) -> String {
        texts::version(self.ui.lang, *number)
    }
    fn motions(&self) -> Vec<(&'static str, String)> {
        Motion::ALL.iter().map(|motion| (motion.code(), motion_name(self.ui.lang, *motion))).collect()
    }
    fn templates(&self) -> Vec<(&'static str, &'static str)> {
        templates::all().iter().map(|one| (one.code.as_str(), one.name.said(self.ui.lang))).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/playbook", "playbook.page", "The playbook: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call| Box::pin(page(cx, tx, &call.meta, Form::default()))),
        Operation::post("/playbook", "playbook.page_begin", "Begin a process by the page").roles(EDITORS).form(
            |cx, tx, call: &Call<Nothing, Nothing, Begin>| {
                Box::pin(async move {
                    let Begin { product, motion, template } = call.body.clone();
                    let name = match template {
                        Some(_) => None,
                        None => Some(texts::new_name()),
                    };
                    let process = processes::add(cx, tx, &NewProcess { product, motion, name, template }).await?;
                    Ok(web::done(format!("/playbook/processes/{}", process.id), &texts::begun(cx.lang)))
                })
            },
            |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
        ),
    ]
}

fn tiles(ui: &Ui, all: &Coverage) -> Vec<Tile> {
    let tile = |icon, label: String, points: i64, note: String| {
        let tone = if points >= 8_000 { Tone::Good } else { Tone::Warning };
        Tile::new(icon, label, ui.percent(points)).tone(tone).note(note)
    };
    let of = |share: coverage::Share| texts::filled(ui.lang, &ui.number(share.filled), &ui.number(share.of));
    vec![
        tile("book", texts::formalised(ui.lang), all.basis_points, texts::formalised_note(ui.lang)),
        tile("table", texts::typology(ui.lang), all.matrix.basis_points(), of(all.matrix)).href("/playbook/matrix"),
        tile("route", texts::stages(ui.lang), all.stages.basis_points(), of(all.stages)),
        tile("box", texts::with_process(ui.lang), all.products.basis_points(), of(all.products)),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let all = coverage::coverage(cx, tx).await?;
    let products = products::list_in(cx, tx).await?;
    let on_sale = products.iter().filter(|product| product.retired_at.is_none());
    let body = Whole {
        tiles: tiles(&ui, &all),
        processes: processes::published(cx, tx).await?,
        on_sale: on_sale.map(|product| (product.id.to_string(), product.name.clone())).collect(),
        products: products.iter().map(|product| (product.id, product.name.clone())).collect(),
        form: ui.filled(refused, "/playbook", &[("motion", "any".to_owned())]),
        writes: writes(cx),
        ui: &ui,
    };
    let head = Page::new(texts::playbook(ui.lang)).action("/playbook/matrix", "table", &texts::typology(ui.lang));
    Ok(web::page(&ui, head, &body))
}
