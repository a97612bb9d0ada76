//! Who looks at a page, and how: language, zone, theme, navigation.

use db::Tx;
use jiff::tz::TimeZone;
use kit::{Instant, Lang, Money, money::Currency, time::Span};

use super::{
    Form, format,
    markup::{self, Markup},
    place::{self, Group, Link},
    texts,
};
use crate::{Cx, Fail, Role, event_stream, operation::Meta};

/// What pages show of the brand of a program: addresses on this server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looks {
    /// A style sheet with its colours.
    pub style: Option<String>,
    /// Its logo.
    pub logo: Option<String>,
}

/// Who is signed in, as the head of every page shows it. `people` (network) provides it.
#[derive(Debug, Clone)]
pub struct Who {
    /// The person's name, or that of the key.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The company, for a partner's people.
    pub company: Option<String>,
    /// The program.
    pub program: String,
    /// How the program looks.
    pub looks: Looks,
    /// The zone that the person works in: of the partner's calendar, else of the program.
    pub zone: String,
    /// The currency of the program.
    pub currency: Currency,
    /// How many programs and companies the person can go on in.
    pub memberships: usize,
}

impl Who {
    /// Where the person stands: the company, or the role at the vendor.
    pub fn place(&self, lang: impl Into<Lang>) -> String {
        self.company.clone().unwrap_or_else(|| texts::role(lang, self.role))
    }
}

/// A value as templates hand it on: by itself, or behind references.
pub trait Value<T> {
    /// The value.
    fn own(&self) -> T;
}
impl<T, V: Value<T>> Value<T> for &V {
    fn own(&self) -> T {
        (*self).own()
    }
}
macro_rules! values {
    ($($kind:ty),*) => {$(
        impl Value<Self> for $kind {
            fn own(&self) -> Self {
                *self
            }
        }
    )*};
}
values!(Instant, Money, Span, Role, super::Tone);

/// A whole number of any kind, as templates hand it on.
pub trait Figure {
    /// Its value; what is too large is the largest.
    fn value(&self) -> i64;
}
impl<F: Figure> Figure for &F {
    fn value(&self) -> i64 {
        (*self).value()
    }
}
macro_rules! figures {
    ($($kind:ty),*) => {$(
        impl Figure for $kind {
            fn value(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}
figures!(i64, u64, i32, u32, u16, usize);

/// How the pages look to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system of the reader.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The word of the cookie; anything else is the system.
    pub fn from_code(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
    /// The word for it; empty for the system.
    pub fn code(self) -> &'static str {
        match self {
            Self::System => "",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What every page and component needs: the reader and the moment.
#[derive(Debug, Clone)]
pub struct Ui {
    /// The reader's language.
    pub lang: Lang,
    /// The moment of the page.
    pub now: Instant,
    /// The reader's zone.
    pub zone: TimeZone,
    /// Who is signed in.
    pub who: Option<Who>,
    /// The chosen theme.
    pub theme: Theme,
    /// Path and query of the page.
    pub target: String,
    /// What to say after a redirect.
    pub flash: Option<String>,
    /// What was refused, when the page shows a form again.
    pub(crate) refused: Option<std::sync::Arc<super::refused::Refused>>,
    /// The main navigation.
    pub nav: Vec<Link>,
    /// The bell.
    pub bell: Option<Link>,
    /// Where the server streams what happens after this page; none in a part of a page.
    pub stream: Option<String>,
    /// True when the server has a page that searches.
    pub search: bool,
    once: String,
}

/// A mark that no form has had: it lets a form act once.
pub(crate) fn once(cx: &Cx) -> String {
    hex::encode(cx.random()).chars().take(24).collect()
}

impl Ui {
    /// For a page within its transaction.
    pub async fn of(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Self, Fail> {
        let mut ui = Self::public(cx, meta);
        let Some(role) = cx.caller.role else { return Ok(ui) };
        let site = cx.app.site();
        let Some(who) = site.who else { return Ok(ui) };
        let who = who(cx, tx).await?;
        ui.zone = zone(&who.zone).unwrap_or(TimeZone::UTC);
        ui.who = Some(who);
        ui.search = site.search;
        ui.nav = place::links(&site.places, role, cx.lang, ui.path());
        if !meta.fragment {
            ui.count(cx, tx, role).await?;
            if site.live {
                ui.stream = Some(event_stream::address(cx, tx).await?);
            }
        }
        Ok(ui)
    }

    /// For a page within its own transactions: reads who is signed in by itself.
    pub async fn fresh(cx: &Cx, meta: &Meta) -> Result<Self, Fail> {
        let shared = std::sync::Arc::new((cx.clone(), meta.clone()));
        cx.app
            .db
            .read(move |tx| {
                let shared = std::sync::Arc::clone(&shared);
                Box::pin(async move { Self::of(&shared.0, tx, &shared.1).await })
            })
            .await
    }

    /// For a reader of whom nothing is known.
    pub fn public(cx: &Cx, meta: &Meta) -> Self {
        Self {
            lang: cx.lang,
            now: cx.now,
            zone: TimeZone::UTC,
            who: None,
            theme: Theme::from_code(meta.theme.as_deref().unwrap_or_default()),
            target: meta.target.clone(),
            flash: meta.flash.clone(),
            refused: meta.refused.clone(),
            nav: Vec::new(),
            bell: None,
            stream: None,
            search: false,
            once: once(cx),
        }
    }

    async fn count(&mut self, cx: &Cx, tx: &mut Tx, role: Role) -> Result<(), Fail> {
        let places = &cx.app.site().places;
        for place in places.iter().filter(|p| p.roles.contains(&role)) {
            let count = match place.count {
                Some(count) => count(cx, tx).await?,
                None => 0,
            };
            match place.group {
                Group::Bell => {
                    let (path, text) = (place.path, (place.text)(self.lang));
                    let here = self.path() == path;
                    self.bell = Some(Link { path, to: path, icon: place.icon, text, count, here, under: Vec::new() });
                }
                Group::Main | Group::Head => {
                    self.nav.iter_mut().filter(|l| l.path == place.path).for_each(|l| l.count = count);
                }
                Group::Under(_) => {
                    let under = self.nav.iter_mut().flat_map(|l| &mut l.under);
                    under.filter(|l| l.path == place.path).for_each(|l| l.count = count);
                }
            }
        }
        Ok(())
    }

    /// The path of the page.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The places beside the present one, when it stands under a main place.
    pub fn beside(&self) -> &[Link] {
        let main = self.nav.iter().find(|l| l.here && !l.under.is_empty());
        main.map_or(&[], |l| l.under.as_slice())
    }

    /// An empty form.
    pub fn form(&self, action: &str, values: &[(&str, String)]) -> Form {
        self.blank().on(action, values)
    }

    /// The form of a page: the one that came back refused if it is this one, else one that begins with `values`.
    pub fn filled(&self, refused: Form, action: &str, values: &[(&str, String)]) -> Form {
        if refused.action == action { refused } else { self.form(action, values) }
    }

    /// The form that changes what stands in a version: see [`Form::of_version`].
    pub fn editing(&self, refused: Form, action: &str, version: impl ToString, values: &[(&str, String)]) -> Form {
        self.filled(refused, action, values).of_version(version, values)
    }

    /// A form of no address: what a page has when nothing was refused.
    pub fn blank(&self) -> Form {
        Form { lang: self.lang, once: self.once.clone(), status: 200, ..Form::default() }
    }

    /// An icon.
    #[expect(clippy::unused_self, reason = "templates reach every component through `ui`")]
    pub fn icon(&self, name: &str) -> Markup {
        markup::icon(name)
    }

    /// A number as it is written in the language: `1 240 000`, `1,240,000`.
    pub fn number(&self, value: impl Figure) -> String {
        format::number(self.lang, value.value())
    }
    /// A share, from basis points.
    pub fn percent(&self, basis_points: impl Figure) -> String {
        format::percent(self.lang, basis_points.value())
    }
    /// A sum in its currency.
    pub fn money(&self, sum: impl Value<Money>) -> String {
        format::money(self.lang, sum.own())
    }
    /// A sum in minor units of the program's currency.
    pub fn sum(&self, minor: impl Figure) -> String {
        let minor = minor.value();
        let currency = self.who.as_ref().map_or(Currency::RUB, |who| who.currency);
        format::money(self.lang, Money { minor, currency })
    }
    /// The form of a word for a number: `1 лид`, `2 лида`, `5 лидов`.
    pub fn plural(&self, n: impl Figure, ru: [&str; 3], en: [&str; 2]) -> String {
        format::plural(self.lang, n.value(), ru, en)
    }
    /// `15 июня`, in the reader's zone.
    pub fn day(&self, at: impl Value<Instant>) -> String {
        format::day(self.lang, at.own(), self.now, &self.zone)
    }
    /// `10:00`, in the reader's zone.
    pub fn time(&self, at: impl Value<Instant>) -> String {
        format::time(at.own(), &self.zone)
    }
    /// `15 июня, 10:00`, in the reader's zone.
    pub fn moment(&self, at: impl Value<Instant>) -> String {
        format::moment(self.lang, at.own(), self.now, &self.zone)
    }
    /// `1 ч 10 мин`.
    pub fn span(&self, span: impl Value<Span>) -> String {
        format::span(self.lang, span.own())
    }
}

/// A zone of the IANA database.
fn zone(name: &str) -> Option<TimeZone> {
    if name.is_empty() { None } else { TimeZone::get(name).ok() }
}
