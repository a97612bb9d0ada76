//! What a stage still lacks. Pure.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::playbook::{
    Both, BuyerRole, Criteria, DealField, Stage,
    words::{Check, Content},
};

/// What is known of a deal.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// What is filled in.
    pub fields: BTreeSet<DealField>,
    /// Who was reached.
    pub roles: BTreeSet<BuyerRole>,
    /// What was confirmed: stage and check.
    pub checks: BTreeSet<(String, String)>,
}

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lack {
    /// It is not known.
    Field(DealField),
    /// Nobody of this role was reached.
    Role(BuyerRole),
    /// It was not confirmed.
    Check {
        /// The stage that asks it.
        stage: String,
        /// Its word.
        key: String,
        /// What is to be confirmed.
        text: Both,
    },
}

kit::codes! {
    /// What is missing.
    pub enum LackKind {
        /// Something about the deal.
        Field = "field",
        /// A contact with somebody at the client.
        Role = "role",
        /// A tick.
        Check = "check",
    }
}

/// Something that is missing, as it is told.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct LackShown {
    /// What kind of thing.
    pub kind: LackKind,
    /// The field, the role or the check.
    pub code: String,
    /// In words.
    pub text: String,
}

/// What is missing for one list of criteria.
fn lacks(stage: &Stage, criteria: &Criteria, facts: &Facts) -> Vec<Lack> {
    let fields = criteria.fields.iter().filter(|field| !facts.fields.contains(field)).map(|field| Lack::Field(*field));
    let roles = criteria.roles.iter().filter(|role| !facts.roles.contains(role)).map(|role| Lack::Role(*role));
    let is_open = |check: &&Check| !facts.checks.contains(&(stage.key.clone(), check.key.clone()));
    let checks = criteria.checks.iter().filter(is_open).map(|check| Lack::Check {
        stage: stage.key.clone(),
        key: check.key.clone(),
        text: check.text.clone(),
    });
    fields.chain(roles).chain(checks).collect()
}

/// What is missing to go from one place to another: the exits that are passed and the entries on the way. Back is free.
pub(super) fn missing(content: &Content, from: usize, to: usize, facts: &Facts) -> Vec<Lack> {
    let mut all: Vec<Lack> = Vec::new();
    for place in from..to {
        let Some((here, next)) = content.stages.get(place).zip(content.stages.get(place + 1)) else { continue };
        for lack in lacks(here, &here.exit, facts).into_iter().chain(lacks(next, &next.entry, facts)) {
            if !all.contains(&lack) {
                all.push(lack);
            }
        }
    }
    all
}

/// What is missing to win from a stage.
pub(super) fn missing_to_win(stage: &Stage, facts: &Facts) -> Vec<Lack> {
    lacks(stage, &stage.exit, facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(key: &str, entry: Criteria, exit: Criteria) -> Stage {
        Stage { key: key.to_owned(), norm_days: 5, entry, exit, ..Stage::default() }
    }

    #[test]
    fn a_jump_asks_all_that_lies_between_and_back_asks_nothing() {
        let check = Check { key: "budget".to_owned(), text: Both::default() };
        let needs = |fields: &[DealField], roles: &[BuyerRole], checks: &[Check]| Criteria {
            fields: fields.to_vec(),
            roles: roles.to_vec(),
            checks: checks.to_vec(),
        };
        let content = Content {
            stages: vec![
                stage("a", Criteria::default(), needs(&[DealField::ClientType], &[], &[])),
                stage("b", needs(&[], &[BuyerRole::User], &[]), needs(&[DealField::ClientType], &[], &[check])),
                stage("c", needs(&[], &[BuyerRole::DecisionMaker], &[]), Criteria::default()),
            ],
        };
        let mut facts = Facts::default();
        let kinds = |lacks: Vec<Lack>| lacks.len();
        assert_eq!(kinds(missing(&content, 0, 1, &facts)), 2);
        assert_eq!(kinds(missing(&content, 0, 2, &facts)), 4, "the client type is asked once");
        assert_eq!(kinds(missing(&content, 2, 0, &facts)), 0);
        facts.fields.insert(DealField::ClientType);
        facts.roles.extend([BuyerRole::User, BuyerRole::DecisionMaker]);
        assert!(matches!(missing(&content, 0, 2, &facts).as_slice(), [Lack::Check { stage, .. }] if stage == "b"));
        facts.checks.insert(("a".to_owned(), "budget".to_owned()));
        assert_eq!(kinds(missing(&content, 0, 2, &facts)), 1, "the same word of another stage confirms nothing");
        facts.checks.insert(("b".to_owned(), "budget".to_owned()));
        assert_eq!(kinds(missing(&content, 0, 2, &facts)), 0);
    }
}
