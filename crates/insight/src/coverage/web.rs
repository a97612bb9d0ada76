//! The pages of coverage.

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Page, Tone, Ui},
};

use super::{
    api::ByCell,
    domain::{Near, Served},
    service::{self, Cell, Coverage, Head, Line},
    texts,
};

#[derive(Template)]
#[template(path = "coverage/pages/matrix.html")]
struct Matrix<'a> {
    ui: &'a Ui,
    coverage: Coverage,
}

impl Matrix<'_> {
    fn holes(&self) -> usize {
        let cells = self.coverage.regions.iter().flat_map(|line| &line.cells);
        cells.filter(|cell| cell.is_hole() && cell.demand > 0).count()
    }
    fn tone(&self, cell: &Served) -> Tone {
        match (cell.eligible, cell.demand) {
            (0, 0) => Tone::Calm,
            (0, _) => Tone::Bad,
            (1, _) => Tone::Warning,
            _ => Tone::Good,
        }
    }
    fn says(&self, cell: &Served) -> String {
        match cell.eligible {
            0 => texts::hole(self.ui.lang),
            many => self.ui.number(many),
        }
    }
    fn href(&self, line: &Line, head: &Head) -> String {
        format!("/insight/coverage/{}/{}", line.region, head.product)
    }
}

#[derive(Template)]
#[template(path = "coverage/pages/cell.html")]
struct CellPage<'a> {
    ui: &'a Ui,
    cell: Cell,
}

impl CellPage<'_> {
    fn place(&self, near: &Near) -> String {
        match near.distance {
            0 => texts::here(self.ui.lang),
            1 => texts::same_district(self.ui.lang),
            2 => texts::same_country(self.ui.lang),
            _ => texts::farther(self.ui.lang),
        }
    }
    fn step(&self, near: &Near) -> String {
        texts::step(self.ui.lang, near.lacks.first().copied())
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let matrix = Operation::get("/insight/coverage", "coverage.page", "Territories and products: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call| Box::pin(matrix(cx, tx, &call.meta)));
    let cell = Operation::get("/insight/coverage/{region}/{product}", "coverage.cell", "Who could serve it: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call<ByCell>| Box::pin(cell(cx, tx, &call.path, &call.meta)));
    vec![matrix, cell]
}

async fn matrix(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let coverage = service::coverage(cx, tx).await?;
    Ok(web::page(&ui, Page::new(texts::title(ui.lang)), &Matrix { ui: &ui, coverage }))
}

async fn cell(cx: &Cx, tx: &mut Tx, path: &ByCell, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let cell = service::nearest(cx, tx, &path.region, path.product).await?;
    let title = format!("{} · {}", cell.region, cell.product);
    let page = Page::new(title).crumb("/insight/coverage", texts::coverage(ui.lang));
    Ok(web::page(&ui, page, &CellPage { ui: &ui, cell }))
}
