//! The neutrality report: what the vendor did past the rules, month by month, for everybody to see.

use std::collections::BTreeMap;

use db::Tx;
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use kit::{
    Id, Instant, Uuid,
    id::{DealId, Event, LeadId, PartnerId, UserId},
    paging::{self, Cursor, Page},
};
use network::programs;
use platform::{Cx, Fail, View, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    store::{self, Row},
    texts,
};
use crate::distribution::domain::Reason;

kit::codes! {
    /// What the vendor did past the rules.
    pub enum Steered {
        /// It handles a client's request itself.
        DirectHandling = "direct_handling",
        /// It gave a lead to a partner of its choice.
        GivenByHand = "given_by_hand",
        /// A director set a pause aside.
        PauseSetAside = "pause_set_aside",
        /// A director forgave wins for which no own deal stands.
        WinsForgiven = "wins_forgiven",
        /// A director counted an own deal that the rules do not count.
        OwnDealCounted = "own_deal_counted",
    }
}
db::stored_codes!(Steered);

/// An entry that is about to be written.
pub(crate) struct NewEntry<'a> {
    pub kind: Steered,
    pub lead: Option<LeadId>,
    pub partner: Option<PartnerId>,
    pub reason: &'a str,
    pub gates: &'a [Reason],
    pub deal: Option<DealId>,
    pub wins: Option<u32>,
}

/// An entry of the report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Entry {
    /// Its id.
    pub id: Id<Event>,
    /// When.
    pub at: Instant,
    /// What.
    pub kind: Steered,
    /// The lead, if it was about one.
    pub lead: Option<LeadId>,
    /// The partner, if it was about one.
    pub partner: Option<PartnerId>,
    /// Why.
    pub reason: String,
    /// Gates that were set aside: `capacity 10/10`.
    pub gates: Vec<String>,
    /// The own deal that was counted, if it was about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deal: Option<DealId>,
    /// How many wins were forgiven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wins: Option<u32>,
    /// Who: `user_…`, `key_…`.
    pub by: String,
    /// The person, if it was one.
    #[serde(skip)]
    pub user: Option<UserId>,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        let by = row.actor_id.and_then(|id| <[u8; 16]>::try_from(id).ok()).map(Uuid::from_bytes);
        Self {
            id: row.id,
            at: row.at,
            kind: row.kind,
            lead: row.lead,
            partner: row.partner,
            reason: row.reason,
            gates: row.gates.0.iter().map(ToString::to_string).collect(),
            deal: row.deal,
            wins: row.wins,
            user: by.filter(|_| row.actor_kind == "user").map(Id::from_uuid),
            by: by.map_or(row.actor_kind.clone(), |id| format!("{}_{}", row.actor_kind, id.simple())),
        }
    }
}

/// Which month.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    /// Like `2026-06`; the present month of the program if absent.
    pub month: Option<String>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

/// One month of the report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Report {
    /// The month, like `2026-06`.
    pub month: String,
    /// How many entries of each kind there are; everybody sees these.
    pub counts: BTreeMap<String, u32>,
    /// The entries: all for the vendor, those about itself for a partner.
    pub entries: Page<Entry>,
}

/// A director counted an own deal that the rules do not count: published like everything past the rules.
pub async fn own_deal_counted(
    cx: &Cx,
    tx: &mut Tx,
    partner: PartnerId,
    deal: DealId,
    reason: &str,
) -> Result<(), Fail> {
    let kind = Steered::OwnDealCounted;
    let entry = NewEntry { kind, lead: None, partner: Some(partner), reason, gates: &[], deal: Some(deal), wins: None };
    enter(cx, tx, &entry).await
}

/// Writes down what was done past the rules.
pub(crate) async fn enter(cx: &Cx, tx: &mut Tx, new: &NewEntry<'_>) -> Result<(), Fail> {
    Ok(store::add(tx, cx.program(), cx.new_id(), cx.now, new, cx.caller.actor).await?)
}

/// One month of the report, as far as the caller may see it.
pub async fn of_month(cx: &Cx, tx: &mut Tx, query: &ReportQuery) -> Result<Report, Fail> {
    let zone = zone(cx, tx).await?;
    let first = match query.month.as_deref() {
        None => cx.now.timestamp().to_zoned(zone.clone()).date().first_of_month(),
        Some(month) => first_of(month).ok_or_else(|| Fail::field("month", texts::wrong_month))?,
    };
    let begins = |date: Date| date.to_zoned(zone.clone()).map(|at| Instant::from(at.timestamp())).unwrap_or_default();
    let within = (begins(first), begins(first.saturating_add(1.month())));
    let limit = paging::limit(query.limit);
    let after = listing::cursor(query.after.as_deref())?;
    let counts = store::counts(tx, cx.program(), within).await?;
    let view = cx.caller.view();
    let rows = match view {
        View::Nothing => Vec::new(),
        View::All | View::Company(_) => {
            store::page(tx, cx.program(), within, view.partner_filter(), after, limit + 1).await?
        }
    };
    Ok(Report {
        month: first.strftime("%Y-%m").to_string(),
        counts: counts.into_iter().map(|(kind, count)| (kind.code().to_owned(), count)).collect(),
        entries: Page::of(rows, limit, |entry| Cursor { key: entry.at.micros(), id: entry.id.uuid() }),
    })
}

async fn zone(cx: &Cx, tx: &mut Tx) -> Result<TimeZone, Fail> {
    Ok(TimeZone::get(&programs::get(tx, cx.program()).await?.zone).unwrap_or(TimeZone::UTC))
}

/// The page of the month in which something happened: where a letter leads, whenever it is read.
pub async fn page_of(cx: &Cx, tx: &mut Tx, at: Instant) -> Result<String, Fail> {
    let month = at.timestamp().to_zoned(zone(cx, tx).await?).strftime("%Y-%m").to_string();
    Ok(format!("/neutrality?month={month}"))
}

/// The first day of a month that is written like `2026-06`.
fn first_of(month: &str) -> Option<Date> {
    format!("{month}-01").parse().ok().filter(|_| month.len() == 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_it_is_written() {
        assert_eq!(first_of("2026-06").unwrap().to_string(), "2026-06-01");
        for wrong in ["2026", "2026-13", "2026-06-15", "июнь", ""] {
            assert_eq!(first_of(wrong), None, "{wrong}");
        }
    }
}
