#![doc = include_str!("README.md")]

pub mod assets;
pub mod csv;
pub mod design;
pub mod form;
pub mod format;
pub mod input;
pub mod list;
pub mod look;
mod markup;
mod part;
pub mod parts;
pub mod place;
pub mod problem;
pub(crate) mod refused;
pub mod texts;
pub mod ui;

use askama::Template;
use kit::Lang;

pub use form::{Field, Form};
pub use list::Listing;
pub use markup::{Markup, icon};
pub use part::{Part, parts};
pub use parts::{Tile, Tone, Trend};
pub use place::{Group, Place};
pub(crate) use ui::once;
pub use ui::{Looks, Theme, Ui, Who};

use crate::{Cx, Fail, edge::reply::Reply};

/// Finds who is signed in. `people` (network) provides it.
pub type FindWho = for<'t> fn(&'t Cx, &'t mut db::Tx) -> db::Work<'t, Who, Fail>;

/// Changes the language of who is signed in. `people` (network) provides it.
pub type SetLang = for<'t> fn(&'t Cx, &'t mut db::Tx, kit::Lang) -> db::Work<'t, (), Fail>;

/// What the pages of this server have in common.
#[derive(Clone, Default)]
pub struct Site {
    /// Where the navigation leads.
    pub places: Vec<Place>,
    /// What capabilities show on each other's pages.
    pub parts: Vec<Part>,
    /// Finds who is signed in.
    pub who: Option<FindWho>,
    /// Changes the language of who is signed in.
    pub set_lang: Option<SetLang>,
    /// True when the server streams what happens.
    pub live: bool,
    /// True when the server has a page that searches.
    pub search: bool,
}

/// The head of a page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    title: String,
    over: String,
    crumbs: Vec<(String, String)>,
    actions: Markup,
    narrow: bool,
    bare: bool,
    brand: Option<String>,
    looks: Option<Looks>,
    status: u16,
}

impl Page {
    /// A page with its title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), status: 200, ..Self::default() }
    }
    /// A few words over the title: where this belongs.
    #[must_use]
    pub fn over(mut self, over: impl Into<String>) -> Self {
        self.over = over.into();
        self
    }
    /// A step of the way to this page: address and text.
    #[must_use]
    pub fn crumb(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.crumbs.push((href.into(), text.into()));
        self
    }
    /// Buttons beside the title, as a template.
    #[must_use]
    pub fn actions(mut self, actions: &impl Template) -> Self {
        self.actions = Markup::of(actions);
        self
    }
    /// A link as a button beside the title; the first one is the main one.
    #[must_use]
    pub fn action(mut self, href: &str, icon: &str, text: &str) -> Self {
        let first = self.actions.is_empty();
        let more = Markup::of(&Action { href, icon_name: icon, text, first });
        self.actions = Markup::trusted(format!("{}{more}", self.actions));
        self
    }
    /// For reading or a single form: not wider than a column of text.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }
    /// Without navigation: sign-in and the like.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }
    /// Without navigation, in the name of a vendor: what its clients see.
    #[must_use]
    pub fn of_vendor(mut self, name: impl Into<String>) -> Self {
        self.bare = true;
        self.brand = Some(name.into());
        self
    }
    /// With the brand of a program.
    #[must_use]
    pub fn looks(mut self, looks: Looks) -> Self {
        self.looks = Some(looks);
        self
    }
    /// With this status instead of 200.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

impl Page {
    /// How it looks: by itself, else as the program of who is signed in.
    fn looks_for<'a>(&'a self, ui: &'a Ui) -> Option<&'a Looks> {
        self.looks.as_ref().or_else(|| ui.who.as_ref().map(|who| &who.looks))
    }
    /// The style sheet of the brand.
    fn style_for<'a>(&'a self, ui: &'a Ui) -> Option<&'a str> {
        self.looks_for(ui)?.style.as_deref()
    }
    /// The logo of the brand.
    fn logo_for<'a>(&'a self, ui: &'a Ui) -> Option<&'a str> {
        self.looks_for(ui)?.logo.as_deref()
    }
}

#[derive(Template)]
#[template(path = "action.html")]
struct Action<'a> {
    href: &'a str,
    icon_name: &'a str,
    text: &'a str,
    first: bool,
}

#[derive(Template)]
#[template(path = "shell.html")]
struct Shell<'a> {
    ui: &'a Ui,
    page: &'a Page,
    body: Markup,
}

#[derive(Template)]
#[template(path = "bare.html")]
struct Bare<'a> {
    ui: &'a Ui,
    page: &'a Page,
    body: Markup,
}

#[expect(clippy::needless_pass_by_value, reason = "a page is made where it is shown, and ends there")]
/// A whole page: the shell around what the template writes.
pub fn page(ui: &Ui, page: Page, template: &impl Template) -> Reply {
    let body = Markup::of(template);
    let body = match ui.refused.as_ref().and_then(|refused| refused.before(ui.lang, &body)) {
        Some(said) => Markup::trusted(format!("{said}{body}")),
        None => body,
    };
    let html = if page.bare || ui.who.is_none() {
        Markup::of(&Bare { ui, page: &page, body })
    } else {
        Markup::of(&Shell { ui, page: &page, body })
    };
    let reply = Reply { status: page.status, ..Reply::html(html.to_string()) };
    if ui.flash.is_some() { reply.cookie(look::forgotten(look::FLASH)) } else { reply }
}

/// A part of a page, for htmx.
pub fn fragment(template: &impl Template) -> Reply {
    Reply::html(Markup::of(template).to_string())
}

/// An address with what it says after its `?`; what is empty is left out.
pub fn address(path: &str, said: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(said.iter().filter(|(_, value)| !value.is_empty()));
    format!("{path}?{}", query.finish())
}

/// After a form has done its work: goes on, and says there what happened.
pub fn done(location: impl Into<String>, said: &str) -> Reply {
    Reply::see(location).cookie(look::flash(said))
}
