//! Texts. A text is a function of the language and its values, so that a missing translation, a
//! missing value or a value of the wrong type does not compile, and an unused text is reported.

use std::sync::Arc;

use kit::Lang;

/// Something that can be said in both languages.
pub trait Say {
    /// The text in one language.
    fn say(&self, lang: Lang) -> String;
}

/// A text that is said later, when the reader's language is known.
#[derive(Clone)]
pub struct Said(Arc<dyn Fn(Lang) -> String + Send + Sync>);

impl Said {
    /// A text that is made when it is said.
    pub fn new(text: impl Fn(Lang) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(text))
    }
}
impl Say for Said {
    fn say(&self, lang: Lang) -> String {
        (self.0)(lang)
    }
}
impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

/// Declares texts. Each becomes a function `name(lang, values…) -> String`:
///
/// ```
/// platform::texts! {
///     /// Head of the list.
///     pub title() { "Лиды", "Leads" }
///     pub started_after(minutes: i64) { "Начал через {minutes} мин", "Started after {minutes} min" }
/// }
/// assert_eq!(started_after(kit::Lang::En, 65), "Started after 65 min");
/// ```
#[macro_export]
macro_rules! texts {
    ($($(#[$meta:meta])* $vis:vis $name:ident($($arg:ident: $ty:ty),* $(,)?) { $ru:literal, $en:literal })*) => {$(
        #[doc = $en]
        $(#[$meta])*
        $vis fn $name(lang: impl ::std::convert::Into<::kit::Lang> $(, $arg: $ty)*) -> String {
            match lang.into() {
                ::kit::Lang::Ru => format!($ru),
                ::kit::Lang::En => format!($en),
            }
        }
    )*};
}
