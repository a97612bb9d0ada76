//! What a deal refuses.

use kit::Lang;
use platform::Rule;

use super::{DealState, texts, web::labels};

/// A broken rule of deals.
#[derive(Debug)]
pub enum Broken {
    /// That cannot be done from where the deal stands.
    OutOfOrder(DealState),
    /// The client is protected for another partner, named for the vendor.
    ClientHeld(String),
    /// The partner has left the network: it registers nothing, and nothing is approved for it.
    PartnerLeft,
    /// It had counted before and was voided: what the ledger says once it does not say again.
    WasVoided,
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::OutOfOrder(_) => "deal-out-of-order",
            Self::ClientHeld(_) => "client-held",
            Self::PartnerLeft => "partner-left",
            Self::WasVoided => "deal-was-voided",
        }
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::OutOfOrder(state) => texts::out_of_order(lang, &labels::state(lang, *state)),
            Self::ClientHeld(name) => texts::client_held(lang, name),
            Self::PartnerLeft => texts::no_more_deals(lang),
            Self::WasVoided => texts::was_voided(lang),
        }
    }
}
