//! What is in force, and all versions.

use std::collections::BTreeMap;

use askama::Template;
use platform::{
    Call, Operation,
    web::{self, Page, Tone, Ui},
};

use super::{PUBLISHERS, texts};
use crate::policies::{
    Difference, Policy, Section, Versioned, store,
    words::{self, Word},
};

#[derive(Template)]
#[template(path = "policies/pages/policy.html")]
struct PolicyPage<'a> {
    ui: &'a Ui,
    /// A partner reads it.
    partner: bool,
    sections: &'static [Section],
    words: Vec<Word>,
    policy: Policy,
    versions: Vec<Versioned>,
    authors: BTreeMap<i64, String>,
}

/// A number that changed, in words.
pub(super) struct Change {
    pub(super) sentence: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// Each difference in words.
pub(super) fn changes(ui: &Ui, words: &[Word], differences: &[Difference]) -> Vec<Change> {
    let told = |difference: &Difference| {
        let word = words.iter().find(|word| word.path == difference.path);
        let shown = |value: Option<&serde_json::Value>| match word {
            Some(word) => words::shown(ui, &word.unit, value.filter(|value| !value.is_null())),
            None => value.map_or_else(|| "—".to_owned(), ToString::to_string),
        };
        Change {
            sentence: word.map_or_else(|| difference.path.clone(), |word| word.say(ui.lang).to_owned()),
            before: shown(difference.before.as_ref()),
            after: shown(difference.after.as_ref()),
        }
    };
    differences.iter().map(told).collect()
}

impl PolicyPage<'_> {
    fn name(&self, section: &Section) -> String {
        texts::section(self.ui.lang, section.name)
    }
    /// The numbers of a section that count now: sentence and value.
    fn numbers(&self, section: &Section) -> Vec<(&'static str, String)> {
        let of_section = self.words.iter().filter(|word| word.section() == section.name);
        let counts =
            of_section.filter(|word| word.when.is_empty() || words::at(&self.policy.body, &word.path).is_some());
        let shown = |word: &Word| words::shown(self.ui, &word.unit, words::at(&self.policy.body, &word.path));
        counts.map(|word| (word.say(self.ui.lang), shown(word))).collect()
    }
    fn changes(&self, versioned: &Versioned) -> Vec<Change> {
        changes(self.ui, &self.words, &versioned.changes)
    }
    fn author(&self, policy: &Policy) -> String {
        let name = self.authors.get(&policy.version).cloned();
        name.unwrap_or_else(|| match policy.author_kind.as_str() {
            _ if self.partner => texts::by_vendor(self.ui.lang),
            "operator" => texts::by_operator(self.ui.lang),
            _ => texts::by_key(self.ui.lang),
        })
    }
    fn title(&self, policy: &Policy) -> String {
        texts::version(self.ui.lang, policy.version)
    }
    fn waits(&self, policy: &Policy) -> bool {
        policy.in_force_from > self.ui.now
    }
}

pub(super) fn operations(sections: &'static [Section]) -> Vec<Operation> {
    let at = |path, name, roles| {
        Operation::get(path, name, "The policy: the page").roles(roles).page(move |cx, tx, call: &Call| {
            Box::pin(async move {
                let ui = Ui::of(cx, tx, &call.meta).await?;
                let policy = crate::policies::in_force(tx, cx.program(), cx.now).await?;
                let versions = crate::policies::history(tx, cx.program(), sections).await?;
                let policy = Policy::clone(&policy).whole(sections);
                let authors = store::authors(tx, cx.program()).await?;
                let over = texts::in_force(ui.lang, policy.version, &ui.day(policy.in_force_from));
                let head = Page::new(texts::policy(ui.lang)).over(over);
                let publishes = cx.caller.role.is_some_and(|role| PUBLISHERS.contains(&role));
                let head = match publishes {
                    true => head.action("/settings/policy/edit", "pencil", &texts::change(ui.lang)),
                    false => head,
                };
                // Who of the vendor it was is for the vendor.
                let authors = if cx.caller.partner.is_some() { BTreeMap::new() } else { authors };
                let words = words::of(sections);
                let page = PolicyPage {
                    ui: &ui,
                    partner: cx.caller.partner.is_some(),
                    sections,
                    words,
                    policy,
                    versions,
                    authors,
                };
                Ok(web::page(&ui, head, &page))
            })
        })
    };
    vec![
        at("/settings/policy", "policies.page", PUBLISHERS),
        at("/rules", "policies.page_rules", crate::territories::EVERYBODY),
    ]
}
