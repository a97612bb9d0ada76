//! What stands beside a partner's name in a list: twelve weeks of what it got and what it made of it.

use std::collections::BTreeMap;

use db::{Tx, Work};
use kit::{Lang, id::PartnerId};
use platform::{Cx, Fail, PartnerFigures};

use super::{debts, domain::Day, store, words as texts};

/// Weeks that are counted, the present one among them.
const WEEKS: i64 = 12;

pub(super) const FIGURES: PartnerFigures = PartnerFigures { titles, of };

fn titles(lang: Lang) -> Vec<String> {
    [texts::got, texts::began, texts::silent, texts::won_of_leads, texts::brought_own].map(|title| title(lang)).into()
}

fn of<'t>(cx: &'t Cx, tx: &'t mut Tx, partners: &'t [PartnerId]) -> Work<'t, BTreeMap<PartnerId, Vec<i64>>, Fail> {
    Box::pin(async move {
        let (Some(first), Some(last)) = (partners.iter().min(), partners.iter().max()) else {
            return Ok(BTreeMap::new());
        };
        let zone = debts::zone(cx, tx).await?;
        let from = Day::of(cx.now, &zone).monday().plus(-7 * (WEEKS - 1));
        let rows = store::read::of_partners(tx, cx.program(), from, (*first, *last)).await?;
        let mut known: BTreeMap<_, _> = rows
            .into_iter()
            .map(|row| (row.partner, vec![row.got, row.began, row.silent, row.won, row.brought]))
            .collect();
        // Who was offered nothing in these weeks has zeros.
        Ok(partners.iter().map(|partner| (*partner, known.remove(partner).unwrap_or_else(|| vec![0; 5]))).collect())
    })
}
