//! The list of partners as a file for table programs.

use std::sync::Arc;

use kit::Lang;
use platform::{Call, Cx, Fail, Nothing, Operation, Role, edge::reply::Reply, web::csv};

use super::{list::figures, texts};
use crate::{
    partners::{
        PartnerShown,
        service::{self, PartnersQuery},
    },
    territories,
};

/// Rows of a file at most.
const MOST: usize = 50_000;

pub(super) fn operations() -> Vec<Operation> {
    let export = Operation::get("/partners/export.csv", "partners.export", "Partners as a CSV file")
        .roles(Role::VENDOR)
        .page_outside(|cx, call: Call<Nothing, PartnersQuery>| async move {
            let text = read(cx, call.query).await?;
            Ok(Reply::file("text/csv; charset=utf-8", "partners.csv", text.into_bytes()))
        });
    vec![export]
}

/// Reads the whole list on a thread for long reads, page by page in one snapshot.
async fn read(cx: Cx, query: PartnersQuery) -> Result<String, Fail> {
    let shared = Arc::new((cx.clone(), query));
    cx.app
        .db
        .scan(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (cx, query) = &*shared;
                let (mut text, mut next, mut rows) = (String::new(), query.after.clone(), 0);
                loop {
                    let page = PartnersQuery { limit: Some(200), after: next, ..query.clone() };
                    let page = service::list(cx, tx, cx.caller.view(), &page).await?;
                    let (heads, numbers) = figures(cx, tx, &page.items).await?;
                    if text.is_empty() {
                        text = csv::MARK.to_owned() + &csv::line(texts::columns(cx.lang).into_iter().chain(heads));
                    }
                    for shown in &page.items {
                        let counted = numbers.get(&shown.partner.id).into_iter().flatten().map(ToString::to_string);
                        text += &csv::line(cells(cx.lang, shown).into_iter().chain(counted));
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

fn cells(lang: Lang, shown: &PartnerShown) -> [String; 7] {
    let partner = &shown.partner;
    let places: Vec<String> = partner.territories.iter().map(|code| territories::name(lang, code)).collect();
    [
        partner.id.to_string(),
        partner.name.clone(),
        partner.tax_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        texts::size_class(lang, partner.size_class).to_owned(),
        texts::life_of(lang, shown.life).to_owned(),
        places.join(", "),
        partner.joined_at.to_string(),
    ]
}
