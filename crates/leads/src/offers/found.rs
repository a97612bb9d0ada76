//! How a partner finds its leads: by the client and the person, while both are shown to it.

use db::{Tx, Work};
use kit::{
    Uuid,
    id::{LeadId, OfferId},
};
use network::products;
use platform::{
    Cx, Fail, Role, View,
    events::Event,
    search::{Hit, Searchable, Words},
};

use super::{OfferShown, labels, service, store, web::texts};

pub(super) const OFFERS: Searchable =
    Searchable { kind: "offer", readers: Role::PARTNER, title: texts::leads, icon: "inbox", touched, write, show };

fn touched<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Vec<Uuid>, Fail> {
    Box::pin(async move {
        Ok(match event.name.as_str() {
            "offer.accepted" | "offer.returned" | "offer.not_started" | "offer.withdrawn" | "offer.taken"
            | "offer.lost" => {
                vec![Uuid::from_bytes(event.subject_id)]
            }
            "lead.consent_given" | "lead.consent_withdrawn" | "lead.removed" => {
                let lead = LeadId::from_uuid(Uuid::from_bytes(event.subject_id));
                let offers = store::of_lead(tx, cx.program(), View::All, lead).await?;
                offers.into_iter().map(|offer| offer.id.uuid()).collect()
            }
            _ => Vec::new(),
        })
    })
}

async fn shown(cx: &Cx, tx: &mut Tx, id: Uuid) -> Result<Option<OfferShown>, Fail> {
    match service::shown(cx, tx, OfferId::from_uuid(id)).await {
        Err(Fail::NotFound) => Ok(None),
        found => found.map(|offer| Some(offer).filter(|offer| offer.contact.is_some())),
    }
}

fn write<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Vec<Words>, Fail> {
    Box::pin(async move {
        let Some(offer) = shown(cx, tx, id).await? else { return Ok(Vec::new()) };
        let Some(contact) = offer.contact else { return Ok(Vec::new()) };
        let parts = [
            Some(contact.company.as_str()),
            Some(contact.name.as_str()),
            contact.phone.as_deref(),
            contact.email.as_deref(),
            offer.city.as_deref(),
            Some(offer.need.as_str()),
        ];
        Ok(vec![Words::of(Some(offer.partner), parts)])
    })
}

fn show<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Option<Hit>, Fail> {
    Box::pin(async move {
        let Some(offer) = shown(cx, tx, id).await? else { return Ok(None) };
        let Some(contact) = offer.contact else { return Ok(None) };
        let product = products::get_in(cx, tx, offer.product).await?.name;
        let text = [labels::state(cx.lang, &offer.state), product, contact.name].join(" · ");
        Ok(Some(Hit { title: contact.company, text, path: format!("/offers/{}", offer.id) }))
    })
}
