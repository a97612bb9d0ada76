//! The list of partners as a file for table programs.

use std::sync::Arc;

use network::{
    partners::{self, PartnerShown},
    territories,
};
use platform::{Call, Cx, Fail, Nothing, Operation, Role, edge::reply::Reply, web::csv};

use super::{
    service::{self, Line, PartnersQuery},
    texts,
};

pub(super) fn operations() -> Vec<Operation> {
    let export = Operation::get("/partners/export.csv", "partners.export", "Partners as a CSV file")
        .roles(Role::VENDOR)
        .page_outside(|cx, call: Call<Nothing, PartnersQuery>| async move {
            let text = read(cx, call.query).await?;
            Ok(Reply::file("text/csv; charset=utf-8", "partners.csv", text.into_bytes()))
        });
    vec![export]
}

async fn read(cx: Cx, query: PartnersQuery) -> Result<String, Fail> {
    let shared = Arc::new((cx.clone(), query));
    cx.app
        .db
        .scan(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (cx, query) = &*shared;
                let lines = service::all(cx, tx, query).await?;
                let body: String = lines.iter().map(|line| row(cx, line)).collect();
                Ok::<_, Fail>(csv::MARK.to_owned() + &csv::line(texts::columns(cx.lang)) + &body)
            })
        })
        .await
}

fn row(cx: &Cx, line: &Line) -> String {
    let PartnerShown { partner, life } = &line.shown;
    let places: Vec<String> = partner.territories.iter().map(|code| territories::name(cx.lang, code)).collect();
    csv::line([
        partner.id.to_string(),
        partner.name.clone(),
        partner.tax_id.clone().unwrap_or_default(),
        partners::life_of(cx.lang, *life).to_owned(),
        partners::size_class(cx.lang, partner.size_class).to_owned(),
        if places.is_empty() { texts::all(cx.lang) } else { places.join(", ") },
        line.open_offers.to_string(),
        line.received.to_string(),
        line.won.to_string(),
        line.brought.to_string(),
        line.last_activity_at.map_or(String::new(), |at| at.to_string()),
        line.debt.to_string(),
        partner.joined_at.to_string(),
    ])
}
