//! Deals in the database.

use db::{DbError, FromRow, Row, Tx, params};
use kit::id::{ClientId, DealId, OfferId, PartnerId, ProgramId};
use platform::View;

use super::Deal;

pub mod client;
pub mod pages;

/// The columns of a deal `d`, in the order of its fields.
macro_rules! deal_columns {
    () => {
        "d.id, d.partner_id, d.origin, d.offer_id, d.lead_id, d.client_id, d.product_id, d.title, d.value_minor, d.state, d.state_at, \
        d.created_at, d.accepted_at, d.words, d.lost_to, d.answer_due, d.identity_confirmed, d.inspection_failed_at, d.not_counted, \
        d.conflict, d.version"
    };
}
use deal_columns;

db::statements! {
    INSERT: "insert into deal (program_id, id, partner_id, origin, offer_id, lead_id, client_id, product_id, title, value_minor, \
        state, state_at, created_at, accepted_at, words, not_counted, conflict, answer_due, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, null, null, null, $13, $14, 1)";
    SAVE: "update deal set state = $3, state_at = $4, accepted_at = $5, words = $6, not_counted = $7, lost_to = $9, \
        identity_confirmed = $10, inspection_failed_at = $11, value_minor = $12, version = version + 1 \
        where program_id = $1 and id = $2 and version = $8";
    OF_OFFER: concat!("select ", deal_columns!(), " from deal d where d.program_id = $1 and d.offer_id = $2");
    LIVE: concat!("select ", deal_columns!(), " from deal d where d.program_id = $1 and d.partner_id = $2 \
        and d.state in ('registered', 'open') order by d.id");
    GET: concat!("select ", deal_columns!(), " from deal d where d.program_id = $1 and d.id = $2 \
        and (cast($3 as blob) is null or d.partner_id = $3)");
    OF_CLIENT: concat!("select p.name, ", deal_columns!(), " from deal d join partner p on p.program_id = d.program_id \
        and p.id = d.partner_id where d.program_id = $1 and d.client_id = $2 and d.id <> $3 order by d.created_at desc, d.id limit 20");
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
        deal.inspection_failed_at,
        deal.value_minor
    ];
    if tx.execute(&SAVE, params).await? == 1 { Ok(()) } else { Err(tx.run_again()) }
}

pub async fn get(tx: &mut Tx, program: ProgramId, view: View, id: DealId) -> Result<Option<Deal>, DbError> {
    tx.optional(&GET, params![program, id, view.partner_filter()]).await
}

/// The other deals of a client, each with its partner's name, the newest first.
pub async fn of_client(
    tx: &mut Tx,
    program: ProgramId,
    client: ClientId,
    but: DealId,
) -> Result<Vec<(String, Deal)>, DbError> {
    let rows: Vec<Named> = tx.all(&OF_CLIENT, params![program, client, but]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

struct Named(String, Deal);

impl FromRow for Named {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(row.take()?, Deal::from_row(row)?))
    }
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
