//! The numbers of the lead desk, and what it may do from where a lead stands. Pure.

use serde::{Deserialize, Serialize};

use crate::{
    bounds::{BadNumber, Checks},
    distribution::domain::{Reason, Verdict},
    fixed::Millionths,
    intake::LeadStage,
};

/// Every number of the lead desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeskPolicy {
    /// The promise to a client: working days of the vendor until the first answer.
    pub first_answer_working_days: u32,
    /// Days until a lead that waits for consent is looked at again.
    pub consent_review_days: u32,
    /// Days until a lead that is nurtured is looked at again.
    pub nurture_review_days: u32,
    /// Working minutes within which the desk decides about a lead that nobody took.
    pub exhausted_minutes: u32,
    /// Working days within which the channel manager answers a partner's own deal.
    pub registration_working_days: u32,
    /// After this part of the promised time the desk gets the task of the first answer.
    pub first_answer_task: Millionths,
    /// Working minutes to look again at a lead that waits for consent or ripens.
    pub review_minutes: u32,
    /// Working minutes to find out why a partner cannot be reached.
    pub undelivered_minutes: u32,
    /// The same content from the same address within so many minutes is the same click.
    pub same_click_minutes: u32,
}

impl Default for DeskPolicy {
    fn default() -> Self {
        Self {
            first_answer_working_days: 1,
            consent_review_days: 7,
            nurture_review_days: 30,
            exhausted_minutes: 4 * 60,
            registration_working_days: 2,
            first_answer_task: Millionths(500_000),
            review_minutes: 9 * 60,
            undelivered_minutes: 9 * 60,
            same_click_minutes: 10,
        }
    }
}

impl DeskPolicy {
    /// Every number stands within its bounds, or the list of those that do not.
    pub fn validate(&self) -> Result<(), Vec<BadNumber>> {
        let mut checks = Checks::default();
        checks
            .within("first_answer_working_days", self.first_answer_working_days, 1..=30)
            .within("consent_review_days", self.consent_review_days, 1..=365)
            .within("nurture_review_days", self.nurture_review_days, 1..=365)
            .within("exhausted_minutes", self.exhausted_minutes, 1..=60 * 24 * 30)
            .within("registration_working_days", self.registration_working_days, 1..=100)
            .within("first_answer_task", self.first_answer_task.0, 0..=1_000_000)
            .within("review_minutes", self.review_minutes, 1..=60 * 24 * 30)
            .within("undelivered_minutes", self.undelivered_minutes, 1..=60 * 24 * 30)
            .within("same_click_minutes", self.same_click_minutes, 0..=1_440);
        checks.done()
    }
}

/// Why the lead desk may not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// Not from where the lead stands.
    OutOfOrder(LeadStage),
    /// A partner works on the lead.
    WorkGoesOn,
    /// Gates are closed that nobody may set aside.
    Closed(Vec<Reason>),
    /// Gates are closed; they may be set aside, but nobody said so.
    SetAsideFirst(Vec<Reason>),
    /// A grade that is offered to nobody does not qualify a lead.
    NotAQualifyingGrade,
    /// The client was answered before.
    AnsweredBefore,
}

/// What giving by hand sets aside: every closed gate, if all of them may be and the desk says so.
pub fn gates_to_set_aside(verdicts: &[Verdict], told_to: bool) -> Result<Vec<Reason>, Broken> {
    let closed: Vec<Reason> = verdicts.iter().filter_map(|verdict| verdict.reason.clone()).collect();
    let (aside, firm): (Vec<Reason>, Vec<Reason>) = closed.into_iter().partition(Reason::may_be_set_aside);
    if !firm.is_empty() {
        return Err(Broken::Closed(firm));
    }
    if !aside.is_empty() && !told_to {
        return Err(Broken::SetAsideFirst(aside));
    }
    Ok(aside)
}

/// A lead can be given by hand while it is looking for a partner, or when none was found.
pub const fn may_be_given(stage: LeadStage) -> bool {
    matches!(stage, LeadStage::Distributing | LeadStage::Exhausted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::domain::Gate;

    fn closed(reason: Reason) -> Verdict {
        Verdict { gate: reason.gate(), passed: false, reason: Some(reason) }
    }
    fn open(gate: Gate) -> Verdict {
        Verdict { gate, passed: true, reason: None }
    }

    #[test]
    fn only_gates_that_protect_nobody_are_set_aside_and_only_when_somebody_says_so() {
        let full = Reason::OpenWorkFull { open: 10, cap: 10 };
        assert_eq!(gates_to_set_aside(&[open(Gate::Contract)], false), Ok(vec![]));
        let capacity = [open(Gate::Contract), closed(full.clone())];
        assert_eq!(gates_to_set_aside(&capacity, false), Err(Broken::SetAsideFirst(vec![full.clone()])));
        assert_eq!(gates_to_set_aside(&capacity, true), Ok(vec![full.clone()]));
        let firm = [closed(full), closed(Reason::ClientOfAnother), closed(Reason::ExcludedByClient)];
        let broken = Broken::Closed(vec![Reason::ClientOfAnother, Reason::ExcludedByClient]);
        assert_eq!(gates_to_set_aside(&firm, true), Err(broken));
    }

    #[test]
    fn a_wrong_number_is_named() {
        assert_eq!(DeskPolicy::default().validate(), Ok(()));
        let policy = DeskPolicy { first_answer_working_days: 0, ..DeskPolicy::default() };
        assert_eq!(policy.validate().unwrap_err()[0].field, "first_answer_working_days");
    }
}
