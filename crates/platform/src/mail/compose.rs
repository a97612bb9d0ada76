//! What a letter says, as text and as HTML.

use std::fmt::Write as _;

use askama::Template;
use kit::Lang;

use super::{store::Sender, texts};

/// What a letter says. Everything is text: nothing of it can become markup or a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// The subject.
    pub subject: String,
    /// The first line that is read.
    pub heading: String,
    /// Sentences, one a paragraph.
    pub paragraphs: Vec<String>,
    /// What it is about, as pairs of name and value.
    pub facts: Vec<(String, String)>,
    /// What can be done; the first is the main one.
    pub buttons: Vec<Button>,
    /// Small print.
    pub note: Option<String>,
}

/// Something that can be done by a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it does.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

/// A letter that is ready to be sent.
pub(super) struct Rendered {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// In whose name a letter is written, and how it looks.
pub(super) struct Dress {
    name: String,
    /// The colour of the main button, under white letters.
    accent: String,
    /// Address of the logo.
    logo: Option<String>,
}

impl Dress {
    pub(super) fn of(sender: &Sender, base_url: &str) -> Self {
        Self {
            name: sender.name.clone(),
            accent: sender.accent.clone().unwrap_or_else(|| "#0f766e".to_owned()),
            logo: sender.logo.as_ref().map(|hash| format!("{base_url}/brand/logos/{hash}")),
        }
    }
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    lang: Lang,
    dress: &'a Dress,
    sender: &'a str,
    subject: &'a str,
    content: &'a Content,
    why: &'a str,
    switch_off: Option<&'a str>,
    switch_off_label: &'a str,
}

pub(super) fn render(content: &Content, lang: Lang, dress: &Dress, switch_off: Option<&str>) -> Rendered {
    let sender = dress.name.as_str();
    let subject = one_line(&content.subject);
    let (why, label) = (texts::why_sent(lang, sender), texts::switch_off(lang));
    let html =
        Html { lang, dress, sender, subject: &subject, content, why: &why, switch_off, switch_off_label: &label };
    // A template that is compiled fails only when memory does; the text alone is a whole letter, too.
    let html = html.render().unwrap_or_default();
    let text = plain(content, &why, switch_off.map(|url| (label.as_str(), url)));
    Rendered { subject, text, html }
}

fn plain(content: &Content, why: &str, switch_off: Option<(&str, &str)>) -> String {
    let mut out = format!("{}\n", content.heading);
    for paragraph in &content.paragraphs {
        let _never_fails = write!(out, "\n{paragraph}\n");
    }
    if !content.facts.is_empty() {
        out.push('\n');
    }
    for (name, value) in &content.facts {
        let _never_fails = writeln!(out, "{name}: {value}");
    }
    for Button { label, url } in &content.buttons {
        let _never_fails = write!(out, "\n{label}:\n{url}\n");
    }
    if let Some(note) = &content.note {
        let _never_fails = write!(out, "\n{note}\n");
    }
    let _never_fails = write!(out, "\n-- \n{why}\n");
    if let Some((label, url)) = switch_off {
        let _never_fails = writeln!(out, "{label}: {url}");
    }
    out
}

/// A text as one line, as headers need it.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dress(name: &str) -> Dress {
        let (accent, logo) = (Some("#9d174d".to_owned()), Some("abc".to_owned()));
        Dress::of(&Sender { name: name.to_owned(), accent, logo }, "https://artel.example")
    }

    fn content() -> Content {
        Content {
            subject: "Новый лид\r\nBcc: all@example.ru".to_owned(),
            heading: "Новый лид: <b>насосы</b>".to_owned(),
            paragraphs: vec!["Ответьте до 18:00.".to_owned()],
            facts: vec![("Город".to_owned(), "\"Москва\" & область".to_owned())],
            buttons: vec![Button { label: "Открыть".to_owned(), url: "https://a.example/o?a=1&b=2".to_owned() }],
            note: Some("Ссылка действует до срока.".to_owned()),
        }
    }

    #[test]
    fn what_somebody_typed_becomes_neither_markup_nor_a_header() {
        for lang in Lang::ALL {
            let letter = render(&content(), lang, &dress("<i>Vendor</i>"), None);
            assert_eq!(letter.subject, "Новый лид Bcc: all@example.ru");
            assert!(!letter.html.contains("<b>") && !letter.html.contains("<i>"), "{}", letter.html);
            assert!(letter.html.contains("https://a.example/o?a=1&#38;b=2"), "{}", letter.html);
        }
    }

    #[test]
    fn the_text_says_everything_that_the_html_says() {
        let letter = render(&content(), Lang::Ru, &dress("Вендор"), Some("https://a.example/me/notices"));
        for part in [
            "насосы",
            "Ответьте до 18:00.",
            "\"Москва\" & область",
            "https://a.example/o?a=1&b=2",
            "Ссылка",
            "/me/notices",
        ] {
            assert!(letter.text.contains(part), "{part} is missing in {}", letter.text);
        }
        assert!(letter.html.contains("lang=\"ru\""));
        assert!(
            letter.html.contains("background:#9d174d") && letter.html.contains("https://artel.example/brand/logos/abc")
        );
    }
}
