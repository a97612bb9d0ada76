//! A list: its filter, order and page stand in the address, so that a link shows the same to everybody.

use askama::Template;

use super::{Markup, Ui, markup, texts};

/// The state of a list on a page.
#[derive(Debug, Clone)]
pub struct Listing<'u> {
    ui: &'u Ui,
    pairs: Vec<(String, String)>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "head_cell.html")]
struct HeadCell<'a> {
    text: &'a str,
    href: String,
    label: String,
    sorted: &'static str,
}

#[derive(Template)]
#[template(path = "pages.html")]
struct Pages<'a> {
    list: &'a Listing<'a>,
    lang: kit::Lang,
}

impl<'u> Listing<'u> {
    /// The list of the present address; `next` is the cursor of the page after it.
    pub fn of(ui: &'u Ui, next: Option<String>) -> Self {
        let query = ui.target.split_once('?').map_or("", |(_, query)| query);
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(_, v)| !v.is_empty()).collect();
        Self { ui, pairs, next }
    }

    /// What a parameter of the address says; empty if nothing.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// True when something is filtered.
    pub fn filtered(&self) -> bool {
        self.pairs.iter().any(|(name, _)| !matches!(name.as_str(), "after" | "sort" | "limit"))
    }

    /// The same list with one parameter changed, from its start; an empty value takes it away.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (n, v) in self.pairs.iter().filter(|(n, _)| n != name && n != "after") {
            out.append_pair(n, v);
        }
        if !value.is_empty() {
            out.append_pair(name, value);
        }
        let query = out.finish();
        if query.is_empty() { self.ui.path().to_owned() } else { format!("{}?{query}", self.ui.path()) }
    }

    /// The list without any filter.
    pub fn whole(&self) -> &str {
        self.ui.path()
    }

    /// The head of a column by which the list can be sorted: `sort=name`, then `sort=-name`.
    pub fn head(&self, key: &str, text: impl AsRef<str>) -> Markup {
        let text = text.as_ref();
        let present = self.value("sort");
        let (sorted, next) = if present == key {
            ("ascending", format!("-{key}"))
        } else if present.strip_prefix('-') == Some(key) {
            ("descending", key.to_owned())
        } else {
            ("none", key.to_owned())
        };
        let label = texts::sort_by(self.ui.lang, text);
        Markup::of(&HeadCell { text, href: self.with("sort", &next), label, sorted })
    }

    fn next_href(&self) -> Option<String> {
        self.next.as_ref().map(|cursor| self.with("after", cursor))
    }

    /// The links under the list.
    pub fn pages(&self) -> Markup {
        if self.next.is_none() && self.value("after").is_empty() {
            return Markup::default();
        }
        Markup::of(&Pages { list: self, lang: self.ui.lang })
    }
}
