//! Deals in the database.

use db::{DbError, Tx, params};
use kit::{
    id::{ClientId, DealId, OfferId, PartnerId, ProgramId},
    paging::Cursor,
};
use platform::View;

use super::{Deal, api::DealsQuery};

db::statements! {
    INSERT: "insert into deal (program_id, id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, \
        state, state_at, created_at, accepted_at, words, not_counted, conflict, answer_due, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, null, null, null, $13, $14, 1)";
    SAVE: "update deal set state = $3, state_at = $4, accepted_at = $5, words = $6, not_counted = $7, lost_to = $9, \
        identity_confirmed = $10, inspection_failed_at = $11, version = version + 1 \
        where program_id = $1 and id = $2 and version = $8";
    OF_OFFER: "select id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, state, state_at, created_at, \
        accepted_at, words, lost_to, answer_due, identity_confirmed, inspection_failed_at, not_counted, conflict, version from deal \
        where program_id = $1 and offer_id = $2";
    LIVE: "select id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, state, state_at, created_at, \
        accepted_at, words, lost_to, answer_due, identity_confirmed, inspection_failed_at, not_counted, conflict, version from deal \
        where program_id = $1 and partner_id = $2 and state in ('registered', 'open') order by id";
    GET: "select id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, state, state_at, created_at, \
        accepted_at, words, lost_to, answer_due, identity_confirmed, inspection_failed_at, not_counted, conflict, version from deal \
        where program_id = $1 and id = $2 and (cast($3 as blob) is null or partner_id = $3)";
    PAGE: "select id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, state, state_at, created_at, \
        accepted_at, words, lost_to, answer_due, identity_confirmed, inspection_failed_at, not_counted, conflict, version from deal \
        where program_id = $1 and (cast($2 as blob) is null or partner_id = $2) and (cast($3 as text) is null or state = $3) \
        and (cast($7 as blob) is null or partner_id = $7) and (cast($8 as text) is null or origin = $8) \
        and (cast($9 as blob) is null or lead_id = $9) and (created_at < $4 or (created_at = $4 and id < $5)) order by created_at desc, id desc limit $6";
    OTHERS: "select count(*) from deal where program_id = $1 and client_id = $2 and partner_id <> $3 and state in ('registered', 'open')";
}

pub async fn insert(tx: &mut Tx, program: ProgramId, deal: &Deal) -> Result<(), DbError> {
    let params = params![
        program,
        deal.id,
        deal.partner,
        deal.origin,
        deal.offer,
        deal.lead,
        deal.client,
        deal.product,
        deal.title,
        deal.value_minor,
        deal.state,
        deal.created_at,
        deal.conflict,
        deal.answer_due
    ];
    tx.execute(&INSERT, params).await.map(drop)
}

/// Writes the state of a deal that was read; the transaction runs again if another was faster.
pub async fn save(tx: &mut Tx, program: ProgramId, deal: &Deal) -> Result<(), DbError> {
    let params = params![
        program,
        deal.id,
        deal.state,
        deal.state_at,
        deal.accepted_at,
        deal.words,
        deal.not_counted,
        deal.version,
        deal.lost_to,
        deal.identity_confirmed,
        deal.inspection_failed_at
    ];
    if tx.execute(&SAVE, params).await? == 1 { Ok(()) } else { Err(tx.run_again()) }
}

pub async fn get(tx: &mut Tx, program: ProgramId, view: View, id: DealId) -> Result<Option<Deal>, DbError> {
    tx.optional(&GET, params![program, id, view.partner_filter()]).await
}

pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    query: &DealsQuery,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Deal>, DbError> {
    let (key, id) = after.map_or((i64::MAX, [0xff; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    let DealsQuery { state, partner, origin, lead, .. } = query;
    tx.all(&PAGE, params![program, view.partner_filter(), state, key, id, limit, partner, origin, lead]).await
}

/// Whether another partner has a live deal with the client.
pub async fn others(tx: &mut Tx, program: ProgramId, client: ClientId, partner: PartnerId) -> Result<bool, DbError> {
    Ok(tx.one::<(i64,)>(&OTHERS, params![program, client, partner]).await?.0 > 0)
}

/// The deal of an offer, if it was opened.
pub async fn of_offer(tx: &mut Tx, program: ProgramId, offer: OfferId) -> Result<Option<Deal>, DbError> {
    tx.optional(&OF_OFFER, params![program, offer]).await
}

/// Every deal of a partner that has not ended.
pub async fn live(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Vec<Deal>, DbError> {
    tx.all(&LIVE, params![program, partner]).await
}
