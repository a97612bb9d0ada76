//! Offers and contacts in the database.

use std::collections::BTreeMap;

use db::{DbError, Json, Tx, params};
use kit::{
    Id, Instant,
    id::{LeadId, OfferId, PartnerId, ProgramId},
    paging::Cursor,
};
use platform::View;

use super::{NewOffer, Row, domain::OfferState};
use crate::distribution::domain::{OnLead, waves::Progress};

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
    COUNT: "insert into partner_tally (program_id, partner_id, received, offered, answered, ignored, won, closed) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (program_id, partner_id) do update set \
        received = partner_tally.received + excluded.received, offered = partner_tally.offered + excluded.offered, \
        answered = partner_tally.answered + excluded.answered, ignored = partner_tally.ignored + excluded.ignored, \
        won = partner_tally.won + excluded.won, closed = partner_tally.closed + excluded.closed";
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

/// How each partner's last offer of a lead stands or ended.
pub async fn on_lead(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<BTreeMap<PartnerId, OnLead>, DbError> {
    let rows = of_lead(tx, program, View::All, lead).await?;
    // Later waves come later in the list and overwrite earlier ones; a decline is never forgotten.
    let mut found: BTreeMap<PartnerId, OnLead> = BTreeMap::new();
    for row in rows {
        let now = row.detail.0.on_lead();
        let kept = found.entry(row.partner).or_insert(now);
        if *kept != OnLead::Declined {
            *kept = now;
        }
    }
    Ok(found)
}

/// How far each offer of a lead is.
pub async fn progress(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<Vec<Progress>, DbError> {
    let rows = of_lead(tx, program, View::All, lead).await?;
    Ok(rows.into_iter().map(|row| row.detail.0.progress(row.deadline)).collect())
}

/// When the next clock of a lead's offers ends.
pub async fn next_due(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<Option<Instant>, DbError> {
    let ends = progress(tx, program, lead).await?.into_iter().filter_map(|progress| match progress {
        Progress::Open { deadline } => Some(deadline),
        Progress::Accepted { start_due } => Some(start_due),
        Progress::Started | Progress::Over => None,
    });
    Ok(ends.min())
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
#[derive(Debug, Clone, Copy, Default)]
pub struct Added {
    pub received: i64,
    pub offered: i64,
    pub answered: i64,
    pub ignored: i64,
    pub won: i64,
    pub closed: i64,
}

pub async fn count(tx: &mut Tx, program: ProgramId, partner: PartnerId, add: Added) -> Result<(), DbError> {
    let params = params![program, partner, add.received, add.offered, add.answered, add.ignored, add.won, add.closed];
    tx.execute(&COUNT, params).await.map(drop)
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
