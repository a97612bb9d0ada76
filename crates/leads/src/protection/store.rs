//! Protections and exclusions in the database.

use std::collections::BTreeSet;

use db::{DbError, Tx, params};
use kit::{
    Instant,
    id::{ClientId, DealId, LeadId, PartnerId, ProgramId},
};

use super::{Exclusion, Protection};

db::statements! {
    PROTECT: "insert into client_protection (program_id, client_id, deal_id, partner_id, lead_id, from_at) \
        values ($1, $2, $3, $4, $5, $6) on conflict (program_id, client_id, deal_id) do nothing";
    RELEASE: "delete from client_protection where program_id = $1 and client_id = $2 and deal_id = $3";
    HOLDER: "select partner_id from client_protection where program_id = $1 and client_id = $2 \
        and (lead_id is null or cast($3 as blob) is null or lead_id <> $3) order by from_at, deal_id limit 1";
    EXCLUDE: "insert into client_exclusion (program_id, client_id, partner_id, reason, at) values ($1, $2, $3, $4, $5) \
        on conflict (program_id, client_id, partner_id) do nothing";
    ADMIT: "delete from client_exclusion where program_id = $1 and client_id = $2 and partner_id = $3";
    TIES: "select partner_id, 1, from_at from client_protection where program_id = $1 and client_id = $2 \
        and (lead_id is null or lead_id <> $3) union all select partner_id, 0, at from client_exclusion \
        where program_id = $1 and client_id = $2 order by 3, 1";
    EXCLUSIONS: "select e.partner_id, p.name, e.reason, e.at from client_exclusion e \
        join partner p on p.program_id = e.program_id and p.id = e.partner_id \
        where e.program_id = $1 and e.client_id = $2 order by e.at, e.partner_id";
    CLIENT: "select id from client where program_id = $1 and id = $2";
}

pub async fn protect(tx: &mut Tx, program: ProgramId, new: &Protection, at: Instant) -> Result<bool, DbError> {
    let params = params![program, new.client, new.deal, new.partner, new.lead, at];
    Ok(tx.execute(&PROTECT, params).await? == 1)
}

pub async fn release(tx: &mut Tx, program: ProgramId, client: ClientId, deal: DealId) -> Result<bool, DbError> {
    Ok(tx.execute(&RELEASE, params![program, client, deal]).await? == 1)
}

/// The partner whose oldest open deal protects the client, deals of one lead left aside.
pub async fn holder(
    tx: &mut Tx,
    program: ProgramId,
    client: ClientId,
    but_of: Option<LeadId>,
) -> Result<Option<PartnerId>, DbError> {
    Ok(tx.optional::<(PartnerId,)>(&HOLDER, params![program, client, but_of]).await?.map(|row| row.0))
}

pub async fn exclude(
    tx: &mut Tx,
    program: ProgramId,
    client: ClientId,
    partner: PartnerId,
    reason: &str,
    at: Instant,
) -> Result<bool, DbError> {
    Ok(tx.execute(&EXCLUDE, params![program, client, partner, reason, at]).await? == 1)
}

pub async fn admit(tx: &mut Tx, program: ProgramId, client: ClientId, partner: PartnerId) -> Result<bool, DbError> {
    Ok(tx.execute(&ADMIT, params![program, client, partner]).await? == 1)
}

/// The partner whose oldest open deal protects the client, deals of one lead left aside; and those whom the client
/// excludes.
pub async fn ties(
    tx: &mut Tx,
    program: ProgramId,
    client: ClientId,
    but_of: LeadId,
) -> Result<(Option<PartnerId>, BTreeSet<PartnerId>), DbError> {
    let rows: Vec<(PartnerId, bool, Instant)> = tx.all(&TIES, params![program, client, but_of]).await?;
    let holder = rows.iter().find(|(_, protects, _)| *protects).map(|(partner, ..)| *partner);
    Ok((holder, rows.into_iter().filter(|(_, protects, _)| !protects).map(|(partner, ..)| partner).collect()))
}

pub async fn exclusions(tx: &mut Tx, program: ProgramId, client: ClientId) -> Result<Vec<Exclusion>, DbError> {
    tx.all(&EXCLUSIONS, params![program, client]).await
}

pub async fn client_exists(tx: &mut Tx, program: ProgramId, client: ClientId) -> Result<bool, DbError> {
    Ok(tx.optional::<(ClientId,)>(&CLIENT, params![program, client]).await?.is_some())
}
