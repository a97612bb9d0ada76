//! Decisions and queues in the database, and what the gates count.

use std::collections::BTreeMap;

use db::{DbError, Json, Tx, params};
use kit::{
    Instant,
    id::{LeadId, PartnerId, PolicyId, ProgramId},
};

use super::domain::{Queue, Record};

db::statements! {
    QUEUE: "select queue, version from segment_queue where program_id = $1 and segment = $2";
    NEW_QUEUE: "insert into segment_queue (program_id, segment, queue, version) values ($1, $2, $3, 1) \
        on conflict (program_id, segment) do nothing";
    SAVE_QUEUE: "update segment_queue set queue = $3, version = version + 1 \
        where program_id = $1 and segment = $2 and version = $4";
    KEEP: "insert into decision (program_id, lead_id, wave, at, policy_id, record) values ($1, $2, $3, $4, $5, $6)";
    DECISIONS: "select wave, record from decision where program_id = $1 and lead_id = $2 order by wave";
    OPEN_WORK: "select partner_id, count(*) from offer where program_id = $1 and state in ('accepted', 'started') \
        group by partner_id";
    SINCE: "select partner_id, count(*) from offer where program_id = $1 and offered_at >= $2 group by partner_id";
    TALLIES: "select partner_id, received, offered, answered, ignored, won, closed from partner_tally where program_id = $1";
}

/// The queue of a segment with its version; 0 for one that does not stand yet.
pub async fn queue(tx: &mut Tx, program: ProgramId, segment: &str) -> Result<(Queue, i64), DbError> {
    let found: Option<(Json<Queue>, i64)> = tx.optional(&QUEUE, params![program, segment]).await?;
    Ok(found.map_or_else(|| (Queue::default(), 0), |(queue, version)| (queue.0, version)))
}

/// Saves a queue that was read at `version`; the transaction runs again if another was faster.
pub async fn save_queue(
    tx: &mut Tx,
    program: ProgramId,
    segment: &str,
    queue: &Queue,
    version: i64,
) -> Result<(), DbError> {
    let saved = if version == 0 {
        tx.execute(&NEW_QUEUE, params![program, segment, Json(queue)]).await?
    } else {
        tx.execute(&SAVE_QUEUE, params![program, segment, Json(queue), version]).await?
    };
    if saved == 1 { Ok(()) } else { Err(tx.run_again()) }
}

pub async fn keep(tx: &mut Tx, program: ProgramId, lead: LeadId, wave: u32, record: &Record) -> Result<(), DbError> {
    let (at, policy): (Instant, PolicyId) = (record.inputs.at, record.inputs.policy_version);
    tx.execute(&KEEP, params![program, lead, wave, at, policy, Json(record)]).await.map(drop)
}

/// The decisions of a lead, wave by wave.
pub async fn decisions(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<Vec<(u32, Record)>, DbError> {
    let rows: Vec<(u32, Json<Record>)> = tx.all(&DECISIONS, params![program, lead]).await?;
    Ok(rows.into_iter().map(|(wave, record)| (wave, record.0)).collect())
}

/// Work that each partner has open.
pub async fn open_work(tx: &mut Tx, program: ProgramId) -> Result<BTreeMap<PartnerId, u32>, DbError> {
    Ok(tx.all::<(PartnerId, u32)>(&OPEN_WORK, params![program]).await?.into_iter().collect())
}

/// Offers that each partner received since a moment.
pub async fn offered_since(
    tx: &mut Tx,
    program: ProgramId,
    from: Instant,
) -> Result<BTreeMap<PartnerId, u32>, DbError> {
    Ok(tx.all::<(PartnerId, u32)>(&SINCE, params![program, from]).await?.into_iter().collect())
}

db::record! {
    /// What a partner's offers came to.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct TallyRow {
        pub received: u32,
        pub offered: i64,
        pub answered: i64,
        pub ignored: i64,
        pub won: i64,
        pub closed: i64,
    }
}

struct OfPartner(PartnerId, TallyRow);

impl db::FromRow for OfPartner {
    fn from_row(row: &mut db::Row) -> Result<Self, DbError> {
        Ok(Self(row.take()?, TallyRow::from_row(row)?))
    }
}

pub async fn tallies(tx: &mut Tx, program: ProgramId) -> Result<BTreeMap<PartnerId, TallyRow>, DbError> {
    let rows: Vec<OfPartner> = tx.all(&TALLIES, params![program]).await?;
    Ok(rows.into_iter().map(|OfPartner(partner, tally)| (partner, tally)).collect())
}
