//! Taking a lead in.

use db::Tx;
use kit::{
    Instant,
    id::{ClientId, Lead as Kind, LeadId},
    identity::{ClientKey, Evidence, TaxId},
};
use network::{policies, versions};
use platform::{Cx, Fail, NewEvent, View, events};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{
    Lead, LeadStage, NewLead, clocks,
    input::{self, Checked},
    sources,
    store::{self, Draft},
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
pub async fn take(cx: &Cx, tx: &mut Tx, new: &NewLead) -> Result<Taken, Fail> {
    let rules = versions::rules(tx, cx.program()).await?;
    let checked = input::check(new, rules.products.get(&new.product))?;
    let client = identify(cx, tx, &checked.key).await?;
    if let Some(id) = store::open_of_client(tx, cx.program(), client).await? {
        store::touch(tx, cx.program(), id, cx.new_id(), cx.now, new).await?;
        let event = NewEvent::new::<Kind>("lead.touched", id).with(json!({ "source": new.source.trim() }));
        events::record(cx, tx, event).await?;
        let lead = get_any(cx, tx, id).await?;
        let touches = store::touches(tx, cx.program(), id).await?.len();
        return Ok(Taken { id, duplicate: true, state: lead.state, touches });
    }
    let id = insert(cx, tx, client, new, &checked).await?;
    store::touch(tx, cx.program(), id, cx.new_id(), cx.now, new).await?;
    let lead = get_any(cx, tx, id).await?;
    let state = distribution::advance_lead(&cx.as_system(), tx, lead).await?;
    Ok(Taken { id, duplicate: false, state, touches: 1 })
}

async fn get_any(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<Lead, Fail> {
    store::get(tx, cx.program(), View::All, id).await?.ok_or(Fail::NotFound)
}

/// The client that this is, or a new one; what is new about it is remembered.
pub async fn identify(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<ClientId, Fail> {
    let client = match find(cx, tx, key).await? {
        Some((_, client)) => client,
        None => new_client(cx, tx, key).await?,
    };
    store::insert_keys(tx, cx.program(), client, key).await?;
    if let Some(tax_id) = &key.tax_id {
        // A client that was known by its phone alone is known by its tax id from now on.
        store::learn_tax_id(tx, cx.program(), client, tax_id).await?;
    }
    Ok(client)
}

/// The leads that a client was in, with when they came.
pub async fn leads_of_client(cx: &Cx, tx: &mut Tx, client: ClientId) -> Result<Vec<(LeadId, Instant)>, Fail> {
    Ok(store::leads_of_client(tx, cx.program(), client).await?)
}

/// The client that this is, by the strongest evidence; nothing is written.
pub async fn find(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<Option<(Evidence, ClientId)>, Fail> {
    Ok(candidates(cx, tx, key).await?.into_iter().map(|(evidence, id, _)| (evidence, id)).min())
}

/// A client that somebody may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// By what.
    pub evidence: Evidence,
    /// Which.
    pub client: ClientId,
    /// It has an open lead.
    pub open: bool,
    /// Its tax id.
    pub tax_id: Option<String>,
}

/// The clients that this may be, each with whether it has an open lead: for those who look before they write.
pub(crate) async fn known(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<Vec<Known>, Fail> {
    let mut known = Vec::new();
    for (evidence, client, tax_id) in candidates(cx, tx, key).await? {
        let open = store::open_of_client(tx, cx.program(), client).await?.is_some();
        known.push(Known { evidence, client, open, tax_id });
    }
    Ok(known)
}

type Candidate = (Evidence, ClientId, Option<String>);

async fn candidates(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<Vec<Candidate>, Fail> {
    let mut found = Vec::new();
    for lookup in key.lookup_keys() {
        for (id, name, tax_id, region, by) in store::clients_by_key(tx, cx.program(), &lookup).await? {
            let mut known = ClientKey {
                tax_id: tax_id.as_deref().and_then(|t| t.parse::<TaxId>().ok()),
                name,
                region,
                ..ClientKey::default()
            };
            match by.split_once(':') {
                Some(("d", domain)) => known.domains.push(domain.to_owned()),
                Some(("p", phone)) => known.phones.extend(phone.parse().ok()),
                _ => {}
            }
            if let Some(evidence) = key.same(&known) {
                found.push((evidence, id, tax_id));
            }
        }
    }
    Ok(found)
}

async fn new_client(cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<ClientId, Fail> {
    let id: ClientId = cx.new_id();
    store::insert_client(tx, cx.program(), id, key, cx.now).await?;
    Ok(id)
}

async fn insert(cx: &Cx, tx: &mut Tx, client: ClientId, new: &NewLead, checked: &Checked) -> Result<LeadId, Fail> {
    let policy = policies::in_force(tx, cx.program(), cx.now).await?;
    let grading: GradingPolicy = policy.section("grading")?;
    let rating = sources::rating(cx, tx, new.source.trim()).await?;
    let graded = grade(checked.quality, rating, &grading);
    let state = stage(new.consent.transfer, graded.grade);
    let id: LeadId = cx.new_id();
    let (grade, urgency, size) = (code_of(&graded.grade), code_of(&new.urgency), code_of(&new.size));
    let clock = clocks::FirstAnswer::from_now(cx, tx, &policy.section("desk")?).await?;
    let draft = Draft {
        id,
        client,
        state,
        at: cx.now,
        grade: &grade,
        urgency: &urgency,
        size: &size,
        phone: checked.phone.as_ref().map(ToString::to_string),
        email: checked.email.as_ref().map(ToString::to_string),
        first_answer_due: Some(clock.due),
        points: graded.points,
        source_demoted: graded.source_demoted,
        new,
    };
    store::insert(tx, cx.program(), &draft).await?;
    clocks::begin(cx, tx, id, state, &clock).await?;
    let facts = json!({ "state": state, "grade": grade, "points": graded.points,
        "source_demoted": graded.source_demoted, "source": new.source.trim(),
        "product": new.product, "region": new.client.region, "policy": policy.id });
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
