//! What a partner thinks of a lead that it took: one to five, with a reason. Once for each offer, and it may
//! be thought over.

use db::Tx;
use kit::{
    Instant,
    id::{Offer as Kind, OfferId},
};
use network::text_field;
use platform::{Cx, Fail, NewEvent, events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{domain::Broken, service::load, store, texts};
use crate::intake::store as leads;

/// A rating, as it is given.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRating {
    /// From 1 (worthless) to 5 (excellent).
    pub rating: u8,
    /// Why.
    pub reason: String,
}

db::record! {
    /// A rating, as it stands.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct RatingShown {
        /// From 1 to 5.
        pub rating: u8,
        /// Why.
        pub reason: String,
        /// When.
        pub at: Instant,
    }
}

/// A partner rates a lead that it accepted.
pub(super) async fn rate(cx: &Cx, tx: &mut Tx, id: OfferId, new: &NewRating) -> Result<RatingShown, Fail> {
    let (row, lead) = load(cx, tx, id).await?;
    let reason = text_field("reason", &new.reason, 2000)?;
    if !(1..=5).contains(&new.rating) {
        return Err(Fail::field("rating", texts::one_to_five));
    }
    if row.accepted_at.is_none() {
        return Err(Broken::OutOfOrder { state: row.state }.into());
    }
    let before = store::lock_rating(tx, cx.program(), id).await?;
    store::rate(tx, cx.program(), &row, &lead.source, new.rating, &reason, cx.now, before.is_some()).await?;
    let (count, step) = match &before {
        None => (1, i64::from(new.rating)),
        Some(before) => (0, i64::from(new.rating) - i64::from(before.rating)),
    };
    leads::rate_source(tx, cx.program(), &lead.source, count, step).await?;
    let facts = json!({ "lead": lead.id, "source": lead.source, "rating": new.rating,
        "before": before.map(|rating| rating.rating) });
    events::record(cx, tx, NewEvent::new::<Kind>("lead.rated", id).seen_by(row.partner).with(facts)).await?;
    Ok(RatingShown { rating: new.rating, reason, at: cx.now })
}
