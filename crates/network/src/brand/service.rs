//! How a program looks: read, changed, served.

use db::Tx;
use kit::id::{Program as Kind, ProgramId};
use platform::{Cx, Fail, FieldError, NewEvent, events, web::Looks};
use sha2::{Digest, Sha256};

use super::{
    Brand,
    domain::{Accents, Colour, Side, readable},
    logo, store, style, texts,
};

/// The brand of a program.
pub(super) async fn of(tx: &mut Tx, program: ProgramId) -> Result<Brand, Fail> {
    let row = store::of(tx, program).await?.ok_or(Fail::NotFound)?;
    Ok(Brand {
        name: row.name,
        accent: row.accent,
        accent_dark: row.accent_dark,
        logo: row.logo_hash.map(|hash| format!("/brand/logos/{hash}")),
        version: row.version,
    })
}

/// What pages show of the brand of a program.
pub async fn looks(tx: &mut Tx, program: ProgramId) -> Result<Looks, Fail> {
    let brand = of(tx, program).await?;
    Ok(Looks { style: accents(&brand).map(style::address), logo: brand.logo })
}

pub(super) fn accents(brand: &Brand) -> Option<Accents> {
    let colour = |text: &Option<String>| text.as_ref()?.parse::<Colour>().ok();
    Some(Accents { light: colour(&brand.accent)?, dark: colour(&brand.accent_dark)? })
}

/// The colours that were typed, if they can be read: none for Artel's own.
pub(super) fn typed(accent: Option<&str>, accent_dark: Option<&str>) -> Result<Option<Accents>, Fail> {
    let given = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (light, dark) = (given(accent), given(accent_dark));
    if light.is_none() && dark.is_none() {
        return Ok(None);
    }
    let mut faults = Vec::new();
    let mut read = |field: &str, text: Option<&String>, side: Side| {
        let text = text?;
        let Ok(colour) = text.parse::<Colour>() else {
            faults.push(FieldError::new(field, texts::no_colour));
            return None;
        };
        match readable(colour, side) {
            Ok(colour) => Some(colour),
            Err(why) => {
                faults.push(FieldError::new(field, move |lang| why.text(lang)));
                None
            }
        }
    };
    let one = read("accent", light.as_ref(), Side::Light);
    let two = read("accent_dark", dark.as_ref(), Side::Dark);
    if light.is_none() {
        faults.push(FieldError::new("accent", platform::edge::problem::texts::missing));
    }
    match (one, two.or_else(|| one.map(|light| light.nearest(Side::Dark)))) {
        (Some(light), Some(dark)) if faults.is_empty() => Ok(Some(Accents { light, dark })),
        _ => Err(Fail::Invalid(faults)),
    }
}

/// Changes the colours.
pub(super) async fn colour(
    cx: &Cx,
    tx: &mut Tx,
    accent: Option<&str>,
    accent_dark: Option<&str>,
    version: i64,
) -> Result<Brand, Fail> {
    let accents = typed(accent, accent_dark)?;
    if !store::save_colours(tx, cx.program(), accents, version, cx.now).await? {
        return Err(Fail::Stale);
    }
    events::record(cx, tx, NewEvent::new::<Kind>("program.brand_changed", cx.program())).await?;
    of(tx, cx.program()).await
}

/// Keeps a logo, checked and written anew.
pub(super) async fn draw(cx: &Cx, tx: &mut Tx, bytes: &[u8]) -> Result<Brand, Fail> {
    let logo = logo::read(bytes)?;
    let hash = hex::encode(Sha256::digest(&logo.bytes));
    store::save_logo(tx, cx.program(), Some((&logo, &hash)), cx.now).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("program.brand_changed", cx.program())).await?;
    of(tx, cx.program()).await
}

/// Takes the logo away.
pub(super) async fn erase(cx: &Cx, tx: &mut Tx) -> Result<Brand, Fail> {
    store::save_logo(tx, cx.program(), None, cx.now).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("program.brand_changed", cx.program())).await?;
    of(tx, cx.program()).await
}
