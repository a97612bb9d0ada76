//! What an offer refuses, in the words of people and programs.

use kit::Lang;
use platform::Rule;

use super::{domain::Broken, labels, texts};

/// What an offer may refuse, as the API documents it.
pub(super) const PROBLEMS: &[(u16, &str)] = &[
    (409, "already-done"),
    (409, "offer-ended"),
    (409, "offer-expired"),
    (409, "offer-not-begun"),
    (409, "open-work-full"),
    (409, "out-of-order"),
    (409, "taken"),
    (422, "contact-outside-of-work"),
    (422, "reason-missing"),
];
/// Why a partner is not reminded.
pub(super) const OF_REMINDING: &[(u16, &str)] = &[(409, "out-of-order"), (409, "reminded-today")];
/// Why a lead may not be closed.
pub(super) const OF_CLOSING: &[(u16, &str)] = &[
    (409, "client-of-a-partner"),
    (409, "lead-out-of-order"),
    (409, "offer-ended"),
    (409, "out-of-order"),
    (422, "reason-missing"),
];

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "offer-expired",
            Self::TooEarly { .. } => "offer-not-begun",
            Self::NotDue { .. } => "not-due",
            Self::Taken => "taken",
            Self::WonByAnother => "won-by-another",
            Self::Ended { state } if state == "taken" => "taken",
            Self::Ended { .. } => "offer-ended",
            Self::OutOfOrder { .. } => "out-of-order",
            Self::AlreadyDone => "already-done",
            Self::ReasonMissing => "reason-missing",
            Self::ContactOutsideOfWork => "contact-outside-of-work",
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::ReasonMissing | Self::ContactOutsideOfWork => 422,
            _ => 409,
        }
    }

    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Expired { .. } => texts::expired(lang),
            Self::TooEarly { .. } => texts::too_early(lang),
            Self::NotDue { .. } => texts::not_due(lang),
            Self::Taken => texts::taken(lang),
            Self::WonByAnother => texts::won_by_another(lang),
            Self::Ended { state } if state == "taken" => texts::taken(lang),
            Self::Ended { state } => texts::ended(lang, &labels::state(lang, state)),
            Self::OutOfOrder { state } => texts::out_of_order(lang, &labels::state(lang, state)),
            Self::AlreadyDone => texts::already_done(lang),
            Self::ReasonMissing => texts::reason_missing(lang),
            Self::ContactOutsideOfWork => texts::contact_outside(lang),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ReasonMissing => Some("text"),
            Self::ContactOutsideOfWork => Some("at"),
            _ => None,
        }
    }
}

/// The partner was reminded within a day.
#[derive(Debug)]
pub struct RemindedToday;

impl Rule for RemindedToday {
    fn slug(&self) -> &'static str {
        "reminded-today"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::reminded_today(lang)
    }
}

/// The vendor may not take a partner's client for itself.
#[derive(Debug)]
pub struct Poaching;

impl Rule for Poaching {
    fn slug(&self) -> &'static str {
        "client-of-a-partner"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::poaching(lang)
    }
}

/// The partner has as much in work as it may have.
#[derive(Debug)]
pub struct Full {
    /// In work.
    pub open: u32,
    /// How much it may have.
    pub cap: u32,
}

impl Rule for Full {
    fn slug(&self) -> &'static str {
        "open-work-full"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::full(lang, self.open, self.cap)
    }
}
