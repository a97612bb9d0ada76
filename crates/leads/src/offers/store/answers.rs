//! What a partner answered and ignored, by day.

use db::{DbError, Tx, params};
use kit::{
    Instant,
    id::{PartnerId, ProgramId},
};

use crate::offers::domain::answers::{Answers, Day, Moments};

db::statements! {
    IGNORED: "insert into answer_day (program_id, partner_id, day, ignored, ignored_micros, answered, answered_micros, \
        last_ignored_at) values ($1, $2, $3, 1, $4, 0, 0, $5) on conflict (program_id, partner_id, day) do update set \
        ignored = answer_day.ignored + 1, ignored_micros = answer_day.ignored_micros + excluded.ignored_micros, \
        last_ignored_at = case when answer_day.last_ignored_at > excluded.last_ignored_at \
        then answer_day.last_ignored_at else excluded.last_ignored_at end";
    ANSWERED: "insert into answer_day (program_id, partner_id, day, ignored, ignored_micros, answered, answered_micros, \
        last_ignored_at) values ($1, $2, $3, 0, 0, 1, $4, null) on conflict (program_id, partner_id, day) do update set \
        answered = answer_day.answered + 1, answered_micros = answer_day.answered_micros + excluded.answered_micros";
    SINCE: "select day, ignored, ignored_micros, answered, answered_micros, last_ignored_at from answer_day \
        where program_id = $1 and partner_id = $2 and day >= $3 order by day";
}

/// Counts an offer that was ignored.
pub async fn ignored(tx: &mut Tx, program: ProgramId, partner: PartnerId, at: Instant) -> Result<(), DbError> {
    tx.execute(&IGNORED, params![program, partner, Day::of(at), Day::rest(at), at]).await.map(drop)
}

/// Counts an offer that was answered.
pub async fn answered(tx: &mut Tx, program: ProgramId, partner: PartnerId, at: Instant) -> Result<(), DbError> {
    tx.execute(&ANSWERED, params![program, partner, Day::of(at), Day::rest(at)]).await.map(drop)
}

/// What a partner did since the day of a moment.
pub async fn since(tx: &mut Tx, program: ProgramId, partner: PartnerId, since: Instant) -> Result<Answers, DbError> {
    type Found = (i64, i64, i64, i64, i64, Option<Instant>);
    let rows: Vec<Found> = tx.all(&SINCE, params![program, partner, Day::of(since)]).await?;
    let mut answers = Answers::default();
    for (day, ignored, ignored_micros, answered, answered_micros, last) in rows {
        let ignored = Moments { count: ignored, micros: ignored_micros };
        let answered = Moments { count: answered, micros: answered_micros };
        answers.days.push(Day { day, ignored, answered });
        answers.last_ignored = answers.last_ignored.max(last);
    }
    Ok(answers)
}
