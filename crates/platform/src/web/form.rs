//! Forms: they keep what was typed, say what is wrong beside its field, and act once however often they are sent.

use askama::Template;
use kit::Lang;

use super::{
    markup::{self, Markup},
    texts,
};
use crate::edge::problem::Fault;

/// What was typed into a form and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub(crate) action: String,
    pub(crate) values: Vec<(String, String)>,
    pub(crate) errors: Vec<Fault>,
    pub(crate) notice: Option<String>,
    pub(crate) status: u16,
    pub(crate) lang: Lang,
    pub(crate) once: String,
    /// The version that it was opened with, when it changes what stands.
    pub(crate) base: Option<String>,
    /// What stands now, when somebody was faster.
    pub(crate) now: Vec<(String, String)>,
}

/// The field of a form that carries the version it was opened with.
pub(crate) const BASE: &str = "_base";

impl Form {
    /// The form of one address on a page that may have several: what was refused belongs to its own form
    /// alone, the others begin with `values`.
    #[must_use]
    pub fn on(&self, action: &str, values: &[(&str, String)]) -> Self {
        if self.action == action {
            return self.clone();
        }
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self {
            action: action.to_owned(),
            values,
            errors: Vec::new(),
            notice: None,
            status: 200,
            lang: self.lang,
            once: self.once.clone(),
            base: None,
            now: Vec::new(),
        }
    }

    /// Of what stands in this version, with `values`. It is refused when somebody saves another version meanwhile, and
    /// then shows beside each field that differs what stands now; saved again, it is of the newer version.
    #[must_use]
    pub fn of_version(mut self, version: impl ToString, values: &[(&str, String)]) -> Self {
        let typed = self.values.iter().position(|(name, _)| name == BASE).map(|at| self.values.remove(at).1);
        if self.is_stale() {
            self.now = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        }
        let opened = typed.filter(|_| !self.is_stale());
        self.base = Some(opened.unwrap_or_else(|| version.to_string()));
        self
    }

    /// The same form with what is wrong in it, though nothing was sent: what was tried on a page, say.
    #[must_use]
    pub fn refuse(mut self, fail: &crate::Fail, lang: Lang) -> Self {
        if let crate::Fail::Invalid(faults) = fail {
            self.errors = faults.iter().map(|f| Fault { field: f.field.clone(), text: f.say(lang) }).collect();
            self.status = 422;
        }
        self
    }

    /// It came back because somebody else was faster.
    pub fn is_stale(&self) -> bool {
        self.status == 412
    }

    /// True when it holds what was typed into some form: it is not the empty one of a page that is opened.
    pub fn is_of_a_page(&self) -> bool {
        !self.action.is_empty()
    }

    /// True when this form came back refused.
    pub fn refused(&self) -> bool {
        self.status >= 400
    }

    /// What the field holds now; empty if nothing.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// True if the field holds this value among others: for checkboxes of one name.
    pub fn holds(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(n, v)| n == name && v == value)
    }

    /// What is wrong with the field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|fault| fault.field == name).map(|fault| fault.text.as_str())
    }

    /// Must stand first in the `<form>`: the mark that lets it act once, and what was refused.
    pub fn head(&self) -> Markup {
        Markup::of(&Head { form: self })
    }

    fn field<'f>(&'f self, kind: &'static str, name: &'f str, label: impl Into<String>) -> Field<'f> {
        Field {
            form: self,
            kind,
            name,
            label: label.into(),
            hint: String::new(),
            optional: false,
            says_none: false,
            none: "—".to_owned(),
            options: Vec::new(),
            extra: Vec::new(),
            suffix: String::new(),
        }
    }
    /// A line of text.
    pub fn text<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("text", name, label)
    }
    /// An e-mail address.
    pub fn email<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("email", name, label)
    }
    /// A password. Never shown again.
    pub fn password<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("password", name, label)
    }
    /// A whole number.
    pub fn number<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("number", name, label)
    }
    /// A sum, typed as people write it: `1 240 000,50`. Read it with [`super::input::Sum`].
    pub fn money<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("money", name, label).suffix("₽")
    }
    /// A share, typed as percent: `31,5`. Read it with [`super::input::Percent`].
    pub fn percent<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("money", name, label).suffix("%")
    }
    /// A day of the calendar.
    pub fn date<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("date", name, label)
    }
    /// A day and a time in the reader's zone. Read it with [`super::input::Moment`].
    pub fn moment<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("datetime-local", name, label)
    }
    /// Several lines.
    pub fn area<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("area", name, label)
    }
    /// One of several.
    pub fn select<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("select", name, label)
    }
    /// One of a few, all in sight.
    pub fn radio<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("radio", name, label)
    }
    /// Any of several: the values come as a list under one name.
    pub fn checks<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("checks", name, label)
    }
    /// Yes or no: `true`, or nothing.
    pub fn checkbox<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("checkbox", name, label).optional()
    }
    /// A file. The form needs `enctype="multipart/form-data"`.
    pub fn file<'f>(&'f self, name: &'f str, label: impl Into<String>) -> Field<'f> {
        self.field("file", name, label)
    }
    /// A value that nobody types.
    #[expect(clippy::unused_self, reason = "templates reach every field through its form")]
    pub fn hidden<'f>(&'f self, name: &'f str, value: &str) -> Markup {
        Markup::of(&Hidden { name, value })
    }
}

/// What a field holds, in order; a box that is not ticked holds nothing.
fn values_of<'v>(all: &'v [(String, String)], name: &str) -> Vec<&'v str> {
    let values = all.iter().filter(|(n, value)| n == name && !value.trim().is_empty() && value != "false");
    let mut values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
    values.sort_unstable();
    values
}

/// A field of a form, with its label, hint and error. Writes itself into a template.
#[derive(Debug, Clone)]
pub struct Field<'f> {
    form: &'f Form,
    kind: &'static str,
    name: &'f str,
    label: String,
    hint: String,
    optional: bool,
    says_none: bool,
    none: String,
    options: Vec<(String, String)>,
    extra: Vec<(&'static str, String)>,
    suffix: String,
}

impl Field<'_> {
    /// A sentence under the field that explains it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
    /// May stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    /// A choice of which one is to choose nothing, in words: it always says something.
    #[must_use]
    pub fn or(mut self, none: impl Into<String>) -> Self {
        self.none = none.into();
        self.optional = true;
        self.says_none = true;
        self
    }
    /// May stay empty, and its label says so already.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.optional = true;
        self.says_none = true;
        self
    }
    /// The choices: value and text.
    #[must_use]
    pub fn options<V: AsRef<str>, T: AsRef<str>>(mut self, options: impl AsRef<[(V, T)]>) -> Self {
        let texts = |(value, text): &(V, T)| (value.as_ref().to_owned(), text.as_ref().to_owned());
        self.options.extend(options.as_ref().iter().map(texts));
        self
    }
    /// Another attribute of the control: `autocomplete`, `min`, `placeholder`.
    #[must_use]
    pub fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.extra.push((name, value.into()));
        self
    }
    /// The most bytes that a file may have, and what is said of a larger one before it is sent.
    #[must_use]
    pub fn at_most(self, bytes: usize, words: impl Into<String>) -> Self {
        self.set("data-most", bytes.to_string()).set("data-too-large", words)
    }
    /// The unit after the field: `мин`, `%`.
    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = suffix.into();
        self
    }

    /// The finished field, for a page that makes its fields in a list.
    pub fn written(&self) -> Markup {
        Markup::trusted(self.to_string())
    }

    fn id(&self) -> String {
        let action = self.form.action.trim_matches('/').replace('/', "-");
        format!("{action}-{}", self.name).replace(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_', "-")
    }
    fn error(&self) -> Option<&str> {
        self.form.error(self.name)
    }
    fn value(&self) -> &str {
        if matches!(self.kind, "password" | "file") { "" } else { self.form.value(self.name) }
    }
    fn described_by(&self) -> String {
        let id = self.id();
        let hint = (!self.hint.is_empty()).then(|| format!("{id}-hint"));
        let error = self.error().map(|_| format!("{id}-error"));
        let now = self.stands_now().map(|_| format!("{id}-now"));
        [error, now, hint].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
    /// What stands now in a field that was typed differently, as people read it; when somebody was faster.
    fn stands_now(&self) -> Option<String> {
        if self.form.now.is_empty() || matches!(self.kind, "password" | "file") {
            return None;
        }
        let known = self.kind == "checks" || self.form.now.iter().any(|(name, _)| name == self.name);
        let now = values_of(&self.form.now, self.name);
        if !known || now == values_of(&self.form.values, self.name) {
            return None;
        }
        let lang = self.form.lang;
        let said = |value: &&str| {
            let option = self.options.iter().find(|(code, _)| code == value);
            option.map_or_else(|| (*value).to_owned(), |(_, text)| text.clone())
        };
        let words = match (self.kind, now.is_empty()) {
            ("checkbox", nothing) => {
                if nothing {
                    texts::no(lang)
                } else {
                    texts::yes(lang)
                }
            }
            (_, true) => texts::nothing(lang),
            _ => now.iter().map(said).collect::<Vec<_>>().join(", "),
        };
        Some(words)
    }
    fn input_type(&self) -> &'static str {
        match self.kind {
            "number" | "money" => "text",
            kind => kind,
        }
    }
}

impl std::fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Markup::of(&FieldTemplate { field: self, id: self.id(), lang: self.form.lang }).fmt(f)
    }
}
impl askama::filters::HtmlSafe for Field<'_> {}

#[derive(Template)]
#[template(path = "field.html")]
struct FieldTemplate<'a> {
    field: &'a Field<'a>,
    id: String,
    lang: Lang,
}

#[derive(Template)]
#[template(path = "form_head.html")]
struct Head<'a> {
    form: &'a Form,
}

#[derive(Template)]
#[template(ext = "html", source = r#"<input type="hidden" name="{{ name }}" value="{{ value }}">"#)]
struct Hidden<'a> {
    name: &'a str,
    value: &'a str,
}
