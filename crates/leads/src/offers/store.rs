//! Offers and contacts in the database.

use db::{DbError, Json, Tx, params};
use kit::{
    Id, Instant,
    id::{LeadId, OfferId, PartnerId, ProgramId},
    paging::Cursor,
};
use platform::View;

use super::{NewOffer, Row, domain::OfferState};

db::statements! {
    INSERT: "insert into offer (program_id, id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, segment, \
        turn, charge, share, mark, version) values ($1, $2, $3, $4, $5, $6, $7, 'offered', $8, $6, $9, $10, $11, $12, $13, 1)";
    GET: "select id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, viewed_at, accepted_at, started_at, \
        segment, turn, charge, share, mark, version from offer \
        where program_id = $1 and id = $2 and (cast($3 as blob) is null or partner_id = $3)";
    OF_LEAD: "select id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, viewed_at, accepted_at, \
        started_at, segment, turn, charge, share, mark, version from offer where program_id = $1 and lead_id = $2 \
        order by wave, offered_at, id";
    PAGE: "select id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, viewed_at, accepted_at, started_at, \
        segment, turn, charge, share, mark, version from offer \
        where program_id = $1 and (cast($2 as blob) is null or partner_id = $2) and (cast($3 as text) is null or state = $3) \
        and (offered_at < $4 or (offered_at = $4 and id < $5)) order by offered_at desc, id desc limit $6";
    MOVE: "update offer set state = $3, detail = $4, state_at = $5, viewed_at = $6, accepted_at = $7, started_at = $8, \
        version = version + 1 where program_id = $1 and id = $2 and version = $9";
    CONTACT: "insert into contact_made (program_id, id, offer_id, at, evidence, note) values ($1, $2, $3, $4, $5, $6)";
    CONTACTS: "select at, evidence, note from contact_made where program_id = $1 and offer_id = $2 order by at, id";
    COUNT: "update partner_tally set offered = offered + $3, answered = answered + $4, ignored = ignored + $5, won = won + $6, \
        closed = closed + $7, open_work = open_work + $8 where program_id = $1 and partner_id = $2";
    // The day counts from what was counted before, unless another act of this day has counted meanwhile.
    RECEIVED: "insert into partner_tally (program_id, partner_id, received, offered, answered, ignored, won, closed, day_at, \
        day_offers, last_offered_at) values ($1, $2, 1, 0, 0, 0, 0, 0, $3, $4 + 1, $5) \
        on conflict (program_id, partner_id) do update set received = partner_tally.received + 1, \
        day_offers = case when partner_tally.day_at = excluded.day_at then partner_tally.day_offers + 1 \
        else excluded.day_offers end, day_at = excluded.day_at, last_offered_at = excluded.last_offered_at";
    REFUNDS: "select count(*), cast(coalesce(sum(case when state = 'declined' then 1 else 0 end), 0) as bigint) from offer \
        where program_id = $1 and partner_id = $2 and offered_at >= $3";
}

pub async fn insert(tx: &mut Tx, program: ProgramId, new: &NewOffer, at: Instant) -> Result<(), DbError> {
    let params = params![
        program,
        new.id,
        new.lead,
        new.partner,
        new.wave,
        at,
        new.deadline,
        Json(&OfferState::Offered),
        new.segment,
        new.turn,
        new.charge,
        new.share,
        new.mark
    ];
    tx.execute(&INSERT, params).await.map(drop)
}

pub async fn get(tx: &mut Tx, program: ProgramId, view: View, id: OfferId) -> Result<Option<Row>, DbError> {
    tx.optional(&GET, params![program, id, view.partner_filter()]).await
}

/// All offers of a lead; a partner sees its own among them.
pub async fn of_lead(tx: &mut Tx, program: ProgramId, view: View, lead: LeadId) -> Result<Vec<Row>, DbError> {
    let rows: Vec<Row> = tx.all(&OF_LEAD, params![program, lead]).await?;
    Ok(rows.into_iter().filter(|row| view.shows(Some(row.partner))).collect())
}

pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    state: Option<&str>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Row>, DbError> {
    let (key, id) = after.map_or((i64::MAX, [0xff; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    tx.all(&PAGE, params![program, view.partner_filter(), state, key, id, limit]).await
}

/// Writes the new state of an offer that was read; the transaction runs again if another was faster.
pub async fn save(tx: &mut Tx, program: ProgramId, row: &Row) -> Result<(), DbError> {
    let params = params![
        program,
        row.id,
        row.state,
        row.detail,
        row.state_at,
        row.viewed_at,
        row.accepted_at,
        row.started_at,
        row.version
    ];
    if tx.execute(&MOVE, params).await? == 1 { Ok(()) } else { Err(tx.run_again()) }
}

pub async fn add_contact(
    tx: &mut Tx,
    program: ProgramId,
    id: Id<kit::id::Event>,
    offer: OfferId,
    at: Instant,
    evidence: &str,
    note: &str,
) -> Result<(), DbError> {
    tx.execute(&CONTACT, params![program, id, offer, at, evidence, note]).await.map(drop)
}

pub async fn contacts(
    tx: &mut Tx,
    program: ProgramId,
    offer: OfferId,
) -> Result<Vec<(Instant, String, String)>, DbError> {
    tx.all(&CONTACTS, params![program, offer]).await
}

/// What is added to a partner's counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    pub offered: i64,
    pub answered: i64,
    pub ignored: i64,
    pub won: i64,
    pub closed: i64,
    pub open_work: i64,
}

/// Counts what came of an offer; its partner has a row since it was made.
pub async fn count(tx: &mut Tx, program: ProgramId, partner: PartnerId, add: Added) -> Result<(), DbError> {
    if add == Added::default() {
        return Ok(());
    }
    let params = params![program, partner, add.offered, add.answered, add.ignored, add.won, add.closed, add.open_work];
    tx.execute(&COUNT, params).await.map(drop)
}

/// Counts an offer that is made.
pub async fn received(tx: &mut Tx, program: ProgramId, new: &NewOffer, at: Instant) -> Result<(), DbError> {
    tx.execute(&RECEIVED, params![program, new.partner, new.day, new.before_today, at]).await.map(drop)
}

/// Offers since a moment, and those of them that were declined.
pub async fn refunds(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    from: Instant,
) -> Result<(u32, u32), DbError> {
    tx.one(&REFUNDS, params![program, partner, from]).await
}
