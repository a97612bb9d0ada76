//! What other modes change and whom they touch, before they are published.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use db::Tx;
use kit::{
    id::{PartnerId, ProductId},
    time::Span,
};
use network::products;
use platform::{
    Cx, Fail,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Ui},
};

use super::{
    domain::{DistributionPolicy, Mode},
    modes::{self, Typed, texts as of_modes},
    store::{self, Stream},
};

/// Leads of so many days tell whom a mode touches.
const DAYS: i64 = 90;

mod texts {
    platform::texts! {
        pub title() { "Что изменится", "What changes" }
        pub of_what() { "Лиды", "Leads" }
        pub before() { "Было", "Before" }
        pub after() { "Станет", "After" }
        pub product(name: &str) { "Продукт: {name}", "Product: {name}" }
        pub source(name: &str) { "Источник: {name}", "Source: {name}" }
        pub touched() { "Кого коснётся", "Who is touched" }
        pub leads() { "Лидов за 90 дней, которые шли бы иначе", "Leads of 90 days that would have gone otherwise" }
        pub running() { "Из них распределяются сейчас: следующие волны пойдут по-новому", "Of these distributed now: their next waves go the new way" }
        pub partners() { "Партнёров, которым их предлагали", "Partners to whom they were offered" }
        pub publish() { "Опубликовать", "Publish" }
        pub back() { "Вернуться к режимам", "Back to the modes" }
    }
}

/// A mode that differs.
struct Change {
    of: String,
    before: String,
    after: String,
}

/// Whom it touches.
#[derive(Debug, Default, PartialEq, Eq)]
struct Touched {
    leads: i64,
    running: i64,
    partners: usize,
}

#[derive(Template)]
#[template(path = "distribution/pages/mode_change.html")]
struct ChangePage<'a> {
    ui: &'a Ui,
    changes: Vec<Change>,
    touched: Touched,
    typed: &'a Typed,
    form: Form,
}

pub(super) async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, typed: &Typed) -> Result<Reply, Fail> {
    let (before, after) = modes::chosen(cx, tx, typed).await?;
    let ui = Ui::of(cx, tx, meta).await?;
    let products = products::list_in(cx, tx).await?;
    let names = products.into_iter().map(|product| (product.id, product.name)).collect();
    let since = cx.now - Span::days(DAYS);
    let streams = store::streams(tx, cx.program(), since).await?;
    let asked = store::asked(tx, cx.program(), since).await?;
    let body = ChangePage {
        changes: changes(&ui, &before, &after, &names),
        touched: touched(&before, &after, &streams, &asked),
        typed,
        form: ui.form("/settings/modes/publish", &[]),
        ui: &ui,
    };
    let head = Page::new(texts::title(ui.lang)).crumb("/settings/modes", of_modes::modes(ui.lang)).narrow();
    Ok(web::page(&ui, head, &body))
}

fn changes(
    ui: &Ui,
    before: &DistributionPolicy,
    after: &DistributionPolicy,
    names: &BTreeMap<ProductId, String>,
) -> Vec<Change> {
    let said = |mode: Option<&Mode>| mode.map_or_else(|| of_modes::as_general(ui.lang), |mode| modes::words(ui, *mode));
    let change = |of: String, was: Option<&Mode>, is: Option<&Mode>| {
        (was != is).then(|| Change { of, before: said(was), after: said(is) })
    };
    let general = change(of_modes::general(ui.lang), Some(&before.mode), Some(&after.mode));
    let products: BTreeSet<_> = before.mode_by_product.keys().chain(after.mode_by_product.keys()).collect();
    let sources: BTreeSet<_> = before.mode_by_source.keys().chain(after.mode_by_source.keys()).collect();
    let of_product = products.into_iter().filter_map(|id| {
        let name = names.get(id).map_or("—", String::as_str);
        change(texts::product(ui.lang, name), before.mode_by_product.get(id), after.mode_by_product.get(id))
    });
    let of_source = sources.into_iter().filter_map(|source| {
        change(texts::source(ui.lang, source), before.mode_by_source.get(source), after.mode_by_source.get(source))
    });
    general.into_iter().chain(of_product).chain(of_source).collect()
}

fn touched(
    before: &DistributionPolicy,
    after: &DistributionPolicy,
    streams: &[Stream],
    asked: &[(ProductId, String, PartnerId)],
) -> Touched {
    let otherwise =
        |product: &ProductId, source: &str| before.mode_of(*product, source) != after.mode_of(*product, source);
    let mut touched = Touched::default();
    for stream in streams.iter().filter(|stream| otherwise(&stream.product, &stream.source)) {
        touched.leads += stream.leads;
        touched.running += stream.running;
    }
    let partners = asked.iter().filter(|(product, source, _)| otherwise(product, source));
    touched.partners = partners.map(|(.., partner)| *partner).collect::<BTreeSet<_>>().len();
    touched
}

#[cfg(test)]
mod tests {
    use kit::Id;

    use super::*;

    #[test]
    fn only_leads_whose_mode_becomes_another_are_touched() {
        let id = |n: u128| Id::from_uuid(kit::Uuid::from_u128(n));
        let (pumps, pipes, north, south) =
            (id(1), id(2), Id::from_uuid(kit::Uuid::from_u128(3)), Id::from_uuid(kit::Uuid::from_u128(4)));
        let before = DistributionPolicy::default();
        let mut after = before.clone();
        after.mode_by_product.insert(pumps, Mode::Exclusive);
        after.mode_by_source.insert("fair".to_owned(), before.mode);
        let stream =
            |product, source: &str, leads, running| Stream { product, source: source.to_owned(), leads, running };
        let streams = [stream(pumps, "site", 7, 2), stream(pipes, "site", 5, 1), stream(pipes, "fair", 3, 3)];
        let asked =
            [(pumps, "site".to_owned(), north), (pumps, "fair".to_owned(), north), (pipes, "site".to_owned(), south)];
        let found = touched(&before, &after, &streams, &asked);
        assert_eq!(found, Touched { leads: 7, running: 2, partners: 1 });
    }
}
