//! Processes to start from: whole, in both languages, each with its typology. The files are data; change them there.

use std::{collections::BTreeMap, sync::LazyLock};

use db::Tx;
use platform::{Cx, Fail};
use serde::Deserialize;

use super::{
    Axis, Both, TermId,
    cards::{self, CardContent, NewCard},
    refusals::Broken,
    terms::{self, NewTerm},
    words::Stage,
};

/// A process to start from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: Both,
    /// For whom it is.
    pub about: Both,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// The words of its typology, each with a code of its own in the file.
    terms: Vec<Word>,
    /// Its cards.
    cards: Vec<Told>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    code: String,
    axis: Axis,
    name: Both,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    client_type: String,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    entry_point: Option<String>,
    #[serde(default)]
    business_process: Option<String>,
    content: CardContent,
}

static ALL: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let files = [
        include_str!("templates/equipment_dealers.json"),
        include_str!("templates/software_integrators.json"),
        include_str!("templates/services_agents.json"),
    ];
    files.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
});

/// Every template.
pub(super) fn all() -> &'static [Template] {
    &ALL
}

/// A template by its code.
pub(super) fn get(code: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.code == code)
}

/// Adds the words and cards of a template that the typology does not have yet; what stands stays as it is.
pub(super) async fn typology(cx: &Cx, tx: &mut Tx, template: &Template) -> Result<(), Fail> {
    let mut known: BTreeMap<&str, TermId> = BTreeMap::new();
    for word in &template.terms {
        let standing = terms::all(cx, tx).await?;
        let same = standing.iter().find(|term| term.axis == word.axis && term.name.0 == word.name);
        let id = match same {
            Some(term) => term.id,
            None => match terms::add(cx, tx, &NewTerm { axis: word.axis, name: word.name.clone() }).await {
                Ok(term) => term.id,
                // The side is full, or the word stands in other letters: the program's own typology goes first.
                Err(Fail::Invalid(_)) => continue,
                Err(fail) => return Err(fail),
            },
        };
        known.insert(&word.code, id);
    }
    let find = |code: &Option<String>| code.as_deref().map(|code| known.get(code).copied());
    for told in &template.cards {
        let sides = [find(&told.category), find(&told.entry_point), find(&told.business_process)];
        let Some(client_type) = known.get(told.client_type.as_str()).copied() else { continue };
        if sides.contains(&Some(None)) {
            continue;
        }
        let [category, entry_point, business_process] = sides.map(Option::flatten);
        let new = NewCard { client_type, category, entry_point, business_process, content: told.content.clone() };
        match cards::add(cx, tx, &new).await {
            Err(Fail::Broken(rule)) if rule.slug() == platform::Rule::slug(&Broken::CardStands) => {}
            // A word that was retired here stays retired.
            Err(Fail::Invalid(_)) => {}
            other => drop(other?),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::playbook::{coverage, valid, words::Content};

    #[test]
    fn each_template_is_read_is_right_and_is_whole_in_both_languages() {
        assert_eq!(all().len(), 3);
        for template in all() {
            let content = valid::content(&Content { stages: template.stages.clone() }).unwrap();
            assert!(content.stages.iter().any(|stage| stage.wins), "{}: no exit", template.code);
            let share = coverage::of_content(&content);
            assert_eq!(share.filled, share.of, "{}: every part of every stage", template.code);
            let codes: BTreeSet<&str> = template.terms.iter().map(|word| word.code.as_str()).collect();
            assert_eq!(codes.len(), template.terms.len());
            for told in &template.cards {
                let named = [Some(&told.client_type), told.category.as_ref(), told.entry_point.as_ref()];
                for code in named.into_iter().chain([told.business_process.as_ref()]).flatten() {
                    assert!(codes.contains(code.as_str()), "{}: {code}", template.code);
                }
                assert_eq!(told.content.filled(), [true; 6], "{}: {}", template.code, told.client_type);
            }
        }
    }

    #[test]
    fn no_text_of_a_template_is_missing_in_a_language() {
        fn look(value: &serde_json::Value, at: &str) {
            match value {
                serde_json::Value::Object(map) if map.contains_key("ru") || map.contains_key("en") => {
                    for lang in ["ru", "en"] {
                        let text = map.get(lang).and_then(serde_json::Value::as_str).unwrap_or_default();
                        assert!(!text.trim().is_empty(), "{at}: no {lang} in {value}");
                    }
                }
                serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| look(value, key)),
                serde_json::Value::Array(list) => list.iter().for_each(|value| look(value, at)),
                _ => {}
            }
        }
        let files = [
            include_str!("templates/equipment_dealers.json"),
            include_str!("templates/software_integrators.json"),
            include_str!("templates/services_agents.json"),
        ];
        for text in files {
            look(&serde_json::from_str(text).unwrap(), "");
        }
    }
}
