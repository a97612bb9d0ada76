//! Clients, leads and touches in the database.

use db::{DbError, Tx, params};
use kit::{
    Id, Instant,
    id::{ClientId, LeadId, ProgramId},
    identity::ClientKey,
    paging::Cursor,
};
use platform::View;

use super::{Lead, LeadStage, NewLead};

db::statements! {
    CLIENTS_BY_KEY: "select c.id, c.name, c.tax_id, c.region, k.lookup_key from client_key k \
        join client c on c.program_id = k.program_id and c.id = k.client_id where k.program_id = $1 and k.lookup_key = $2 \
        order by c.id";
    INSERT_CLIENT: "insert into client (program_id, id, name, tax_id, region, created_at) values ($1, $2, $3, $4, $5, $6)";
    INSERT_KEY: "insert into client_key (program_id, lookup_key, client_id) values ($1, $2, $3) \
        on conflict (program_id, lookup_key, client_id) do nothing";
    OPEN_OF_CLIENT: "select id from lead where program_id = $1 and client_id = $2 \
        and state not in ('won', 'lost', 'withdrawn') order by created_at limit 1";
    OF_CLIENT: "select id, created_at from lead where program_id = $1 and client_id = $2 order by created_at, id";
    INSERT: "insert into lead (program_id, id, client_id, state, state_at, created_at, source, grade, urgency, product_id, region, \
        size, industry, city, need, value_minor, contact_name, contact_phone, contact_email, consent_to_transfer, consent_text, \
        places, places_held, waves, first_k, first_answer_due, version) values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, \
        $12, $13, $14, $15, $16, $17, $18, $19, $20, 1, 0, 0, 0, $21, 1)";
    TOUCH: "insert into lead_touch (program_id, lead_id, id, at, source, name) values ($1, $2, $3, $4, $5, $6)";
    TOUCHES: "select at, source, name from lead_touch where program_id = $1 and lead_id = $2 order by at, id";
    GET: "select l.id, l.client_id, c.name, l.state, l.state_at, l.created_at, l.source, l.grade, l.urgency, l.product_id, l.region, \
        l.size, l.industry, l.city, l.need, l.value_minor, l.contact_name, l.contact_phone, l.contact_email, l.places, \
        l.places_held, l.waves, l.first_k, l.first_answer_due, l.version from lead l \
        join client c on c.program_id = l.program_id and c.id = l.client_id where l.program_id = $1 and l.id = $2";
    PAGE: "select l.id, l.client_id, c.name, l.state, l.state_at, l.created_at, l.source, l.grade, l.urgency, l.product_id, l.region, \
        l.size, l.industry, l.city, l.need, l.value_minor, l.contact_name, l.contact_phone, l.contact_email, l.places, \
        l.places_held, l.waves, l.first_k, l.first_answer_due, l.version from lead l \
        join client c on c.program_id = l.program_id and c.id = l.client_id \
        where l.program_id = $1 and (cast($2 as text) is null or l.state = $2) \
        and (l.created_at < $3 or (l.created_at = $3 and l.id < $4)) order by l.created_at desc, l.id desc limit $5";
    MOVE: "update lead set state = $3, state_at = $4, version = version + 1 where program_id = $1 and id = $2 and state <> $3 \
        and state not in ('won', 'lost', 'withdrawn')";
    WAVE_SENT: "update lead set waves = $3, first_k = $4, places = $5, version = version + 1 \
        where program_id = $1 and id = $2 and waves = $3 - 1";
    HOLD_PLACE: "update lead set places_held = places_held + 1, version = version + 1 \
        where program_id = $1 and id = $2 and places_held < places";
    FREE_PLACE: "update lead set places_held = places_held - 1, version = version + 1 \
        where program_id = $1 and id = $2 and places_held > 0";
}

/// A lead that is about to be written.
pub struct Draft<'a> {
    pub id: LeadId,
    pub client: ClientId,
    pub state: LeadStage,
    pub at: Instant,
    pub grade: &'a str,
    pub urgency: &'a str,
    pub size: &'a str,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub first_answer_due: Option<Instant>,
    pub new: &'a NewLead,
}

/// A client with one of its keys.
pub type Known = (ClientId, String, Option<String>, String, String);

pub async fn clients_by_key(tx: &mut Tx, program: ProgramId, key: &str) -> Result<Vec<Known>, DbError> {
    tx.all(&CLIENTS_BY_KEY, params![program, key]).await
}

pub async fn insert_client(
    tx: &mut Tx,
    program: ProgramId,
    id: ClientId,
    key: &ClientKey,
    at: Instant,
) -> Result<(), DbError> {
    let tax_id = key.tax_id.as_ref().map(ToString::to_string);
    tx.execute(&INSERT_CLIENT, params![program, id, key.name, tax_id, key.region, at]).await.map(drop)
}

/// Remembers everything under which the client can be found.
pub async fn insert_keys(tx: &mut Tx, program: ProgramId, id: ClientId, key: &ClientKey) -> Result<(), DbError> {
    for lookup in key.lookup_keys() {
        tx.execute(&INSERT_KEY, params![program, lookup, id]).await?;
    }
    Ok(())
}

pub async fn open_of_client(tx: &mut Tx, program: ProgramId, client: ClientId) -> Result<Option<LeadId>, DbError> {
    Ok(tx.optional::<(LeadId,)>(&OPEN_OF_CLIENT, params![program, client]).await?.map(|row| row.0))
}

pub async fn leads_of_client(
    tx: &mut Tx,
    program: ProgramId,
    client: ClientId,
) -> Result<Vec<(LeadId, Instant)>, DbError> {
    tx.all(&OF_CLIENT, params![program, client]).await
}

pub async fn insert(tx: &mut Tx, program: ProgramId, draft: &Draft<'_>) -> Result<(), DbError> {
    let new = draft.new;
    let params = params![
        program,
        draft.id,
        draft.client,
        draft.state,
        draft.at,
        new.source.trim(),
        draft.grade,
        draft.urgency,
        new.product,
        new.client.region,
        draft.size,
        new.industry,
        new.client.city,
        new.need.trim(),
        new.value_minor,
        new.contact.name.trim(),
        draft.phone,
        draft.email,
        new.consent.transfer,
        new.consent.text,
        draft.first_answer_due
    ];
    tx.execute(&INSERT, params).await.map(drop)
}

pub async fn touch(
    tx: &mut Tx,
    program: ProgramId,
    lead: LeadId,
    id: Id<kit::id::Event>,
    at: Instant,
    new: &NewLead,
) -> Result<(), DbError> {
    tx.execute(&TOUCH, params![program, lead, id, at, new.source.trim(), new.client.name.trim()]).await.map(drop)
}

pub async fn touches(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<Vec<(Instant, String, String)>, DbError> {
    tx.all(&TOUCHES, params![program, lead]).await
}

/// One lead. Only the vendor sees leads; a partner sees its offers.
pub async fn get(tx: &mut Tx, program: ProgramId, view: View, id: LeadId) -> Result<Option<Lead>, DbError> {
    if view != View::All {
        return Ok(None);
    }
    tx.optional(&GET, params![program, id]).await
}

pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    state: Option<LeadStage>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Lead>, DbError> {
    if view != View::All {
        return Ok(Vec::new());
    }
    let (key, id) = after.map_or((i64::MAX, [0xff; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    tx.all(&PAGE, params![program, state, key, id, limit]).await
}

/// Moves a lead that has not ended; false if it stands there already or has ended.
pub async fn move_to(
    tx: &mut Tx,
    program: ProgramId,
    id: LeadId,
    state: LeadStage,
    at: Instant,
) -> Result<bool, DbError> {
    Ok(tx.execute(&MOVE, params![program, id, state, at]).await? == 1)
}

/// Counts a wave; false if another server counted it.
pub async fn wave_sent(
    tx: &mut Tx,
    program: ProgramId,
    id: LeadId,
    wave: u32,
    first_k: u32,
    places: u32,
) -> Result<bool, DbError> {
    Ok(tx.execute(&WAVE_SENT, params![program, id, wave, first_k, places]).await? == 1)
}

/// Takes one of the lead's places; false if all are taken. The one place where the race is decided.
pub async fn hold_place(tx: &mut Tx, program: ProgramId, id: LeadId) -> Result<bool, DbError> {
    Ok(tx.execute(&HOLD_PLACE, params![program, id]).await? == 1)
}

/// Gives a place back.
pub async fn free_place(tx: &mut Tx, program: ProgramId, id: LeadId) -> Result<(), DbError> {
    tx.execute(&FREE_PLACE, params![program, id]).await.map(drop)
}
