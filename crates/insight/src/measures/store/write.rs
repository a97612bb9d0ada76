//! What the consumer and the timers write.

use std::collections::BTreeMap;

use db::{DbError, Tx, params};
use kit::{
    Instant,
    id::{PartnerId, ProductId, ProgramId},
};

use crate::measures::{
    debts::{Closing, Owing},
    domain::{Day, Stretch, Tally},
};

db::statements! {
    ADD_WEEK: "insert into measure_week (program_id, partner_id, week, offered, accepted, declined, ignored, started, not_started, \
        lead_won, lead_lost, own_won, own_lost) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
        on conflict (program_id, partner_id, week) do update set offered = measure_week.offered + excluded.offered, \
        accepted = measure_week.accepted + excluded.accepted, declined = measure_week.declined + excluded.declined, \
        ignored = measure_week.ignored + excluded.ignored, started = measure_week.started + excluded.started, \
        not_started = measure_week.not_started + excluded.not_started, lead_won = measure_week.lead_won + excluded.lead_won, \
        lead_lost = measure_week.lead_lost + excluded.lead_lost, own_won = measure_week.own_won + excluded.own_won, \
        own_lost = measure_week.own_lost + excluded.own_lost";
    ADD_START: "insert into measure_start (program_id, week, minutes, starts) values ($1, $2, $3, $4) \
        on conflict (program_id, week, minutes) do update set starts = measure_start.starts + excluded.starts";
    SET_MEDIAN: "insert into measure_median (program_id, week, minutes) values ($1, $2, $3) \
        on conflict (program_id, week) do update set minutes = excluded.minutes";
    ADD_DAY: "insert into measure_day (program_id, day, partners, active) values ($1, $2, $3, $4) \
        on conflict (program_id, day) do update set partners = measure_day.partners + excluded.partners, \
        active = measure_day.active + excluded.active";
    DROP_EVEN_DAY: "delete from measure_day where program_id = $1 and day = $2 and partners = 0 and active = 0";
    ADD_PARTNER_DAY: "insert into measure_partner_day (program_id, partner_id, day) values ($1, $2, $3) \
        on conflict (program_id, partner_id, day) do nothing";
    NEIGHBOURS: "select (select max(day) from measure_partner_day where program_id = $1 and partner_id = $2 and day < $3), \
        (select min(day) from measure_partner_day where program_id = $1 and partner_id = $2 and day > $3)";
    PARTNER_DAYS: "select day from measure_partner_day where program_id = $1 and partner_id = $2 order by day";
    SET_ACTIVE_DAYS: "insert into measure_activity (program_id, active_days) values ($1, $2) \
        on conflict (program_id) do update set active_days = excluded.active_days";
    ALL_DAYS: "select partner_id, day from measure_partner_day where program_id = $1 order by partner_id, day";
    MEMBERS: "select partner_id, joined_day, left_day from measure_partner where program_id = $1 order by partner_id";
    MEMBER: "select joined_day, left_day from measure_partner where program_id = $1 and partner_id = $2";
    SET_MEMBER: "insert into measure_partner (program_id, partner_id, joined_day, left_day, last_commercial_at, last_commercial, \
        last_offer_at) values ($1, $2, $3, $4, 0, '', 0) on conflict (program_id, partner_id) do update set \
        joined_day = excluded.joined_day, left_day = excluded.left_day";
    SET_LAST: "update measure_partner set last_commercial_at = $3, last_commercial = $4 \
        where program_id = $1 and partner_id = $2 and last_commercial_at < $3";
    SET_LAST_OFFER: "update measure_partner set last_offer_at = $3 where program_id = $1 and partner_id = $2 and last_offer_at < $3";
    SET_DEBT: "insert into measure_debt (program_id, partner_id, state, won, own, debt, since_at, due_day, until_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (program_id, partner_id) do update set state = excluded.state, \
        won = excluded.won, own = excluded.own, debt = excluded.debt, since_at = excluded.since_at, due_day = excluded.due_day, \
        until_at = excluded.until_at";
    DROP_DEBT: "delete from measure_debt where program_id = $1 and partner_id = $2";
    CLOSING: "select week, after_partner, in_debt, paused from measure_closing where program_id = $1";
    SET_CLOSING: "insert into measure_closing (program_id, week, after_partner, in_debt, paused) values ($1, $2, $3, $4, $5) \
        on conflict (program_id) do update set week = excluded.week, after_partner = excluded.after_partner, \
        in_debt = excluded.in_debt, paused = excluded.paused";
    CLOSE: "insert into measure_debt_week (program_id, week, in_debt, paused) values ($1, $2, $3, $4)";
    ADD_DEMAND: "insert into measure_demand (program_id, week, region, product_id, leads) values ($1, $2, $3, $4, $5) \
        on conflict (program_id, week, region, product_id) do update set leads = measure_demand.leads + excluded.leads";
    CLEAR_DEMAND: "delete from measure_demand where program_id = $1";
    CLEAR_WEEK: "delete from measure_week where program_id = $1";
    CLEAR_START: "delete from measure_start where program_id = $1";
    CLEAR_MEDIAN: "delete from measure_median where program_id = $1";
    CLEAR_DAY: "delete from measure_day where program_id = $1";
    CLEAR_PARTNER_DAY: "delete from measure_partner_day where program_id = $1";
    CLEAR_PARTNER: "delete from measure_partner where program_id = $1";
    CLEAR_DEBT: "delete from measure_debt where program_id = $1";
    CLEAR_DEBT_WEEK: "delete from measure_debt_week where program_id = $1";
    CLEAR_CLOSING: "delete from measure_closing where program_id = $1";
}

pub async fn add_week(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    week: Day,
    add: &Tally,
) -> Result<(), DbError> {
    let params = params![
        program,
        partner,
        week.0,
        add.offered,
        add.accepted,
        add.declined,
        add.ignored,
        add.started,
        add.not_started,
        add.lead_won,
        add.lead_lost,
        add.own_won,
        add.own_lost
    ];
    tx.execute(&ADD_WEEK, params).await.map(drop)
}

pub async fn add_start(tx: &mut Tx, program: ProgramId, week: Day, minutes: i64, starts: i64) -> Result<(), DbError> {
    tx.execute(&ADD_START, params![program, week.0, minutes, starts]).await.map(drop)
}

pub async fn set_median(tx: &mut Tx, program: ProgramId, week: Day, minutes: i64) -> Result<(), DbError> {
    tx.execute(&SET_MEDIAN, params![program, week.0, minutes]).await.map(drop)
}

/// Adds `partners` and `active` to every day of a stretch. A day that differs no more from the one before has no row.
pub async fn add_days(
    tx: &mut Tx,
    program: ProgramId,
    days: Stretch,
    partners: i64,
    active: i64,
) -> Result<(), DbError> {
    for (day, sign) in [(days.from, 1), (days.until, -1)] {
        tx.execute(&ADD_DAY, params![program, day.0, sign * partners, sign * active]).await?;
        tx.execute(&DROP_EVEN_DAY, params![program, day.0]).await?;
    }
    Ok(())
}

/// Remembers a day with a commercial event; false if it was known.
pub async fn add_partner_day(tx: &mut Tx, program: ProgramId, partner: PartnerId, day: Day) -> Result<bool, DbError> {
    Ok(tx.execute(&ADD_PARTNER_DAY, params![program, partner, day.0]).await? == 1)
}

/// The nearest days with commercial events before and after a day.
pub async fn neighbours(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    day: Day,
) -> Result<(Option<Day>, Option<Day>), DbError> {
    let (before, after): (Option<i64>, Option<i64>) = tx.one(&NEIGHBOURS, params![program, partner, day.0]).await?;
    Ok((before.map(Day), after.map(Day)))
}

pub async fn partner_days(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Vec<Day>, DbError> {
    let rows: Vec<(i64,)> = tx.all(&PARTNER_DAYS, params![program, partner]).await?;
    Ok(rows.into_iter().map(|row| Day(row.0)).collect())
}

/// Notes for how many days an event keeps its partner active, and forgets the sums by day.
pub async fn set_active_days(tx: &mut Tx, program: ProgramId, days: i64) -> Result<(), DbError> {
    tx.execute(&SET_ACTIVE_DAYS, params![program, days]).await?;
    tx.execute(&CLEAR_DAY, params![program]).await.map(drop)
}

/// The days with commercial events of every partner, in their order.
pub async fn all_days(tx: &mut Tx, program: ProgramId) -> Result<BTreeMap<PartnerId, Vec<Day>>, DbError> {
    let mut found: BTreeMap<PartnerId, Vec<Day>> = BTreeMap::new();
    for (partner, day) in tx.all::<(PartnerId, i64)>(&ALL_DAYS, params![program]).await? {
        found.entry(partner).or_default().push(Day(day));
    }
    Ok(found)
}

/// The days for which each partner is in the network.
pub async fn members(tx: &mut Tx, program: ProgramId) -> Result<Vec<(PartnerId, Stretch)>, DbError> {
    let rows: Vec<(PartnerId, i64, i64)> = tx.all(&MEMBERS, params![program]).await?;
    Ok(rows
        .into_iter()
        .map(|(partner, from, until)| (partner, Stretch { from: Day(from), until: Day(until) }))
        .collect())
}

/// The days for which a partner is in the network.
pub async fn member(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Option<Stretch>, DbError> {
    let row: Option<(i64, i64)> = tx.optional(&MEMBER, params![program, partner]).await?;
    Ok(row.map(|(from, until)| Stretch { from: Day(from), until: Day(until) }))
}

pub async fn set_member(tx: &mut Tx, program: ProgramId, partner: PartnerId, days: Stretch) -> Result<(), DbError> {
    tx.execute(&SET_MEMBER, params![program, partner, days.from.0, days.until.0]).await.map(drop)
}

/// Remembers the last commercial event of a partner, unless a later one is known.
pub async fn set_last(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    at: Instant,
    name: &str,
) -> Result<(), DbError> {
    tx.execute(&SET_LAST, params![program, partner, at, name]).await.map(drop)
}

pub async fn set_last_offer(tx: &mut Tx, program: ProgramId, partner: PartnerId, at: Instant) -> Result<(), DbError> {
    tx.execute(&SET_LAST_OFFER, params![program, partner, at]).await.map(drop)
}

/// Writes what a partner owes, or that it owes nothing.
pub async fn set_debt(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    owing: Option<&Owing>,
) -> Result<(), DbError> {
    let Some(owing) = owing else {
        return tx.execute(&DROP_DEBT, params![program, partner]).await.map(drop);
    };
    let params =
        params![program, partner, owing.state, owing.won, owing.own, owing.debt, owing.since, owing.due.0, owing.until];
    tx.execute(&SET_DEBT, params).await.map(drop)
}

pub async fn closing(tx: &mut Tx, program: ProgramId) -> Result<Option<Closing>, DbError> {
    let row: Option<(i64, PartnerId, i64, i64)> = tx.optional(&CLOSING, params![program]).await?;
    Ok(row.map(|(week, after, in_debt, paused)| Closing { week: Day(week), after, in_debt, paused }))
}

pub async fn set_closing(tx: &mut Tx, program: ProgramId, to: &Closing) -> Result<(), DbError> {
    tx.execute(&SET_CLOSING, params![program, to.week.0, to.after, to.in_debt, to.paused]).await.map(drop)
}

/// Writes down who owed when a week ended.
pub async fn close(tx: &mut Tx, program: ProgramId, closed: &Closing) -> Result<(), DbError> {
    tx.execute(&CLOSE, params![program, closed.week.0, closed.in_debt, closed.paused]).await.map(drop)
}

/// Counts leads of a region and product in a week.
pub async fn add_demand(
    tx: &mut Tx,
    program: ProgramId,
    week: Day,
    region: &str,
    product: ProductId,
    leads: i64,
) -> Result<(), DbError> {
    tx.execute(&ADD_DEMAND, params![program, week.0, region, product, leads]).await.map(drop)
}

/// Throws every rollup of a program away.
pub async fn clear(tx: &mut Tx, program: ProgramId) -> Result<(), DbError> {
    let all = [
        &CLEAR_DEMAND,
        &CLEAR_WEEK,
        &CLEAR_START,
        &CLEAR_MEDIAN,
        &CLEAR_DAY,
        &CLEAR_PARTNER_DAY,
        &CLEAR_PARTNER,
        &CLEAR_DEBT,
        &CLEAR_DEBT_WEEK,
        &CLEAR_CLOSING,
    ];
    for statement in all {
        tx.execute(statement, params![program]).await?;
    }
    Ok(())
}
