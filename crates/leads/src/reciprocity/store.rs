//! Ledgers, overrides and warnings in the database.

use std::collections::BTreeMap;

use db::{DbError, FromRow, Row, Tx, params};
use kit::{
    Instant,
    id::{DealId, EventId, PartnerId, ProgramId, UserId},
};

use super::domain::{Entry, Override, Rule};
use crate::{code_of, from_code};

db::statements! {
    ENTER: "insert into reciprocity_entry (program_id, partner_id, event_id, rule, at, deal_id, amount) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    OF_PARTNER: "select partner_id, event_id, rule, at, deal_id, amount from reciprocity_entry \
        where program_id = $1 and partner_id = $2 order by at, event_id";
    ALL: "select partner_id, event_id, rule, at, deal_id, amount from reciprocity_entry where program_id = $1 \
        order by partner_id, at, event_id";
    OVERRIDE: "insert into reciprocity_override (program_id, partner_id, from_at, until_at, by_user, reason) \
        values ($1, $2, $3, $4, $5, $6)";
    OVERRIDES: "select partner_id, from_at, until_at, by_user, reason from reciprocity_override where program_id = $1 \
        order by partner_id, from_at";
    WARN: "insert into reciprocity_warning (program_id, partner_id, since_at, kind, sent_at) values ($1, $2, $3, $4, $5) \
        on conflict (program_id, partner_id, since_at, kind) do nothing";
}

struct Kept(PartnerId, Entry);

impl FromRow for Kept {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let partner = row.take()?;
        let event: EventId = row.take()?;
        let rule: String = row.take()?;
        let rule: Rule = from_code(&rule).ok_or_else(|| DbError::Broken(format!("{rule} is no rule")))?;
        let at: Instant = row.take()?;
        let deal: DealId = row.take()?;
        Ok(Self(partner, Entry { event, rule, at, deal, amount: row.take()? }))
    }
}

pub async fn enter(tx: &mut Tx, program: ProgramId, partner: PartnerId, entry: &Entry) -> Result<(), DbError> {
    let rule = code_of(&entry.rule);
    tx.execute(&ENTER, params![program, partner, entry.event, rule, entry.at, entry.deal, entry.amount]).await.map(drop)
}

pub async fn entries(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Vec<Entry>, DbError> {
    let rows: Vec<Kept> = tx.all(&OF_PARTNER, params![program, partner]).await?;
    Ok(rows.into_iter().map(|row| row.1).collect())
}

/// The entries of every partner that has some.
pub async fn all_entries(tx: &mut Tx, program: ProgramId) -> Result<BTreeMap<PartnerId, Vec<Entry>>, DbError> {
    let rows: Vec<Kept> = tx.all(&ALL, params![program]).await?;
    let mut found: BTreeMap<PartnerId, Vec<Entry>> = BTreeMap::new();
    for Kept(partner, entry) in rows {
        found.entry(partner).or_default().push(entry);
    }
    Ok(found)
}

pub async fn set_aside(tx: &mut Tx, program: ProgramId, partner: PartnerId, new: &Override) -> Result<(), DbError> {
    tx.execute(&OVERRIDE, params![program, partner, new.from, new.until, new.by, new.reason]).await.map(drop)
}

pub async fn overrides(tx: &mut Tx, program: ProgramId) -> Result<BTreeMap<PartnerId, Vec<Override>>, DbError> {
    let rows: Vec<(PartnerId, Instant, Instant, UserId, String)> = tx.all(&OVERRIDES, params![program]).await?;
    let mut found: BTreeMap<PartnerId, Vec<Override>> = BTreeMap::new();
    for (partner, from, until, by, reason) in rows {
        found.entry(partner).or_default().push(Override { from, until, by, reason });
    }
    Ok(found)
}

/// Remembers a warning; false if it was sent before.
pub async fn warn(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    since: Instant,
    kind: &str,
    now: Instant,
) -> Result<bool, DbError> {
    Ok(tx.execute(&WARN, params![program, partner, since, kind, now]).await? == 1)
}
