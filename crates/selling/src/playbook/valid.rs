//! What is typed into a playbook is right: every fault is named by its field.

use std::collections::BTreeSet;

use network::text_field;
use platform::{Fail, FieldError};

use super::{
    texts,
    words::{Both, Check, Content, Criteria, Material, Stage},
};

/// Stages of a process at most.
const STAGES: usize = 20;
/// Lines of a list at most.
const LINES: usize = 30;

/// A text in both languages that must be said in one of them at least.
pub fn both(field: &str, text: &Both, most: usize) -> Result<Both, Fail> {
    if text.is_empty() {
        return Err(Fail::field(field, network::texts::empty));
    }
    maybe(field, text, most)
}

/// A text in both languages that may be missing.
pub fn maybe(field: &str, text: &Both, most: usize) -> Result<Both, Fail> {
    let one = |text: &str| if text.trim().is_empty() { Ok(String::new()) } else { text_field(field, text, most) };
    Ok(Both { ru: one(&text.ru)?, en: one(&text.en)? })
}

/// Lines, each said in one language at least.
pub fn lines(field: &str, given: &[Both]) -> Result<Vec<Both>, Fail> {
    few(field, given.len())?;
    given.iter().enumerate().map(|(at, line)| both(&format!("{field}[{at}]"), line, 1_000)).collect()
}

fn few(field: &str, count: usize) -> Result<(), Fail> {
    if count > LINES { Err(Fail::field(field, |lang| texts::too_many_lines(lang, LINES))) } else { Ok(()) }
}

/// Materials: what each is, and an address that a browser opens, or none.
pub fn materials(field: &str, given: &[Material]) -> Result<Vec<Material>, Fail> {
    few(field, given.len())?;
    let one = |(at, material): (usize, &Material)| {
        let title = both(&format!("{field}[{at}].title"), &material.title, 300)?;
        let link = material.link.trim();
        let field = format!("{field}[{at}].link");
        let safe = link.starts_with("https://") || link.starts_with("http://");
        match link {
            "" => Ok(Material { title, link: String::new() }),
            _ if safe && !link.contains(char::is_whitespace) => {
                Ok(Material { title, link: text_field(&field, link, 1_000)? })
            }
            _ => Err(Fail::field(&field, texts::wrong_link)),
        }
    };
    given.iter().enumerate().map(one).collect()
}

/// A lasting word of a stage or a check: small letters, digits, `_` and `-`.
fn key(field: &str, key: &str) -> Result<String, Fail> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if key.is_empty() || key.len() > 40 || !key.chars().all(fits) {
        return Err(Fail::field(field, texts::wrong_key));
    }
    Ok(key.to_owned())
}

fn criteria(field: &str, given: &Criteria) -> Result<Criteria, Fail> {
    few(field, given.checks.len())?;
    let mut seen = BTreeSet::new();
    let mut checks = Vec::new();
    for (at, check) in given.checks.iter().enumerate() {
        let field = format!("{field}.checks[{at}]");
        let key = key(&format!("{field}.key"), &check.key)?;
        if !seen.insert(key.clone()) {
            return Err(Fail::field(&format!("{field}.key"), texts::key_twice));
        }
        checks.push(Check { key, text: both(&format!("{field}.text"), &check.text, 300)? });
    }
    let fields: BTreeSet<_> = given.fields.iter().copied().collect();
    let roles: BTreeSet<_> = given.roles.iter().copied().collect();
    Ok(Criteria { fields: fields.into_iter().collect(), roles: roles.into_iter().collect(), checks })
}

/// A stage.
pub fn stage(field: &str, given: &Stage) -> Result<Stage, Fail> {
    let at = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
    if !(1..=365).contains(&given.norm_days) {
        return Err(Fail::field(&at("norm_days"), texts::wrong_norm));
    }
    let mut hints = given.hints.clone();
    for hint in [&mut hints.solo, &mut hints.small, &mut hints.medium, &mut hints.large] {
        *hint = maybe(&at("hints"), hint, 1_000)?;
    }
    let entry = criteria(&at("entry"), &given.entry)?;
    let exit = criteria(&at("exit"), &given.exit)?;
    Ok(Stage {
        key: key(&at("key"), &given.key)?,
        name: both(&at("name"), &given.name, 120)?,
        goal: maybe(&at("goal"), &given.goal, 1_000)?,
        norm_days: given.norm_days,
        entry,
        exit,
        roles: given.roles.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
        actions: lines(&at("actions"), &given.actions)?,
        questions: lines(&at("questions"), &given.questions)?,
        materials: materials(&at("materials"), &given.materials)?,
        hints,
        wins: given.wins,
    })
}

/// What a draft says. Everything that is wrong is told at once, stage by stage.
pub fn content(given: &Content) -> Result<Content, Fail> {
    if given.stages.len() > STAGES {
        return Err(Fail::field("stages", |lang| texts::too_many_stages(lang, STAGES)));
    }
    let (mut stages, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, given) in given.stages.iter().enumerate() {
        match stage(&format!("stages[{at}]"), given) {
            Ok(stage) => {
                if !seen.insert(stage.key.clone()) {
                    faults.push(FieldError::new(format!("stages[{at}].key"), texts::key_twice));
                }
                stages.push(stage);
            }
            Err(Fail::Invalid(wrong)) => faults.extend(wrong),
            Err(fail) => return Err(fail),
        }
    }
    if faults.is_empty() { Ok(Content { stages }) } else { Err(Fail::Invalid(faults)) }
}
