//! Answering an offer from the letter that brought it: one link for one user and one offer, which works once and until the
//! deadline. To look changes nothing, because mail scanners look, too; the contact is shown to whoever confirms, and only then.

mod api;
mod service;
mod store;
mod texts;
mod web;

use kit::{Instant, id::OfferId};
use platform::Operation;
use schemars::JsonSchema;
use serde::Serialize;

pub(super) use service::buttons;
pub(super) use store::STATEMENTS;

use super::OfferShown;

/// An offer, as its link shows it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Looked {
    /// The offer, without the client's name and phone.
    offer: OfferShown,
    /// The product.
    product: String,
    /// Who answers by this link.
    user_name: String,
    /// It can still be answered by this link.
    usable: bool,
    /// It was answered by this link.
    used: bool,
}

/// A link, as it stands.
#[derive(Debug, Clone)]
struct Link {
    program: kit::id::ProgramId,
    offer: OfferId,
    user: kit::id::UserId,
    expires_at: Instant,
    used_at: Option<Instant>,
}

/// The operations and pages of links.
pub(super) fn operations() -> Vec<Operation> {
    [api::operations(), web::operations()].concat()
}
