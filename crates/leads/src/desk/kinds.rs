//! The tasks that leads open for people.

use platform::{Role, TaskKind};

use super::texts;

/// The client waits for the answer that it was promised.
pub static FIRST_ANSWER: TaskKind = TaskKind {
    code: "first_answer",
    role: Role::LeadDesk,
    place: "/leads",
    title: texts::task_first_answer,
    closed_by_act: true,
    weight: 90,
};
/// No wave found a partner that works on the lead.
pub static LEAD_EXHAUSTED: TaskKind = TaskKind {
    code: "lead_exhausted",
    role: Role::LeadDesk,
    place: "/leads",
    title: texts::task_exhausted,
    closed_by_act: true,
    weight: 80,
};
/// The client of a lead that no partner has came again.
pub static LEAD_TOUCHED: TaskKind = TaskKind {
    code: "lead_touched",
    role: Role::LeadDesk,
    place: "/leads",
    title: texts::task_touched,
    closed_by_act: false,
    weight: 70,
};
/// A lead waits for consent, or ripens.
pub static LEAD_REVIEW: TaskKind = TaskKind {
    code: "lead_review",
    role: Role::LeadDesk,
    place: "/leads",
    title: texts::task_review,
    closed_by_act: false,
    weight: 10,
};
/// A partner appeals against its pause.
pub static APPEAL: TaskKind = TaskKind {
    code: "reciprocity_appeal",
    role: Role::ChannelManager,
    place: "/appeals",
    title: texts::task_appeal,
    closed_by_act: true,
    weight: 60,
};

/// A channel manager has handed an appeal on to a director.
pub static APPEAL_TO_DIRECTOR: TaskKind = TaskKind {
    code: "reciprocity_appeal_passed_on",
    role: Role::Director,
    place: "/appeals",
    title: texts::task_appeal_passed_on,
    closed_by_act: true,
    weight: 60,
};

/// All of them.
pub fn all() -> Vec<&'static TaskKind> {
    vec![&FIRST_ANSWER, &LEAD_EXHAUSTED, &LEAD_TOUCHED, &LEAD_REVIEW, &APPEAL, &APPEAL_TO_DIRECTOR]
}
