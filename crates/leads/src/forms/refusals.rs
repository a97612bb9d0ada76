//! Rules that refuse.

use kit::Lang;
use platform::Rule;

use super::texts;

/// A rule of forms that was broken.
#[derive(Debug, Clone, Copy)]
pub enum Broken {
    /// It takes no posts.
    Closed,
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        "form-closed"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::closed(lang)
    }
}
