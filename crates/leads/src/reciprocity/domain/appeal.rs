//! An appeal against a pause: a person answers in time, and the answer is shown.

use std::fmt;

use kit::{Instant, id::UserId};
use serde::{Deserialize, Serialize};

/// An appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Appeal {
    /// When it was made.
    pub opened_at: Instant,
    /// First moment at which the answer is late: the policy's working days by the program's calendar.
    pub due_at: Instant,
    /// What the partner says.
    pub text: String,
    /// The answer.
    pub answer: Option<AppealAnswer>,
}

/// The answer to an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AppealAnswer {
    /// When.
    pub at: Instant,
    /// Who; a person.
    pub by: UserId,
    /// Whether the pause is lifted (by an override with an end).
    pub granted: bool,
    /// Why; shown to the partner.
    pub text: String,
}

/// Why an appeal or an answer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppealBroken {
    /// Nothing was said.
    TextMissing,
    /// It was answered before; an answer is final.
    AlreadyAnswered,
    /// It was handed on to a director before.
    AlreadyPassedOn,
}

impl fmt::Display for AppealBroken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TextMissing => "an appeal and its answer need words",
            Self::AlreadyAnswered => "the appeal has been answered",
            Self::AlreadyPassedOn => "the appeal is with a director",
        })
    }
}
impl std::error::Error for AppealBroken {}

impl Appeal {
    /// A new appeal.
    pub fn open(text: &str, opened_at: Instant, due_at: Instant) -> Result<Self, AppealBroken> {
        Ok(Self { opened_at, due_at, text: words(text)?, answer: None })
    }
    /// The appeal with its answer. An answer after its time counts too, and is seen to be late.
    pub fn answered(mut self, by: UserId, granted: bool, text: &str, at: Instant) -> Result<Self, AppealBroken> {
        if self.answer.is_some() {
            return Err(AppealBroken::AlreadyAnswered);
        }
        self.answer = Some(AppealAnswer { at, by, granted, text: words(text)? });
        Ok(self)
    }
    /// The answer is late, or came late.
    pub fn is_late(&self, now: Instant) -> bool {
        self.answer.as_ref().map_or(now, |answer| answer.at) >= self.due_at
    }
}

fn words(text: &str) -> Result<String, AppealBroken> {
    let text = text.trim();
    if text.is_empty() { Err(AppealBroken::TextMissing) } else { Ok(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_appeal_is_answered_once_with_words_and_its_lateness_is_seen() {
        let at = Instant::from_micros;
        assert_eq!(Appeal::open("  ", at(0), at(9)), Err(AppealBroken::TextMissing));
        let appeal = Appeal::open("the deal is at the registrar", at(0), at(9)).unwrap();
        assert!(!appeal.is_late(at(8)) && appeal.is_late(at(9)));
        let by = UserId::from_uuid(Uuid::nil());
        assert_eq!(appeal.clone().answered(by, true, "", at(5)), Err(AppealBroken::TextMissing));
        let answered = appeal.answered(by, true, "lifted until the registrar answers", at(8)).unwrap();
        assert!(!answered.is_late(at(100)));
        assert_eq!(answered.answered(by, false, "no", at(8)), Err(AppealBroken::AlreadyAnswered));
    }
}
