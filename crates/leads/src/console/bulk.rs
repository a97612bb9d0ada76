//! One act with one reason for several leads.

use db::Tx;
use kit::id::LeadId;
use network::text_field;
use platform::{
    Call, Cx, Fail, Nothing, Operation, View,
    web::{self, Form},
};
use serde::Deserialize;

use super::{DESK, list, texts};
use crate::{
    desk, distribution,
    intake::{self, LeadStage, api::LeadsQuery},
    locks,
    offers::{
        self,
        domain::{CloseReason, WithdrawReason},
    },
};

kit::codes! {
    /// What is done.
    pub enum Act {
        /// Offers are taken back; the lead goes on to others.
        Withdraw = "withdraw",
        /// A lead that nobody took is distributed once more.
        Again = "again",
        /// The lead is closed.
        Close = "close",
    }
}

/// Leads, the act and its reason.
#[derive(Deserialize)]
struct Bulk {
    #[serde(default)]
    lead: Vec<LeadId>,
    act: Act,
    reason: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let bulk = Operation::post("/leads/bulk", "leads.bulk", "One act for several leads by the page").roles(DESK).form(
        |cx, tx, call: &Call<Nothing, Nothing, Bulk>| {
            Box::pin(async move {
                let (done, left) = all(cx, tx, &call.body).await?;
                Ok(web::done("/leads", &texts::bulk_done(cx.lang, done, left)))
            })
        },
        |cx, tx, call: &Call<Nothing, Nothing>, form: Form| {
            Box::pin(async move { list::show(cx, tx, &LeadsQuery::default(), &call.meta, form).await })
        },
    );
    vec![bulk]
}

async fn all(cx: &Cx, tx: &mut Tx, bulk: &Bulk) -> Result<(usize, usize), Fail> {
    let reason = text_field("reason", &bulk.reason, 2000)?;
    if bulk.lead.is_empty() {
        return Err(Fail::field("reason", texts::choose_leads));
    }
    locks::leads(cx, tx, bulk.lead.iter().copied()).await?;
    let mut done = 0;
    for lead in &bulk.lead {
        done += usize::from(one(cx, tx, *lead, bulk.act, &reason).await?);
    }
    Ok((done, bulk.lead.len() - done))
}

/// True if the act was done; false if it cannot be done from where the lead stands.
async fn one(cx: &Cx, tx: &mut Tx, id: LeadId, act: Act, reason: &str) -> Result<bool, Fail> {
    let lead = intake::store::get(tx, cx.program(), View::All, id).await?.ok_or(Fail::NotFound)?;
    if lead.state.has_ended() {
        return Ok(false);
    }
    match act {
        Act::Again if lead.state == LeadStage::Exhausted => desk::redistribute(cx, tx, id, reason).await.map(|_| true),
        Act::Withdraw if lead.state == LeadStage::Distributing => {
            offers::withdraw_open(cx, tx, id, &WithdrawReason::Other { text: reason.to_owned() }).await?;
            distribution::advance(&cx.as_system(), tx, id).await?;
            Ok(true)
        }
        Act::Close => {
            offers::close_lead(cx, tx, id, &CloseReason::Other { text: reason.to_owned() }).await.map(|_| true)
        }
        Act::Again | Act::Withdraw => Ok(false),
    }
}
