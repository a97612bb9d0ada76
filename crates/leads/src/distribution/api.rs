//! Why, over the API: every decision of a lead explained, and replayed from what was stored.

use kit::id::{LeadId, PartnerId};
use platform::{Answer, Call, Fail, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    absence::{self, KindOfLead},
    domain::{Explanation, explain, replay},
    store,
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

pub(super) fn operations() -> Vec<Operation> {
    let why = Operation::get("/api/v1/leads/{lead}/decisions", "leads.decisions", "Why these partners: wave by wave")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByLead, Nothing, Nothing>| {
            Box::pin(async move {
                let lead = intake::get(cx, tx, call.path.lead).await?;
                let decisions = store::decisions(tx, cx.program(), lead.id).await?;
                let explained = decisions.into_iter().map(|(number, record)| Explained {
                    number,
                    replayed: replay(&record).is_ok(),
                    explanation: explain(&record.inputs, &record.decision),
                });
                Ok::<_, Fail>(Answer::ok(explained.collect::<Vec<_>>()))
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
    vec![why, turn]
}
