//! Deals in the database.

use db::{DbError, Tx, params};
use kit::{
    id::{ClientId, DealId, PartnerId, ProgramId},
    paging::Cursor,
};
use platform::View;

use super::{Deal, DealState};

db::statements! {
    INSERT: "insert into deal (program_id, id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, \
        state, state_at, created_at, accepted_at, words, not_counted, conflict, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, null, null, null, $13, 1)";
    SAVE: "update deal set state = $3, state_at = $4, accepted_at = $5, words = $6, not_counted = $7, version = version + 1 \
        where program_id = $1 and id = $2 and version = $8";
    GET: "select id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, state, state_at, created_at, \
        accepted_at, words, not_counted, conflict, version from deal \
        where program_id = $1 and id = $2 and (cast($3 as blob) is null or partner_id = $3)";
    PAGE: "select id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, state, state_at, created_at, \
        accepted_at, words, not_counted, conflict, version from deal \
        where program_id = $1 and (cast($2 as blob) is null or partner_id = $2) and (cast($3 as text) is null or state = $3) \
        and (created_at < $4 or (created_at = $4 and id < $5)) order by created_at desc, id desc limit $6";
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
        deal.conflict
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
        deal.version
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
    state: Option<DealState>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Deal>, DbError> {
    let (key, id) = after.map_or((i64::MAX, [0xff; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    tx.all(&PAGE, params![program, view.partner_filter(), state, key, id, limit]).await
}

/// Whether another partner has a live deal with the client.
pub async fn others(tx: &mut Tx, program: ProgramId, client: ClientId, partner: PartnerId) -> Result<bool, DbError> {
    Ok(tx.one::<(i64,)>(&OTHERS, params![program, client, partner]).await?.0 > 0)
}
