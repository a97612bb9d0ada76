//! The rows of the five numbers: at most twelve for each.

use std::collections::BTreeMap;

use db::{DbError, FromRow, Row, Tx, params};
use kit::id::ProgramId;

use super::network;
use crate::measures::domain::{Day, Stretch, Tally, tally::Share};

db::statements! {
    WEEKS: "select week, offered, accepted, declined, ignored, started, not_started, lead_won, lead_lost, own_won, own_lost \
        from measure_week where program_id = $1 and partner_id = $2 and week >= $3 and week <= $4";
    MEDIANS: "select week, minutes from measure_median where program_id = $1 and week >= $2 and week <= $3";
    MEDIAN: "select min(r.minutes) from (select minutes, sum(sum(starts)) over (order by minutes) as upto from measure_start \
        where program_id = $1 and week >= $2 and week <= $3 group by minutes) r where r.upto * 2 >= \
        (select sum(starts) from measure_start where program_id = $1 and week >= $2 and week <= $3)";
    BEFORE: "select cast(coalesce(sum(partners), 0) as bigint), cast(coalesce(sum(active), 0) as bigint) from measure_day \
        where program_id = $1 and day <= $2";
    DAYS: "select day, partners, active from measure_day where program_id = $1 and day > $2 and day <= $3 order by day";
    DEBT_WEEKS: "select week, in_debt, paused from measure_debt_week where program_id = $1 and week >= $2";
    ACTIVE_DAYS: "select active_days from measure_activity where program_id = $1";
    DEBT_NOW: "select cast(coalesce(sum(case when debt > 0 then 1 else 0 end), 0) as bigint), \
        cast(coalesce(sum(case when state = 'paused' then 1 else 0 end), 0) as bigint) from measure_debt where program_id = $1";
}

struct InWeek(Day, Tally);

impl FromRow for InWeek {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(Day(row.take()?), Tally::from_row(row)?))
    }
}

/// The counts of the network, week by week.
pub async fn weeks(tx: &mut Tx, program: ProgramId, first: Day, last: Day) -> Result<BTreeMap<Day, Tally>, DbError> {
    let rows: Vec<InWeek> = tx.all(&WEEKS, params![program, network(), first.0, last.0]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// For how many days a commercial event keeps a partner active in the sums by day.
pub async fn active_days(tx: &mut Tx, program: ProgramId) -> Result<i64, DbError> {
    Ok(tx.optional::<(i64,)>(&ACTIVE_DAYS, params![program]).await?.map_or(90, |row| row.0))
}

/// The medians of minutes to the first contact, week by week.
pub async fn medians(tx: &mut Tx, program: ProgramId, first: Day, last: Day) -> Result<BTreeMap<Day, i64>, DbError> {
    let rows: Vec<(i64, i64)> = tx.all(&MEDIANS, params![program, first.0, last.0]).await?;
    Ok(rows.into_iter().map(|(week, minutes)| (Day(week), minutes)).collect())
}

/// The median over several weeks; with an even number of starts the lower of the two in the middle.
pub async fn median(tx: &mut Tx, program: ProgramId, first: Day, last: Day) -> Result<Option<i64>, DbError> {
    Ok(tx.one::<(Option<i64>,)>(&MEDIAN, params![program, first.0, last.0]).await?.0)
}

/// Active partners of all partners on each of some days, which stand in order.
pub async fn active(tx: &mut Tx, program: ProgramId, on: &[Day]) -> Result<Vec<Share>, DbError> {
    let (Some(first), Some(last)) = (on.first(), on.last()) else { return Ok(Vec::new()) };
    let (partners, active): (i64, i64) = tx.one(&BEFORE, params![program, first.0]).await?;
    let changes: Vec<(i64, i64, i64)> = tx.all(&DAYS, params![program, first.0, last.0]).await?;
    let mut changes = changes.into_iter().peekable();
    let mut sum = Share { part: active, whole: partners };
    let mut found = Vec::with_capacity(on.len());
    for day in on {
        while let Some((_, partners, active)) = changes.next_if(|change| change.0 <= day.0) {
            sum = Share { part: sum.part + active, whole: sum.whole + partners };
        }
        found.push(sum);
    }
    Ok(found)
}

/// Partners in debt, and paused for it, at the ends of closed weeks.
pub async fn debt_weeks(tx: &mut Tx, program: ProgramId, first: Day) -> Result<BTreeMap<Day, (i64, i64)>, DbError> {
    let rows: Vec<(i64, i64, i64)> = tx.all(&DEBT_WEEKS, params![program, first.0]).await?;
    Ok(rows.into_iter().map(|(week, in_debt, paused)| (Day(week), (in_debt, paused))).collect())
}

/// Partners in debt, and paused for it, now.
pub async fn debt_now(tx: &mut Tx, program: ProgramId) -> Result<(i64, i64), DbError> {
    tx.one(&DEBT_NOW, params![program]).await
}

/// The twelve weeks that end with the one of a day.
pub fn twelve(today: Day) -> Stretch {
    Stretch { from: today.monday().plus(-77), until: today.monday() }
}
