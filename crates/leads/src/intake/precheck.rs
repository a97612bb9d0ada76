//! Whose lead this is, while it is typed: for those who look before they write.

use kit::{
    id::{ClientId, LeadId, ProductId},
    identity::{ClientKey, Evidence, company_domain},
};
use platform::{Answer, Call, Cx, Fail, Nothing, Operation, Role, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::service;

/// What is known of a client so far; each may be absent or not complete yet.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ClientTyped {
    /// The name.
    name: Option<String>,
    /// The tax id.
    tax_id: Option<String>,
    /// The site.
    site: Option<String>,
    /// An e-mail.
    email: Option<String>,
    /// A phone.
    phone: Option<String>,
    /// Code of the region.
    region: Option<String>,
}

/// Whom the client seems to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
struct ClientFound {
    /// The client; absent if it is new.
    client: Option<ClientId>,
    /// By what it was found.
    evidence: Option<Evidence>,
    /// Its name.
    name: Option<String>,
    /// Its open leads, of one product each: one more interest in the product would touch its lead.
    open_leads: Vec<OpenLead>,
}

/// An open lead of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
struct OpenLead {
    /// The lead.
    lead: LeadId,
    /// The product that it is for.
    product: ProductId,
}

impl ClientTyped {
    fn key(&self) -> ClientKey {
        let places = [self.site.as_deref(), self.email.as_deref()];
        ClientKey {
            tax_id: self.tax_id.as_deref().and_then(|text| text.parse().ok()),
            domains: places.into_iter().flatten().filter_map(company_domain).collect(),
            phones: self.phone.as_deref().and_then(|text| text.parse().ok()).into_iter().collect(),
            name: self.name.clone().unwrap_or_default(),
            region: self.region.clone().unwrap_or_default(),
        }
    }
}

pub(super) fn operation() -> Operation {
    Operation::post("/api/v1/leads/pre-check", "leads.pre_check", "Whose lead this would be; writes nothing")
        .roles(&[Role::Admin, Role::Director, Role::ChannelManager, Role::LeadDesk])
        .run(|cx, tx, call: &Call<Nothing, Nothing, ClientTyped>| {
            Box::pin(async move { Ok(Answer::ok(found(cx, tx, &call.body).await?)) })
        })
}

async fn found(cx: &Cx, tx: &mut db::Tx, typed: &ClientTyped) -> Result<ClientFound, Fail> {
    let known = service::known(cx, tx, &typed.key()).await?;
    let Some(best) = known.into_iter().min_by_key(|known| (known.evidence, known.client)) else {
        return Ok(ClientFound::default());
    };
    let mut found = ClientFound {
        client: Some(best.client),
        evidence: Some(best.evidence),
        name: Some(service::client(cx, tx, best.client).await?.name),
        open_leads: Vec::new(),
    };
    for (id, _) in service::leads_of_client(cx, tx, best.client).await? {
        let Some(lead) = service::stored(cx, tx, View::All, id).await? else { continue };
        if !lead.state.has_ended() {
            found.open_leads.push(OpenLead { lead: id, product: lead.product });
        }
    }
    Ok(found)
}
