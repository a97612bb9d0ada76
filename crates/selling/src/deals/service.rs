//! What is done with deals.

use db::Tx;
use jiff::tz::TimeZone;
use kit::{
    Instant,
    id::{Deal as Kind, DealId, EventId, OfferId, PartnerId, ProductId},
    identity::{ClientKey, Phone, TaxId, company_domain},
};
use leads::{
    desk::DeskPolicy,
    intake, offers,
    offers::domain::LossReason,
    protection::{self, Protection},
    reciprocity,
    reciprocity::domain::Rule,
};
use network::{
    calendars, partners, policies, products, programs,
    tasks::{self, NewTask},
    territories, text_field,
};
use platform::{Cx, Fail, FieldError, NewEvent, Role, TaskKind, View, events};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Deal, DealState, Origin, decisions, refusals::Broken, store, texts, value};
use crate::stages;

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

/// A client, as a partner knows it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientGiven {
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
}

impl NewOwnDeal {
    fn client(&self) -> ClientGiven {
        let Self { client_name, tax_id, phone, site, region, product, .. } = self.clone();
        ClientGiven { client_name, tax_id, phone, site, region, product }
    }
}

/// One deal that the caller may see. Whose other deals stand with the client is for the vendor alone.
pub(crate) async fn get(cx: &Cx, tx: &mut Tx, id: DealId) -> Result<Deal, Fail> {
    let deal = store::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)?;
    seen_by(cx, tx, deal).await
}

/// A deal as its reader may see it: nothing of other partners, and no lead that the partner was never offered.
pub(super) async fn seen_by(cx: &Cx, tx: &mut Tx, deal: Deal) -> Result<Deal, Fail> {
    let vendor = cx.caller.view() == View::All;
    let deal = Deal { words: deal.words.map(|kept| texts::words(cx.lang, kept)), ..deal };
    let Some(mut why) = deal.not_counted else {
        return Ok(Deal { conflict: deal.conflict && vendor, not_counted: None, ..deal });
    };
    if let Some(lead) = why.lead
        && !vendor
        && !offers::was_offered(cx, tx, lead, deal.partner).await?
    {
        why.lead = None;
    }
    let zone = programs::get(tx, cx.program()).await?.zone;
    why.text = texts::why_not_counted(cx.lang, &why, &TimeZone::get(&zone).unwrap_or(TimeZone::UTC));
    Ok(Deal { conflict: deal.conflict && vendor, not_counted: Some(why), ..deal })
}

/// The registration of a partner's own client waits for its answer.
pub static REGISTRATION: TaskKind = TaskKind {
    code: "own_deal_registered",
    role: Role::ChannelManager,
    place: "/deals",
    title: texts::task_registration,
    closed_by_act: true,
    weight: 65,
};

/// The deal of an offer, if it was opened and the caller may see it.
pub(super) async fn of_offer(cx: &Cx, tx: &mut Tx, offer: OfferId) -> Result<Option<Deal>, Fail> {
    let found = store::of_offer(tx, cx.program(), offer).await?;
    Ok(found.filter(|deal| cx.caller.view().shows(Some(deal.partner))))
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
    store::client::name(tx, cx.program(), deal.id, &work.client_name).await?;
    note(cx, tx, "deal.opened", &deal, None).await?;
    protection::protect(cx, tx, &shield(&deal)).await?;
    stages::begin(cx, tx, &deal).await?;
    Ok(deal)
}

/// Registers a partner's own deal; the channel manager decides.
pub(super) async fn register(cx: &Cx, tx: &mut Tx, new: &NewOwnDeal) -> Result<Deal, Fail> {
    let Some(partner) = cx.caller.partner else { return Err(Fail::Forbidden) };
    still_here(cx, tx, partner).await?;
    let (key, title) = check(cx, tx, new).await?;
    let client = intake::identify(cx, tx, &key).await?;
    let conflict = store::others(tx, cx.program(), client, partner).await?;
    let answer_due = answer_due(cx, tx).await?;
    let deal = Deal {
        title,
        value_minor: new.value_minor,
        conflict,
        answer_due: Some(answer_due),
        ..blank(cx, partner, Origin::Own, DealState::Registered, client, new.product)
    };
    store::insert(tx, cx.program(), &deal).await?;
    store::client::name(tx, cx.program(), deal.id, &key.name).await?;
    note(cx, tx, "deal.registered", &deal, None).await?;
    let task = NewTask::new(&REGISTRATION, deal.id, answer_due);
    tasks::open(cx, tx, task.with(json!({ "partner": partner, "conflict": conflict }))).await?;
    seen_by(cx, tx, deal).await
}

/// Refuses for a partner that has left: no client may become its own, and whose a client is concerns it no longer.
pub(super) async fn still_here(cx: &Cx, tx: &mut Tx, partner: PartnerId) -> Result<(), Fail> {
    match partners::get(cx, tx, View::All, partner).await?.left_at {
        Some(_) => Err(Broken::PartnerLeft.into()),
        None => Ok(()),
    }
}

/// Until when an own deal that is registered now is answered.
async fn answer_due(cx: &Cx, tx: &mut Tx) -> Result<Instant, Fail> {
    let policy: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
    let program = programs::get(tx, cx.program()).await?;
    let hours = calendars::get(tx, cx.program(), program.calendar).await?.hours;
    Ok(hours.add_working_days(cx.now, policy.registration_working_days).unwrap_or(cx.now))
}

/// What an open deal protects.
pub(super) fn shield(deal: &Deal) -> Protection {
    Protection { client: deal.client, partner: deal.partner, deal: deal.id, lead: deal.lead }
}

async fn check(cx: &Cx, tx: &mut Tx, new: &NewOwnDeal) -> Result<(ClientKey, String), Fail> {
    let title = text_field("title", &new.title, 200);
    let key = check_client(cx, tx, &new.client()).await;
    match (key, title) {
        (Ok(key), Ok(title)) => Ok((key, title)),
        (Err(Fail::Invalid(mut faults)), Err(Fail::Invalid(more))) => {
            faults.extend(more);
            Err(Fail::Invalid(faults))
        }
        (Err(fail), _) | (_, Err(fail)) => Err(fail),
    }
}

/// Reads who the client is; everything that is wrong is said at once.
pub(super) async fn check_client(cx: &Cx, tx: &mut Tx, new: &ClientGiven) -> Result<ClientKey, Fail> {
    let mut faults = Vec::new();
    let name = text_field("client_name", &new.client_name, 200);
    if let Err(Fail::Invalid(wrong)) = &name {
        faults.extend(wrong.iter().cloned());
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
    if !products::get_in(cx, tx, new.product).await.is_ok_and(|p| p.retired_at.is_none()) {
        faults.push(FieldError::new("product", texts::no_such_product));
    }
    if !faults.is_empty() {
        return Err(Fail::Invalid(faults));
    }
    let domains = new.site.as_deref().and_then(company_domain).into_iter().collect();
    let phones = phone.into_iter().collect();
    Ok(ClientKey { tax_id, domains, phones, name: name?, region: new.region.clone() })
}

/// A deal is won; the proof is an order number or a document. The sum is the contract's, or stays what it was.
pub(super) async fn win(cx: &Cx, tx: &mut Tx, id: DealId, proof: &str, value_minor: Option<i64>) -> Result<Deal, Fail> {
    let deal = get(cx, tx, id).await?;
    if let Some(offer) = deal.offer {
        offers::still_to_win(cx, tx, offer).await?;
    }
    let deal = standing_at(cx, tx, id, &[DealState::Open]).await?;
    let proof = text_field("proof", proof, 500)?;
    stages::may_win(cx, tx, id).await?;
    let deal = match value_minor {
        Some(sum) => value::write(cx, tx, deal, sum).await?,
        None => deal,
    };
    let words = Some(proof.clone());
    let event =
        change(cx, tx, &Deal { state: DealState::Won, state_at: cx.now, words, ..deal.clone() }, "deal.won").await?;
    if let Some(offer) = deal.offer {
        offers::win(cx, tx, offer, &proof).await?;
    }
    ended(cx, tx, &deal, true).await?;
    if deal.offer.is_some() {
        reciprocity::post(cx, tx, deal.partner, event, Rule::LeadWon, id).await?;
    }
    get(cx, tx, id).await
}

/// A deal is lost: to a competitor by name, or without a decision; and why, in words.
pub(super) async fn lose(cx: &Cx, tx: &mut Tx, id: DealId, to: &LossReason, reason: &str) -> Result<Deal, Fail> {
    if let Some(offer) = get(cx, tx, id).await?.offer {
        offers::hold_lead(cx, tx, offer).await?;
    }
    let deal = standing_at(cx, tx, id, &[DealState::Open]).await?;
    let lost_to = match to {
        LossReason::Competitor { name } => Some(text_field("name", name, 200)?),
        LossReason::NoDecision => None,
    };
    let words = Some(text_field("reason", reason, 2000)?);
    let lost = Deal { state: DealState::Lost, state_at: cx.now, words, lost_to, ..deal.clone() };
    change(cx, tx, &lost, "deal.lost").await?;
    if let Some(offer) = deal.offer {
        offers::lose(cx, tx, offer, to.clone()).await?;
    }
    ended(cx, tx, &deal, true).await?;
    get(cx, tx, id).await
}

/// A deal has ended: it protects its client no longer, and counts among the guided ones if it was closed.
pub(super) async fn ended(cx: &Cx, tx: &mut Tx, deal: &Deal, closed: bool) -> Result<(), Fail> {
    protection::release(cx, tx, deal.client, deal.id, deal.partner).await?;
    tasks::close(cx, tx, &REGISTRATION, deal.id).await?;
    stages::ended(cx, tx, deal.id).await?;
    if closed {
        reciprocity::deal_closed(cx, tx, deal.partner, deal.id).await?;
    }
    Ok(())
}

/// A partner withdraws its own deal. If it had counted and is withdrawn too soon, the debt re-opens.
pub(super) async fn withdraw(cx: &Cx, tx: &mut Tx, id: DealId, reason: &str) -> Result<Deal, Fail> {
    let deal = standing_at(cx, tx, id, &[DealState::Registered, DealState::Open]).await?;
    if deal.origin != Origin::Own {
        return Err(Broken::OutOfOrder(deal.state).into());
    }
    let reason = text_field("reason", reason, 2000)?;
    take_back(cx, tx, deal, reason).await?;
    get(cx, tx, id).await
}

/// Ends a deal without a result, whoever wants it.
pub(super) async fn take_back(cx: &Cx, tx: &mut Tx, deal: Deal, reason: String) -> Result<(), Fail> {
    let after = Deal { state: DealState::Withdrawn, state_at: cx.now, words: Some(reason), ..deal };
    ended(cx, tx, &after, false).await?;
    decisions::count_again(cx, tx, after, "deal.withdrawn", None).await
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
        lost_to: None,
        answer_due: None,
        identity_confirmed: true,
        inspection_failed_at: None,
        not_counted: None,
        conflict: false,
        version: 1,
    }
}

pub(super) async fn standing_at(cx: &Cx, tx: &mut Tx, id: DealId, allowed: &[DealState]) -> Result<Deal, Fail> {
    let deal = store::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)?;
    if allowed.contains(&deal.state) { Ok(deal) } else { Err(Broken::OutOfOrder(deal.state).into()) }
}

pub(super) async fn change(cx: &Cx, tx: &mut Tx, deal: &Deal, name: &'static str) -> Result<EventId, Fail> {
    change_because(cx, tx, deal, name, None).await
}

/// The same, with a reason that stands in the history alone.
pub(super) async fn change_because(
    cx: &Cx,
    tx: &mut Tx,
    deal: &Deal,
    name: &'static str,
    reason: Option<&str>,
) -> Result<EventId, Fail> {
    store::save(tx, cx.program(), deal).await?;
    note(cx, tx, name, deal, reason).await
}

async fn note(cx: &Cx, tx: &mut Tx, name: &'static str, deal: &Deal, reason: Option<&str>) -> Result<EventId, Fail> {
    let mut facts = json!({ "origin": deal.origin, "state": deal.state, "offer": deal.offer, "product": deal.product,
        "lost_to_competitor": deal.lost_to.is_some(), "not_counted": deal.not_counted.as_ref().map(|why| &why.code) });
    if let Some(reason) = reason {
        facts["reason"] = json!(reason);
    }
    events::record(cx, tx, NewEvent::new::<Kind>(name, deal.id).seen_by(deal.partner).with(facts)).await
}
