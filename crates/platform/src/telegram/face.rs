//! What a message says, and the keys under it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::mail::Content;

/// Characters of a message at most; Telegram takes 4096.
const LONGEST: usize = 4000;

/// What a message says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Face {
    /// The text: plain, never markup.
    pub text: String,
    /// Rows of keys.
    pub keys: Vec<Vec<Key>>,
}

/// A key under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What it does, in a word or two.
    pub label: String,
    /// What happens.
    pub press: Press,
}

/// What happens when a key is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// A deed: `word:rest`, 64 bytes at most.
    Do(String),
    /// A page of this server, by its path.
    Open(String),
}

impl Key {
    /// A key that does something.
    pub fn does(label: String, what: String) -> Self {
        Self { label, press: Press::Do(what) }
    }
    /// A key that opens a page of this server.
    pub fn opens(label: String, path: String) -> Self {
        Self { label, press: Press::Open(path) }
    }
}

impl Face {
    /// What a letter says, as a message.
    pub fn of(content: &Content, keys: Vec<Vec<Key>>) -> Self {
        let mut text = content.heading.clone();
        for paragraph in &content.paragraphs {
            let _never_fails = write!(text, "\n\n{paragraph}");
        }
        for (place, (name, value)) in content.facts.iter().enumerate() {
            let _never_fails = write!(text, "{}{name}: {value}", if place == 0 { "\n\n" } else { "\n" });
        }
        if let Some(note) = &content.note {
            let _never_fails = write!(text, "\n\n{note}");
        }
        Self { text, keys }
    }

    /// The text and the keyboard as Telegram takes them. It opens only addresses of the net.
    pub(super) fn rendered(&self, base_url: &str) -> (String, Value) {
        let mut text: String = self.text.chars().take(LONGEST).collect();
        let opens = base_url.starts_with("https://");
        let mut rows = Vec::new();
        for row in &self.keys {
            let mut keys = Vec::new();
            for key in row {
                match &key.press {
                    Press::Do(data) => keys.push(json!({ "text": key.label, "callback_data": data })),
                    Press::Open(path) if opens => {
                        keys.push(json!({ "text": key.label, "url": format!("{base_url}{path}") }));
                    }
                    Press::Open(path) => {
                        let _never_fails = write!(text, "\n\n{}: {base_url}{path}", key.label);
                    }
                }
            }
            if !keys.is_empty() {
                rows.push(keys);
            }
        }
        (text, json!(rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face() -> Face {
        let content = Content {
            subject: "не говорится".to_owned(),
            heading: "Для вас лид".to_owned(),
            paragraphs: vec!["Ответьте до 18:00.".to_owned()],
            facts: vec![("Где".to_owned(), "<b>Москва</b>".to_owned()), ("Оценка".to_owned(), "A".to_owned())],
            note: Some("Имя откроется потом.".to_owned()),
            ..Content::default()
        };
        let keys = vec![
            vec![Key::does("Принять".to_owned(), "offer:a:1".to_owned())],
            vec![Key::opens("Открыть".to_owned(), "/offers/1".to_owned())],
        ];
        Face::of(&content, keys)
    }

    #[test]
    fn a_message_says_what_the_letter_says_as_plain_text() {
        let (text, keys) = face().rendered("https://artel.example");
        assert_eq!(text, "Для вас лид\n\nОтветьте до 18:00.\n\nГде: <b>Москва</b>\nОценка: A\n\nИмя откроется потом.");
        assert_eq!(keys[0][0], json!({ "text": "Принять", "callback_data": "offer:a:1" }));
        assert_eq!(keys[1][0]["url"], "https://artel.example/offers/1");
    }

    #[test]
    fn an_address_that_telegram_does_not_take_stands_in_the_text() {
        let (text, keys) = face().rendered("http://127.0.0.1:7700");
        assert!(text.ends_with("Открыть: http://127.0.0.1:7700/offers/1"), "{text}");
        assert_eq!(keys.as_array().map(Vec::len), Some(1));
        let long = Face { text: "ж".repeat(9000), keys: Vec::new() };
        assert_eq!(long.rendered("").0.chars().count(), LONGEST);
    }
}
