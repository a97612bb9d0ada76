//! What changes from one version of a process to the next, in sentences.

use kit::Lang;

use super::{
    texts,
    words::{Both, Content, Criteria, Stage},
};

/// Every change, stage by stage; empty if nothing changed.
pub(super) fn sentences(lang: Lang, before: &Content, after: &Content) -> Vec<String> {
    let mut said = Vec::new();
    for stage in &before.stages {
        if after.stage(&stage.key).is_none() {
            said.push(texts::stage_removed(lang, stage.name.said(lang)));
        }
    }
    for (place, stage) in after.stages.iter().enumerate() {
        match before.stage(&stage.key) {
            None => said.push(texts::stage_added(lang, stage.name.said(lang), place + 1)),
            Some((_, old)) => of_stage(lang, old, stage, &mut said),
        }
    }
    if order(before, after) != order(after, before) {
        let names: Vec<&str> = after.stages.iter().map(|stage| stage.name.said(lang)).collect();
        said.push(texts::order_changed(lang, &names.join(" → ")));
    }
    said
}

/// The stages of one version that the other has, too, in the order of the first.
fn order<'c>(of: &'c Content, other: &Content) -> Vec<&'c str> {
    of.stages.iter().filter(|stage| other.stage(&stage.key).is_some()).map(|stage| stage.key.as_str()).collect()
}

fn of_stage(lang: Lang, old: &Stage, new: &Stage, said: &mut Vec<String>) {
    let name = new.name.said(lang);
    let before = said.len();
    if old.name.said(lang) != name {
        said.push(texts::stage_renamed(lang, old.name.said(lang), name));
    }
    if old.norm_days != new.norm_days {
        said.push(texts::norm_changed(lang, name, old.norm_days, new.norm_days));
    }
    if old.goal != new.goal {
        said.push(texts::goal_changed(lang, name));
    }
    if old.wins != new.wins {
        said.push(if new.wins { texts::now_wins(lang, name) } else { texts::wins_no_more(lang, name) });
    }
    asked(lang, (&old.entry, &new.entry), said, |what, adds| match adds {
        true => texts::entry_asks(lang, name, what),
        false => texts::entry_asks_no_more(lang, name, what),
    });
    asked(lang, (&old.exit, &new.exit), said, |what, adds| match adds {
        true => texts::exit_asks(lang, name, what),
        false => texts::exit_asks_no_more(lang, name, what),
    });
    listed(lang, (&old.actions, &new.actions), said, |n, m| texts::actions_changed(lang, name, n, m));
    listed(lang, (&old.questions, &new.questions), said, |n, m| texts::questions_changed(lang, name, n, m));
    if old.materials != new.materials {
        said.push(texts::materials_changed(lang, name, old.materials.len(), new.materials.len()));
    }
    if old.roles != new.roles {
        let roles: Vec<String> = new.roles.iter().map(|role| texts::role_name(lang, *role)).collect();
        said.push(texts::roles_changed(lang, name, &roles.join(", ")));
    }
    // Whatever is left: hints, or a translation.
    if said.len() == before && old != new {
        said.push(texts::stage_changed(lang, name));
    }
}

/// What a stage asks in words.
fn wants(lang: Lang, criteria: &Criteria) -> Vec<String> {
    let fields = criteria.fields.iter().map(|field| texts::field_name(lang, *field));
    let roles = criteria.roles.iter().map(|role| texts::reached(lang, &texts::role_name(lang, *role)));
    let checks = criteria.checks.iter().map(|check| check.text.said(lang).to_owned());
    fields.chain(roles).chain(checks).collect()
}

fn asked(lang: Lang, (old, new): (&Criteria, &Criteria), said: &mut Vec<String>, say: impl Fn(&str, bool) -> String) {
    let (old, new) = (wants(lang, old), wants(lang, new));
    said.extend(new.iter().filter(|one| !old.contains(one)).map(|one| say(one, true)));
    said.extend(old.iter().filter(|one| !new.contains(one)).map(|one| say(one, false)));
}

fn listed(lang: Lang, (old, new): (&[Both], &[Both]), said: &mut Vec<String>, say: impl Fn(&str, &str) -> String) {
    if old == new {
        return;
    }
    let only = |these: &[Both], those: &[Both]| {
        let lines: Vec<&str> = these.iter().filter(|line| !those.contains(line)).map(|line| line.said(lang)).collect();
        if lines.is_empty() { "—".to_owned() } else { lines.join("; ") }
    };
    said.push(say(&only(new, old), &only(old, new)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::words::{BuyerRole, DealField};

    fn stage(key: &str, days: u32) -> Stage {
        let name = Both { ru: key.to_uppercase(), en: String::new() };
        Stage { key: key.to_owned(), name, norm_days: days, ..Stage::default() }
    }

    #[test]
    fn every_change_is_said_once_and_nothing_for_nothing() {
        let before = Content { stages: vec![stage("a", 5), stage("b", 7), stage("c", 9)] };
        assert!(sentences(Lang::Ru, &before, &before).is_empty());
        let mut asks = stage("a", 6);
        asks.exit = Criteria {
            fields: vec![DealField::ClientType],
            roles: vec![BuyerRole::DecisionMaker],
            ..Criteria::default()
        };
        let after = Content { stages: vec![stage("c", 9), asks, stage("d", 1)] };
        let said = sentences(Lang::Ru, &before, &after);
        assert_eq!(said.len(), 6, "{said:#?}");
        let all = said.join("\n");
        for words in ["«B»", "«D»", "5 → 6", "тип клиента", "ЛПР", "C → A → D"] {
            assert!(all.contains(words), "{words} in {all}");
        }
    }

    #[test]
    fn a_translation_alone_is_a_change_too() {
        let before = Content { stages: vec![stage("a", 5)] };
        let mut after = before.clone();
        after.stages[0].name.en = "A".to_owned();
        assert_eq!(sentences(Lang::Ru, &before, &after).len(), 1);
    }
}
