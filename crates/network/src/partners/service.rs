//! What is done with partners.

use db::Tx;
use kit::{
    Id, Instant,
    id::{CalendarId, Partner as Kind, PartnerId, ProductId},
    identity::TaxId,
};
use platform::{Cx, Fail, FieldError, NewEvent, View, events};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Certificate, OwnerGroup, Partner, Pause, PauseKind, SizeClass, store};
use crate::{calendars, products, programs, territories, text_field, texts, versions};

/// A partner, as it is given. Also what changes: a field that is absent stays.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerFields {
    /// Its name; needed for a new one.
    pub name: Option<String>,
    /// Its tax id.
    pub tax_id: Option<String>,
    /// How large it is; small for a new one.
    pub size_class: Option<SizeClass>,
    /// Its weight in millionths; 1 000 000 for a new one.
    pub tier_weight: Option<i64>,
    /// Its contract is in force; true for a new one.
    pub contract_active: Option<bool>,
    /// When it joined; now for a new one.
    pub joined_at: Option<Instant>,
    /// It has left (true) or come back (false).
    pub left: Option<bool>,
    /// Its working hours; the program's for a new one.
    pub calendar: Option<CalendarId>,
    /// Its owner's group; `null` takes it out of its group.
    #[serde(default, deserialize_with = "given")]
    pub owner_group: Option<Option<Id<OwnerGroup>>>,
    /// Open work at most; `null` takes it away, so that the policy's number holds.
    #[serde(default, deserialize_with = "given")]
    pub open_cap: Option<Option<u32>>,
    /// Offers a day at most; `null` takes it away, so that the policy's number holds.
    #[serde(default, deserialize_with = "given")]
    pub new_per_day_cap: Option<Option<u32>>,
    /// Sizes of clients that it serves.
    pub sizes: Option<Vec<SizeClass>>,
    /// Industries that it serves.
    pub industries: Option<Vec<String>>,
    /// Territories that it covers.
    pub territories: Option<Vec<String>>,
}

/// What is given, `null` included; what is absent is not asked.
fn given<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// Adds a partner.
pub async fn add(cx: &Cx, tx: &mut Tx, fields: &PartnerFields) -> Result<Partner, Fail> {
    let Some(name) = fields.name.clone() else { return Err(Fail::field("name", texts::empty)) };
    let program = programs::get(tx, cx.program()).await?;
    let blank = Partner {
        id: cx.new_id(),
        name,
        tax_id: None,
        size_class: SizeClass::Small,
        tier_weight: 1_000_000,
        contract_active: true,
        joined_at: cx.now,
        left_at: None,
        calendar: program.calendar,
        owner_group: None,
        open_cap: None,
        new_per_day_cap: None,
        sizes: Vec::new(),
        industries: Vec::new(),
        territories: Vec::new(),
        certificates: Vec::new(),
        version: 1,
    };
    let partner = with(cx, tx, blank, fields).await?;
    store::insert(tx, cx.program(), &partner).await?;
    versions::partners_changed(cx, tx).await?;
    note(cx, tx, "partner.added", &partner).await?;
    Ok(partner)
}

/// Changes a partner; `before` is the version that the caller saw.
pub async fn change(cx: &Cx, tx: &mut Tx, before: Partner, fields: &PartnerFields) -> Result<Partner, Fail> {
    let version = before.version + 1;
    let after = Partner { version, ..with(cx, tx, before, fields).await? };
    if !store::update(tx, cx.program(), &after).await? {
        return Err(Fail::Stale);
    }
    versions::partners_changed(cx, tx).await?;
    note(cx, tx, "partner.changed", &after).await?;
    Ok(after)
}

/// Writes the event of a partner with its time in the network.
async fn note(cx: &Cx, tx: &mut Tx, name: &'static str, partner: &Partner) -> Result<(), Fail> {
    let span = json!({ "joined_at": partner.joined_at, "left_at": partner.left_at });
    events::record(cx, tx, NewEvent::new::<Kind>(name, partner.id).seen_by(partner.id).with(span)).await.map(drop)
}

/// The partner with the fields that are given, if they are right.
async fn with(cx: &Cx, tx: &mut Tx, partner: Partner, fields: &PartnerFields) -> Result<Partner, Fail> {
    let mut faults = Vec::new();
    if let Some(Err(Fail::Invalid(wrong))) = fields.name.as_deref().map(|name| text_field("name", name, 200)) {
        faults.extend(wrong);
    }
    let tax_id = match fields.tax_id.as_deref().map(str::parse::<TaxId>) {
        Some(Err(wrong)) => {
            faults.push(FieldError::new("tax_id", move |lang| wrong.text(lang)));
            None
        }
        Some(Ok(id)) => Some(id.to_string()),
        None => partner.tax_id.clone(),
    };
    if let Some(id) = &tax_id
        && store::by_tax_id(tx, cx.program(), id).await?.is_some_and(|other| other != partner.id)
    {
        faults.push(FieldError::new("tax_id", texts::stands_already));
    }
    if fields.tier_weight.is_some_and(|weight| weight <= 0) {
        faults.push(FieldError::new("tier_weight", texts::must_be_positive));
    }
    for (place, code) in fields.industries.iter().flatten().enumerate() {
        if let Err(Fail::Invalid(wrong)) = text_field(&format!("industries[{place}]"), code, 60) {
            faults.extend(wrong);
        }
    }
    for (place, code) in fields.territories.iter().flatten().enumerate() {
        if territories::get(code).is_none() {
            faults.push(FieldError::new(format!("territories[{place}]"), texts::no_such_territory));
        }
    }
    if let Some(calendar) = fields.calendar
        && calendars::get(tx, cx.program(), calendar).await.is_err()
    {
        faults.push(FieldError::new("calendar", texts::no_such_calendar));
    }
    if let Some(Some(group)) = fields.owner_group
        && store::group_name(tx, cx.program(), group).await?.is_none()
    {
        faults.push(FieldError::new("owner_group", texts::no_such_group));
    }
    if faults.is_empty() { Ok(merged(cx, partner, tax_id, fields.clone())) } else { Err(Fail::Invalid(faults)) }
}

fn merged(cx: &Cx, old: Partner, tax_id: Option<String>, new: PartnerFields) -> Partner {
    let left_at = match new.left {
        Some(true) => old.left_at.or(Some(cx.now)),
        Some(false) => None,
        None => old.left_at,
    };
    Partner {
        name: new.name.map_or(old.name, |name| name.trim().to_owned()),
        tax_id,
        size_class: new.size_class.unwrap_or(old.size_class),
        tier_weight: new.tier_weight.unwrap_or(old.tier_weight),
        contract_active: new.contract_active.unwrap_or(old.contract_active),
        joined_at: new.joined_at.unwrap_or(old.joined_at),
        left_at,
        calendar: new.calendar.unwrap_or(old.calendar),
        owner_group: new.owner_group.unwrap_or(old.owner_group),
        open_cap: new.open_cap.unwrap_or(old.open_cap),
        new_per_day_cap: new.new_per_day_cap.unwrap_or(old.new_per_day_cap),
        sizes: new.sizes.unwrap_or(old.sizes),
        industries: new.industries.unwrap_or(old.industries),
        territories: new.territories.unwrap_or(old.territories),
        ..old
    }
}

/// One partner that the caller may see.
pub async fn get(cx: &Cx, tx: &mut Tx, view: View, id: PartnerId) -> Result<Partner, Fail> {
    if !view.shows(Some(id)) {
        return Err(Fail::NotFound);
    }
    store::get(tx, cx.program(), id).await?.ok_or(Fail::NotFound)
}

/// Removes a partner that an import added and nobody has used since; false if it stays.
pub async fn remove_unused(cx: &Cx, tx: &mut Tx, id: PartnerId) -> Result<bool, Fail> {
    if store::is_used(tx, cx.program(), id).await? {
        return Ok(false);
    }
    let program = cx.program();
    match tx.attempt(move |tx| Box::pin(async move { store::remove(tx, program, id).await })).await? {
        Ok(()) => {}
        Err(db::DbError::ForeignKey(_)) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    versions::partners_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("partner.removed", id)).await?;
    Ok(true)
}

/// Gives a partner the right to sell a product, or moves the end of it.
pub async fn certify(cx: &Cx, tx: &mut Tx, id: PartnerId, certificate: &Certificate) -> Result<Partner, Fail> {
    let partner = get(cx, tx, cx.caller.view(), id).await?;
    let product = products::get_in(cx, tx, certificate.product).await;
    product.map_err(|_| Fail::field("product", texts::no_such_product))?;
    store::certify(tx, cx.program(), id, certificate).await?;
    versions::partners_changed(cx, tx).await?;
    let event = NewEvent::new::<Kind>("partner.certified", id).seen_by(id).with(certificate);
    events::record(cx, tx, event).await?;
    get(cx, tx, View::All, partner.id).await
}

/// Takes the right to sell a product away.
pub async fn revoke_certificate(cx: &Cx, tx: &mut Tx, id: PartnerId, product: ProductId) -> Result<Partner, Fail> {
    get(cx, tx, cx.caller.view(), id).await?;
    if !store::revoke(tx, cx.program(), id, product).await? {
        return Err(Fail::NotFound);
    }
    versions::partners_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("partner.certificate_revoked", id).seen_by(id)).await?;
    get(cx, tx, View::All, id).await
}

/// A partner goes on holiday: no new leads from `from` until `until`.
pub async fn pause(cx: &Cx, tx: &mut Tx, id: PartnerId, pause: &Pause) -> Result<Pause, Fail> {
    get(cx, tx, cx.caller.view(), id).await?;
    if pause.until.is_some_and(|until| until <= pause.from) {
        return Err(Fail::field("until", texts::until_before_from));
    }
    store::set_pause(tx, cx.program(), id, pause).await?;
    versions::partners_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("partner.paused", id).seen_by(id).with(pause)).await?;
    Ok(pause.clone())
}

/// Sets a pause of a kind that begins at a moment, or moves its end. For the rules that pause by themselves.
pub async fn set_pause(cx: &Cx, tx: &mut Tx, id: PartnerId, pause: &Pause) -> Result<(), Fail> {
    store::set_pause(tx, cx.program(), id, pause).await?;
    versions::paused_by_rules(cx, tx).await
}

/// Ends the pause of a kind that is in force; false if none is.
pub async fn end_pause(cx: &Cx, tx: &mut Tx, id: PartnerId, kind: PauseKind) -> Result<bool, Fail> {
    let ended = store::end_pause(tx, cx.program(), id, kind, cx.now).await?;
    if ended {
        versions::partners_changed(cx, tx).await?;
    }
    Ok(ended)
}
