//! Why, over the API: every decision of a lead explained, and replayed from what was stored.

use std::collections::BTreeMap;

use kit::{
    Instant,
    id::{LeadId, PartnerId},
    paging::Page,
};
use platform::{Answer, Call, Fail, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    absence::{self, KindOfLead},
    domain::{Explanation, Fit, replay},
    nightly,
    store::{self, FrozenNumbers},
    told,
};
use crate::intake;

#[derive(Deserialize, JsonSchema)]
struct ByLead {
    lead: LeadId,
}

#[derive(Deserialize, JsonSchema)]
struct ByPartner {
    partner: PartnerId,
}

/// One wave's decision.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Explained {
    /// 1 is the first.
    number: u32,
    /// The stored inputs give the stored choice.
    replayed: bool,
    /// Every partner with its gates, place, draw and charge.
    explanation: Explanation,
}

/// The numbers of one partner, as the last recomputation froze them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct PartnerNumbers {
    /// The partner.
    partner: PartnerId,
    /// The chance that it answers an offer, in millionths.
    answers: i64,
    /// The chance that it wins a deal, in millionths.
    wins: i64,
    /// Own deals less the vendor's leads won by ρ, clipped, in millionths.
    balance: i64,
    /// How well it answers and wins against the others, over all segments.
    fit: Fit,
    /// The same in the segments in which it was offered something.
    segments: BTreeMap<String, Fit>,
}

/// The numbers that selection uses until the next recomputation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct NumbersInForce {
    /// The moment for which they were worked out; absent before the first night.
    at: Option<Instant>,
    /// Partner by partner.
    partners: Vec<PartnerNumbers>,
}

impl From<FrozenNumbers> for NumbersInForce {
    fn from(frozen: FrozenNumbers) -> Self {
        let partners = frozen.partners.into_iter().map(|(partner, numbers)| PartnerNumbers {
            partner,
            answers: numbers.answers.0,
            wins: numbers.wins.0,
            balance: numbers.balance.0,
            fit: numbers.fit,
            segments: numbers.segments,
        });
        Self { at: frozen.at, partners: partners.collect() }
    }
}

fn of_numbers() -> Vec<Operation> {
    let read = Operation::get("/api/v1/numbers", "numbers.read", "The numbers of selection, as they were last frozen")
        .roles(Role::VENDOR)
        .run(|cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move {
                let numbers = store::frozen(tx, cx.program()).await?;
                Ok::<_, Fail>(Answer::ok(NumbersInForce::from(numbers)))
            })
        });
    let anew = Operation::post("/api/v1/numbers/recomputation", "numbers.recompute", "Work the numbers out anew now")
        .roles(&[Role::ChannelManager, Role::Director, Role::Admin])
        .begins()
        .run(|cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move {
                nightly::on_demand(cx, tx).await?;
                Ok::<_, Fail>(Answer::accepted(NumbersInForce::from(store::frozen(tx, cx.program()).await?)))
            })
        });
    vec![read, anew]
}

pub(super) fn operations() -> Vec<Operation> {
    let why = Operation::get("/api/v1/leads/{lead}/decisions", "leads.decisions", "Why these partners: wave by wave")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByLead, Nothing, Nothing>| {
            Box::pin(async move {
                let lead = intake::get(cx, tx, call.path.lead).await?;
                let decisions = store::decisions(tx, cx.program(), lead.id).await?;
                let mut all = Vec::new();
                for (number, record) in decisions {
                    let explanation = told::explained(cx, tx, &record).await?;
                    all.push(Explained { number, replayed: replay(&record).is_ok(), explanation });
                }
                Ok::<_, Fail>(Answer::ok(Page::whole(all)))
            })
        });
    let turn = Operation::get(
        "/api/v1/partners/{partner}/turn",
        "leads.turn",
        "Why nothing comes: how a partner would stand if such a lead came now",
    )
    .roles(Role::ALL)
    .run(|cx, tx, call: &Call<ByPartner, KindOfLead, Nothing>| {
        Box::pin(async move { Ok(Answer::ok(absence::turn(cx, tx, call.path.partner, &call.query).await?)) })
    });
    let mut operations = of_numbers();
    operations.extend([why, turn]);
    operations
}
