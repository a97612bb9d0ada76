//! What comes of work: won by one partner, or lost with the last.

use db::Tx;
use kit::id::OfferId;
use platform::{Cx, Fail, NewEvent, View, events, react};

use super::{
    Row,
    domain::{Broken, Command, LossReason, OfferState},
    recorded::apply,
    service::{close_others, hold, load, shown},
    store,
    withdrawal::withdraw_losers,
};
use crate::{
    distribution,
    intake::{Lead, LeadStage, clocks, store as leads},
    locks,
};

/// A started offer, as a deal that comes from it needs it.
#[derive(Debug, Clone)]
pub struct InWork {
    /// The lead.
    pub lead: kit::id::LeadId,
    /// The client.
    pub client: kit::id::ClientId,
    /// The client's name.
    pub client_name: String,
    /// The partner.
    pub partner: kit::id::PartnerId,
    /// The product.
    pub product: kit::id::ProductId,
    /// What the client needs.
    pub need: String,
    /// Expected value in minor units.
    pub value_minor: Option<i64>,
}

/// The offer, if the caller may see it and its work has started. Its client is locked: a deal will protect it.
pub async fn in_work(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<InWork, Fail> {
    let (_, lead) = load(cx, tx, id).await?;
    locks::client(cx, tx, lead.client).await?;
    let (row, lead) = load(cx, tx, id).await?;
    if !matches!(row.detail.0, OfferState::Started { .. }) {
        return Err(Broken::OutOfOrder { state: row.state }.into());
    }
    Ok(InWork {
        lead: lead.id,
        client: lead.client,
        client_name: lead.client_name,
        partner: row.partner,
        product: lead.product,
        need: lead.need,
        value_minor: lead.value_minor,
    })
}

/// Whether a lead was ever offered to a partner.
pub async fn was_offered(
    cx: &Cx,
    tx: &mut Tx,
    lead: kit::id::LeadId,
    partner: kit::id::PartnerId,
) -> Result<bool, Fail> {
    Ok(!store::of_lead(tx, cx.program(), View::Company(partner), lead).await?.is_empty())
}

/// The offer of a lead to a partner, and what the client needs there, as the partner may read it.
pub async fn of_lead(
    cx: &Cx,
    tx: &mut Tx,
    lead: kit::id::LeadId,
    partner: kit::id::PartnerId,
) -> Result<Option<(OfferId, String)>, Fail> {
    let last = store::of_lead(tx, cx.program(), View::Company(partner), lead).await?.pop();
    match last {
        Some(row) => Ok(Some((row.id, shown(cx, tx, row.id).await?.need))),
        None => Ok(None),
    }
}

/// The deal of an offer was won: the lead is won, once, and nobody else works on it any more.
pub async fn win(cx: &Cx, tx: &mut Tx, id: OfferId, proof: &str) -> Result<(), Fail> {
    let (row, lead) = hold(cx, tx, id).await?;
    not_won_by_another(&row, &lead)?;
    let happened = row.offer().decide(&Command::Win { proof: proof.to_owned() }, cx.now)?;
    // Here two wins at once are decided.
    if !end(cx, tx, &lead, LeadStage::Won).await? {
        return Err(Broken::WonByAnother.into());
    }
    apply(cx, tx, row, &happened).await?;
    close_others(cx, tx, &lead, id).await?;
    withdraw_losers(cx, tx, lead.id).await
}

/// Locks the lead of an offer whose deal ends.
pub async fn hold_lead(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<(), Fail> {
    hold(cx, tx, id).await.map(drop)
}

/// Refuses if another partner has won the lead of an offer. The lead is locked: the deal is about to be won.
pub async fn still_to_win(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<(), Fail> {
    let (row, lead) = hold(cx, tx, id).await?;
    Ok(not_won_by_another(&row, &lead)?)
}

fn not_won_by_another(row: &Row, lead: &Lead) -> Result<(), Broken> {
    let won_here = matches!(row.detail.0, OfferState::Won { .. });
    if lead.state == LeadStage::Won && !won_here { Err(Broken::WonByAnother) } else { Ok(()) }
}

/// The deal of an offer was lost: the lead is lost with the last of them.
pub async fn lose(cx: &Cx, tx: &mut Tx, id: OfferId, reason: LossReason) -> Result<(), Fail> {
    let (row, lead) = hold(cx, tx, id).await?;
    let happened = row.offer().decide(&Command::Lose { reason }, cx.now)?;
    apply(cx, tx, row, &happened).await?;
    // It is lost with the last who had it: here, or when that one lets it go.
    let others = store::of_lead(tx, cx.program(), View::All, lead.id).await?;
    if others.iter().all(|other| other.detail.0.is_terminal()) {
        end_lost(cx, tx, &lead).await?;
    }
    Ok(())
}

/// The lead is lost: whoever had it has lost its deal or let it go.
pub(crate) async fn end_lost(cx: &Cx, tx: &mut Tx, lead: &Lead) -> Result<(), Fail> {
    end(cx, tx, lead, LeadStage::Lost).await.map(drop)
}

/// Ends a lead; false if it had ended before.
async fn end(cx: &Cx, tx: &mut Tx, lead: &Lead, state: LeadStage) -> Result<bool, Fail> {
    let ended = leads::move_to(tx, cx.program(), lead.id, state, cx.now).await?;
    if ended {
        let name = if state == LeadStage::Won { "lead.won" } else { "lead.lost" };
        events::record(cx, tx, NewEvent::new::<kit::id::Lead>(name, lead.id)).await?;
    }
    clocks::over(cx, tx, lead.id).await?;
    react::cancel_timer(tx, cx.program(), distribution::CLOCK, lead.id).await?;
    Ok(ended)
}
