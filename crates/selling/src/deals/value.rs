//! The sum of a deal: what a lead guessed, what the partner expects, what the contract says. It can be corrected while the
//! deal stands and after it is won; who changed it, from what and to what stays in its history.

use db::Tx;
use kit::{Instant, id::DealId};
use network::people;
use platform::{Cx, Fail, NewEvent, events, web::Ui};
use serde_json::json;

use super::{Deal, DealState, service, store, texts};

/// The event of a changed sum.
pub(super) const VALUED: &str = "deal.valued";

/// Corrects the sum of a deal that is registered, open or won.
pub(super) async fn correct(cx: &Cx, tx: &mut Tx, id: DealId, value_minor: i64) -> Result<Deal, Fail> {
    let deal = service::standing_at(cx, tx, id, &[DealState::Registered, DealState::Open, DealState::Won]).await?;
    write(cx, tx, deal, value_minor).await?;
    service::get(cx, tx, id).await
}

/// Writes another sum of a deal that was read in this transaction; nothing for the one that it has.
pub(super) async fn write(cx: &Cx, tx: &mut Tx, deal: Deal, value_minor: i64) -> Result<Deal, Fail> {
    if value_minor <= 0 {
        return Err(Fail::field("value", texts::sum_above_zero));
    }
    if deal.value_minor == Some(value_minor) {
        return Ok(deal);
    }
    let facts = json!({ "before": deal.value_minor, "after": value_minor });
    let after = Deal { value_minor: Some(value_minor), ..deal };
    store::save(tx, cx.program(), &after).await?;
    let event = NewEvent::new::<kit::id::Deal>(VALUED, after.id).seen_by(after.partner).with(facts);
    events::record(cx, tx, event).await?;
    Ok(Deal { version: after.version + 1, ..after })
}

/// One change of the sum.
pub(super) struct Changed {
    pub(super) at: Instant,
    /// From what to what, in words.
    pub(super) text: String,
    /// Who changed it; empty for a program.
    pub(super) by: String,
}

/// Every change of the sum, the newest first.
pub(super) async fn changes(cx: &Cx, tx: &mut Tx, ui: &Ui, id: DealId) -> Result<Vec<Changed>, Fail> {
    let mut found = Vec::new();
    for event in events::of_subject(tx, cx.program(), id).await?.into_iter().filter(|event| event.name == VALUED) {
        let by = match event.actor_id.as_deref().filter(|_| event.actor_kind == "user") {
            Some(id) => match <[u8; 16]>::try_from(id) {
                Ok(id) => people::user_name(tx, cx.program(), kit::Id::from_uuid(kit::Uuid::from_bytes(id))).await?,
                Err(_) => None,
            },
            None => None,
        };
        found.push(Changed { at: event.at, text: said(ui, &event.data.0), by: by.unwrap_or_default() });
    }
    found.reverse();
    Ok(found)
}

/// A change in words.
pub(super) fn said(ui: &Ui, facts: &serde_json::Value) -> String {
    let after = facts["after"].as_i64().map(|minor| ui.sum(minor)).unwrap_or_default();
    match facts["before"].as_i64() {
        Some(before) => texts::sum_changed(ui.lang, &ui.sum(before), &after),
        None => texts::sum_named(ui.lang, &after),
    }
}
