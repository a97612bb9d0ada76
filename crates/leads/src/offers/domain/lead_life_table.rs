//! Every state × every command of a lead's life.

use kit::{
    Instant,
    id::{LeadId, PartnerId},
    time::Span,
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    grading::Grade,
    lead_life::{CloseReason, Due, LeadCommand, LeadEvent, LeadLife, LeadState, next_due},
    offer::Broken,
};

fn at(hour: i64) -> Instant {
    "2026-06-15T10:00:00+03:00".parse::<Instant>().unwrap() + Span::hours(hour)
}

fn states() -> [LeadState; 12] {
    let partner = PartnerId::from_uuid(Uuid::from_u128(1));
    [
        LeadState::Received { answer_due: at(9) },
        LeadState::Protected { partner, distribute_by: at(1) },
        LeadState::ConsentNeeded { ask_again_at: at(24) },
        LeadState::Nurture { review_at: at(999) },
        LeadState::Qualified { grade: Grade::A, distribute_by: at(1) },
        LeadState::Distributing { next_check: at(8) },
        LeadState::InWork { update_due: at(99) },
        LeadState::Exhausted { since: at(0) },
        LeadState::Duplicate { of: LeadId::from_uuid(Uuid::from_u128(2)) },
        LeadState::Won { at: at(0) },
        LeadState::Lost { at: at(0) },
        LeadState::Withdrawn { at: at(0), reason: CloseReason::Spam },
    ]
}

fn commands() -> [LeadCommand; 12] {
    let partner = PartnerId::from_uuid(Uuid::from_u128(1));
    [
        LeadCommand::MarkDuplicate { of: LeadId::from_uuid(Uuid::from_u128(2)) },
        LeadCommand::Protect { partner, distribute_by: at(1) },
        LeadCommand::NeedConsent { ask_again_at: at(24) },
        LeadCommand::GiveConsent { answer_due: at(9) },
        LeadCommand::Nurture { review_at: at(999) },
        LeadCommand::Qualify { grade: Grade::B, distribute_by: at(1) },
        LeadCommand::Distribute { next_check: at(8) },
        LeadCommand::Work { update_due: at(99) },
        LeadCommand::Exhaust,
        LeadCommand::Win,
        LeadCommand::Lose,
        LeadCommand::Close { reason: CloseReason::DirectHandling { text: "a state tender".to_owned() } },
    ]
}

fn outcome(state: &LeadState, command: &LeadCommand) -> &'static str {
    match (LeadLife { state: state.clone() }).decide(command, at(0)) {
        Ok(events) => match &events[..] {
            [LeadEvent::Moved { to }] => to.code(),
            _ => "several",
        },
        Err(Broken::OutOfOrder { .. }) => "-",
        Err(Broken::Ended { .. }) => "!",
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn l5_every_state_answers_every_command_as_the_table_says() {
    // duplicate, protect, need consent, give consent, nurture, qualify, distribute, work, exhaust, win, lose, close
    let table = [
        "duplicate protected consent_needed - nurture qualified - - - - - withdrawn",
        "- - consent_needed - - - distributing - - - - withdrawn",
        "- - consent_needed received - - - - - - - withdrawn",
        "- protected consent_needed - nurture qualified - - - - - withdrawn",
        "- protected consent_needed - nurture - distributing - - - - withdrawn",
        "- - - - - - distributing in_work exhausted - - withdrawn",
        "- - - - - - distributing in_work exhausted won lost withdrawn",
        "- protected - - - - distributing - - - - withdrawn",
        "! ! ! ! ! ! ! ! ! ! ! !",
        "! ! ! ! ! ! ! ! ! ! ! !",
        "! ! ! ! ! ! ! ! ! ! ! !",
        "! ! ! ! ! ! ! ! ! ! ! !",
    ];
    for (state, row) in states().iter().zip(table) {
        assert_eq!(commands().map(|command| outcome(state, &command)).join(" "), row, "{}", state.code());
    }
}

#[test]
fn l4_every_lead_that_has_not_ended_has_a_timer_or_an_owner() {
    for state in states() {
        assert_eq!(next_due(&state) == Due::Nothing, state.is_terminal(), "{}", state.code());
    }
}

#[test]
fn story_4_without_consent_no_way_leads_to_distribution() {
    let waiting = LeadLife { state: LeadState::ConsentNeeded { ask_again_at: at(24) } };
    for command in commands() {
        let next = waiting.decide(&command, at(0)).ok();
        assert!(next.is_none_or(|e| matches!(&e[..], [LeadEvent::Moved { to }] if to.code() != "distributing")));
    }
}

#[test]
fn a_lead_is_never_closed_silently() {
    let lead = LeadLife { state: LeadState::Exhausted { since: at(0) } };
    for text in ["", "  "] {
        let text = text.to_owned();
        let direct = LeadCommand::Close { reason: CloseReason::DirectHandling { text: text.clone() } };
        assert_eq!(lead.decide(&direct, at(1)), Err(Broken::ReasonMissing));
        let other = LeadCommand::Close { reason: CloseReason::Other { text } };
        assert_eq!(lead.decide(&other, at(1)), Err(Broken::ReasonMissing));
    }
}

#[test]
fn a_lead_of_grade_c_is_not_qualified() {
    let lead = LeadLife::received(at(9));
    let command = LeadCommand::Qualify { grade: Grade::C, distribute_by: at(1) };
    assert!(matches!(lead.decide(&command, at(0)), Err(Broken::OutOfOrder { .. })));
}

proptest! {
    #[test]
    fn l4_l5_hold_for_any_sequence(steps in proptest::collection::vec(0usize..12, 1..50)) {
        let mut lead = LeadLife::received(at(9));
        for step in steps {
            let ended = lead.state.is_terminal();
            let Ok(events) = lead.decide(&commands()[step], at(0)) else { continue };
            prop_assert!(!ended);
            lead = events.iter().fold(lead, LeadLife::after);
            prop_assert!(lead.state.is_terminal() || next_due(&lead.state) != Due::Nothing);
        }
    }
}
