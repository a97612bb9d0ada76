//! What of a form was refused, for a page that no longer shows that form: the thing has moved on meanwhile. The page says so
//! above all else, and gives back what was typed.

use askama::Template;
use kit::Lang;

use super::{
    form::{BASE, Form},
    markup::{self, Markup},
    texts,
};

/// A sentence and what was typed.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    said: String,
    typed: Vec<String>,
}

impl Refused {
    /// Of a form that comes back. Words are given back, codes and passwords are not.
    pub fn of(form: &Form) -> Self {
        let faults = || form.errors.iter().map(|fault| fault.text.clone()).collect::<Vec<_>>().join(" ");
        let hidden = |name: &str| name == BASE || name.contains("password") || name.contains("token");
        let words =
            |value: &str| value.chars().any(|c| c.is_whitespace() || c.is_alphabetic() && !c.is_ascii_lowercase());
        let typed = form.values.iter().filter(|(name, value)| !hidden(name) && words(value.trim()));
        Self {
            said: form.notice.clone().unwrap_or_else(faults),
            typed: typed.map(|(_, value)| value.clone()).collect(),
        }
    }

    /// What the page is to say before its body, if no form of it says so.
    pub fn before(&self, lang: Lang, body: &Markup) -> Option<Markup> {
        (!body.to_string().contains(" data-refused")).then(|| Markup::of(&Alert { lang, refused: self }))
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Alert<'a> {
    lang: Lang,
    refused: &'a Refused,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_given_back_and_passwords_and_codes_are_not() {
        let values =
            [("note", "Звонил, ждёт смету"), ("evidence", "call"), ("password", "Очень тайно"), ("_base", "v 1")];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let form = Form {
            values, notice: Some("Срок предложения истёк".to_owned()), status: 409, ..Form::default()
        };
        let refused = Refused::of(&form);
        assert_eq!(refused.typed, ["Звонил, ждёт смету"]);
        let said = refused.before(Lang::Ru, &Markup::trusted("<p>Страница</p>".to_owned())).unwrap().to_string();
        assert!(said.contains("Срок предложения истёк") && said.contains("Звонил, ждёт смету"), "{said}");
        assert!(refused.before(Lang::Ru, &form.head()).is_none(), "its form says it");
    }
}
