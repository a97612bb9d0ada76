//! The list of leads as a file for table programs.

use std::sync::Arc;

use kit::Lang;
use network::{products, territories};
use platform::{Call, Cx, Fail, Nothing, Operation, Role, edge::reply::Reply, web::csv};

use super::texts;
use crate::{
    intake::{
        Lead,
        api::{self, LeadsQuery},
    },
    offers::labels,
};

/// Rows of a file at most.
const MOST: usize = 50_000;

pub(super) fn operations() -> Vec<Operation> {
    let export = Operation::get("/leads/export.csv", "leads.export", "Leads as a CSV file")
        .roles(Role::VENDOR)
        .page_outside(|cx, call: Call<Nothing, LeadsQuery>| async move {
            let text = read(cx, call.query).await?;
            Ok(Reply::file("text/csv; charset=utf-8", "leads.csv", text.into_bytes()))
        });
    vec![export]
}

/// Reads the whole list on a thread for long reads, page by page in one snapshot.
async fn read(cx: Cx, query: LeadsQuery) -> Result<String, Fail> {
    let shared = Arc::new((cx.clone(), query));
    cx.app
        .db
        .scan(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (cx, query) = &*shared;
                let names = products::list_in(cx, tx).await?;
                let mut text = csv::MARK.to_owned() + &csv::line(texts::columns(cx.lang));
                let mut next = query.after.clone();
                let mut rows = 0;
                loop {
                    let page = LeadsQuery { limit: Some(200), after: next, ..query.clone() };
                    let page = api::list(cx, tx, &page).await?;
                    for lead in &page.items {
                        let product = names.iter().find(|p| p.id == lead.product).map_or("", |p| p.name.as_str());
                        text += &line(cx.lang, lead, product);
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

fn line(lang: Lang, lead: &Lead, product: &str) -> String {
    csv::line([
        lead.id.to_string(),
        lead.created_at.to_string(),
        lead.client_name.clone(),
        texts::state(lang, lead.state),
        product.to_owned(),
        territories::name(lang, &lead.region),
        lead.city.clone().unwrap_or_default(),
        lead.grade.clone(),
        labels::urgency(lang, &lead.urgency),
        lead.source.clone(),
        csv::sum(lead.value_minor),
        lead.need.clone(),
    ])
}
