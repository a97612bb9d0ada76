//! Policies in the database.

use std::collections::BTreeMap;

use db::{DbError, Json, Tx, params};
use kit::{
    Instant,
    id::{PolicyId, ProgramId},
};

use super::{Body, Policy, parsed::Parsed};

db::statements! {
    INSERT: "insert into policy (program_id, id, version, body, note, author_kind, author_id, created_at, in_force_from) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    TIMELINE: "select id, version, body, note, author_kind, created_at, in_force_from from policy \
        where program_id = $1 order by in_force_from, version";
    NEXT: "select min(in_force_from) from policy where program_id = $1 and in_force_from > $2";
    LAST: "select id, version, body, note, author_kind, created_at, in_force_from from policy \
        where program_id = $1 order by version desc limit 1";
    GET: "select id, version, body, note, author_kind, created_at, in_force_from from policy \
        where program_id = $1 and id = $2";
    AUTHORS: "select p.version, x.name from policy p join app_user u on u.program_id = p.program_id and u.id = p.author_id \
        join person x on x.id = u.person_id where p.program_id = $1";
    ALL: "select id, version, body, note, author_kind, created_at, in_force_from from policy \
        where program_id = $1 order by version desc";
}

type Row = (PolicyId, i64, Json<Body>, String, String, Instant, Instant);

fn read((id, version, body, note, author_kind, created_at, in_force_from): Row) -> Policy {
    Policy { id, version, body: body.0, note, author_kind, created_at, in_force_from, parsed: Parsed::default() }
}

pub async fn insert(tx: &mut Tx, program: ProgramId, new: &Policy, author: Option<Vec<u8>>) -> Result<(), DbError> {
    let Policy { id, version, body, note, author_kind, created_at, in_force_from, .. } = new;
    let params = params![program, id, version, Json(body), note, author_kind, author, created_at, in_force_from];
    tx.execute(&INSERT, params).await.map(drop)
}

/// All versions in the order in which they come into force.
pub async fn timeline(tx: &mut Tx, program: ProgramId) -> Result<Vec<Policy>, DbError> {
    Ok(tx.all::<Row>(&TIMELINE, params![program]).await?.into_iter().map(read).collect())
}

pub async fn last(tx: &mut Tx, program: ProgramId) -> Result<Option<Policy>, DbError> {
    Ok(tx.optional::<Row>(&LAST, params![program]).await?.map(read))
}

pub async fn get(tx: &mut Tx, program: ProgramId, id: PolicyId) -> Result<Option<Policy>, DbError> {
    Ok(tx.optional::<Row>(&GET, params![program, id]).await?.map(read))
}

pub async fn all(tx: &mut Tx, program: ProgramId) -> Result<Vec<Policy>, DbError> {
    Ok(tx.all::<Row>(&ALL, params![program]).await?.into_iter().map(read).collect())
}

/// The names of those who made versions; who is no person has none.
pub async fn authors(tx: &mut Tx, program: ProgramId) -> Result<BTreeMap<i64, String>, DbError> {
    Ok(tx.all::<(i64, String)>(&AUTHORS, params![program]).await?.into_iter().collect())
}

pub async fn next_after(tx: &mut Tx, program: ProgramId, at: Instant) -> Result<Option<Instant>, DbError> {
    Ok(tx.one::<(Option<Instant>,)>(&NEXT, params![program, at]).await?.0)
}
