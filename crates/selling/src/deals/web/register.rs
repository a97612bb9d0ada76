//! A partner registers its own client: while it types, a light says whether the client is free.

use askama::Template;
use db::Tx;
use kit::{
    Lang,
    id::ProductId,
    identity::{Phone, TaxId},
};
use network::{products, territories};
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Tone, Ui, input::Sum},
};
use serde::Deserialize;

use super::{SELLERS, texts};
use crate::deals::{
    precheck::{self, PreCheck, Signal},
    service::{self, ClientGiven, NewOwnDeal},
};

/// What was typed so far. Everything may be missing while somebody types.
#[derive(Debug, Clone, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    client_name: String,
    tax_id: Option<String>,
    phone: Option<String>,
    site: Option<String>,
    #[serde(default)]
    region: String,
    product: Option<ProductId>,
    #[serde(default)]
    title: String,
    value: Option<Sum>,
}

impl Typed {
    fn values(&self) -> Vec<(&'static str, String)> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let value = self.value.map(|sum| web::input::typed_sum(sum.0)).unwrap_or_default();
        vec![
            ("client_name", self.client_name.clone()),
            ("tax_id", text(&self.tax_id)),
            ("phone", text(&self.phone)),
            ("site", text(&self.site)),
            ("region", self.region.clone()),
            ("product", self.product.map(|id| id.to_string()).unwrap_or_default()),
            ("title", self.title.clone()),
            ("value", value),
        ]
    }

    /// What is wrong already while somebody types: a number that is not finished yet is not.
    fn wrong(&self, lang: Lang) -> Vec<(String, String)> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        let strange = |text: &str| text.chars().any(char::is_alphabetic);
        let typed = |text: &Option<String>, whole: usize| {
            text.clone().filter(|text| digits(text) >= whole || strange(text)).filter(|text| !text.trim().is_empty())
        };
        let tax_id = typed(&self.tax_id, 10).and_then(|text| text.parse::<TaxId>().err());
        let phone = typed(&self.phone, 11).and_then(|text| text.parse::<Phone>().err());
        let tax_id = tax_id.map(|wrong| (texts::tax_id(lang), wrong.text(lang)));
        let phone = phone.map(|wrong| (texts::phone(lang), wrong.text(lang)));
        tax_id.into_iter().chain(phone).collect()
    }

    fn client(&self) -> Option<ClientGiven> {
        let Self { client_name, tax_id, phone, site, region, .. } = self.clone();
        Some(ClientGiven { client_name, tax_id, phone, site, region, product: self.product? })
    }
}

#[derive(Template)]
#[template(path = "deals/pages/register.html")]
struct Register<'a> {
    ui: &'a Ui,
    form: Form,
    products: Vec<(String, String)>,
    regions: Vec<(String, String)>,
    light: Markup,
}

#[derive(Template)]
#[template(path = "deals/pages/light.html")]
struct Light<'a> {
    ui: &'a Ui,
    found: Option<PreCheck>,
    /// Fields that are typed to their end and are wrong: what they are called, and what is wrong.
    wrong: Vec<(String, String)>,
}

impl Light<'_> {
    fn tone(&self) -> Tone {
        match self.found.as_ref().map(|found| found.signal) {
            Some(Signal::Green) => Tone::Good,
            Some(Signal::Yellow) => Tone::Warning,
            Some(Signal::Red) => Tone::Bad,
            None => Tone::Calm,
        }
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let open = Operation::get("/my/register", "deals.register_page", "Register a deal: the page").roles(SELLERS).page(
        |cx, tx, call: &Call<Nothing, Typed>| {
            Box::pin(async move { page(cx, tx, &call.meta, &call.query, Form::default()).await })
        },
    );
    let send =
        Operation::post("/my/register", "deals.register_send", "Register a deal on the page").roles(SELLERS).form(
            |cx, tx, call: &Call<Nothing, Nothing, Typed>| Box::pin(async move { send(cx, tx, &call.body).await }),
            |cx, tx, call: &Call, form| {
                Box::pin(async move { page(cx, tx, &call.meta, &Typed::default(), form).await })
            },
        );
    let light = Operation::get("/my/register/light", "deals.light", "Whether a client is free, while it is typed")
        .roles(SELLERS)
        .page(|cx, tx, call: &Call<Nothing, Typed>| {
            Box::pin(async move { light(cx, tx, &call.query, &call.meta).await })
        });
    vec![open, send, light]
}

/// The page. What stands in the address was typed and is checked: the light for browsers without scripts.
async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, typed: &Typed, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let products = products::list_in(cx, tx).await?.into_iter().filter(|p| p.retired_at.is_none());
    let regions = territories::choices_in(cx, tx).await?;
    let light = Markup::of(&Light { ui: &ui, found: signal(cx, tx, typed).await?, wrong: typed.wrong(ui.lang) });
    let body = Register {
        form: ui.filled(refused, "/my/register", &typed.values()),
        light,
        products: products.map(|p| (p.id.to_string(), p.name)).collect(),
        regions: regions.into_iter().map(|(code, name)| (code.to_owned(), name.to_owned())).collect(),
        ui: &ui,
    };
    let head = Page::new(texts::register_title(cx.lang)).crumb("/my/deals", texts::deals(cx.lang)).narrow();
    Ok(web::page(&ui, head, &body))
}

async fn send(cx: &Cx, tx: &mut Tx, typed: &Typed) -> Result<Reply, Fail> {
    let Some(product) = typed.product else { return Err(Fail::field("product", texts::choose_product)) };
    let Typed { client_name, tax_id, phone, site, region, title, .. } = typed.clone();
    let value_minor = typed.value.map(|sum| sum.0);
    let new = NewOwnDeal { client_name, tax_id, phone, site, region, product, title, value_minor };
    let deal = service::register(cx, tx, &new).await?;
    Ok(web::done(format!("/my/deals/{}", deal.id), &texts::said_registered(cx.lang)))
}

/// The light. What is not typed yet, or typed wrong, is no fault here: the form says so when it is sent.
async fn signal(cx: &Cx, tx: &mut Tx, typed: &Typed) -> Result<Option<PreCheck>, Fail> {
    let Some(client) = typed.client() else { return Ok(None) };
    match precheck::pre_check(cx, tx, &client).await {
        Ok(found) => Ok(Some(found)),
        Err(Fail::Invalid(_) | Fail::Broken(_)) => Ok(None),
        Err(fail) => Err(fail),
    }
}

async fn light(cx: &Cx, tx: &mut Tx, typed: &Typed, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::public(cx, meta);
    let found = signal(cx, tx, typed).await?;
    Ok(web::fragment(&Light { ui: &ui, found, wrong: typed.wrong(ui.lang) }))
}
