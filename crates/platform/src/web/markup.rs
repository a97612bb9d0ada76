//! HTML that is finished: a template may write it as it is.

use std::fmt;

use askama::{Template, filters::HtmlSafe};

/// Finished HTML. `{{ … }}` of a template does not escape it again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// What a template makes.
    pub fn of(template: &impl Template) -> Self {
        match template.render() {
            Ok(text) => Self(text),
            Err(error) => {
                tracing::error!(%error, "a template failed");
                Self::default()
            }
        }
    }

    /// Text that is HTML already. Never give it what a person typed.
    pub(super) fn trusted(html: String) -> Self {
        Self(html)
    }

    /// True when there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl HtmlSafe for Markup {}

/// An icon of the sprite by its name in Tabler's outline set; it says nothing to screen readers.
pub fn icon(name: &str) -> Markup {
    let sprite = super::assets::url("icons.svg");
    Markup::trusted(format!("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{sprite}#{name}\"/></svg>"))
}
