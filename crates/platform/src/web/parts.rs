//! Small components that a template writes as values: `{{ ui.clock(offer.deadline) }}`.

use askama::Template;
use kit::{Instant, Lang};

use super::{
    Markup, Ui, markup, texts,
    ui::{Figure, Value},
};

/// The weight of a badge or an alert. The words carry the meaning, the colour repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Calm,
    /// Something good.
    Good,
    /// Look here.
    Notice,
    /// Soon too late.
    Warning,
    /// Wrong, or too late.
    Bad,
}

impl Tone {
    // Class names stand whole, so that the build of the styles finds them.
    /// The class of text in its colour.
    pub fn text(self) -> &'static str {
        match self {
            Self::Calm => "text-secondary",
            Self::Good => "text-green",
            Self::Notice => "text-primary",
            Self::Warning => "text-orange",
            Self::Bad => "text-red",
        }
    }
    fn badge(self) -> &'static str {
        match self {
            Self::Calm => "bg-secondary-lt",
            Self::Good => "bg-green-lt",
            Self::Notice => "bg-primary-lt",
            Self::Warning => "bg-orange-lt",
            Self::Bad => "bg-red-lt",
        }
    }
    fn icon(self) -> &'static str {
        match self {
            Self::Calm | Self::Notice => "info-circle",
            Self::Good => "circle-check",
            Self::Warning => "alert-triangle",
            Self::Bad => "alert-circle",
        }
    }
    fn alert(self) -> &'static str {
        match self {
            Self::Calm | Self::Notice => "alert-info",
            Self::Good => "alert-success",
            Self::Warning => "alert-warning",
            Self::Bad => "alert-danger",
        }
    }
}

/// How a number has changed.
#[derive(Debug, Clone)]
pub struct Trend {
    /// By how much, written out without a sign.
    pub change: String,
    /// Upwards.
    pub rose: bool,
    /// For the better.
    pub better: bool,
}

/// A number with its target and trend.
#[derive(Debug, Clone)]
pub struct Tile {
    /// What is counted.
    pub label: String,
    /// The figure, written out.
    pub value: String,
    /// Its icon.
    pub icon: &'static str,
    /// How good it is.
    pub tone: Tone,
    /// The target, written out.
    pub target: Option<String>,
    /// The change.
    pub trend: Option<Trend>,
    /// A short sentence under it.
    pub note: String,
    /// The list behind it.
    pub href: String,
}

impl Tile {
    /// A figure alone.
    pub fn new(icon: &'static str, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            icon,
            tone: Tone::Notice,
            target: None,
            trend: None,
            note: String::new(),
            href: String::new(),
        }
    }
    /// How good it is.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
    /// What it should be.
    #[must_use]
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }
    /// How it changed.
    #[must_use]
    pub fn trend(mut self, trend: Trend) -> Self {
        self.trend = Some(trend);
        self
    }
    /// A short sentence under it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
    /// The list behind it.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = href.into();
        self
    }
}

#[derive(Template)]
#[template(path = "tile.html")]
struct TileTemplate<'a> {
    lang: Lang,
    tile: &'a Tile,
}

#[derive(Template)]
#[template(path = "clock.html")]
struct ClockTemplate<'a> {
    ui: &'a Ui,
    until: Instant,
    from: Option<Instant>,
}

impl ClockTemplate<'_> {
    fn minutes(&self) -> i64 {
        self.until.since(self.ui.now).as_minutes()
    }
    fn state(&self) -> &'static str {
        match self.minutes() {
            ..0 => "ended",
            0..15 => "soon",
            15..60 => "near",
            _ => "calm",
        }
    }
    fn left(&self) -> String {
        if self.until <= self.ui.now {
            return texts::ended_short(self.ui.lang);
        }
        self.ui.span(self.until.since(self.ui.now))
    }
    fn until_words(&self) -> String {
        texts::until(self.ui.lang, &self.ui.moment(self.until))
    }
    fn until_millis(&self) -> i64 {
        self.until.micros() / 1000
    }
    fn begin_millis(&self) -> i64 {
        self.from.map_or(0, |from| from.micros() / 1000)
    }
    fn percent(&self) -> i64 {
        let Some(from) = self.from else { return 0 };
        let whole = self.until.since(from).0.max(1);
        (self.until.since(self.ui.now).0.clamp(0, whole).saturating_mul(100)) / whole
    }
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonTemplate<'a> {
    name: &'a str,
    note: &'a str,
}

impl PersonTemplate<'_> {
    fn initials(&self) -> String {
        let words = self.name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.take(2).filter_map(|w| w.chars().next()).flat_map(char::to_uppercase).collect()
    }
}

#[derive(Template)]
#[template(path = "alert.html")]
struct AlertTemplate<'a> {
    tone: Tone,
    head: &'a str,
    text: &'a str,
}

#[derive(Template)]
#[template(path = "empty.html")]
struct EmptyTemplate<'a> {
    icon_name: &'a str,
    head: &'a str,
    text: &'a str,
    href: &'a str,
    words: &'a str,
}

#[derive(Template)]
#[template(path = "progress.html")]
struct ProgressTemplate<'a> {
    ui: &'a Ui,
    label: &'a str,
    done: i64,
    of: i64,
}

impl ProgressTemplate<'_> {
    fn basis_points(&self) -> i64 {
        if self.of > 0 { self.done.clamp(0, self.of).saturating_mul(100) / self.of * 100 } else { 0 }
    }
}

#[derive(Template)]
#[template(path = "tabs.html")]
struct TabsTemplate<'a> {
    label: &'a str,
    tabs: &'a [(String, String, bool)],
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<span class="badge {{ tone.badge() }}">{{ markup::icon(tone.icon()) }}{{ text }}</span>"#
)]
struct BadgeTemplate<'a> {
    tone: Tone,
    text: &'a str,
}

#[expect(clippy::unused_self, reason = "templates reach every component through `ui`")]
impl Ui {
    /// Time left and the instant, in the reader's zone.
    pub fn clock(&self, until: impl Value<Instant>) -> Markup {
        Markup::of(&ClockTemplate { ui: self, until: until.own(), from: None })
    }
    /// The same with a bar that runs from `from` to `until`.
    pub fn clock_of(&self, from: impl Value<Instant>, until: impl Value<Instant>) -> Markup {
        Markup::of(&ClockTemplate { ui: self, until: until.own(), from: Some(from.own()) })
    }
    /// A moment with its machine-readable form.
    pub fn at(&self, at: impl Value<Instant>) -> Markup {
        let at = at.own();
        Markup::trusted(format!("<time datetime=\"{at}\">{}</time>", self.moment(at)))
    }
    /// A phone as it is read.
    pub fn phone(&self, number: impl AsRef<str>) -> String {
        super::format::phone(number.as_ref())
    }
    /// A person or a company: initials, name, a note under it.
    pub fn person(&self, name: impl AsRef<str>, note: impl AsRef<str>) -> Markup {
        Markup::of(&PersonTemplate { name: name.as_ref(), note: note.as_ref() })
    }
    /// A state in words.
    pub fn badge(&self, tone: impl Value<Tone>, text: impl AsRef<str>) -> Markup {
        Markup::of(&BadgeTemplate { tone: tone.own(), text: text.as_ref() })
    }
    /// A number with its target and trend.
    pub fn tile(&self, tile: &Tile) -> Markup {
        Markup::of(&TileTemplate { lang: self.lang, tile })
    }
    /// A message that stands on the page.
    pub fn alert(&self, tone: impl Value<Tone>, head: impl AsRef<str>, text: impl AsRef<str>) -> Markup {
        Markup::of(&AlertTemplate { tone: tone.own(), head: head.as_ref(), text: text.as_ref() })
    }
    /// Nothing here yet.
    pub fn empty(&self, icon: &str, head: impl AsRef<str>, text: impl AsRef<str>) -> Markup {
        Markup::of(&EmptyTemplate { icon_name: icon, head: head.as_ref(), text: text.as_ref(), href: "", words: "" })
    }
    /// Nothing here yet, and the first thing to do about it: an address and its words.
    pub fn empty_then(
        &self,
        icon: &str,
        head: impl AsRef<str>,
        text: impl AsRef<str>,
        href: impl AsRef<str>,
        words: impl AsRef<str>,
    ) -> Markup {
        let (head, text, href, words) = (head.as_ref(), text.as_ref(), href.as_ref(), words.as_ref());
        Markup::of(&EmptyTemplate { icon_name: icon, head, text, href, words })
    }
    /// How far a long work is.
    pub fn progress(&self, label: impl AsRef<str>, done: impl Figure, of: impl Figure) -> Markup {
        let (label, done, of) = (label.as_ref(), done.value(), of.value());
        Markup::of(&ProgressTemplate { ui: self, label, done, of })
    }
    /// Views of one page: address, text, and whether it is the present one.
    pub fn tabs(&self, label: impl AsRef<str>, tabs: &[(String, String, bool)]) -> Markup {
        Markup::of(&TabsTemplate { label: label.as_ref(), tabs })
    }
    /// The attributes of a region that renews itself when an event happens whose name begins with one of
    /// `events`, given with spaces between: `<section {{ ui.live("offers", "offer. lead.taken") }}>`.
    pub fn live(&self, id: &str, events: &str) -> Markup {
        let target = self.target.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        Markup::trusted(format!(
            "id=\"{id}\" data-live=\"{events}\" hx-get=\"{target}\" hx-select=\"#{id}\" hx-target=\"this\" \
             hx-swap=\"outerMorph ignoreTitle:true\" hx-trigger=\"live\""
        ))
    }
}
