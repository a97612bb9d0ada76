//! The program and its people: programs, rules, calendars, products, partners, users, sessions, keys.

pub mod brand;
pub mod calendars;
pub mod notices;
pub mod partners;
pub mod people;
pub mod policies;
pub mod policy_section;
pub mod products;
pub mod programs;
pub mod search;
pub mod setup;
pub mod tasks;
pub mod telegram;
pub mod territories;
pub mod texts;
pub mod versions;

pub use people::authenticate;
use platform::{Capability, Fail};

/// The capabilities of this crate. `sections` are the parts of the policy that the capabilities above know.
pub fn capabilities(sections: &'static [policies::Section]) -> Vec<Capability> {
    vec![
        programs::capability(sections),
        brand::capability(),
        policies::capability(sections),
        calendars::capability(),
        products::capability(),
        territories::capability(),
        partners::capability(),
        people::capability(),
        tasks::capability(),
        telegram::capability(),
        versions::capability(),
        notices::capability(),
        search::capability(),
        setup::capability(sections),
    ]
}

/// Control characters, and those that turn the direction of writing so that a text shows what it does not say.
fn is_strange(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    turns || c.is_control() && c != '\n' && c != '\r' && c != '\t'
}

/// A text that a person typed: trimmed, not empty, at most `most` characters, no control characters but
/// line breaks.
pub fn text_field(field: &str, text: &str, most: usize) -> Result<String, Fail> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fail::field(field, texts::empty));
    }
    if text.chars().count() > most {
        return Err(Fail::field(field, move |lang| texts::too_long(lang, most)));
    }
    if text.chars().any(is_strange) {
        return Err(Fail::field(field, texts::strange_characters));
    }
    Ok(text.to_owned())
}
