//! All offers of a lead with what the board shows beside them, in two statements.

use std::collections::BTreeMap;

use db::{DbError, FromRow, Tx, params};
use kit::{
    Instant,
    id::{LeadId, OfferId, ProgramId},
};
use platform::View;

use super::super::{Row, ratings::RatingShown};

db::statements! {
    BOARD: "select o.id, o.lead_id, o.partner_id, o.wave, o.offered_at, o.deadline, o.state, o.detail, o.state_at, o.viewed_at, \
        o.accepted_at, o.started_at, o.segment, o.turn, o.charge, o.share, o.mark, o.version, p.name, coalesce(t.ignored, 0), \
        r.rating, r.reason, r.at, (select count(*) from app_user u where u.program_id = $1 and u.partner_id = o.partner_id \
        and u.disabled_at is null) + (select count(*) from api_key k where k.program_id = $1 and k.partner_id = o.partner_id \
        and k.revoked_at is null) from offer o join partner p on p.program_id = o.program_id and p.id = o.partner_id \
        left join partner_tally t on t.program_id = o.program_id and t.partner_id = o.partner_id \
        left join lead_rating r on r.program_id = o.program_id and r.offer_id = o.id \
        where o.program_id = $1 and o.lead_id = $2 order by o.wave, o.offered_at, o.id";
    CONTACTS: "select c.offer_id, c.at, c.evidence, c.note from offer o cross join contact_made c \
        where c.program_id = o.program_id and c.offer_id = o.id and o.program_id = $1 and o.lead_id = $2 order by c.at, c.id";
}

/// One offer on the board.
pub struct Beside {
    pub row: Row,
    /// The partner's name.
    pub name: String,
    /// How many offers it ignored in all.
    pub ignored_in_all: i64,
    /// What it thinks of the lead.
    pub rating: Option<RatingShown>,
    /// Its people and keys.
    pub hands: i64,
}

impl FromRow for Beside {
    fn from_row(row: &mut db::Row) -> Result<Self, DbError> {
        let (offer, name, ignored_in_all) = (Row::from_row(row)?, row.take()?, row.take()?);
        let (rating, reason, at): (Option<u8>, Option<String>, Option<Instant>) =
            (row.take()?, row.take()?, row.take()?);
        let rated = rating.zip(reason).zip(at);
        let rating = rated.map(|((rating, reason), at)| RatingShown { rating, reason, at });
        Ok(Self { row: offer, name, ignored_in_all, rating, hands: row.take()? })
    }
}

/// All offers of a lead; a partner sees its own among them.
pub async fn offers(tx: &mut Tx, program: ProgramId, view: View, lead: LeadId) -> Result<Vec<Beside>, DbError> {
    let all: Vec<Beside> = tx.all(&BOARD, params![program, lead]).await?;
    Ok(all.into_iter().filter(|beside| view.shows(Some(beside.row.partner))).collect())
}

/// A contact: when, how it is shown, what was said.
pub type Contact = (Instant, String, String);

/// The contacts made for each offer of a lead, in their order.
pub async fn contacts(
    tx: &mut Tx,
    program: ProgramId,
    lead: LeadId,
) -> Result<BTreeMap<OfferId, Vec<Contact>>, DbError> {
    let rows: Vec<(OfferId, Instant, String, String)> = tx.all(&CONTACTS, params![program, lead]).await?;
    let mut found: BTreeMap<OfferId, Vec<Contact>> = BTreeMap::new();
    for (offer, at, evidence, note) in rows {
        found.entry(offer).or_default().push((at, evidence, note));
    }
    Ok(found)
}
