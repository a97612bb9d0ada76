//! Decisions, rosters and queues in the database, and what the gates count.

use std::collections::BTreeMap;

use db::{DbError, Json, Tx, params};
use kit::{
    Instant,
    id::{EventId, LeadId, PartnerId, PolicyId, ProductId, ProgramId},
};

use super::{
    compact::{self, Names},
    domain::{Decision, Inputs, Queue, Record, numbers::Frozen, outcomes::Sums},
    roster::{Body, Roster, Seen},
};
use crate::offers::domain::OfferState;

db::statements! {
    SOURCES: "select distinct source from (select source from lead where program_id = $1 order by created_at desc limit 5000) recent order by source";
    STREAMS: "select product_id, source, count(*), coalesce(sum(case when state = 'distributing' then 1 else 0 end), 0) \
        from lead where program_id = $1 and created_at >= $2 group by product_id, source order by product_id, source";
    ASKED: "select distinct l.product_id, l.source, o.partner_id from lead l cross join offer o where o.program_id = l.program_id \
        and o.lead_id = l.id and l.program_id = $1 and l.created_at >= $2";
    QUEUE: "select queue, version from segment_queue where program_id = $1 and segment = $2";
    WITH_QUEUES: "select distinct program_id from segment_queue order by program_id";
    SEGMENTS: "select segment from segment_queue where program_id = $1 order by segment";
    MOVES: "select p.position, e.name, e.subject_id, e.data from event_position p \
        join event e on e.program_id = p.program_id and e.id = p.event_id where p.program_id = $1 and p.position > $2 \
        and e.name in ('lead.wave_sent', 'offer.accepted', 'offer.declined', 'offer.undelivered', 'offer.withdrawn') \
        order by p.position limit 1000";
    MOVES_THAT_WAIT: "select cast(0 as bigint), e.name, e.subject_id, e.data from event_pending w \
        join event e on e.program_id = w.program_id and e.id = w.event_id where w.program_id = $1 \
        and e.name in ('lead.wave_sent', 'offer.accepted', 'offer.declined', 'offer.undelivered', 'offer.withdrawn') order by w.nth";
    LOCK_QUEUE: "select queue, version from segment_queue where program_id = $1 and segment = $2 for update";
    NEW_QUEUE: "insert into segment_queue (program_id, segment, queue, version) values ($1, $2, $3, 1) \
        on conflict (program_id, segment) do nothing";
    SAVE_QUEUE: "update segment_queue set queue = $3, version = version + 1 \
        where program_id = $1 and segment = $2 and version = $4";
    KEEP_ROSTER: "insert into network_snapshot (program_id, id, body) values ($1, $2, $3) \
        on conflict (program_id, id) do nothing";
    ROSTER: "select body from network_snapshot where program_id = $1 and id = $2";
    KEEP: "insert into decision (program_id, lead_id, wave, at, policy_id, snapshot_id, record) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    DECISIONS: "select wave, snapshot_id, record from decision where program_id = $1 and lead_id = $2 order by wave";
    LOADS: "select partner_id, received, open_work, day_at, day_offers, last_offered_at from partner_tally \
        where program_id = $1 order by partner_id";
    SINCE: "select count(*) from offer where program_id = $1 and partner_id = $2 and offered_at >= $3";
    RECEIVED: "select p.id, count(*) from partner p cross join offer o where o.program_id = p.program_id and o.partner_id = p.id \
        and p.program_id = $1 and o.segment = $2 and o.offered_at >= $3 and o.offered_at < $4 group by p.id";
    RECEIVED_BY: "select count(*) from offer where program_id = $1 and partner_id = $2 and segment = $3 and offered_at >= $4 \
        and offered_at < $5";
    TALLIES: "select partner_id, received, offered, answered, ignored, won, closed from partner_tally where program_id = $1";
    FROZEN: "select at, body from frozen_numbers where program_id = $1 order by id desc limit 1";
    FREEZE: "insert into frozen_numbers (program_id, id, at, body) values ($1, $2, $3, $4)";
    OUTCOMES: "select segment, detail, state_at, accepted_at from offer where program_id = $1 and partner_id = $2 \
        and offered_at >= $3";
    RUN: "select run_at from number_draft where program_id = $1 order by run_at limit 1";
    DRAFT: "insert into number_draft (program_id, partner_id, run_at, body) values ($1, $2, $3, $4) \
        on conflict (program_id, partner_id) do update set run_at = excluded.run_at, body = excluded.body";
    DRAFTS: "select partner_id, body from number_draft where program_id = $1 and run_at = $2 order by partner_id";
    DRAFTS_DONE: "delete from number_draft where program_id = $1";
}

db::record! {
    /// An event that moves places in queues.
    #[derive(Debug, Clone)]
    pub struct Told {
        pub position: i64,
        pub name: String,
        pub subject: LeadId,
        pub data: Json<serde_json::Value>,
    }
}

/// Programs that have queues.
pub async fn with_queues(tx: &mut Tx) -> Result<Vec<ProgramId>, DbError> {
    Ok(tx.all::<(ProgramId,)>(&WITH_QUEUES, params![]).await?.into_iter().map(|row| row.0).collect())
}

/// The segments of a program that have a queue.
pub async fn segments(tx: &mut Tx, program: ProgramId) -> Result<Vec<String>, DbError> {
    Ok(tx.all::<(String,)>(&SEGMENTS, params![program]).await?.into_iter().map(|row| row.0).collect())
}

/// What moved places, in the order of the log after a position.
pub async fn moves(tx: &mut Tx, program: ProgramId, after: i64) -> Result<Vec<Told>, DbError> {
    tx.all(&MOVES, params![program, after]).await
}

/// What has no position yet.
pub async fn moves_that_wait(tx: &mut Tx, program: ProgramId) -> Result<Vec<Told>, DbError> {
    tx.all(&MOVES_THAT_WAIT, params![program]).await
}

/// The queue of a segment with its version; 0 for one that does not stand yet.
pub async fn queue(tx: &mut Tx, program: ProgramId, segment: &str) -> Result<(Queue, i64), DbError> {
    found(tx.optional(&QUEUE, params![program, segment]).await?)
}

/// The same for an act that will save it: others wait for their turn instead of running in vain.
pub async fn lock_queue(tx: &mut Tx, program: ProgramId, segment: &str) -> Result<(Queue, i64), DbError> {
    found(tx.optional(&LOCK_QUEUE, params![program, segment]).await?)
}

fn found(row: Option<(Vec<u8>, i64)>) -> Result<(Queue, i64), DbError> {
    match row {
        None => Ok((Queue::default(), 0)),
        Some((bytes, version)) => Ok((compact::queue::from_bytes(&bytes)?, version)),
    }
}

/// Saves a queue that was read at `version`; the transaction runs again if another was faster.
pub async fn save_queue(
    tx: &mut Tx,
    program: ProgramId,
    segment: &str,
    queue: &Queue,
    version: i64,
) -> Result<(), DbError> {
    let bytes = compact::queue::to_bytes(queue);
    let saved = if version == 0 {
        tx.execute(&NEW_QUEUE, params![program, segment, bytes]).await?
    } else {
        tx.execute(&SAVE_QUEUE, params![program, segment, bytes, version]).await?
    };
    if saved == 1 { Ok(()) } else { Err(tx.run_again()) }
}

/// Offers of a segment that each partner received in `[from, until)`; who received none is left out.
pub(super) async fn received(
    tx: &mut Tx,
    program: ProgramId,
    segment: &str,
    (from, until): (Instant, Instant),
) -> Result<BTreeMap<PartnerId, u32>, DbError> {
    Ok(tx.all::<(PartnerId, u32)>(&RECEIVED, params![program, segment, from, until]).await?.into_iter().collect())
}

/// The same of one partner.
pub(super) async fn received_by(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    segment: &str,
    (from, until): (Instant, Instant),
) -> Result<u32, DbError> {
    Ok(tx.one::<(u32,)>(&RECEIVED_BY, params![program, partner, segment, from, until]).await?.0)
}

/// A roster as it is stored.
pub(super) fn pack(body: &Body) -> Vec<u8> {
    // Our own types always serialise; an empty text would show itself in the first decision that is read.
    let text = serde_json::to_vec(body).unwrap_or_default();
    miniz_oxide::deflate::compress_to_vec(&text, 6)
}

fn unpack(packed: &[u8]) -> Result<Body, DbError> {
    let broken = |why: String| DbError::Broken(format!("stored roster: {why}"));
    let text = miniz_oxide::inflate::decompress_to_vec(packed).map_err(|e| broken(e.to_string()))?;
    serde_json::from_slice(&text).map_err(|e| broken(e.to_string()))
}

/// A decision that is about to be kept.
pub(super) struct Kept<'a> {
    pub(super) number: u32,
    pub(super) inputs: &'a Inputs,
    pub(super) decision: &'a Decision,
    pub(super) roster: &'a Roster,
    pub(super) seen: &'a Seen,
}

/// Keeps a decision, and its roster if it is the first that saw it.
pub(super) async fn keep(tx: &mut Tx, program: ProgramId, new: &Kept<'_>) -> Result<(), DbError> {
    let Kept { number, inputs, decision, roster, seen } = *new;
    let record = compact::record::write(inputs, decision, seen, Names(&roster.ids));
    if cfg!(debug_assertions) {
        let whole = compact::record::read(&record, Some(&roster.body))?;
        if (&whole.inputs, &whole.decision) != (inputs, decision) {
            return Err(DbError::Broken("a decision is not read back as it was written".to_owned()));
        }
    }
    tx.execute(&KEEP_ROSTER, params![program, roster.version, roster.packed()]).await?;
    let (at, policy): (Instant, PolicyId) = (inputs.at, inputs.policy_version);
    let params = params![program, inputs.lead.lead, number, at, policy, roster.version, record];
    tx.execute(&KEEP, params).await.map(drop)
}

type Row = (u32, Option<[u8; 16]>, Vec<u8>);

/// The decisions of a lead, wave by wave.
pub async fn decisions(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<Vec<(u32, Record)>, DbError> {
    let rows: Vec<Row> = tx.all(&DECISIONS, params![program, lead]).await?;
    let mut found = Vec::with_capacity(rows.len());
    let mut last: Option<([u8; 16], Body)> = None;
    for (wave, snapshot, record) in rows {
        if let Some(id) = snapshot
            && last.as_ref().is_none_or(|(known, _)| *known != id)
        {
            let (packed,): (Vec<u8>,) = tx.one(&ROSTER, params![program, id]).await?;
            last = Some((id, unpack(&packed)?));
        }
        let roster = last.as_ref().filter(|(id, _)| Some(*id) == snapshot).map(|(_, body)| body);
        found.push((wave, compact::record::read(&record, roster)?));
    }
    Ok(found)
}

db::record! {
    /// What the gates count of a partner.
    #[derive(Debug, Clone, Copy)]
    pub struct LoadRow {
        pub partner: PartnerId,
        pub received: u32,
        pub open_work: u32,
        /// The beginning of the partner's day that `day_offers` counts.
        pub day_at: Instant,
        pub day_offers: u32,
        pub last_offered_at: Instant,
    }
}

/// What is counted of every partner that was ever offered something, in the order of ids.
pub async fn loads(tx: &mut Tx, program: ProgramId) -> Result<Vec<LoadRow>, DbError> {
    tx.all(&LOADS, params![program]).await
}

/// Offers that a partner received since a moment.
pub async fn offered_since(tx: &mut Tx, program: ProgramId, partner: PartnerId, from: Instant) -> Result<u32, DbError> {
    Ok(tx.one::<(u32,)>(&SINCE, params![program, partner, from]).await?.0)
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

/// One version of the numbers, by partner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrozenNumbers {
    /// The moment at which they hold; none before the first recomputation.
    pub at: Option<Instant>,
    pub partners: BTreeMap<PartnerId, Frozen>,
}

/// The numbers in force.
pub async fn frozen(tx: &mut Tx, program: ProgramId) -> Result<FrozenNumbers, DbError> {
    let found: Option<(Instant, Json<BTreeMap<PartnerId, Frozen>>)> = tx.optional(&FROZEN, params![program]).await?;
    Ok(found.map(|(at, body)| FrozenNumbers { at: Some(at), partners: body.0 }).unwrap_or_default())
}

/// Puts new numbers in force; what led to them is done with.
pub async fn freeze(
    tx: &mut Tx,
    program: ProgramId,
    version: EventId,
    at: Instant,
    partners: &BTreeMap<PartnerId, Frozen>,
) -> Result<(), DbError> {
    tx.execute(&FREEZE, params![program, version, at, Json(partners)]).await?;
    tx.execute(&DRAFTS_DONE, params![program]).await.map(drop)
}

/// Segment, state, since when, when accepted.
type OutcomeRow = (String, Json<OfferState>, Instant, Option<Instant>);

/// What became of a partner's offers since a moment.
pub async fn outcomes(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    from: Instant,
) -> Result<Vec<OutcomeRow>, DbError> {
    tx.all(&OUTCOMES, params![program, partner, from]).await
}

/// The moment for which a recomputation was begun and not ended.
pub async fn run_of_drafts(tx: &mut Tx, program: ProgramId) -> Result<Option<Instant>, DbError> {
    Ok(tx.optional::<(Instant,)>(&RUN, params![program]).await?.map(|row| row.0))
}

pub async fn draft(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    run: Instant,
    sums: &Sums,
) -> Result<(), DbError> {
    tx.execute(&DRAFT, params![program, partner, run, Json(sums)]).await.map(drop)
}

pub async fn drafts(tx: &mut Tx, program: ProgramId, run: Instant) -> Result<BTreeMap<PartnerId, Sums>, DbError> {
    let rows: Vec<(PartnerId, Json<Sums>)> = tx.all(&DRAFTS, params![program, run]).await?;
    Ok(rows.into_iter().map(|(partner, sums)| (partner, sums.0)).collect())
}

db::record! {
    /// The leads of a product and a source.
    pub struct Stream {
        pub product: ProductId,
        pub source: String,
        pub leads: i64,
        /// Those that are distributed at this moment.
        pub running: i64,
    }
}

/// How many leads of each product and source came since a moment.
pub async fn streams(tx: &mut Tx, program: ProgramId, since: Instant) -> Result<Vec<Stream>, DbError> {
    tx.all(&STREAMS, params![program, since]).await
}

/// To whom the leads of each product and source were offered that came since a moment.
pub async fn asked(
    tx: &mut Tx,
    program: ProgramId,
    since: Instant,
) -> Result<Vec<(ProductId, String, PartnerId)>, DbError> {
    tx.all(&ASKED, params![program, since]).await
}

/// The sources that leads have come from.
pub async fn sources(tx: &mut Tx, program: ProgramId) -> Result<Vec<String>, DbError> {
    Ok(tx.all::<(String,)>(&SOURCES, params![program]).await?.into_iter().map(|row| row.0).collect())
}
