//! Clients, leads and touches in the database.

use db::{DbError, Tx, params};
use kit::{
    Id, Instant,
    id::{ClientId, LeadId, PartnerId, ProductId, ProgramId},
    identity::{ClientKey, TaxId},
};
use platform::View;

use super::{ClientFacts, Lead, LeadStage, NewLead, Touch};

pub mod pages;

/// The columns of a lead `l` with its client `c`, in the order of its fields.
macro_rules! lead_columns {
    () => {
        "l.id, l.client_id, c.name, l.state, l.state_at, l.created_at, l.source, l.grade, l.urgency, l.product_id, l.region, \
        l.size, l.industry, l.city, l.need, l.value_minor, l.contact_name, l.contact_phone, l.contact_email, l.places, \
        l.places_held, l.waves, l.first_k, l.first_answer_due, l.first_answered_at, l.points, l.source_demoted, \
        l.consent_to_transfer, l.given_to, l.round_from, l.desk_reason, l.version"
    };
}
pub(crate) use lead_columns;

db::statements! {
    CLIENTS_BY_KEY: "select c.id, c.name, c.tax_id, c.region, k.nth from client_key k \
        join client c on c.program_id = k.program_id and c.id = k.client_id where k.program_id = $1 and k.lookup_key = $2 \
        order by k.nth";
    INSERT_CLIENT: "insert into client (program_id, id, name, tax_id, region, created_at) values ($1, $2, $3, $4, $5, $6)";
    CLIENT: "select name, tax_id, region from client where program_id = $1 and id = $2";
    INSERT_KEY: "insert into client_key (program_id, lookup_key, nth, client_id) values ($1, $2, $3, $4) on conflict do nothing";
    LEARN_TAX_ID: "update client set tax_id = $3 where program_id = $1 and id = $2 and tax_id is null";
    OPEN_OF_CLIENT: "select id from lead where program_id = $1 and client_id = $2 \
        and (cast($3 as blob) is null or product_id = $3) and state not in ('won', 'lost', 'withdrawn') order by created_at limit 1";
    OPEN_PRODUCTS: "select product_id from lead where program_id = $1 and client_id = $2 \
        and state not in ('won', 'lost', 'withdrawn')";
    OF_CLIENT: "select id, created_at from lead where program_id = $1 and client_id = $2 order by created_at, id";
    INSERT: "insert into lead (program_id, id, client_id, state, state_at, created_at, source, grade, urgency, product_id, region, \
        size, industry, city, need, value_minor, contact_name, contact_phone, contact_email, consent_to_transfer, consent_text, \
        places, places_held, waves, first_k, first_answer_due, points, source_demoted, search_text, version) \
        values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1, 0, 0, 0, $21, $22, \
        $23, $24, 1) on conflict do nothing";
    TOUCH: "insert into lead_touch (program_id, lead_id, id, at, source, name, need, product_id, contact_name, contact_phone, \
        contact_email, value_minor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    TOUCHES: "select at, source, name, need, product_id, contact_name, contact_phone, contact_email, value_minor from lead_touch where program_id = $1 and lead_id = $2 order by at, id";
    GET: concat!("select ", lead_columns!(), " from lead l join client c on c.program_id = l.program_id and c.id = l.client_id \
        where l.program_id = $1 and l.id = $2");
    MOVE: "update lead set state = $3, state_at = $4, version = version + 1 where program_id = $1 and id = $2 and state <> $3 \
        and state not in ('won', 'lost', 'withdrawn')";
    WAVE_SENT: "update lead set waves = $3, first_k = $4, places = $5, version = version + 1 \
        where program_id = $1 and id = $2 and waves = $3 - 1";
    HOLD_PLACE: "update lead set places_held = places_held + 1, version = version + 1 \
        where program_id = $1 and id = $2 and places_held < places";
    SEND_TO_DESK: "update lead set desk_reason = $3 where program_id = $1 and id = $2";
    NEW_ROUND: "update lead set given_to = $3, round_from = waves, desk_reason = null, state = 'distributing', state_at = $4, \
        version = version + 1 where program_id = $1 and id = $2 and version = $5";
    REGRADE: "update lead set grade = $3, version = version + 1 where program_id = $1 and id = $2";
    CONSENT: "update lead set consent_to_transfer = $3, consent_text = $4, version = version + 1 \
        where program_id = $1 and id = $2";
    PROMISED: "update lead set first_answer_due = $3, version = version + 1 where program_id = $1 and id = $2";
    ANSWERED: "update lead set first_answered_at = $3 where program_id = $1 and id = $2 and first_answered_at is null";
    SOURCE_RATING: "select ratings, total from source_rating where program_id = $1 and source = $2";
    SOURCES: "select source, ratings, total from source_rating where program_id = $1 order by source";
    RATE_SOURCE: "insert into source_rating (program_id, source, ratings, total) values ($1, $2, $3, $4) \
        on conflict (program_id, source) do update set ratings = source_rating.ratings + excluded.ratings, \
        total = source_rating.total + excluded.total";
    STUCK: "select l.id from lead l where l.program_id = $1 and (\
        (l.state in ('consent_needed', 'nurture') and not exists (select 1 from timer t where t.program_id = l.program_id \
            and t.kind = 'lead_review' and t.subject_id = l.id)) \
        or (l.state = 'distributing' and not exists (select 1 from timer t where t.program_id = l.program_id \
            and t.kind = 'lead_clock' and t.subject_id = l.id)) \
        or (l.state = 'in_work' and not exists (select 1 from offer o where o.program_id = l.program_id and o.lead_id = l.id \
            and o.state = 'started') and not exists (select 1 from timer t where t.program_id = l.program_id \
            and t.kind = 'lead_clock' and t.subject_id = l.id)) \
        or (l.state = 'exhausted' and not exists (select 1 from task k where k.program_id = l.program_id \
            and k.subject_id = l.id and k.done_at is null))) order by l.id limit $2";
    FREE_PLACE: "update lead set places_held = places_held - 1, version = version + 1 \
        where program_id = $1 and id = $2 and places_held > 0";
}

/// A lead that is about to be written.
pub struct Draft<'a> {
    pub id: LeadId,
    pub client: ClientId,
    pub product: ProductId,
    pub state: LeadStage,
    pub at: Instant,
    pub grade: &'a str,
    pub urgency: &'a str,
    pub size: &'a str,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub first_answer_due: Option<Instant>,
    pub points: u32,
    pub source_demoted: bool,
    pub new: &'a NewLead,
}

/// A client that has a key: id, name, tax id, region, and the how manieth it is.
pub type Holder = (ClientId, String, Option<String>, String, i64);

pub async fn clients_by_key(tx: &mut Tx, program: ProgramId, key: &str) -> Result<Vec<Holder>, DbError> {
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

/// Makes a client the nth holder of a key; false if another act was faster.
pub async fn insert_key(
    tx: &mut Tx,
    program: ProgramId,
    lookup: &str,
    nth: i64,
    client: ClientId,
) -> Result<bool, DbError> {
    Ok(tx.execute(&INSERT_KEY, params![program, lookup, nth, client]).await? == 1)
}

pub async fn client(tx: &mut Tx, program: ProgramId, id: ClientId) -> Result<Option<ClientFacts>, DbError> {
    tx.optional(&CLIENT, params![program, id]).await
}

/// Remembers the tax id of a client that was known without one; false if another act was faster.
pub async fn learn_tax_id(tx: &mut Tx, program: ProgramId, id: ClientId, tax_id: &TaxId) -> Result<bool, DbError> {
    Ok(tx.execute(&LEARN_TAX_ID, params![program, id, tax_id.to_string()]).await? == 1)
}

/// The oldest open lead of a client: of one product, or of any.
pub async fn open_of_client(
    tx: &mut Tx,
    program: ProgramId,
    client: ClientId,
    product: Option<ProductId>,
) -> Result<Option<LeadId>, DbError> {
    Ok(tx.optional::<(LeadId,)>(&OPEN_OF_CLIENT, params![program, client, product]).await?.map(|row| row.0))
}

/// The products of a client's open leads.
pub async fn open_products(tx: &mut Tx, program: ProgramId, client: ClientId) -> Result<Vec<ProductId>, DbError> {
    let rows: Vec<(ProductId,)> = tx.all(&OPEN_PRODUCTS, params![program, client]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

pub async fn leads_of_client(
    tx: &mut Tx,
    program: ProgramId,
    client: ClientId,
) -> Result<Vec<(LeadId, Instant)>, DbError> {
    tx.all(&OF_CLIENT, params![program, client]).await
}

/// Writes a lead; false if an open one of the same client and product came in between.
pub async fn insert(tx: &mut Tx, program: ProgramId, draft: &Draft<'_>) -> Result<bool, DbError> {
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
        draft.product,
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
        draft.first_answer_due,
        draft.points,
        draft.source_demoted,
        search_text(draft)
    ];
    Ok(tx.execute(&INSERT, params).await? == 1)
}

pub async fn touch(
    tx: &mut Tx,
    program: ProgramId,
    lead: LeadId,
    id: Id<kit::id::Event>,
    touch: &Touch,
) -> Result<(), DbError> {
    let Touch { at, source, name, need, product, contact_name, contact_phone, contact_email, value_minor } = touch;
    let params = params![
        program,
        lead,
        id,
        at,
        source,
        name,
        need,
        product,
        contact_name,
        contact_phone,
        contact_email,
        value_minor
    ];
    tx.execute(&TOUCH, params).await.map(drop)
}

pub async fn touches(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<Vec<Touch>, DbError> {
    tx.all(&TOUCHES, params![program, lead]).await
}

/// One lead. Only the vendor sees leads; a partner sees its offers.
pub async fn get(tx: &mut Tx, program: ProgramId, view: View, id: LeadId) -> Result<Option<Lead>, DbError> {
    if view != View::All {
        return Ok(None);
    }
    tx.optional(&GET, params![program, id]).await
}

/// What a search looks into.
fn search_text(draft: &Draft<'_>) -> String {
    let new = draft.new;
    let parts = [
        Some(new.client.name.as_str()),
        new.client.tax_id.as_deref(),
        new.client.city.as_deref(),
        Some(new.contact.name.as_str()),
        draft.phone.as_deref(),
        draft.email.as_deref(),
        Some(new.need.as_str()),
    ];
    parts.into_iter().flatten().map(kit::search::folded).collect::<Vec<_>>().join("\n")
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

/// Says why a person has to look at a lead, or why it was closed.
pub async fn send_to_desk(tx: &mut Tx, program: ProgramId, id: LeadId, reason: &str) -> Result<(), DbError> {
    tx.execute(&SEND_TO_DESK, params![program, id, reason]).await.map(drop)
}

/// Begins a new round of waves: to one partner by hand, or to the queue. Runs again if another act was faster.
pub async fn new_round(
    tx: &mut Tx,
    program: ProgramId,
    lead: &Lead,
    given_to: Option<PartnerId>,
    at: Instant,
) -> Result<(), DbError> {
    if tx.execute(&NEW_ROUND, params![program, lead.id, given_to, at, lead.version]).await? == 1 {
        Ok(())
    } else {
        Err(tx.run_again())
    }
}

pub async fn regrade(tx: &mut Tx, program: ProgramId, id: LeadId, grade: &str) -> Result<(), DbError> {
    tx.execute(&REGRADE, params![program, id, grade]).await.map(drop)
}

pub async fn consent(
    tx: &mut Tx,
    program: ProgramId,
    id: LeadId,
    given: bool,
    text: Option<&str>,
) -> Result<(), DbError> {
    tx.execute(&CONSENT, params![program, id, given, text]).await.map(drop)
}

/// When the client is to be answered, for a lead that came while nobody knew what time it was.
pub async fn promised(tx: &mut Tx, program: ProgramId, id: LeadId, due: Instant) -> Result<(), DbError> {
    tx.execute(&PROMISED, params![program, id, due]).await.map(drop)
}

/// The client was answered; false if somebody had answered before.
pub async fn answered(tx: &mut Tx, program: ProgramId, id: LeadId, at: Instant) -> Result<bool, DbError> {
    Ok(tx.execute(&ANSWERED, params![program, id, at]).await? == 1)
}

/// How many ratings the leads of a source have, and their sum.
pub async fn source_rating(tx: &mut Tx, program: ProgramId, source: &str) -> Result<(u32, u32), DbError> {
    Ok(tx.optional(&SOURCE_RATING, params![program, source]).await?.unwrap_or_default())
}

/// The same for every source that was rated.
pub async fn sources(tx: &mut Tx, program: ProgramId) -> Result<Vec<(String, u32, u32)>, DbError> {
    tx.all(&SOURCES, params![program]).await
}

pub async fn rate_source(
    tx: &mut Tx,
    program: ProgramId,
    source: &str,
    ratings: i64,
    total: i64,
) -> Result<(), DbError> {
    tx.execute(&RATE_SOURCE, params![program, source, ratings, total]).await.map(drop)
}

/// Leads that nothing will ever move: none, or something is broken.
pub async fn stuck(tx: &mut Tx, program: ProgramId, limit: u32) -> Result<Vec<LeadId>, DbError> {
    Ok(tx.all::<(LeadId,)>(&STUCK, params![program, limit]).await?.into_iter().map(|row| row.0).collect())
}
