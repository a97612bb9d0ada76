//! The neutrality report in the database.

use db::{DbError, Json, Tx, params};
use kit::{
    Id, Instant,
    id::{DealId, Event, LeadId, PartnerId, ProgramId},
    paging::Cursor,
};
use platform::Actor;

use super::report::{Entry, NewEntry, Steered};
use crate::distribution::domain::Reason;

db::statements! {
    ADD: "insert into neutrality_entry (program_id, id, at, kind, lead_id, partner_id, reason, gates, actor_kind, actor_id, deal_id, wins) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    PAGE: "select id, at, kind, lead_id, partner_id, reason, gates, actor_kind, actor_id, deal_id, wins from neutrality_entry \
        where program_id = $1 and at >= $2 and at < $3 and (cast($4 as blob) is null or partner_id = $4) \
        and (at > $5 or (at = $5 and id > $6)) order by at, id limit $7";
    COUNTS: "select kind, count(*) from neutrality_entry where program_id = $1 and at >= $2 and at < $3 group by kind";
}

pub async fn add(
    tx: &mut Tx,
    program: ProgramId,
    id: Id<Event>,
    at: Instant,
    new: &NewEntry<'_>,
    actor: Actor,
) -> Result<(), DbError> {
    let NewEntry { kind, lead, partner, reason, gates, deal, wins } = new;
    let (by, gates) = ((actor.kind(), actor.id_bytes()), Json(gates));
    let params = params![program, id, at, kind, lead, partner, reason, gates, by.0, by.1, deal, wins];
    tx.execute(&ADD, params).await.map(drop)
}

db::record! {
    /// An entry as it stands.
    pub struct Row {
        pub id: Id<Event>,
        pub at: Instant,
        pub kind: Steered,
        pub lead: Option<LeadId>,
        pub partner: Option<PartnerId>,
        pub reason: String,
        pub gates: Json<Vec<Reason>>,
        pub actor_kind: String,
        pub actor_id: Option<Vec<u8>>,
        pub deal: Option<DealId>,
        pub wins: Option<u32>,
    }
}

/// The entries in `[from, until)`, the oldest first; all of them, or one partner's.
pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    (from, until): (Instant, Instant),
    partner: Option<PartnerId>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Entry>, DbError> {
    let (key, id) = after.map_or((i64::MIN, [0; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    let rows: Vec<Row> = tx.all(&PAGE, params![program, from, until, partner, key, id, limit]).await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// How many entries of each kind there are in `[from, until)`.
pub async fn counts(
    tx: &mut Tx,
    program: ProgramId,
    (from, until): (Instant, Instant),
) -> Result<Vec<(Steered, u32)>, DbError> {
    tx.all(&COUNTS, params![program, from, until]).await
}
