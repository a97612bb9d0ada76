//! The style sheet of two colours. Its address names them, so that it needs no database and browsers keep it.

use super::domain::{Accents, Colour, Side};

/// The address of the style sheet of two colours.
pub(super) fn address(accents: Accents) -> String {
    let bare = |colour: Colour| colour.to_string().trim_start_matches('#').to_owned();
    format!("/brand/{}-{}/look.css", bare(accents.light), bare(accents.dark))
}

/// The colours that an address names; none unless both can be read.
pub(super) fn named(look: &str) -> Option<Accents> {
    let (light, dark) = look.split_once('-')?;
    let accents = Accents { light: light.parse().ok()?, dark: dark.parse().ok()? };
    (accents.light.passes(Side::Light) && accents.dark.passes(Side::Dark)).then_some(accents)
}

fn variables(colour: Colour, side: Side) -> String {
    let (parts, deeper, letters) = (colour.parts(), colour.deeper(side), Colour::letters(side));
    format!(
        "--tblr-primary:{colour};--tblr-primary-rgb:{parts};--tblr-primary-fg:{letters};--tblr-primary-darken:{deeper};\
         --tblr-link-color:{colour};--tblr-link-color-rgb:{parts};--tblr-link-hover-color:{deeper}"
    )
}

/// The style sheet.
pub(super) fn sheet(accents: Accents) -> String {
    let (light, dark) = (variables(accents.light, Side::Light), variables(accents.dark, Side::Dark));
    format!(
        ":root,[data-bs-theme=light]{{{light}}}\n[data-bs-theme=dark]{{{dark}}}\n\
         @media (prefers-color-scheme:dark){{:root:not([data-bs-theme]){{{dark}}}}}\n\
         .side-head .brand .icon{{color:{}}}\n",
        accents.dark
    )
}
