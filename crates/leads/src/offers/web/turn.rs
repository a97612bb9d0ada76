//! Why nothing comes: how the partner would stand if such a lead came now.

use askama::Template;
use db::Tx;
use kit::id::ProductId;
use network::{partners, products, territories};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Ui},
};
use serde::Deserialize;

use super::{texts, why};
use crate::{
    code_of,
    distribution::{KindOfLead, domain::SizeBand, turn},
    offers::labels,
};

/// What is asked; what is left out begins with what the partner sells and covers.
#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    product: Option<ProductId>,
    region: Option<String>,
    size: Option<SizeBand>,
}

#[derive(Template)]
#[template(path = "offers/pages/turn.html")]
struct Turn<'a> {
    ui: &'a Ui,
    form: Form,
    products: Vec<(String, String)>,
    regions: Vec<(String, String)>,
    sentence: Option<String>,
    reasons: Markup,
}

const SIZES: [SizeBand; 4] = [SizeBand::Solo, SizeBand::Small, SizeBand::Medium, SizeBand::Large];

impl Turn<'_> {
    fn sizes(&self) -> Vec<(String, String)> {
        SIZES.iter().map(code_of).map(|code| (code.clone(), labels::size(self.ui.lang, &code))).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/my/why", "leads.turn_page", "Why nothing comes: the page")
            .roles(Role::PARTNER)
            .page(|cx, tx, call: &Call<Nothing, Asked>| Box::pin(page(cx, tx, &call.query, &call.meta))),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, asked: &Asked, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let Some(id) = cx.caller.partner else { return Err(Fail::NotFound) };
    let partner = partners::get(cx, tx, cx.caller.view(), id).await?;
    let products: Vec<_> = products::list_in(cx, tx).await?.into_iter().filter(|p| p.retired_at.is_none()).collect();
    let choices = territories::choices_in(cx, tx).await?;
    let regions: Vec<_> = choices.iter().filter_map(|(code, _)| territories::get(code)).collect();
    let sold = partner.certificates.iter().map(|certificate| certificate.product);
    let product = asked.product.or_else(|| sold.chain(products.iter().map(|p| p.id)).next());
    let covers = |code: &str| partner.territories.iter().any(|own| own == code);
    let covered = regions.iter().find(|t| covers(t.code) || territories::around(t.code).into_iter().any(covers));
    let region = asked.region.clone().or_else(|| covered.or(regions.first()).map(|t| t.code.to_owned()));
    let size = asked.size.unwrap_or(SizeBand::Medium);
    let view = match (product, region.clone()) {
        (Some(product), Some(region)) => {
            let kind = KindOfLead { product, region, size, urgency: None, industry: None };
            Some(turn(cx, tx, id, &kind).await?)
        }
        _ => None,
    };
    let chosen = [
        ("product", product.map(|id| id.to_string()).unwrap_or_default()),
        ("region", region.unwrap_or_default()),
        ("size", code_of(&size)),
    ];
    let body = Turn {
        form: ui.form("/my/why", &chosen),
        products: products.into_iter().map(|p| (p.id.to_string(), p.name)).collect(),
        regions: regions.iter().map(|t| (t.code.to_owned(), t.name(cx.lang).to_owned())).collect(),
        sentence: view.as_ref().map(|view| labels::turn(cx.lang, view, &ui.zone)),
        reasons: match &view {
            Some(view) => why::reasons(cx, tx, &ui, view).await?,
            None => Markup::default(),
        },
        ui: &ui,
    };
    Ok(web::page(&ui, Page::new(texts::turn_title(cx.lang)).narrow(), &body))
}
