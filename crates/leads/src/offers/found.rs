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

use super::{ContactShown, OfferShown, labels, service, store, web::texts};

pub(super) const OFFERS: Searchable = Searchable {
    kind: "offer",
    readers: Role::PARTNER,
    title: texts::leads,
    icon: "inbox",
    events: &["offer.accepted", "offer.returned", "offer.not_started", "offer.withdrawn", "offer.taken", "offer.lost"],
    through: &[("lead.consent_given", of_lead), ("lead.consent_withdrawn", of_lead), ("lead.removed", of_lead)],
    write,
    show,
};

/// What shows or hides the client does so in each of its offers.
fn of_lead<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Vec<Uuid>, Fail> {
    Box::pin(async move {
        let lead = LeadId::from_uuid(Uuid::from_bytes(event.subject_id));
        let offers = store::of_lead(tx, cx.program(), View::All, lead).await?;
        Ok(offers.into_iter().map(|offer| offer.id.uuid()).collect())
    })
}

/// The offer with the contact that is shown to its reader.
async fn shown(cx: &Cx, tx: &mut Tx, id: Uuid) -> Result<(OfferShown, ContactShown), Fail> {
    let mut offer = service::shown(cx, tx, OfferId::from_uuid(id)).await?;
    let contact = offer.contact.take().ok_or(Fail::NotFound)?;
    Ok((offer, contact))
}

fn write<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Vec<Words>, Fail> {
    Box::pin(async move {
        let (offer, contact) = shown(cx, tx, id).await?;
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
        let (offer, contact) = shown(cx, tx, id).await?;
        let product = products::get_in(cx, tx, offer.product).await?.name;
        let text = [labels::state(cx.lang, &offer.state), product, contact.name].join(" · ");
        Ok(Some(Hit { title: contact.company, text, path: format!("/offers/{}", offer.id) }))
    })
}
