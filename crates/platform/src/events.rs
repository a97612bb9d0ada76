//! The event log: every change is an event, written in the transaction of the change.

use db::{DbError, Tx, params};
use kit::{
    Id, Instant,
    id::{EventId, Kind, PartnerId, ProgramId},
};
use serde::Serialize;

use crate::{Cx, Fail, View};

db::statements! {
    INSERT: "insert into event \
        (program_id, id, at, name, actor_kind, actor_id, request_id, subject_kind, subject_id, partner_id, data) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    AFTER: "select p.position, e.id, e.at, e.name, e.actor_kind, e.actor_id, e.subject_kind, e.subject_id, e.partner_id, e.data \
        from event_position p join event e on e.program_id = p.program_id and e.id = p.event_id \
        where p.program_id = $1 and p.position > $2 order by p.position limit $3";
    OF_SUBJECT: "select cast(0 as bigint), id, at, name, actor_kind, actor_id, subject_kind, subject_id, partner_id, data \
        from event where program_id = $1 and subject_kind = $2 and subject_id = $3 order by id";
    SEEN_AFTER: "select p.position, e.id, e.at, e.name, e.actor_kind, e.actor_id, e.subject_kind, e.subject_id, e.partner_id, e.data \
        from event_position p join event e on e.program_id = p.program_id and e.id = p.event_id \
        where p.program_id = $1 and p.partner_id = $2 and p.position > $3 order by p.position limit $4";
    LATEST: "select p.position, e.id, e.at, e.name, e.actor_kind, e.actor_id, e.subject_kind, e.subject_id, e.partner_id, e.data \
        from event_position p join event e on e.program_id = p.program_id and e.id = p.event_id \
        where p.program_id = $1 and p.partner_id = $2 order by p.position desc limit $3";
    ONE: "select cast(0 as bigint), id, at, name, actor_kind, actor_id, subject_kind, subject_id, partner_id, data \
        from event where program_id = $1 and id = $2";
    PLACE: "select position from event_position where program_id = $1 and partner_id = $2 and event_id = $3";
    TAILS: "select g.id, coalesce((select max(p.position) from event_position p where p.program_id = g.id), 0) from program g";
    LAST: "select coalesce(max(position), 0) from event_position where program_id = $1";
    LAST_SEEN: "select event_id from event_position where program_id = $1 and partner_id = $2 order by position desc limit 1";
}

/// A change, before it is written.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// `noun.past_tense`, for example `offer.accepted`.
    pub name: &'static str,
    subject_kind: &'static str,
    subject_id: [u8; 16],
    partner: Option<PartnerId>,
    data: serde_json::Value,
}

impl NewEvent {
    /// A change of one subject. For vendor staff alone until [`NewEvent::seen_by`].
    pub fn new<K: Kind>(name: &'static str, subject: Id<K>) -> Self {
        Self {
            name,
            subject_kind: K::PREFIX,
            subject_id: *subject.bytes(),
            partner: None,
            data: serde_json::Value::Null,
        }
    }

    /// Lets one partner see it, too.
    #[must_use]
    pub fn seen_by(mut self, partner: PartnerId) -> Self {
        self.partner = Some(partner);
        self
    }

    /// What changed, as JSON. Holds no personal data: names and phones stay in their rows.
    #[must_use]
    pub fn with(mut self, data: impl Serialize) -> Self {
        self.data = serde_json::to_value(data).unwrap_or_default();
        self
    }
}

db::record! {
    /// An event as it stands in the log.
    #[derive(Debug, Clone)]
    pub struct Event {
        /// Its place in the program's log; 0 when read by subject.
        pub position: i64,
        /// Its id.
        pub id: EventId,
        /// When it happened.
        pub at: Instant,
        /// `noun.past_tense`.
        pub name: String,
        /// `user`, `key`, `operator`, `public`, `system`.
        pub actor_kind: String,
        /// The user or key, if one acted.
        pub actor_id: Option<Vec<u8>>,
        /// Prefix of the subject's id.
        pub subject_kind: String,
        /// The subject's id.
        pub subject_id: [u8; 16],
        /// The partner that may see it.
        pub partner: Option<PartnerId>,
        /// What changed.
        pub data: db::Json<serde_json::Value>,
    }
}

/// Writes an event at the moment of the context.
pub async fn record(cx: &Cx, tx: &mut Tx, event: NewEvent) -> Result<EventId, Fail> {
    record_at(cx, tx, cx.now, event).await
}

/// Writes an event that happened at another moment: a deadline that passed while the server was down.
pub async fn record_at(cx: &Cx, tx: &mut Tx, at: Instant, event: NewEvent) -> Result<EventId, Fail> {
    let id: EventId = cx.new_id();
    let program = cx.caller.program;
    tx.execute(
        &INSERT,
        params![
            program,
            id,
            at,
            event.name,
            cx.caller.actor.kind(),
            cx.caller.actor.id_bytes(),
            cx.request_id,
            event.subject_kind,
            event.subject_id,
            event.partner,
            db::Json(event.data)
        ],
    )
    .await?;
    tx.sequence(program.bytes(), id.bytes(), event.partner.map(|partner| *partner.bytes())).await?;
    cx.app.nudge();
    Ok(id)
}

/// Up to `limit` events after a position, in order.
pub async fn after(tx: &mut Tx, program: ProgramId, position: i64, limit: i64) -> Result<Vec<Event>, DbError> {
    tx.all(&AFTER, params![program, position, limit]).await
}

/// The same as far as a caller may see: a partner sees what was let to it.
pub async fn seen_after(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    position: i64,
    limit: u32,
) -> Result<Vec<Event>, DbError> {
    match view {
        View::All => after(tx, program, position, limit.into()).await,
        View::Company(partner) => tx.all(&SEEN_AFTER, params![program, partner, position, limit]).await,
        View::Nothing => Ok(Vec::new()),
    }
}

/// The latest events that were let to a partner, the newest first.
pub async fn latest_of(tx: &mut Tx, program: ProgramId, partner: PartnerId, limit: u32) -> Result<Vec<Event>, DbError> {
    tx.all(&LATEST, params![program, partner, limit]).await
}

/// Where an event stands that was let to a partner; none for any other.
pub async fn place_of(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    event: EventId,
) -> Result<Option<i64>, DbError> {
    Ok(tx.optional::<(i64,)>(&PLACE, params![program, partner, event]).await?.map(|row| row.0))
}

/// The last position of every program.
pub async fn tails(tx: &mut Tx) -> Result<Vec<(ProgramId, i64)>, DbError> {
    tx.all(&TAILS, params![]).await
}

/// The last position of a program's log; 0 for an empty one.
pub async fn last_position(tx: &mut Tx, program: ProgramId) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(&LAST, params![program]).await?.0)
}

/// The last event that was let to a partner.
pub async fn last_seen(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Option<EventId>, DbError> {
    Ok(tx.optional::<(EventId,)>(&LAST_SEEN, params![program, partner]).await?.map(|row| row.0))
}

/// One event of the log.
pub async fn one(tx: &mut Tx, program: ProgramId, id: EventId) -> Result<Option<Event>, DbError> {
    tx.optional(&ONE, params![program, id]).await
}

/// All events of a subject of any kind, oldest first.
pub async fn of_anything(tx: &mut Tx, program: ProgramId, kind: &str, id: [u8; 16]) -> Result<Vec<Event>, DbError> {
    tx.all(&OF_SUBJECT, params![program, kind, id]).await
}

/// All events of one subject, oldest first.
pub async fn of_subject<K: Kind>(tx: &mut Tx, program: ProgramId, subject: Id<K>) -> Result<Vec<Event>, DbError> {
    tx.all(&OF_SUBJECT, params![program, K::PREFIX, subject]).await
}
