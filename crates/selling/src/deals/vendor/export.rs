//! The list of deals as a file for table programs.

use std::sync::Arc;

use network::products;
use platform::{Call, Cx, Fail, Nothing, Operation, Role, edge::reply::Reply, web::csv};

use super::texts;
use crate::deals::{
    Line,
    api::{self, DealsQuery},
    web as words,
};

/// Rows of a file at most.
const MOST: usize = 50_000;

pub(super) fn operations() -> Vec<Operation> {
    let export = Operation::get("/deals/export.csv", "deals.export", "Deals as a CSV file")
        .roles(Role::VENDOR)
        .page_outside(|cx, call: Call<Nothing, DealsQuery>| async move {
            let text = read(cx, call.query).await?;
            Ok(Reply::file("text/csv; charset=utf-8", "deals.csv", text.into_bytes()))
        });
    vec![export]
}

/// Reads the whole list on a thread for long reads, page by page in one snapshot.
async fn read(cx: Cx, query: DealsQuery) -> Result<String, Fail> {
    let shared = Arc::new((cx.clone(), query));
    cx.app
        .db
        .scan(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (cx, query) = &*shared;
                let names = products::list_in(cx, tx).await?;
                let mut text = csv::MARK.to_owned() + &csv::line(texts::columns(cx.lang));
                let (mut next, mut rows) = (query.after.clone(), 0);
                loop {
                    let page = DealsQuery { limit: Some(200), after: next, ..query.clone() };
                    let page = api::lines(cx, tx, &page).await?;
                    for line in &page.items {
                        let product = names.iter().find(|p| p.id == line.deal.product);
                        text += &written(cx, line, product.map_or("", |p| p.name.as_str()));
                    }
                    rows += page.items.len();
                    next = page.next;
                    if next.is_none() || rows >= MOST {
                        return Ok::<_, Fail>(text);
                    }
                }
            })
        })
        .await
}

fn written(cx: &Cx, line: &Line, product: &str) -> String {
    let deal = &line.deal;
    csv::line([
        deal.id.to_string(),
        deal.created_at.to_string(),
        line.partner_name.clone(),
        line.client.clone(),
        deal.title.clone(),
        product.to_owned(),
        texts::origin_of(cx.lang, deal.origin),
        words::state(cx.lang, deal.state),
        deal.state_at.to_string(),
        csv::sum(deal.value_minor),
        deal.words.clone().unwrap_or_default(),
        deal.lost_to.clone().unwrap_or_default(),
    ])
}
