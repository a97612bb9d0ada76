//! What the lead desk is refused.

use kit::Lang;
use platform::Rule;

use super::{domain::Broken, texts};
use crate::{console, distribution::domain::Reason};

/// What the lead desk may be refused, as the API documents it.
pub(super) const PROBLEMS: &[(u16, &str)] = &[
    (409, "answered-before"),
    (409, "client-of-a-partner"),
    (409, "gates-closed"),
    (409, "gates-to-set-aside"),
    (409, "lead-out-of-order"),
    (409, "work-goes-on"),
    (422, "not-a-qualifying-grade"),
];

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::OutOfOrder(_) => "lead-out-of-order",
            Self::WorkGoesOn => "work-goes-on",
            Self::Closed(_) => "gates-closed",
            Self::SetAsideFirst(_) => "gates-to-set-aside",
            Self::NotAQualifyingGrade => "not-a-qualifying-grade",
            Self::AnsweredBefore => "answered-before",
        }
    }
    fn status(&self) -> u16 {
        match self {
            Self::NotAQualifyingGrade => 422,
            _ => 409,
        }
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::OutOfOrder(stage) => texts::out_of_order(lang, &console::texts::state(lang, *stage)),
            Self::WorkGoesOn => texts::work_goes_on(lang),
            Self::Closed(reasons) => texts::closed(lang, &listed(reasons)),
            Self::SetAsideFirst(reasons) => texts::set_aside_first(lang, &listed(reasons)),
            Self::NotAQualifyingGrade => texts::not_qualifying(lang),
            Self::AnsweredBefore => texts::answered_before(lang),
        }
    }
}

fn listed(reasons: &[Reason]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
