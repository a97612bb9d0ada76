//! Rows that are locked before anything is read that is to be changed.

use db::{DbError, Tx, params};
use kit::id::{ClientId, LeadId, ProductId, ProgramId};

db::statements! {
    CLIENT: "select id from client where program_id = $1 and id = $2 for update";
    OPEN_LEADS: "select id from lead where program_id = $1 and client_id = $2 and state not in ('won', 'lost', 'withdrawn') order by id";
    LEAD: "select product_id, region, size from lead where program_id = $1 and id = $2 for update";
    QUEUE: "select segment from segment_queue where program_id = $1 and segment = $2 for update";
}

pub async fn client(tx: &mut Tx, program: ProgramId, client: ClientId) -> Result<(), DbError> {
    tx.lock(&CLIENT, params![program, client]).await
}

pub async fn open_leads(tx: &mut Tx, program: ProgramId, client: ClientId) -> Result<Vec<LeadId>, DbError> {
    Ok(tx.all::<(LeadId,)>(&OPEN_LEADS, params![program, client]).await?.into_iter().map(|row| row.0).collect())
}

/// Locks a lead, if there is one, and tells what its queue is named after.
pub async fn lead(
    tx: &mut Tx,
    program: ProgramId,
    lead: LeadId,
) -> Result<Option<(ProductId, String, String)>, DbError> {
    tx.optional(&LEAD, params![program, lead]).await
}

pub async fn queue(tx: &mut Tx, program: ProgramId, segment: &str) -> Result<(), DbError> {
    tx.lock(&QUEUE, params![program, segment]).await
}
