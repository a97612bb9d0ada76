//! The lists behind the numbers, page by page.

use db::{DbError, Tx, params};
use kit::{
    Instant,
    id::{DealId, LeadId, OfferId, PartnerId, ProductId, ProgramId},
    paging::Cursor,
};
use selling::deals::{DealState, Origin};

use super::network;
use crate::measures::{debts::DebtState, domain::Day};

db::statements! {
    SLEEPING: "select m.partner_id, p.name, m.joined_day, p.contract_active, m.last_commercial_at, m.last_commercial, \
        m.last_offer_at, (select count(*) from app_user u where u.program_id = $1 and u.partner_id = m.partner_id \
        and u.disabled_at is null), (select count(*) from partner_certificate c where c.program_id = $1 \
        and c.partner_id = m.partner_id and (c.valid_until is null or c.valid_until > $2)) + (select count(*) from product r \
        where r.program_id = $1 and r.needs_certificate = 0 and r.retired_at is null), d.state, d.until_at, \
        cast(coalesce((select sum(w.offered) from measure_week w where w.program_id = $1 and w.partner_id = m.partner_id \
        and w.week >= $3), 0) as bigint), cast(coalesce((select sum(w.ignored) from measure_week w where w.program_id = $1 \
        and w.partner_id = m.partner_id and w.week >= $3), 0) as bigint), cast(coalesce((select sum(w.declined) \
        from measure_week w where w.program_id = $1 and w.partner_id = m.partner_id and w.week >= $3), 0) as bigint) \
        from measure_partner m join partner p on p.program_id = m.program_id and p.id = m.partner_id \
        left join measure_debt d on d.program_id = m.program_id and d.partner_id = m.partner_id \
        where m.program_id = $1 and m.joined_day <= $4 and m.left_day > $4 and m.last_commercial_at < $5 \
        and (m.last_commercial_at > $6 or (m.last_commercial_at = $6 and m.partner_id > $7)) \
        order by m.last_commercial_at, m.partner_id limit $8";
    IGNORED: "select o.id, o.lead_id, o.partner_id, p.name, o.wave, o.offered_at, o.deadline, o.state_at, o.accepted_at, \
        o.started_at, o.state, l.need, l.product_id, l.region, l.grade from offer o \
        join partner p on p.program_id = o.program_id and p.id = o.partner_id \
        join lead l on l.program_id = o.program_id and l.id = o.lead_id where o.program_id = $1 and o.state = 'ignored' \
        and o.state_at >= $2 and (cast($3 as blob) is null or o.partner_id = $3) \
        and (o.state_at < $4 or (o.state_at = $4 and o.id < $5)) order by o.state_at desc, o.id desc limit $6";
    ACCEPTED: "select o.id, o.lead_id, o.partner_id, p.name, o.wave, o.offered_at, o.deadline, o.state_at, o.accepted_at, \
        o.started_at, o.state, l.need, l.product_id, l.region, l.grade from offer o \
        join partner p on p.program_id = o.program_id and p.id = o.partner_id \
        join lead l on l.program_id = o.program_id and l.id = o.lead_id where o.program_id = $1 and o.accepted_at is not null \
        and o.accepted_at >= $2 and (cast($3 as blob) is null or o.partner_id = $3) \
        and (o.accepted_at < $4 or (o.accepted_at = $4 and o.id < $5)) order by o.accepted_at desc, o.id desc limit $6";
    CLOSED: "select d.id, d.partner_id, p.name, d.origin, d.lead_id, d.product_id, d.title, d.value_minor, d.state, d.state_at, \
        d.words from deal d join partner p on p.program_id = d.program_id and p.id = d.partner_id \
        where d.program_id = $1 and d.state in ('won', 'lost') and d.state_at >= $2 \
        and (cast($3 as text) is null or d.origin = $3) \
        and (d.state_at < $4 or (d.state_at = $4 and d.id < $5)) order by d.state_at desc, d.id desc limit $6";
    DEBTORS: "select d.partner_id, p.name, d.state, d.won, d.own, d.debt, d.since_at, d.due_day, d.until_at from measure_debt d \
        join partner p on p.program_id = d.program_id and p.id = d.partner_id where d.program_id = $1 \
        and (d.due_day > $2 or (d.due_day = $2 and d.partner_id > $3)) order by d.due_day, d.partner_id limit $4";
    IGNORERS: "select w.partner_id, p.name, cast(sum(w.offered) as bigint), cast(sum(w.accepted + w.declined) as bigint), \
        cast(sum(w.ignored) as bigint) from measure_week w \
        join partner p on p.program_id = w.program_id and p.id = w.partner_id \
        where w.program_id = $1 and w.week >= $2 and w.partner_id <> $3 group by w.partner_id, p.name \
        having sum(w.ignored) > 0";
}

db::record! {
    /// A partner without a commercial event, as the database knows it.
    pub struct Sleeping {
        pub partner: PartnerId,
        pub name: String,
        pub joined_day: i64,
        pub contract_active: bool,
        pub last_commercial_at: Instant,
        pub last_commercial: String,
        pub last_offer_at: Instant,
        pub users: i64,
        pub certificates: i64,
        pub debt: Option<DebtState>,
        pub paused_until: Option<Instant>,
        pub offered: i64,
        pub ignored: i64,
        pub declined: i64,
    }
}

db::record! {
    /// An offer of a list.
    pub struct ListedOffer {
        pub id: OfferId,
        pub lead: LeadId,
        pub partner: PartnerId,
        pub partner_name: String,
        pub wave: u32,
        pub offered_at: Instant,
        pub deadline: Instant,
        pub state_at: Instant,
        pub accepted_at: Option<Instant>,
        pub started_at: Option<Instant>,
        pub state: String,
        pub need: String,
        pub product: ProductId,
        pub region: String,
        pub grade: String,
    }
}

db::record! {
    /// A deal that is won or lost.
    pub struct ClosedDeal {
        pub id: DealId,
        pub partner: PartnerId,
        pub partner_name: String,
        pub origin: Origin,
        pub lead: Option<LeadId>,
        pub product: ProductId,
        pub title: String,
        pub value_minor: Option<i64>,
        pub state: DealState,
        pub state_at: Instant,
        pub words: Option<String>,
    }
}

db::record! {
    /// A partner that owes.
    pub struct Debtor {
        pub partner: PartnerId,
        pub name: String,
        pub state: DebtState,
        pub won: u32,
        pub own: u32,
        pub debt: u32,
        pub since: Option<Instant>,
        pub due_day: i64,
        pub until: Option<Instant>,
    }
}

/// The time in which the sleeping are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Asleep {
    /// This moment.
    pub now: Instant,
    /// Today.
    pub today: Day,
    /// Who sells since then is awake.
    pub awake_from: Instant,
    /// Offers are counted from the week of this Monday on.
    pub weeks_from: Day,
}

pub async fn sleeping(
    tx: &mut Tx,
    program: ProgramId,
    asleep: Asleep,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Sleeping>, DbError> {
    let (key, id) = after.map_or((-1, [0; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    let Asleep { now, today, awake_from, weeks_from } = asleep;
    tx.all(&SLEEPING, params![program, now, weeks_from.0, today.0, awake_from, key, id, limit]).await
}

fn newest(after: Option<Cursor>) -> (i64, [u8; 16]) {
    after.map_or((i64::MAX, [0xff; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()))
}

pub async fn ignored(
    tx: &mut Tx,
    program: ProgramId,
    from: Instant,
    partner: Option<PartnerId>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<ListedOffer>, DbError> {
    let (key, id) = newest(after);
    tx.all(&IGNORED, params![program, from, partner, key, id, limit]).await
}

pub async fn accepted(
    tx: &mut Tx,
    program: ProgramId,
    from: Instant,
    partner: Option<PartnerId>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<ListedOffer>, DbError> {
    let (key, id) = newest(after);
    tx.all(&ACCEPTED, params![program, from, partner, key, id, limit]).await
}

pub async fn closed(
    tx: &mut Tx,
    program: ProgramId,
    from: Instant,
    origin: Option<Origin>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<ClosedDeal>, DbError> {
    let (key, id) = newest(after);
    tx.all(&CLOSED, params![program, from, origin, key, id, limit]).await
}

pub async fn debtors(
    tx: &mut Tx,
    program: ProgramId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Debtor>, DbError> {
    let (key, id) = after.map_or((-1, [0; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    tx.all(&DEBTORS, params![program, key, id, limit]).await
}

/// Partners by how many offers they ignored since a week: id, name, offered, answered, ignored.
pub async fn ignorers(
    tx: &mut Tx,
    program: ProgramId,
    from: Day,
) -> Result<Vec<(PartnerId, String, i64, i64, i64)>, DbError> {
    tx.all(&IGNORERS, params![program, from.0, network()]).await
}
