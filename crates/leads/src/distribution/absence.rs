//! Why nothing comes: a partner asks how it would stand if a lead of some kind came now.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use kit::{
    Id, Uuid,
    id::{PartnerId, ProductId},
};
use network::{partners, products, territories, versions};
use platform::{Cx, Fail};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    candidates::{self, Purpose},
    domain::{DistributionPolicy, LeadFacts, OwnView, SizeBand, Urgency, Wave, decide},
    told::told_to,
};
use crate::intake;

/// A kind of lead.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindOfLead {
    /// What the client would need.
    pub product: ProductId,
    /// Code of the client's region.
    pub region: String,
    /// The client's size.
    pub size: SizeBand,
    /// How soon it would have to be answered; normal if absent.
    pub urgency: Option<Urgency>,
    /// Code of the client's industry.
    pub industry: Option<String>,
}

/// How a partner that the caller may see would stand if such a lead came now. Nothing is decided or changed, and
/// nothing of another partner is told.
pub(crate) async fn turn(cx: &Cx, tx: &mut Tx, partner: PartnerId, kind: &KindOfLead) -> Result<OwnView, Fail> {
    partners::get(cx, tx, cx.caller.view(), partner).await?;
    if products::get_in(cx, tx, kind.product).await.is_err() {
        return Err(Fail::field("product", intake::texts::no_such_product));
    }
    if territories::get(&kind.region).is_none() {
        return Err(Fail::field("region", intake::texts::no_such_region));
    }
    let rules = versions::rules(tx, cx.program()).await?;
    let policy: DistributionPolicy = rules.policy(cx.now)?.section("distribution")?;
    let facts = LeadFacts {
        lead: Id::from_uuid(Uuid::nil()),
        product: kind.product,
        certificate_needed: candidates::certificate_needed(&rules, kind.product),
        region: kind.region.clone(),
        regions_around: territories::around(&kind.region).into_iter().map(str::to_owned).collect(),
        size: kind.size,
        industry: kind.industry.clone(),
        urgency: kind.urgency.unwrap_or_default(),
        value: policy.value.class(None),
        source: String::new(),
        client_of: None,
        given_to: None,
        excluded_by_client: BTreeSet::new(),
        group_asked: BTreeMap::new(),
    };
    let ground = candidates::ground(cx, tx, facts, Wave::First, 1, BTreeMap::new(), Purpose::Look).await?;
    let decision = decide(&ground.inputs);
    let view = told_to(cx, tx, (&ground.inputs, &decision), partner).await?;
    // A draw belongs to a lead, and this one does not exist.
    Ok(OwnView { draw: None, ..view })
}
