//! Protecting clients, releasing them, and keeping their lists of exclusions.

use std::collections::BTreeSet;

use db::Tx;
use kit::id::{Client as Kind, ClientId, DealId, PartnerId};
use network::{partners, text_field};
use platform::{Cx, Fail, NewEvent, View, events};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Exclusion, Protection, store, texts};
use crate::{intake::Lead, locks, offers};

/// A partner that a client does not want.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExclusion {
    /// The partner.
    pub partner: PartnerId,
    /// Why; the vendor alone sees it.
    pub reason: String,
}

/// A partner's deal protects its client, which the caller has locked, from now on.
pub async fn protect(cx: &Cx, tx: &mut Tx, new: &Protection) -> Result<(), Fail> {
    if store::protect(tx, cx.program(), new, cx.now).await? {
        let event = NewEvent::new::<Kind>("client.protected", new.client).seen_by(new.partner);
        events::record(cx, tx, event.with(json!({ "deal": new.deal }))).await?;
        if let Some(holder) = store::holder(tx, cx.program(), new.client, None).await? {
            offers::keep_for(cx, tx, new.client, holder, new.lead).await?;
        }
    }
    Ok(())
}

/// The deal has ended, and its protection with it.
pub async fn release(cx: &Cx, tx: &mut Tx, client: ClientId, deal: DealId, partner: PartnerId) -> Result<(), Fail> {
    if store::release(tx, cx.program(), client, deal).await? {
        let event = NewEvent::new::<Kind>("client.released", client).seen_by(partner);
        events::record(cx, tx, event.with(json!({ "deal": deal }))).await?;
    }
    Ok(())
}

/// Whose the client of a lead is, by a deal that did not come from this lead; and whom the client does not want.
pub(crate) async fn ties(cx: &Cx, tx: &mut Tx, lead: &Lead) -> Result<(Option<PartnerId>, BTreeSet<PartnerId>), Fail> {
    Ok(store::ties(tx, cx.program(), lead.client, lead.id).await?)
}

/// The partner that the client of a lead belongs to, by a deal that did not come from this lead.
pub async fn holder(cx: &Cx, tx: &mut Tx, lead: &Lead) -> Result<Option<PartnerId>, Fail> {
    Ok(store::ties(tx, cx.program(), lead.client, lead.id).await?.0)
}

/// The partner that a client belongs to.
pub async fn holder_of_client(cx: &Cx, tx: &mut Tx, client: ClientId) -> Result<Option<PartnerId>, Fail> {
    Ok(store::holder(tx, cx.program(), client, None).await?)
}

/// The exclusion list of a client, for the vendor.
pub async fn list(cx: &Cx, tx: &mut Tx, client: ClientId) -> Result<Vec<Exclusion>, Fail> {
    known(cx, tx, client).await?;
    Ok(store::exclusions(tx, cx.program(), client).await?)
}

/// Puts a partner on the list. Offers that wait for its answer are withdrawn.
pub async fn exclude(cx: &Cx, tx: &mut Tx, client: ClientId, new: &NewExclusion) -> Result<Vec<Exclusion>, Fail> {
    known(cx, tx, client).await?;
    let reason = text_field("reason", &new.reason, 2000)?;
    if partners::get(cx, tx, View::All, new.partner).await.is_err() {
        return Err(Fail::field("partner", texts::no_such_partner));
    }
    locks::client(cx, tx, client).await?;
    if store::exclude(tx, cx.program(), client, new.partner, &reason, cx.now).await? {
        let event = NewEvent::new::<Kind>("client.excluded_partner", client);
        events::record(cx, tx, event.with(json!({ "partner": new.partner }))).await?;
        offers::withdraw_unanswered(cx, tx, new.partner, Some(client)).await?;
    }
    list(cx, tx, client).await
}

/// Takes a partner off the list.
pub async fn admit(cx: &Cx, tx: &mut Tx, client: ClientId, partner: PartnerId) -> Result<Vec<Exclusion>, Fail> {
    known(cx, tx, client).await?;
    if !store::admit(tx, cx.program(), client, partner).await? {
        return Err(Fail::NotFound);
    }
    let event = NewEvent::new::<Kind>("client.admitted_partner", client);
    events::record(cx, tx, event.with(json!({ "partner": partner }))).await?;
    list(cx, tx, client).await
}

async fn known(cx: &Cx, tx: &mut Tx, client: ClientId) -> Result<(), Fail> {
    if cx.caller.view() == View::All && store::client_exists(tx, cx.program(), client).await? {
        Ok(())
    } else {
        Err(Fail::NotFound)
    }
}
