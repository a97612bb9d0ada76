//! The page of the brand: colours tried on before they are kept, and the logo.

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    upload::Upload,
    web::{self, Form, Group, Looks, Page, Place, Tone, Ui},
};
use serde::Deserialize;

use super::{
    Brand,
    api::CHANGERS,
    domain::{Colour, Side},
    logo::LARGEST,
    service, style, texts,
};

const PATH: &str = "/settings/brand";

/// Colours, as they are typed or tried on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Colours {
    accent: Option<String>,
    accent_dark: Option<String>,
}

#[derive(Template)]
#[template(path = "brand/pages/brand.html")]
struct BrandPage<'a> {
    ui: &'a Ui,
    brand: Brand,
    colours: Form,
    logo: Form,
    erase: Form,
    trying: bool,
    /// What would do instead: the words, and the address under which it is tried on.
    nearest: Vec<(String, String)>,
}

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: PATH,
        roles: CHANGERS,
        icon: "palette",
        text: texts::brand,
        group: Group::Under("/settings"),
        order: 7,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    let open = Operation::get(PATH, "brand.page", "The brand: the page")
        .roles(CHANGERS)
        .page(|cx, tx, call: &Call<Nothing, Colours>| Box::pin(page(cx, tx, &call.meta, &call.query, Form::default())));
    let colour = Operation::post("/settings/brand/colours", "brand.page_colour", "Change the colours by the page")
        .roles(CHANGERS)
        .form(
            |cx, tx, call: &Call<Nothing, Nothing, Colours>| {
                Box::pin(async move {
                    let version = service::of(tx, cx.program()).await?.version;
                    call.meta.based_on(version)?;
                    let Colours { accent, accent_dark } = &call.body;
                    service::colour(cx, tx, accent.as_deref(), accent_dark.as_deref(), version).await?;
                    Ok(web::done(PATH, &texts::saved(cx.lang)))
                })
            },
            |cx, tx, call: &Call, form| {
                Box::pin(async move { page(cx, tx, &call.meta, &Colours::default(), form).await })
            },
        );
    let logo = Operation::post("/settings/brand/logo", "brand.page_draw", "Upload a logo by the page")
        .roles(CHANGERS)
        .file(LARGEST * 2, &["multipart/form-data"])
        .form(
            |cx, tx, call: &Call| {
                Box::pin(async move {
                    let upload = Upload::of(&call.meta).await?;
                    service::draw(cx, tx, &upload.bytes).await.map_err(on_the_file)?;
                    Ok(web::done(PATH, &texts::saved(cx.lang)))
                })
            },
            |cx, tx, call: &Call, form| {
                Box::pin(async move { page(cx, tx, &call.meta, &Colours::default(), form).await })
            },
        );
    let erase = Operation::post("/settings/brand/logo/removal", "brand.page_erase", "Take the logo away by the page")
        .roles(CHANGERS)
        .page(|cx, tx, _: &Call| {
            Box::pin(async move {
                service::erase(cx, tx).await?;
                Ok(web::done(PATH, &texts::erased(cx.lang)))
            })
        });
    vec![open, colour, logo, erase]
}

/// What is wrong with a logo stands at the field of its file.
fn on_the_file(fail: Fail) -> Fail {
    match fail {
        Fail::Broken(rule) => Fail::field("file", move |lang| rule.text(lang)),
        other => other,
    }
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, tried: &Colours, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let brand = service::of(tx, cx.program()).await?;
    let trying = tried.accent.is_some() || tried.accent_dark.is_some();
    let shown = |typed: &Option<String>, kept: &Option<String>| {
        if trying { typed.clone().unwrap_or_default() } else { kept.clone().unwrap_or_default() }
    };
    let values = [
        ("accent", shown(&tried.accent, &brand.accent)),
        ("accent_dark", shown(&tried.accent_dark, &brand.accent_dark)),
    ];
    let mut colours = ui.editing(refused.clone(), "/settings/brand/colours", brand.version, &values);
    let mut looks = service::looks(tx, cx.program()).await?;
    if trying {
        match service::typed(tried.accent.as_deref(), tried.accent_dark.as_deref()) {
            Ok(accents) => looks = Looks { style: accents.map(style::address), ..looks },
            Err(fail) => colours = colours.refuse(&fail, ui.lang),
        }
    }
    let nearest = nearest(&ui, colours.value("accent"), colours.value("accent_dark"));
    let logo = ui.filled(refused, "/settings/brand/logo", &[]);
    let erase = ui.blank();
    let head = Page::new(texts::brand(ui.lang)).looks(looks).narrow();
    Ok(web::page(&ui, head, &BrandPage { ui: &ui, brand, colours, logo, erase, trying, nearest }))
}

/// What would do instead of colours that cannot be read.
fn nearest(ui: &Ui, accent: &str, accent_dark: &str) -> Vec<(String, String)> {
    let near = |text: &str, side: Side| {
        text.parse::<Colour>().ok().map_or_else(|| text.to_owned(), |colour| colour.nearest(side).to_string())
    };
    let fails = |text: &str, side: Side| text.parse::<Colour>().is_ok_and(|colour| !colour.passes(side));
    if !fails(accent, Side::Light) && !fails(accent_dark, Side::Dark) {
        return Vec::new();
    }
    let (light, dark) = (near(accent, Side::Light), near(accent_dark, Side::Dark));
    let words = if fails(accent, Side::Light) { &light } else { &dark };
    let address = web::address(PATH, &[("accent", light.as_str()), ("accent_dark", dark.as_str())]);
    vec![(texts::take_nearest(ui.lang, words), address)]
}
