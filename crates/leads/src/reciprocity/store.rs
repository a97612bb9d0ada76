//! Ledgers, overrides and warnings in the database.

use std::collections::BTreeMap;

use db::{DbError, FromRow, Row, Tx, params};
use kit::{
    Instant,
    id::{DealId, EventId, PartnerId, ProgramId, UserId},
    paging::Cursor,
};

use super::{
    appeals::{AppealId, AppealLine, AppealShown},
    domain::{Appeal, Entry, Override, Rule},
};
use crate::{code_of, from_code};

db::statements! {
    ENTER: "insert into reciprocity_entry (program_id, partner_id, event_id, rule, at, deal_id, amount) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    OF_PARTNER: "select partner_id, event_id, rule, at, deal_id, amount from reciprocity_entry \
        where program_id = $1 and partner_id = $2 \
        union all select partner_id, event_id, 'forgiven', at, appeal_id, wins from reciprocity_forgiven \
        where program_id = $1 and partner_id = $2 order by 4, 2";
    ALL: "select partner_id, event_id, rule, at, deal_id, amount from reciprocity_entry where program_id = $1 \
        union all select partner_id, event_id, 'forgiven', at, appeal_id, wins from reciprocity_forgiven \
        where program_id = $1 order by 1, 4, 2";
    FORGIVE: "insert into reciprocity_forgiven (program_id, appeal_id, partner_id, event_id, at, wins) values ($1, $2, $3, $4, $5, $6)";
    PASS_ON: "update reciprocity_appeal set passed_at = $3, passed_by = $4, passed_note = $5 \
        where program_id = $1 and id = $2 and answered_at is null and passed_at is null";
    DESPITE: "select count(*) from offer where program_id = $1 and partner_id = $2 and offered_at >= $3 and mark = 'pause_waits'";
    HOLDERS: "select distinct partner_id from reciprocity_entry where program_id = $1 and partner_id > $2 \
        order by partner_id limit $3";
    OVERRIDE: "insert into reciprocity_override (program_id, partner_id, from_at, until_at, by_user, reason) \
        values ($1, $2, $3, $4, $5, $6) \
        on conflict (program_id, partner_id, from_at) do update set until_at = excluded.until_at, \
        by_user = excluded.by_user, reason = excluded.reason";
    OVERRIDES: "select partner_id, from_at, until_at, by_user, reason from reciprocity_override where program_id = $1 \
        order by partner_id, from_at";
    WARN: "insert into reciprocity_warning (program_id, partner_id, since_at, kind, sent_at) values ($1, $2, $3, $4, $5) \
        on conflict (program_id, partner_id, since_at, kind) do nothing";
    ANNOUNCED: "select w.since_at from reciprocity_warning w where w.program_id = $1 and w.partner_id = $2 and w.kind = 'paused' \
        and not exists (select 1 from reciprocity_warning o where o.program_id = w.program_id and o.partner_id = w.partner_id \
        and o.since_at = w.since_at and o.kind = 'pause_over') order by w.since_at desc limit 1";
    ADD_GUIDED: "insert into guided_deal (program_id, partner_id, nth, deal_id, closed_at) values ($1, $2, $3, $4, $5) \
        on conflict do nothing";
    GUIDED: "select nth from guided_deal where program_id = $1 and deal_id = $2";
    GUIDED_COUNT: "select count(*) from guided_deal where program_id = $1 and partner_id = $2";
    OPEN_APPEAL: "insert into reciprocity_appeal (program_id, id, partner_id, opened_at, due_at, words) \
        values ($1, $2, $3, $4, $5, $6)";
    APPEAL: "select id, partner_id, opened_at, due_at, words, answered_at, answered_by, granted, answer, passed_at, passed_by, passed_note, forgiven from reciprocity_appeal \
        where program_id = $1 and id = $2";
    APPEALS: "select id, partner_id, opened_at, due_at, words, answered_at, answered_by, granted, answer, passed_at, passed_by, passed_note, forgiven from reciprocity_appeal \
        where program_id = $1 and partner_id = $2 order by opened_at desc, id desc";
    APPEALS_OPEN: "select p.name, a.id, a.partner_id, a.opened_at, a.due_at, a.words, a.answered_at, a.answered_by, a.granted, a.answer, a.passed_at, a.passed_by, a.passed_note, a.forgiven \
        from reciprocity_appeal a join partner p on p.program_id = a.program_id and p.id = a.partner_id where a.program_id = $1 \
        and a.answered_at is null and (a.due_at, a.id) > ($2, $3) order by a.due_at, a.id limit $4";
    APPEALS_ANSWERED: "select p.name, a.id, a.partner_id, a.opened_at, a.due_at, a.words, a.answered_at, a.answered_by, a.granted, a.answer, a.passed_at, a.passed_by, a.passed_note, a.forgiven \
        from reciprocity_appeal a join partner p on p.program_id = a.program_id and p.id = a.partner_id where a.program_id = $1 \
        and (a.answered_at, a.id) < ($2, $3) order by a.answered_at desc, a.id desc limit $4";
    ANSWER_APPEAL: "update reciprocity_appeal set answered_at = $3, answered_by = $4, granted = $5, answer = $6, forgiven = $7 \
        where program_id = $1 and id = $2 and answered_at is null";
    GUIDED_DONE: "select partner_id, closed_at from guided_deal where program_id = $1 and nth = $2 \
        and (cast($3 as blob) is null or partner_id = $3)";
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

/// Offers that a partner received since a moment although it is paused.
pub async fn despite(tx: &mut Tx, program: ProgramId, partner: PartnerId, since: Instant) -> Result<u32, DbError> {
    Ok(tx.one::<(u32,)>(&DESPITE, params![program, partner, since]).await?.0)
}

/// Partners that have entries, in the order of their ids, after one.
pub async fn holders(tx: &mut Tx, program: ProgramId, after: PartnerId, limit: u32) -> Result<Vec<PartnerId>, DbError> {
    let rows: Vec<(PartnerId,)> = tx.all(&HOLDERS, params![program, after, limit]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Since when the partner knows that it is paused, until it was told that the pause is over.
pub async fn announced(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Option<Instant>, DbError> {
    Ok(tx.optional::<(Instant,)>(&ANNOUNCED, params![program, partner]).await?.map(|row| row.0))
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

/// Whether a deal is among the guided ones.
pub async fn is_guided(tx: &mut Tx, program: ProgramId, deal: DealId) -> Result<bool, DbError> {
    Ok(tx.optional::<(i64,)>(&GUIDED, params![program, deal]).await?.is_some())
}

/// Adds a deal as the nth; the transaction runs again if another was faster.
pub async fn add_guided(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    nth: u32,
    deal: DealId,
    at: Instant,
) -> Result<(), DbError> {
    if tx.execute(&ADD_GUIDED, params![program, partner, nth, deal, at]).await? == 1 {
        Ok(())
    } else {
        Err(tx.run_again())
    }
}

pub async fn guided_count(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<u32, DbError> {
    Ok(tx.one::<(u32,)>(&GUIDED_COUNT, params![program, partner]).await?.0)
}

/// When each partner, or one, closed its deal of that number.
pub async fn guided_done(
    tx: &mut Tx,
    program: ProgramId,
    partner: Option<PartnerId>,
    nth: u32,
) -> Result<BTreeMap<PartnerId, Instant>, DbError> {
    Ok(tx.all::<(PartnerId, Instant)>(&GUIDED_DONE, params![program, nth, partner]).await?.into_iter().collect())
}

pub async fn open_appeal(
    tx: &mut Tx,
    program: ProgramId,
    id: AppealId,
    partner: PartnerId,
    new: &Appeal,
) -> Result<(), DbError> {
    tx.execute(&OPEN_APPEAL, params![program, id, partner, new.opened_at, new.due_at, new.text]).await.map(drop)
}

pub async fn appeal(tx: &mut Tx, program: ProgramId, id: AppealId) -> Result<Option<AppealShown>, DbError> {
    tx.optional(&APPEAL, params![program, id]).await
}

/// The appeals of a partner, the newest first.
pub async fn appeals(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Vec<AppealShown>, DbError> {
    tx.all(&APPEALS, params![program, partner]).await
}

/// The appeals of all partners: those that wait by their time, or those that were answered, the newest first.
pub async fn appeals_of_all(
    tx: &mut Tx,
    program: ProgramId,
    answered: bool,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<AppealLine>, DbError> {
    let (sql, start) =
        if answered { (&APPEALS_ANSWERED, (i64::MAX, [0xff; 16])) } else { (&APPEALS_OPEN, (i64::MIN, [0; 16])) };
    let (key, id) = after.map_or(start, |cursor| (cursor.key, *cursor.id.as_bytes()));
    tx.all(sql, params![program, key, id, limit]).await
}

impl FromRow for AppealLine {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { partner_name: row.take()?, appeal: AppealShown::from_row(row)? })
    }
}

/// Writes the answer; false if it was answered before.
pub async fn answer_appeal(
    tx: &mut Tx,
    program: ProgramId,
    id: AppealId,
    at: Instant,
    by: Option<UserId>,
    granted: bool,
    text: &str,
    forgiven: Option<u32>,
) -> Result<bool, DbError> {
    Ok(tx.execute(&ANSWER_APPEAL, params![program, id, at, by, granted, text, forgiven]).await? == 1)
}

/// Hands an appeal on to a director; false if that was done before, or if it is answered.
pub async fn pass_on(
    tx: &mut Tx,
    program: ProgramId,
    id: AppealId,
    at: Instant,
    by: Option<UserId>,
    note: &str,
) -> Result<bool, DbError> {
    Ok(tx.execute(&PASS_ON, params![program, id, at, by, note]).await? == 1)
}

/// Enters wins that a director forgave in the answer to an appeal.
pub async fn forgive(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    appeal: AppealId,
    entry: &Entry,
) -> Result<(), DbError> {
    let params = params![program, appeal, partner, entry.event, entry.at, entry.amount];
    tx.execute(&FORGIVE, params).await.map(drop)
}
