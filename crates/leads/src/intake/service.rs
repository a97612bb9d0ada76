//! Taking a lead in.

use db::Tx;
use kit::{
    Instant,
    id::{ClientId, Lead as Kind, LeadId, ProductId},
    identity::{ClientKey, Evidence, TaxId},
};
use network::{policies, versions};
use platform::{Cx, Fail, NewEvent, View, events};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{
    ClientFacts, Lead, LeadStage, NewLead, Touch, clocks,
    input::{self, Checked},
    sources,
    store::{self, Draft},
    touches,
};
use crate::{
    code_of, distribution,
    offers::domain::grading::{Grade, GradingPolicy, grade},
};

/// What became of a lead that came in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Taken {
    /// The lead: a new one, or the open one that it repeats.
    pub id: LeadId,
    /// It repeats an open lead.
    pub duplicate: bool,
    /// Where the lead stands.
    pub state: LeadStage,
    /// How often the interest came.
    pub touches: usize,
}

/// Takes a lead in: finds its client, grades it, and distributes it if it may be offered.
///
/// Of several acts that bring the same client at once, one is first; the others run again and find what it wrote.
pub async fn take(cx: &Cx, tx: &mut Tx, new: &NewLead) -> Result<Taken, Fail> {
    let rules = versions::rules(tx, cx.program()).await?;
    let checked = input::check(new, new.product.and_then(|id| rules.products.get(&id)))?;
    let (client, known) = identified(cx, tx, &checked.key).await?;
    if known && let Some(id) = store::open_of_client(tx, cx.program(), client, new.product).await? {
        return touches::again(cx, tx, id, new, &checked).await;
    }
    let only = || {
        let mut sold = rules.products.values().filter(|product| product.retired_at.is_none());
        sold.next().filter(|_| sold.next().is_none()).map(|product| product.id)
    };
    let Some(product) = new.product.or_else(only) else {
        return Err(Fail::field("product", network::texts::empty));
    };
    let id = insert(cx, tx, client, product, new, &checked).await?;
    let first = Touch {
        at: cx.now,
        source: new.source.trim().to_owned(),
        name: new.client.name.trim().to_owned(),
        ..Touch::default()
    };
    store::touch(tx, cx.program(), id, cx.new_id(), &first).await?;
    let lead = get_any(cx, tx, id).await?;
    let state = distribution::advance_lead(&cx.as_system(), tx, lead).await?;
    Ok(Taken { id, duplicate: false, state, touches: 1 })
}

pub(super) async fn get_any(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<Lead, Fail> {
    store::get(tx, cx.program(), View::All, id).await?.ok_or(Fail::NotFound)
}

/// The client that this is, or a new one; what is new about it is remembered.
pub async fn identify(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<ClientId, Fail> {
    Ok(identified(cx, tx, key).await?.0)
}

/// The same; true if the client was known before.
async fn identified(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<(ClientId, bool), Fail> {
    let (found, mut looked) = look(cx, tx, key).await?;
    let best = found.into_iter().min_by_key(|candidate| (candidate.evidence, candidate.client));
    let client = match &best {
        Some(known) => known.client,
        None => new_client(cx, tx, key).await?,
    };
    // In one order, so that two acts wait for each other and never in a ring.
    looked.sort_by(|one, two| one.key.cmp(&two.key));
    for Looked { key, holders, next } in &looked {
        if !holders.contains(&client) && !store::insert_key(tx, cx.program(), key, *next, client).await? {
            return Err(tx.run_again().into());
        }
    }
    let is_known = best.is_some();
    if let (Some(tax_id), Some(known)) = (&key.tax_id, best)
        && known.tax_id.is_none()
        && !store::learn_tax_id(tx, cx.program(), client, tax_id).await?
    {
        return Err(tx.run_again().into());
    }
    Ok((client, is_known))
}

/// What is known of a client, for the vendor.
pub async fn client(cx: &Cx, tx: &mut Tx, id: ClientId) -> Result<ClientFacts, Fail> {
    let found = store::client(tx, cx.program(), id).await?.filter(|_| cx.caller.view() == View::All);
    found.ok_or(Fail::NotFound)
}

/// The leads that a client was in, with when they came.
pub async fn leads_of_client(cx: &Cx, tx: &mut Tx, client: ClientId) -> Result<Vec<(LeadId, Instant)>, Fail> {
    Ok(store::leads_of_client(tx, cx.program(), client).await?)
}

/// The client that this is, by the strongest evidence; nothing is written.
pub async fn find(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<Option<(Evidence, ClientId)>, Fail> {
    let (found, _) = look(cx, tx, key).await?;
    Ok(found.into_iter().map(|candidate| (candidate.evidence, candidate.client)).min())
}

/// A client that somebody may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// By what.
    pub evidence: Evidence,
    /// Which.
    pub client: ClientId,
    /// The products of its open leads.
    pub open: Vec<ProductId>,
    /// Its tax id.
    pub tax_id: Option<String>,
    /// What it is called.
    pub name: String,
}

/// The clients that this may be, each with its open leads: for those who look before they write.
pub(crate) async fn known(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<Vec<Known>, Fail> {
    let (mut known, _) = look(cx, tx, key).await?;
    for candidate in &mut known {
        candidate.open = store::open_products(tx, cx.program(), candidate.client).await?;
    }
    Ok(known)
}

/// Who is found under a key, and which place the next one would have.
struct Looked {
    key: String,
    holders: Vec<ClientId>,
    next: i64,
}

async fn look(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<(Vec<Known>, Vec<Looked>), Fail> {
    let (mut found, mut looked) = (Vec::new(), Vec::new());
    for lookup in key.lookup_keys() {
        let mut here = Looked { key: lookup, holders: Vec::new(), next: 1 };
        for (client, name, tax_id, region, nth) in store::clients_by_key(tx, cx.program(), &here.key).await? {
            here.holders.push(client);
            here.next = nth + 1;
            let mut other = ClientKey {
                tax_id: tax_id.as_deref().and_then(|t| t.parse::<TaxId>().ok()),
                name,
                region,
                ..ClientKey::default()
            };
            match here.key.split_once(':') {
                Some(("d", domain)) => other.domains.push(domain.to_owned()),
                Some(("p", phone)) => other.phones.extend(phone.parse().ok()),
                _ => {}
            }
            if let Some(evidence) = key.same(&other) {
                found.push(Known { evidence, client, open: Vec::new(), tax_id, name: other.name });
            }
        }
        looked.push(here);
    }
    Ok((found, looked))
}

async fn new_client(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<ClientId, Fail> {
    let id: ClientId = cx.new_id();
    store::insert_client(tx, cx.program(), id, key, cx.now).await?;
    Ok(id)
}

async fn insert(
    cx: &Cx,
    tx: &mut Tx,
    client: ClientId,
    product: ProductId,
    new: &NewLead,
    checked: &Checked,
) -> Result<LeadId, Fail> {
    let policy = policies::in_force(tx, cx.program(), cx.now).await?;
    let grading: GradingPolicy = policy.section("grading")?;
    let rating = sources::rating(cx, tx, new.source.trim()).await?;
    let graded = grade(checked.quality, rating, &grading);
    let state = stage(new.consent.transfer, graded.grade);
    let id: LeadId = cx.new_id();
    let (grade, urgency, size) = (code_of(&graded.grade), code_of(&new.urgency), code_of(&new.size));
    let clock = clocks::FirstAnswer::from_now(cx, tx, &policy.section("desk")?).await?;
    let clock = Some(clock).filter(|_| cx.ahead.is_none());
    let draft = Draft {
        id,
        client,
        product,
        state,
        at: cx.now,
        grade: &grade,
        urgency: &urgency,
        size: &size,
        phone: checked.phone.as_ref().map(ToString::to_string),
        email: checked.email.as_ref().map(ToString::to_string),
        first_answer_due: clock.as_ref().map(|clock| clock.due),
        points: graded.points,
        source_demoted: graded.source_demoted,
        new,
    };
    if !store::insert(tx, cx.program(), &draft).await? {
        return Err(tx.run_again().into());
    }
    match &clock {
        Some(clock) => clocks::begin(cx, tx, id, state, clock).await?,
        None => clocks::begin_later(cx, tx, id).await?,
    }
    let mut facts = json!({ "state": state, "grade": grade, "points": graded.points,
        "source_demoted": graded.source_demoted, "source": new.source.trim(),
        "product": product, "region": new.client.region, "policy": policy.id });
    if new.consent.transfer {
        facts["consent"] = json!(new.consent.text.as_deref().map(str::trim).unwrap_or_default());
    }
    events::record(cx, tx, NewEvent::new::<Kind>("lead.received", id).with(facts)).await?;
    Ok(id)
}

/// Where a lead stands that may go out: nothing goes to partners without consent, and a C is not ripe.
pub(crate) const fn stage(consent: bool, grade: Grade) -> LeadStage {
    if !consent {
        LeadStage::ConsentNeeded
    } else if grade.is_offered() {
        LeadStage::Distributing
    } else {
        LeadStage::Nurture
    }
}

/// One lead, as far as a view shows it.
pub(crate) async fn stored(cx: &Cx, tx: &mut Tx, view: View, id: LeadId) -> Result<Option<Lead>, Fail> {
    Ok(store::get(tx, cx.program(), view, id).await?)
}

/// One lead, for the vendor.
pub async fn get(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<Lead, Fail> {
    store::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)
}
