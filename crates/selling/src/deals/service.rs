//! What is done with deals.

use db::Tx;
use jiff::tz::TimeZone;
use kit::{
    id::{Deal as Kind, DealId, EventId, OfferId, PartnerId, ProductId},
    identity::{ClientKey, Phone, TaxId, company_domain},
};
use leads::{
    intake, offers,
    offers::domain::LossReason,
    reciprocity,
    reciprocity::domain::{OwnDeal, ReciprocityPolicy, Rule, counts},
};
use network::{policies, products, programs, territories, text_field};
use platform::{Caller, Cx, Fail, FieldError, NewEvent, View, events};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Deal, DealState, Origin, refusals::Broken, store, texts};

/// A partner's own deal, as it registers it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwnDeal {
    /// The client's name.
    pub client_name: String,
    /// The client's tax id.
    pub tax_id: Option<String>,
    /// The client's phone.
    pub phone: Option<String>,
    /// The client's site or mail.
    pub site: Option<String>,
    /// Code of the client's region.
    pub region: String,
    /// The product.
    pub product: ProductId,
    /// What it is about.
    pub title: String,
    /// Expected value in minor units.
    pub value_minor: Option<i64>,
}

/// One deal that the caller may see. Whose other deals stand with the client is for the vendor alone.
pub(super) async fn get(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<Deal, Fail> {
    let deal = store::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)?;
    Ok(seen_by(&cx.caller, deal))
}

pub(super) fn seen_by(caller: &Caller, deal: Deal) -> Deal {
    Deal { conflict: deal.conflict && caller.view() == View::All, ..deal }
}

/// Opens the deal of a lead that the partner has started.
pub(super) async fn open(cx: &Cx, tx: &mut Tx, offer: OfferId) -> Result<Deal, Fail> {
    let work = offers::in_work(cx, tx, offer).await?;
    let deal = Deal {
        offer: Some(offer),
        lead: Some(work.lead),
        title: work.need.chars().take(200).collect(),
        value_minor: work.value_minor,
        ..blank(cx, work.partner, Origin::Lead, DealState::Open, work.client, work.product)
    };
    store::insert(tx, cx.program(), &deal).await?;
    note(cx, tx, "deal.opened", &deal).await?;
    Ok(deal)
}

/// Registers a partner's own deal; the channel manager decides.
pub(super) async fn register(cx: &Cx, tx: &mut Tx, new: &NewOwnDeal) -> Result<Deal, Fail> {
    let Some(partner) = cx.caller.partner else { return Err(Fail::Forbidden) };
    let (key, title) = check(cx, tx, new).await?;
    let client = intake::identify(cx, tx, &key).await?;
    let conflict = store::others(tx, cx.program(), client, partner).await?;
    let deal = Deal {
        title,
        value_minor: new.value_minor,
        conflict,
        ..blank(cx, partner, Origin::Own, DealState::Registered, client, new.product)
    };
    store::insert(tx, cx.program(), &deal).await?;
    note(cx, tx, "deal.registered", &deal).await?;
    Ok(seen_by(&cx.caller, deal))
}

async fn check(cx: &Cx, tx: &mut Tx, new: &NewOwnDeal) -> Result<(ClientKey, String), Fail> {
    let mut faults = Vec::new();
    let name = text_field("client_name", &new.client_name, 200);
    let title = text_field("title", &new.title, 200);
    for wrong in [&name, &title] {
        if let Err(Fail::Invalid(wrong)) = wrong {
            faults.extend(wrong.iter().cloned());
        }
    }
    let tax_id = new.tax_id.as_deref().map(str::parse::<TaxId>).transpose().unwrap_or_else(|wrong| {
        faults.push(FieldError::new("tax_id", move |lang| wrong.text(lang)));
        None
    });
    let phone = new.phone.as_deref().map(str::parse::<Phone>).transpose().unwrap_or_else(|wrong| {
        faults.push(FieldError::new("phone", move |lang| wrong.text(lang)));
        None
    });
    if territories::get(&new.region).is_none() {
        faults.push(FieldError::new("region", texts::no_such_region));
    }
    if !products::get(tx, cx.program(), new.product).await.is_ok_and(|p| p.retired_at.is_none()) {
        faults.push(FieldError::new("product", texts::no_such_product));
    }
    if !faults.is_empty() {
        return Err(Fail::Invalid(faults));
    }
    let domains = new.site.as_deref().and_then(company_domain).into_iter().collect();
    let phones = phone.into_iter().collect();
    Ok((ClientKey { tax_id, domains, phones, name: name?, region: new.region.clone() }, title?))
}

/// The channel manager accepts an own deal. It counts for reciprocity, or the reason why not is kept.
pub(super) async fn approve(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Registered]).await?;
    let deal = Deal { state: DealState::Open, state_at: cx.now, accepted_at: Some(cx.now), ..deal };
    let not_counted = not_counted(cx, tx, &deal).await?;
    let deal = Deal { not_counted, ..deal };
    let event = change(cx, tx, &deal, "deal.approved").await?;
    if deal.not_counted.is_none() {
        reciprocity::post(cx, tx, deal.partner, event, Rule::OwnDealCounted, id).await?;
    }
    get(cx, tx, id).await
}

/// The channel manager refuses an own deal with a reason.
pub(super) async fn refuse(cx: &Cx, tx: &mut Tx, id: DealId, reason: &str) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Registered]).await?;
    let words = Some(text_field("reason", reason, 2000)?);
    change(cx, tx, &Deal { state: DealState::Refused, state_at: cx.now, words, ..deal }, "deal.refused").await?;
    get(cx, tx, id).await
}

/// A deal is won; the proof is an order number or a document.
pub(super) async fn win(cx: &Cx, tx: &mut Tx, id: DealId, proof: &str) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Open]).await?;
    let proof = text_field("proof", proof, 500)?;
    let words = Some(proof.clone());
    let event =
        change(cx, tx, &Deal { state: DealState::Won, state_at: cx.now, words, ..deal.clone() }, "deal.won").await?;
    if let Some(offer) = deal.offer {
        offers::win(cx, tx, offer, &proof).await?;
        reciprocity::post(cx, tx, deal.partner, event, Rule::LeadWon, id).await?;
    }
    get(cx, tx, id).await
}

/// A deal is lost: to a competitor by name, or without a decision.
pub(super) async fn lose(cx: &Cx, tx: &mut Tx, id: DealId, reason: &LossReason) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Open]).await?;
    let words = match reason {
        LossReason::Competitor { name } => text_field("name", name, 200)?,
        LossReason::NoDecision => "no_decision".to_owned(),
    };
    let lost = Deal { state: DealState::Lost, state_at: cx.now, words: Some(words), ..deal.clone() };
    change(cx, tx, &lost, "deal.lost").await?;
    if let Some(offer) = deal.offer {
        offers::lose(cx, tx, offer, reason.clone()).await?;
    }
    get(cx, tx, id).await
}

/// A partner withdraws its own deal. If it had counted and is withdrawn too soon, the debt re-opens.
pub(super) async fn withdraw(cx: &Cx, tx: &mut Tx, id: DealId, reason: &str) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Registered, DealState::Open]).await?;
    if deal.origin != Origin::Own {
        return Err(Broken::OutOfOrder(deal.state).into());
    }
    let counted = deal.accepted_at.is_some() && deal.not_counted.is_none();
    let words = Some(text_field("reason", reason, 2000)?);
    let deal = Deal { state: DealState::Withdrawn, state_at: cx.now, words, ..deal };
    let not_counted = if counted { not_counted(cx, tx, &deal).await? } else { deal.not_counted.clone() };
    let voided = counted && not_counted.is_some();
    let event = change(cx, tx, &Deal { not_counted, ..deal.clone() }, "deal.withdrawn").await?;
    if voided {
        reciprocity::post(cx, tx, deal.partner, event, Rule::OwnDealVoided, id).await?;
    }
    get(cx, tx, id).await
}

/// Why an own deal does not count, if it does not; the reason names the lead.
async fn not_counted(cx: &Cx, tx: &mut Tx, deal: &Deal) -> Result<Option<String>, Fail> {
    let policy: ReciprocityPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("reciprocity")?;
    let zone = programs::get(tx, cx.program()).await?.zone;
    let own = OwnDeal {
        accepted_at: deal.accepted_at.unwrap_or(cx.now),
        client_leads: intake::leads_of_client(cx, tx, deal.client).await?,
        identity_confirmed: true,
        withdrawn_at: (deal.state == DealState::Withdrawn).then_some(deal.state_at),
        inspection_failed_at: None,
    };
    let counted = counts(&own, &policy, &TimeZone::get(&zone).unwrap_or(TimeZone::UTC));
    Ok(counted.err().and_then(|why| serde_json::to_string(&why).ok()))
}

fn blank(
    cx: &Cx,
    partner: PartnerId,
    origin: Origin,
    state: DealState,
    client: kit::id::ClientId,
    product: ProductId,
) -> Deal {
    Deal {
        id: cx.new_id(),
        partner,
        origin,
        offer: None,
        lead: None,
        client,
        product,
        title: String::new(),
        value_minor: None,
        state,
        state_at: cx.now,
        created_at: cx.now,
        accepted_at: None,
        words: None,
        not_counted: None,
        conflict: false,
        version: 1,
    }
}

async fn standing_at(cx: &Cx, tx: &mut Tx, id: DealId, allowed: &[DealState]) -> Result<Deal, Fail> {
    let deal = store::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)?;
    if allowed.contains(&deal.state) { Ok(deal) } else { Err(Broken::OutOfOrder(deal.state).into()) }
}

async fn change(cx: &Cx, tx: &mut Tx, deal: &Deal, name: &'static str) -> Result<EventId, Fail> {
    store::save(tx, cx.program(), deal).await?;
    note(cx, tx, name, deal).await
}

async fn note(cx: &Cx, tx: &mut Tx, name: &'static str, deal: &Deal) -> Result<EventId, Fail> {
    let facts = json!({ "origin": deal.origin, "state": deal.state, "offer": deal.offer, "product": deal.product,
        "not_counted": deal.not_counted });
    events::record(cx, tx, NewEvent::new::<Kind>(name, deal.id).seen_by(deal.partner).with(facts)).await
}
