//! The way of deals in the database.

use db::{DbError, Json, Tx, params};
use kit::{
    Instant,
    id::{DealId, PartnerId, ProgramId},
};

pub mod report;

use super::{Way, own::Column};
use crate::playbook::{BuyerRole, ProcessId};

macro_rules! way {
    () => {
        "select deal_id, partner_id, process_id, number, stage, stage_at, due_at, live, client_type, category, entry_point, \
        business_process, version from deal_way where program_id = $1"
    };
}
macro_rules! line {
    ($narrow:literal) => {
        concat!(
            "select w.deal_id, w.partner_id, p.name, d.title, coalesce(d.client_name, ''), d.value_minor, w.stage, w.number, w.stage_at, \
            w.due_at from deal_way w join deal d on d.program_id = w.program_id and d.id = w.deal_id \
            join partner p on p.program_id = w.program_id and p.id = w.partner_id where w.program_id = $1 ",
            $narrow
        )
    };
}

db::statements! {
    WAY: concat!(way!(), " and deal_id = $2");
    BEGIN: "insert into deal_way (program_id, deal_id, partner_id, process_id, number, stage, stage_at, due_at, live, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, 1, 1) on conflict (program_id, deal_id) do nothing";
    SAVE: "update deal_way set process_id = $3, number = $4, stage = $5, stage_at = $6, due_at = $7, live = $8, client_type = $9, \
        category = $10, entry_point = $11, business_process = $12, version = version + 1 \
        where program_id = $1 and deal_id = $2 and version = $13";
    STAYS: "select count(*) from deal_stay where program_id = $1 and deal_id = $2";
    STAY: "insert into deal_stay (program_id, deal_id, nth, process_id, number, stage, from_at) values ($1, $2, $3, $4, $5, $6, $7)";
    LEAVE: "update deal_stay set until_at = $3 where program_id = $1 and deal_id = $2 and until_at is null";
    ROLES: "select role, at, note from deal_role where program_id = $1 and deal_id = $2 order by role";
    REACH: "insert into deal_role (program_id, deal_id, role, at, note) values ($1, $2, $3, $4, $5) \
        on conflict (program_id, deal_id, role) do update set note = excluded.note";
    CHECKS: "select stage, check_key from deal_check where program_id = $1 and deal_id = $2";
    TICK: "insert into deal_check (program_id, deal_id, stage, check_key, at) values ($1, $2, $3, $4, $5) \
        on conflict (program_id, deal_id, stage, check_key) do nothing";
    UNTICK: "delete from deal_check where program_id = $1 and deal_id = $2 and stage = $3 and check_key = $4";
    OWN: "select columns, version from partner_process where program_id = $1 and partner_id = $2 and process_id = $3";
    KEEP_OWN: "insert into partner_process (program_id, partner_id, process_id, columns, version) values ($1, $2, $3, $4, 1) \
        on conflict (program_id, partner_id, process_id) do update set columns = excluded.columns, version = partner_process.version + 1";
    COUNTS: "select stage, count(*) from deal_way where program_id = $1 and process_id = $2 and live = 1 group by stage";
    COUNTS_OF_PARTNER: "select stage, count(*) from deal_way where program_id = $1 and partner_id = $2 and process_id = $3 and live = 1 \
        group by stage";
    IN_STAGE: line!("and w.process_id = $2 and w.live = 1 and w.stage = $3 order by w.stage_at, w.deal_id limit $4");
    IN_STAGE_OF_PARTNER: line!("and w.process_id = $2 and w.live = 1 and w.stage = $3 and w.partner_id = $5 \
        order by w.stage_at, w.deal_id limit $4");
    STALLED: line!("and w.live = 1 and w.due_at <= $2 and (cast($3 as blob) is null or w.partner_id = $3) \
        and (w.due_at, w.deal_id) > ($4, $5) order by w.due_at, w.deal_id limit $6");
    STALLED_COUNT: "select count(*) from deal_way where program_id = $1 and live = 1 and due_at <= $2 \
        and (cast($3 as blob) is null or partner_id = $3)";
}

db::record! {
    /// A deal on a board.
    #[derive(Debug, Clone)]
    pub(super) struct Line {
        pub deal: DealId,
        pub partner: PartnerId,
        pub partner_name: String,
        pub title: String,
        /// As its partner calls the client.
        pub client: String,
        pub value_minor: Option<i64>,
        pub stage: String,
        pub number: i64,
        pub stage_at: Instant,
        pub due_at: Instant,
    }
}

pub async fn way(tx: &mut Tx, program: ProgramId, deal: DealId) -> Result<Option<Way>, DbError> {
    tx.optional(&WAY, params![program, deal]).await
}

/// Writes the first stage of a deal; nothing if it has begun already.
pub async fn begin(tx: &mut Tx, program: ProgramId, way: &Way) -> Result<bool, DbError> {
    let Way { deal, partner, process, number, stage, stage_at, due_at, .. } = way;
    let params = params![program, deal, partner, process, number, stage, stage_at, due_at];
    Ok(tx.execute(&BEGIN, params).await? == 1)
}

/// Writes where a deal stands; the transaction runs again if another was faster.
pub async fn save(tx: &mut Tx, program: ProgramId, way: &Way) -> Result<(), DbError> {
    let params = params![
        program,
        way.deal,
        way.process,
        way.number,
        way.stage,
        way.stage_at,
        way.due_at,
        i64::from(way.live),
        way.client_type,
        way.category,
        way.entry_point,
        way.business_process,
        way.version
    ];
    if tx.execute(&SAVE, params).await? == 1 { Ok(()) } else { Err(tx.run_again()) }
}

/// A deal comes into a stage.
pub async fn stay(tx: &mut Tx, program: ProgramId, way: &Way) -> Result<(), DbError> {
    let nth = tx.one::<(i64,)>(&STAYS, params![program, way.deal]).await?.0 + 1;
    let params = params![program, way.deal, nth, way.process, way.number, way.stage, way.stage_at];
    tx.execute(&STAY, params).await.map(drop)
}

/// A deal leaves its stage.
pub async fn leave(tx: &mut Tx, program: ProgramId, deal: DealId, at: Instant) -> Result<(), DbError> {
    tx.execute(&LEAVE, params![program, deal, at]).await.map(drop)
}

/// Who was reached, when and how.
pub async fn roles(
    tx: &mut Tx,
    program: ProgramId,
    deal: DealId,
) -> Result<Vec<(BuyerRole, Instant, String)>, DbError> {
    tx.all(&ROLES, params![program, deal]).await
}

pub async fn reach(
    tx: &mut Tx,
    program: ProgramId,
    deal: DealId,
    (role, at, note): (BuyerRole, Instant, &str),
) -> Result<(), DbError> {
    tx.execute(&REACH, params![program, deal, role, at, note]).await.map(drop)
}

/// What was confirmed: stage and check.
pub async fn checks(tx: &mut Tx, program: ProgramId, deal: DealId) -> Result<Vec<(String, String)>, DbError> {
    tx.all(&CHECKS, params![program, deal]).await
}

pub async fn tick(
    tx: &mut Tx,
    program: ProgramId,
    deal: DealId,
    (stage, key): (&str, &str),
    at: Option<Instant>,
) -> Result<(), DbError> {
    match at {
        Some(at) => tx.execute(&TICK, params![program, deal, stage, key, at]).await.map(drop),
        None => tx.execute(&UNTICK, params![program, deal, stage, key]).await.map(drop),
    }
}

/// The partner's own columns over a process, and their version.
pub async fn own(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    process: ProcessId,
) -> Result<Option<(Vec<Column>, i64)>, DbError> {
    let found: Option<(Json<Vec<Column>>, i64)> = tx.optional(&OWN, params![program, partner, process]).await?;
    Ok(found.map(|(columns, version)| (columns.0, version)))
}

pub async fn keep_own(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    process: ProcessId,
    columns: &[Column],
) -> Result<(), DbError> {
    tx.execute(&KEEP_OWN, params![program, partner, process, Json(columns)]).await.map(drop)
}

/// Open deals of each stage of a process.
pub async fn counts(
    tx: &mut Tx,
    program: ProgramId,
    process: ProcessId,
    partner: Option<PartnerId>,
) -> Result<Vec<(String, i64)>, DbError> {
    match partner {
        Some(partner) => tx.all(&COUNTS_OF_PARTNER, params![program, partner, process]).await,
        None => tx.all(&COUNTS, params![program, process]).await,
    }
}

/// The open deals of a stage that stand there longest.
pub(super) async fn in_stage(
    tx: &mut Tx,
    program: ProgramId,
    (process, stage): (ProcessId, &str),
    partner: Option<PartnerId>,
    limit: u32,
) -> Result<Vec<Line>, DbError> {
    match partner {
        Some(partner) => tx.all(&IN_STAGE_OF_PARTNER, params![program, process, stage, limit, partner]).await,
        None => tx.all(&IN_STAGE, params![program, process, stage, limit]).await,
    }
}

/// Open deals whose norm ran out, the longest first.
pub(super) async fn stalled(
    tx: &mut Tx,
    program: ProgramId,
    partner: Option<PartnerId>,
    now: Instant,
    (after, limit): ((i64, [u8; 16]), u32),
) -> Result<Vec<Line>, DbError> {
    tx.all(&STALLED, params![program, now, partner, after.0, after.1, limit]).await
}

/// How many open deals are over their norm.
pub async fn stalled_of(
    tx: &mut Tx,
    program: ProgramId,
    partner: Option<PartnerId>,
    now: Instant,
) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(&STALLED_COUNT, params![program, now, partner]).await?.0)
}
