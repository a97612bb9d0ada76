//! Who gave a lead by hand, and why: told wherever such a lead is explained.

use db::Tx;
use kit::{
    Id, Instant, Uuid,
    id::{LeadId, PartnerId},
};
use network::people;
use platform::{Cx, Fail, events};
use schemars::JsonSchema;
use serde::Serialize;

use super::texts;

/// A lead was given to a partner by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Given {
    /// Who of the vendor gave it.
    pub by: String,
    /// Why, as it stands in the neutrality report.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// The last time until a moment that a lead was given to a partner by hand.
pub(crate) async fn given(
    cx: &Cx,
    tx: &mut Tx,
    lead: LeadId,
    partner: PartnerId,
    until: Instant,
) -> Result<Option<Given>, Fail> {
    let all = events::of_subject(tx, cx.program(), lead).await?;
    let wanted = partner.to_string();
    let to_it = |event: &&events::Event| {
        event.name == "lead.given_by_hand" && event.at <= until && event.data.0["partner"] == wanted.as_str()
    };
    let Some(event) = all.iter().rfind(to_it) else { return Ok(None) };
    let user = event.actor_id.as_deref().filter(|_| event.actor_kind == "user");
    let name = match user.and_then(|bytes| Uuid::from_slice(bytes).ok()) {
        Some(id) => people::user_name(tx, cx.program(), Id::from_uuid(id)).await?,
        None => None,
    };
    let reason = event.data.0["reason"].as_str().unwrap_or_default().to_owned();
    Ok(Some(Given { by: name.unwrap_or_else(|| texts::by_program(cx.lang)), reason, at: event.at }))
}
