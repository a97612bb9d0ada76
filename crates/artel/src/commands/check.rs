//! `artel check`.

use kit::Lang;
use serde_json::json;

use super::{Stop, progress, store};
use crate::{invariants, settings::Settings};

platform::texts! {
    sound(rules: usize) { "Проверено правил: {rules}. Всё сходится", "Checked {rules} rules: everything holds" }
    broken(findings: usize) { "Нарушений: {findings}", "Broken rules: {findings}" }
    such_as(examples: &str) { "например {examples}", "for example {examples}" }
}

pub(super) async fn run(settings: &Settings, as_json: bool) -> Result<(), Stop> {
    let db = store::look(settings).await?;
    let line = progress::named(as_json);
    let findings = invariants::check(&db, settings.lang, |code| line.set_message(code.to_owned())).await?;
    line.finish_and_clear();
    let rules = invariants::codes().count();
    if as_json {
        println!("{}", json!({ "rules": rules, "findings": findings }));
    } else {
        tell(settings.lang, rules, &findings);
    }
    if findings.is_empty() { Ok(()) } else { Err(Stop::Faults) }
}

fn tell(lang: Lang, rules: usize, findings: &[invariants::Finding]) {
    if findings.is_empty() {
        println!("{}", sound(lang, rules));
        return;
    }
    println!("{}", broken(lang, findings.len()));
    for finding in findings {
        println!("{:<24} {}", finding.code, finding.words);
        if !finding.examples.is_empty() {
            println!("{:<24} {}", "", such_as(lang, &finding.examples.join(", ")));
        }
    }
}
