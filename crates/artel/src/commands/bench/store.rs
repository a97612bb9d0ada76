//! The rows that a lead and an acceptance leave in the database, written without any rule: to know what the
//! database alone can do, and to make a long history in a short time.

use db::{DbError, Tx, params};
use kit::{
    Id, Instant, Uuid,
    id::{Client, ClientId, Event, LeadId, Offer, OfferId, PartnerId, ProductId, ProgramId},
    time::Span,
};

db::statements! {
    CLIENT: "insert into client (program_id, id, name, tax_id, region, created_at) values ($1, $2, $3, null, 'RU-MOW', $4)";
    KEY: "insert into client_key (program_id, lookup_key, nth, client_id) values ($1, $2, 1, $3) \
        on conflict (program_id, lookup_key, nth) do nothing";
    LEAD: "insert into lead (program_id, id, client_id, state, state_at, created_at, source, grade, urgency, product_id, region, \
        size, industry, city, need, value_minor, contact_name, contact_phone, contact_email, consent_to_transfer, consent_text, \
        places, places_held, waves, first_k, first_answer_due, version) values ($1, $2, $3, $4, $5, $5, 'bench', 'A', 'normal', $6, \
        'RU-MOW', 'medium', null, 'Moscow', 'Pumps for a boiler house', 100000000, 'Ivan', null, $7, 1, null, 3, 0, 0, 0, $8, 1)";
    WAVE: "update lead set waves = 1, first_k = 3, version = version + 1 where program_id = $1 and id = $2 and waves = 0";
    TOUCH: "insert into lead_touch (program_id, lead_id, id, at, source, name) values ($1, $2, $3, $4, 'bench', $5)";
    EVENT: "insert into event (program_id, id, at, name, actor_kind, actor_id, request_id, subject_kind, subject_id, partner_id, data) \
        values ($1, $2, $3, $4, 'system', null, '0192f0c1-0000-7000-8000-000000000001', $5, $6, $7, $8)";
    POSITION: "insert into event_position (program_id, position, event_id) \
        select $1, coalesce(max(position), 0) + 1, $2 from event_position where program_id = $1";
    OFFER: "insert into offer (program_id, id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, segment, \
        turn, charge, share, mark, version, accepted_at) values ($1, $2, $3, $4, 1, $5, $6, $7, $8, $5, $9, $10, 333333, 1000000, \
        null, 1, $11)";
    ANSWER: "insert into answer_day (program_id, partner_id, day, ignored, ignored_micros, answered, answered_micros, \
        last_ignored_at) values ($1, $2, $3, $4, $4 * $6, $5, $5 * $6, $7) on conflict (program_id, partner_id, day) do update set \
        ignored = answer_day.ignored + excluded.ignored, ignored_micros = answer_day.ignored_micros + excluded.ignored_micros, \
        answered = answer_day.answered + excluded.answered, answered_micros = answer_day.answered_micros + excluded.answered_micros, \
        last_ignored_at = coalesce(excluded.last_ignored_at, answer_day.last_ignored_at)";
    RECEIVED: "insert into partner_tally (program_id, partner_id, received, offered, answered, ignored, won, closed, day_at, \
        day_offers, last_offered_at) values ($1, $2, 1, 0, 0, 0, 0, 0, 0, 1, $3) on conflict (program_id, partner_id) do update set \
        received = partner_tally.received + 1, day_offers = partner_tally.day_offers + 1, \
        last_offered_at = excluded.last_offered_at";
    ROSTER: "insert into network_snapshot (program_id, id, body) values ($1, $2, $3) on conflict (program_id, id) do nothing";
    DECISION: "insert into decision (program_id, lead_id, wave, at, policy_id, snapshot_id, record) \
        values ($1, $2, 1, $3, $4, $5, $6)";
    QUEUE: "insert into segment_queue (program_id, segment, queue, version) values ($1, $2, $3, 1) \
        on conflict (program_id, segment) do update set queue = excluded.queue, version = segment_queue.version + 1";
    TIMER: "insert into timer (program_id, kind, subject_id, due_at) values ($1, 'bench', $2, $3) \
        on conflict (program_id, kind, subject_id) do update set due_at = excluded.due_at";
    PLACE: "update lead set places_held = places_held + 1, version = version + 1 \
        where program_id = $1 and id = $2 and places_held < places";
    ACCEPT: "update offer set state = 'accepted', detail = $3, state_at = $4, accepted_at = $4, version = version + 1 \
        where program_id = $1 and id = $2 and version = 1";
    COUNT: "update partner_tally set offered = offered + 1, answered = answered + 1, open_work = open_work + 1 \
        where program_id = $1 and partner_id = $2";
    CONTACT: "insert into contact_made (program_id, id, offer_id, at, evidence, note) values ($1, $2, $3, $4, 'call', 'Agreed to meet')";
    TERM: "insert into search_term (program_id, scope, kind, term, subject_id) values ($1, $2, 'lead', $3, $4)";
    ENTRY: "insert into search_entry (program_id, kind, subject_id, scope, terms) values ($1, 'lead', $2, $3, $4)";
    PROGRAM: "select program_id, id from product order by program_id limit 1";
    PARTNERS: "select id from partner where program_id = $1 order by id";
    CONSUMED: "insert into consumer_cursor (program_id, consumer, position) \
        select $1, $2, coalesce(max(position), 0) from event_position where program_id = $1 \
        on conflict (program_id, consumer) do update set position = excluded.position";
}

/// Whose rows are written, and of which partners.
#[derive(Clone)]
pub struct Ground {
    pub program: ProgramId,
    pub product: ProductId,
    pub partners: Vec<PartnerId>,
}

/// One lead with its three offers.
#[derive(Clone, Copy)]
pub struct Rows {
    pub number: u64,
    pub at: Instant,
}

impl Rows {
    fn id<K>(self, kind: u128, part: u128) -> Id<K> {
        let ms = u128::try_from(self.at.micros() / 1000).unwrap_or(0);
        let number = u128::from(self.number);
        Id::from_uuid(Uuid::from_u128(ms << 80 | 7 << 76 | (kind << 4 | part) << 64 | 2 << 62 | number))
    }
    pub fn lead(self) -> LeadId {
        self.id(1, 0)
    }
    pub fn offer(self, part: u128) -> OfferId {
        self.id::<Offer>(2, part)
    }
}

const QUEUE_BYTES: usize = 1_300;
const RECORD_BYTES: usize = 1_000;
const ROSTER_BYTES: usize = 3_000;

/// The program of the database, if it has one.
pub async fn ground(tx: &mut Tx) -> Result<Option<Ground>, DbError> {
    let Some((program, product)) = tx.optional::<(ProgramId, ProductId)>(&PROGRAM, params![]).await? else {
        return Ok(None);
    };
    let partners = tx.all::<(PartnerId,)>(&PARTNERS, params![program]).await?;
    Ok(Some(Ground { program, product, partners: partners.into_iter().map(|row| row.0).collect() }))
}

async fn event(
    tx: &mut Tx,
    ground: &Ground,
    rows: Rows,
    part: u128,
    named: (&str, &str),
    subject: Uuid,
    partner: Option<PartnerId>,
) -> Result<(), DbError> {
    let data = "{\"lead\":\"lead_0192f0c1000070008000000000000001\",\"wave\":1,\"deadline\":\"2026-06-15T07:30:00Z\"}";
    let id: Id<Event> = rows.id(3, part);
    let (name, kind) = named;
    let subject = *subject.as_bytes();
    tx.execute(&EVENT, params![ground.program, id, rows.at, name, kind, subject, partner, data]).await?;
    tx.execute(&POSITION, params![ground.program, id]).await.map(drop)
}

/// Writes a lead with its client, its three offers, events, decision, queue and timer. `ended` writes it as
/// history: nothing of it waits.
pub async fn lead(tx: &mut Tx, ground: &Ground, rows: Rows, ended: bool) -> Result<(), DbError> {
    let Ground { program, product, partners } = ground;
    let (client, lead): (ClientId, LeadId) = (rows.id::<Client>(4, 0), rows.lead());
    let name = format!("Client {}", rows.number);
    tx.execute(&CLIENT, params![program, client, name, rows.at]).await?;
    for lookup in [format!("d:client{}.ru", rows.number), format!("n:RU-MOW:client {}", rows.number)] {
        tx.execute(&KEY, params![program, lookup, client]).await?;
    }
    let (state, email) = (if ended { "won" } else { "distributing" }, format!("ivan@client{}.ru", rows.number));
    let due = rows.at + Span::hours(9);
    tx.execute(&LEAD, params![program, lead, client, state, rows.at, product, email, due]).await?;
    event(tx, ground, rows, 0, ("lead.received", "lead"), lead.uuid(), None).await?;
    tx.execute(&TOUCH, params![program, lead, rows.id::<Event>(5, 0), rows.at, name]).await?;
    tx.execute(&WAVE, params![program, lead]).await?;
    event(tx, ground, rows, 1, ("lead.wave_sent", "lead"), lead.uuid(), None).await?;
    for part in 0..3_u64 {
        offer(tx, ground, rows, part, ended).await?;
    }
    let (number, mail) = (rows.number.to_string(), format!("client{}", rows.number));
    let terms = ["pump", "boiler", "hous", "moscow", "ivan", "client", &number, &mail];
    for term in terms {
        tx.execute(&TERM, params![program, *program.bytes(), term.as_bytes(), lead]).await?;
    }
    tx.execute(&ENTRY, params![program, lead, *program.bytes(), terms.join(" ")]).await?;
    let roster = *program.bytes();
    tx.execute(&ROSTER, params![program, roster, vec![7_u8; ROSTER_BYTES]]).await?;
    tx.execute(&DECISION, params![program, lead, rows.at, *product.bytes(), roster, vec![7_u8; RECORD_BYTES]]).await?;
    if !ended {
        tx.execute(&QUEUE, params![program, "bench", vec![7_u8; QUEUE_BYTES]]).await?;
        tx.execute(&TIMER, params![program, lead, due]).await?;
    }
    debug_assert!(!partners.is_empty(), "offers need partners");
    Ok(())
}

async fn offer(tx: &mut Tx, ground: &Ground, rows: Rows, part: u64, ended: bool) -> Result<(), DbError> {
    let Ground { program, partners, .. } = ground;
    let count = u64::try_from(partners.len()).unwrap_or(1).max(1);
    let place = usize::try_from((rows.number * 3 + part) % count).unwrap_or(0);
    let Some(partner) = partners.get(place) else { return Ok(()) };
    let (id, deadline) = (rows.offer(part.into()), rows.at + Span::hours(2));
    let (state, detail) = match (ended, part) {
        (false, _) => ("offered", "{\"state\":\"offered\"}".to_owned()),
        (true, 0) => ("won", format!("{{\"state\":\"won\",\"at\":\"{}\",\"proof\":\"order 1\"}}", rows.at)),
        (true, _) => ("ignored", format!("{{\"state\":\"ignored\",\"at\":\"{}\"}}", rows.at)),
    };
    let (segment, turn) = ("product_0192f0c1000070008000000000000001/RU-MOW/medium", partner.to_string());
    let accepted_at = (state == "won").then_some(rows.at);
    let params =
        params![program, id, rows.lead(), partner, rows.at, deadline, state, detail, segment, turn, accepted_at];
    tx.execute(&OFFER, params).await?;
    tx.execute(&RECEIVED, params![program, partner, rows.at]).await?;
    event(tx, ground, rows, 2 + u128::from(part), ("offer.made", "offer"), id.uuid(), Some(*partner)).await?;
    if ended {
        answer(tx, ground, rows, *partner, state == "ignored").await?;
    }
    if ended && part == 0 {
        tx.execute(&CONTACT, params![program, rows.id::<Event>(6, 0), id, rows.at]).await?;
    }
    Ok(())
}

/// What a partner did, counted on its day.
async fn answer(tx: &mut Tx, ground: &Ground, rows: Rows, partner: PartnerId, ignored: bool) -> Result<(), DbError> {
    const DAY: i64 = Span::days(1).0;
    let (day, micros) = (rows.at.micros() / DAY, rows.at.micros() % DAY);
    let (ignored, last) = (i64::from(ignored), ignored.then_some(rows.at));
    let params = params![ground.program, partner, day, ignored, 1 - ignored, micros, last];
    tx.execute(&ANSWER, params).await.map(drop)
}

/// Writes what an acceptance changes.
pub async fn acceptance(tx: &mut Tx, ground: &Ground, rows: Rows) -> Result<(), DbError> {
    let Ground { program, partners, .. } = ground;
    let count = u64::try_from(partners.len()).unwrap_or(1).max(1);
    let Some(partner) = partners.get(usize::try_from((rows.number * 3) % count).unwrap_or(0)) else { return Ok(()) };
    let due = rows.at + Span::hours(9);
    let detail = format!("{{\"state\":\"accepted\",\"at\":\"{}\",\"start_due\":\"{due}\"}}", rows.at);
    tx.execute(&PLACE, params![program, rows.lead()]).await?;
    tx.execute(&ACCEPT, params![program, rows.offer(0), detail, rows.at]).await?;
    tx.execute(&COUNT, params![program, partner]).await?;
    event(tx, ground, rows, 9, ("offer.accepted", "offer"), rows.offer(0).uuid(), Some(*partner)).await?;
    tx.execute(&QUEUE, params![program, "bench", vec![7_u8; QUEUE_BYTES]]).await?;
    tx.execute(&TIMER, params![program, rows.lead(), due]).await.map(drop)
}

/// Says that a consumer has read the whole log: the history here has no consequences.
pub async fn consumed(tx: &mut Tx, program: ProgramId, consumer: &str) -> Result<(), DbError> {
    tx.execute(&CONSUMED, params![program, consumer]).await.map(drop)
}
