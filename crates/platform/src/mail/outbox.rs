//! The letters of a server that sends none: the demo shows them on a page, so that their links can be followed.

use askama::Template;
use db::Tx;
use serde::Deserialize;

use super::{
    MailId,
    store::{self, KeptLetter},
    texts,
};
use crate::{
    Call, Cx, Fail, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Page, Ui},
};

/// Letters on the page.
const SHOWN: u32 = 100;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Whose {
    to: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct ByMail {
    mail: MailId,
}

#[derive(Template)]
#[template(path = "mail/outbox.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    to: &'a str,
    letters: Vec<KeptLetter>,
}

#[derive(Template)]
#[template(path = "mail/outbox_letter.html")]
struct LetterPage<'a> {
    ui: &'a Ui,
    letter: &'a KeptLetter,
    lines: Vec<Line<'a>>,
}

/// A part of a letter: an address is a button with the words before it.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Words(&'a str),
    Button(&'a str, String),
}

/// The pages, for a server whose letters stay here.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/outbox", "outbox.page", "Letters that were not sent to anybody")
            .public()
            .page(|cx, tx, call: &Call<crate::Nothing, Whose>| Box::pin(list(cx, tx, &call.meta, &call.query))),
        Operation::get("/outbox/{mail}", "outbox.letter", "A letter that was not sent to anybody")
            .public()
            .page(|cx, tx, call: &Call<ByMail>| Box::pin(letter(cx, tx, &call.meta, call.path.mail))),
    ]
}

async fn list(cx: &Cx, tx: &mut Tx, meta: &Meta, whose: &Whose) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let to = whose.to.as_deref().map(str::trim).filter(|to| !to.is_empty());
    let letters = store::kept(tx, to, SHOWN).await?;
    let head = Page::new(texts::outbox(ui.lang)).over(texts::outbox_over(ui.lang));
    Ok(web::page(&ui, head, &ListPage { ui: &ui, to: to.unwrap_or_default(), letters }))
}

async fn letter(cx: &Cx, tx: &mut Tx, meta: &Meta, id: MailId) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let letter = store::kept_one(tx, id).await?.ok_or(Fail::NotFound)?;
    let head = Page::new(letter.subject.clone()).crumb("/outbox", texts::outbox(ui.lang));
    let lines = lines(&letter.text);
    Ok(web::page(&ui, head, &LetterPage { ui: &ui, letter: &letter, lines }))
}

/// The lines of a letter; what was `label:` and an address below it is a button.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    for text in text.lines().map(str::trim).filter(|line| !matches!(*line, "" | "--")) {
        let Some(path) = path(text) else {
            found.push(Line::Words(text));
            continue;
        };
        let label = match found.pop() {
            Some(Line::Words(label)) if label.ends_with(':') => label.trim_end_matches(':'),
            other => {
                found.extend(other);
                text
            }
        };
        found.push(Line::Button(label, path));
    }
    found
}

/// Where an address leads on this server, under whatever name the letter was written.
fn path(text: &str) -> Option<String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?;
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    (!rest.contains(char::is_whitespace)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_button_that_leads_to_this_server() {
        let text =
            "Новый лид\n\nПринять:\nhttp://demo.example/o/abc\n\nhttps://demo.example\nSee http://x.example/ too\n";
        let button = |label, path: &str| Line::Button(label, path.to_owned());
        let expected = [
            Line::Words("Новый лид"),
            button("Принять", "/o/abc"),
            button("https://demo.example", "/"),
            Line::Words("See http://x.example/ too"),
        ];
        assert_eq!(lines(text), expected);
    }
}
