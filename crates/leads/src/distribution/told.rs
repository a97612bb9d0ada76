//! A decision as it is told: what the rules explain, with what was received in the segment, which no rule asks.

use db::Tx;
use kit::{id::PartnerId, time::Span};
use platform::{Cx, Fail};

use super::{
    domain::{Decision, Explanation, Inputs, OwnView, Record, explain, own_view::own_view},
    roster::segment_key,
    store,
};

/// How far back "lately" reaches, in days.
pub(crate) const LATELY_DAYS: i64 = 90;

/// A decision, explained for every partner.
pub(crate) async fn explained(cx: &Cx, tx: &mut Tx, record: &Record) -> Result<Explanation, Fail> {
    let Record { inputs, decision } = record;
    let received = store::received(tx, cx.program(), &segment_key(&inputs.lead), before(inputs)).await?;
    let mut told = explain(inputs, decision);
    for line in &mut told.partners {
        line.received = received.get(&line.partner).copied().unwrap_or(0);
    }
    Ok(told)
}

/// The same for one partner, without anybody else's data; nothing when it was not among the candidates.
pub(crate) async fn told_to(
    cx: &Cx,
    tx: &mut Tx,
    (inputs, decision): (&Inputs, &Decision),
    partner: PartnerId,
) -> Result<OwnView, Fail> {
    let view = own_view(inputs, decision, partner).ok_or(Fail::NotFound)?;
    let segment = segment_key(&inputs.lead);
    let received = store::received_by(tx, cx.program(), partner, &segment, before(inputs)).await?;
    Ok(OwnView { received, ..view })
}

fn before(inputs: &Inputs) -> (kit::Instant, kit::Instant) {
    (inputs.at - Span::days(LATELY_DAYS), inputs.at)
}
