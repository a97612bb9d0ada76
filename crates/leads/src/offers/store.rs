//! Offers and contacts in the database.

use crate::locks;
use db::{DbError, Json, Tx, params};
use kit::{
    Id, Instant,
    id::{ClientId, LeadId, OfferId, PartnerId, ProgramId},
};
use platform::View;

use super::{
    NewOffer, Row,
    domain::{OfferState, ignoring::IgnoringState},
    ratings::RatingShown,
};

pub mod answers;
pub mod board;
pub mod pages;

db::statements! {
    INSERT: "insert into offer (program_id, id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, segment, \
        turn, charge, share, mark, version) values ($1, $2, $3, $4, $5, $6, $7, 'offered', $8, $6, $9, $10, $11, $12, $13, 1)";
    GET: "select id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, viewed_at, accepted_at, started_at, \
        segment, turn, charge, share, mark, version from offer \
        where program_id = $1 and id = $2 and (cast($3 as blob) is null or partner_id = $3)";
    OF_LEAD: "select id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, viewed_at, accepted_at, \
        started_at, segment, turn, charge, share, mark, version from offer where program_id = $1 and lead_id = $2 \
        order by wave, offered_at, id";
    MOVE: "update offer set state = $3, detail = $4, state_at = $5, viewed_at = $6, accepted_at = $7, started_at = $8, \
        version = version + 1 where program_id = $1 and id = $2 and version = $9";
    WAITING: "select count(*) from offer where program_id = $1 and (cast($2 as blob) is null or partner_id = $2) \
        and state in ('offered', 'delivered', 'viewed') and deadline > $3";
    CONTACT: "insert into contact_made (program_id, id, offer_id, at, evidence, note) values ($1, $2, $3, $4, $5, $6)";
    CONTACTS: "select at, evidence, note from contact_made where program_id = $1 and offer_id = $2 order by at, id";
    COUNT: "update partner_tally set offered = offered + $3, answered = answered + $4, ignored = ignored + $5, won = won + $6, \
        closed = closed + $7, open_work = open_work + $8 where program_id = $1 and partner_id = $2";
    // The day counts from what was counted before, unless another act of this day has counted meanwhile.
    RECEIVED: "insert into partner_tally (program_id, partner_id, received, offered, answered, ignored, won, closed, day_at, \
        day_offers, last_offered_at) values ($1, $2, 1, 0, 0, 0, 0, 0, $3, $4 + 1, $5) \
        on conflict (program_id, partner_id) do update set received = partner_tally.received + 1, \
        day_offers = case when partner_tally.day_at = excluded.day_at then partner_tally.day_offers + 1 \
        else excluded.day_offers end, day_at = excluded.day_at, last_offered_at = excluded.last_offered_at returning day_offers";
    UNANSWERED: "select o.id, o.lead_id, o.partner_id, o.wave, o.offered_at, o.deadline, o.state, o.detail, o.state_at, o.viewed_at, \
        o.accepted_at, o.started_at, o.segment, o.turn, o.charge, o.share, o.mark, o.version from offer o \
        join lead l on l.program_id = o.program_id and l.id = o.lead_id where o.program_id = $1 and o.partner_id = $2 \
        and o.state in ('offered', 'delivered', 'viewed') and (cast($3 as blob) is null or l.client_id = $3) order by o.id";
    IN_WORK: "select open_work from partner_tally where program_id = $1 and partner_id = $2";
    LIVE: "select id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, viewed_at, accepted_at, started_at, \
        segment, turn, charge, share, mark, version from offer where program_id = $1 and partner_id = $2 \
        and state in ('offered', 'delivered', 'viewed', 'accepted', 'started') order by id";
    IGNORING: "select level, pause_from, pause_until, clean_since, on_probation from partner_ignoring \
        where program_id = $1 and partner_id = $2";
    KEEP_IGNORING: "insert into partner_ignoring (program_id, partner_id, level, pause_from, pause_until, clean_since, on_probation) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (program_id, partner_id) do update set level = excluded.level, \
        pause_from = excluded.pause_from, pause_until = excluded.pause_until, clean_since = excluded.clean_since, \
        on_probation = excluded.on_probation";
    PROBATIONS: "select partner_id, clean_since from partner_ignoring where program_id = $1 and on_probation = 1 \
        and clean_since is not null";
    RATE: "insert into lead_rating (program_id, offer_id, lead_id, partner_id, source, rating, reason, at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (program_id, offer_id) do nothing";
    RATE_AGAIN: "update lead_rating set rating = $3, reason = $4, at = $5 where program_id = $1 and offer_id = $2";
    LOCK_RATING: "select rating, reason, at from lead_rating where program_id = $1 and offer_id = $2 for update";
    RATING: "select rating, reason, at from lead_rating where program_id = $1 and offer_id = $2";
    UNRECEIVED: "update partner_tally set received = received - 1, day_offers = case \
        when cast($3 as bigint) >= day_at and day_offers > 0 then day_offers - 1 else day_offers end \
        where program_id = $1 and partner_id = $2 and received > 0";
    WAITING_OF: "select id, lead_id, partner_id, wave, offered_at, deadline, state, detail, state_at, viewed_at, accepted_at, \
        started_at, segment, turn, charge, share, mark, version from offer where program_id = $1 and partner_id = $2 \
        and state in ('offered', 'delivered') and deadline > $3 order by deadline, id";
    REFUNDS: "select count(*), cast(coalesce(sum(case when refund > 0 then 1 else 0 end), 0) as bigint) from offer \
        where program_id = $1 and partner_id = $2 and offered_at >= $3";
    REFUND: "update offer set refund = $3 where program_id = $1 and id = $2";
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

/// The open offers of a partner that nobody has opened.
pub async fn waiting_of(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    now: Instant,
) -> Result<Vec<Row>, DbError> {
    tx.all(&WAITING_OF, params![program, partner, now]).await
}

/// All offers of a lead; a partner sees its own among them.
pub async fn of_lead(tx: &mut Tx, program: ProgramId, view: View, lead: LeadId) -> Result<Vec<Row>, DbError> {
    let rows: Vec<Row> = tx.all(&OF_LEAD, params![program, lead]).await?;
    Ok(rows.into_iter().filter(|row| view.shows(Some(row.partner))).collect())
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    pub offered: i64,
    pub answered: i64,
    pub ignored: i64,
    pub won: i64,
    pub closed: i64,
    pub open_work: i64,
}

/// Counts what came of an offer; its partner has a row since it was made.
pub async fn count(tx: &mut Tx, program: ProgramId, partner: PartnerId, add: Added) -> Result<(), DbError> {
    if add == Added::default() {
        return Ok(());
    }
    locks::tally(tx, partner).await?;
    let params = params![program, partner, add.offered, add.answered, add.ignored, add.won, add.closed, add.open_work];
    tx.execute(&COUNT, params).await.map(drop)
}

/// Counts an offer that is made. If leads of another segment have filled the partner's day since it was chosen, the transaction
/// runs again, and chooses anew.
pub async fn received(tx: &mut Tx, program: ProgramId, new: &NewOffer, at: Instant) -> Result<(), DbError> {
    locks::tally(tx, new.partner).await?;
    let params = params![program, new.partner, new.day, new.before_today, at];
    let (today,): (u32,) = tx.one(&RECEIVED, params).await?;
    if new.most_today.is_some_and(|most| today > most) { Err(tx.run_again()) } else { Ok(()) }
}

/// Takes back the counting of an offer that reached nobody.
pub async fn not_received(tx: &mut Tx, program: ProgramId, row: &Row) -> Result<(), DbError> {
    locks::tally(tx, row.partner).await?;
    tx.execute(&UNRECEIVED, params![program, row.partner, row.offered_at]).await.map(drop)
}

/// Offers since a moment, and those of them of which a part of the charge came back. The partner's tally is locked, so
/// that of two declines at once the second counts the first.
pub async fn refunds(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    from: Instant,
) -> Result<(u32, u32), DbError> {
    locks::tally(tx, partner).await?;
    tx.one(&REFUNDS, params![program, partner, from]).await
}

/// Writes down what came back of an offer's charge.
pub async fn refund(tx: &mut Tx, program: ProgramId, offer: OfferId, amount: i64) -> Result<(), DbError> {
    tx.execute(&REFUND, params![program, offer, amount]).await.map(drop)
}

/// Offers that wait for a partner's answer: all of them, or those of one client.
pub async fn unanswered(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    client: Option<ClientId>,
) -> Result<Vec<Row>, DbError> {
    tx.all(&UNANSWERED, params![program, partner, client]).await
}

/// Every offer of a partner that has not ended.
pub async fn live(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<Vec<Row>, DbError> {
    tx.all(&LIVE, params![program, partner]).await
}

/// Where a partner stands with ignoring, as its last review left it.
pub async fn ignoring(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<IgnoringState, DbError> {
    type Found = (u32, Option<Instant>, Option<Instant>, Option<Instant>, bool);
    let found: Option<Found> = tx.optional(&IGNORING, params![program, partner]).await?;
    let state = found.map(|(level, from, until, clean_since, on_probation)| {
        let last_pause = from.zip(until);
        IgnoringState { level, last_pause, clean_since, on_probation }
    });
    Ok(state.unwrap_or_default())
}

pub async fn keep_ignoring(
    tx: &mut Tx,
    program: ProgramId,
    partner: PartnerId,
    state: IgnoringState,
) -> Result<(), DbError> {
    let (from, until) = state.last_pause.unzip();
    let params = params![program, partner, state.level, from, until, state.clean_since, state.on_probation];
    tx.execute(&KEEP_IGNORING, params).await.map(drop)
}

/// Partners on probation, with the moment from which their clean days count.
pub async fn probations(tx: &mut Tx, program: ProgramId) -> Result<Vec<(PartnerId, Instant)>, DbError> {
    tx.all(&PROBATIONS, params![program]).await
}

/// Writes a first rating, or another in its place; the transaction runs again if another act was the first.
pub async fn rate(
    tx: &mut Tx,
    program: ProgramId,
    row: &Row,
    source: &str,
    rating: u8,
    reason: &str,
    at: Instant,
    again: bool,
) -> Result<(), DbError> {
    let written = if again {
        tx.execute(&RATE_AGAIN, params![program, row.id, rating, reason, at]).await?
    } else {
        tx.execute(&RATE, params![program, row.id, row.lead, row.partner, source, rating, reason, at]).await?
    };
    if written == 1 { Ok(()) } else { Err(tx.run_again()) }
}

/// The rating of an offer for an act that will change it.
pub async fn lock_rating(tx: &mut Tx, program: ProgramId, offer: OfferId) -> Result<Option<RatingShown>, DbError> {
    tx.optional(&LOCK_RATING, params![program, offer]).await
}

pub async fn rating(tx: &mut Tx, program: ProgramId, offer: OfferId) -> Result<Option<RatingShown>, DbError> {
    tx.optional(&RATING, params![program, offer]).await
}

/// How much a partner has in work.
pub async fn in_work(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<u32, DbError> {
    Ok(tx.optional::<(u32,)>(&IN_WORK, params![program, partner]).await?.map_or(0, |row| row.0))
}

/// How many offers wait for an answer and can still get one.
pub async fn waiting(tx: &mut Tx, program: ProgramId, view: View, now: Instant) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(&WAITING, params![program, view.partner_filter(), now]).await?.0)
}
