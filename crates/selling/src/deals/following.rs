//! Deals follow what becomes of their offers and partners.

use db::{Tx, Work};
use kit::{Id, Uuid, id::OfferId, id::PartnerId};
use network::partners;
use platform::{Cx, Fail, View, events::Event, react::Consumer};

use super::{DealState, service, store, texts::Ended};

/// Follows offers that end without a deal, and partners that leave.
pub(super) static CONSUMER: Consumer = Consumer { name: "deals_of_offers", run: on_events };

fn on_events<'t>(cx: &'t Cx, tx: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async move {
        for event in events {
            let subject = Uuid::from_bytes(event.subject_id);
            match event.name.as_str() {
                "offer.returned" | "offer.withdrawn" => {
                    let lost = event.data.0["state"]["reason"]["reason"] == "client_chose_another";
                    let why = if lost { Ended::ClientChoseAnother } else { Ended::LeadWent };
                    offer_ended(cx, tx, Id::from_uuid(subject), why).await?;
                }
                "partner.changed" => partner_changed(cx, tx, Id::from_uuid(subject)).await?,
                _ => {}
            }
        }
        Ok(())
    })
}

/// The lead was given or taken back, or won by another: nobody at this partner works on its deal any more.
async fn offer_ended(cx: &Cx, tx: &mut Tx, offer: OfferId, why: Ended) -> Result<(), Fail> {
    match store::of_offer(tx, cx.program(), offer).await? {
        Some(deal) if deal.state == DealState::Open => service::take_back(cx, tx, deal, why.code().to_owned()).await,
        _ => Ok(()),
    }
}

/// Who left works on nothing: its deals end, and its clients are free.
async fn partner_changed(cx: &Cx, tx: &mut Tx, id: PartnerId) -> Result<(), Fail> {
    if partners::get(cx, tx, View::All, id).await?.left_at.is_some() {
        for deal in store::live(tx, cx.program(), id).await? {
            service::take_back(cx, tx, deal, Ended::PartnerLeft.code().to_owned()).await?;
        }
    }
    Ok(())
}
