//! Pages of offers, each with its lead in one statement.
//!
//! A filter that may be absent tells the planner nothing, so there is a statement for each filter that narrows
//! much; the others are checked on the rows that it finds. `cross join` keeps the offers first.

use db::{DbError, FromRow, Tx, params};
use kit::{id::ProgramId, paging::Cursor};
use platform::View;

use super::super::{Row, api::OffersQuery};
use crate::intake::{Lead, store::lead_columns};

macro_rules! page {
    ($narrow:literal) => {
        concat!(
            "select o.id, o.lead_id, o.partner_id, o.wave, o.offered_at, o.deadline, o.state, o.detail, o.state_at, o.viewed_at, \
            o.accepted_at, o.started_at, o.segment, o.turn, o.charge, o.share, o.mark, o.version, ",
            lead_columns!(),
            " from offer o cross join lead l cross join client c where l.program_id = o.program_id and l.id = o.lead_id \
            and c.program_id = l.program_id and c.id = l.client_id and o.program_id = $1 \
            and (cast($2 as blob) is null or o.partner_id = $2) and (cast($3 as text) is null or o.state = $3) \
            and (cast($4 as blob) is null or o.lead_id = $4) \
            and ($5 = 0 or o.state in ('offered', 'delivered', 'viewed', 'accepted', 'started')) \
            and (o.offered_at, o.id) < ($6, $7) ",
            $narrow,
            " limit $8"
        )
    };
}

db::statements! {
    // The newest of all partners: ids grow with time.
    ALL: page!("and o.id < $7 order by o.id desc");
    OF_PARTNER: page!("and o.partner_id = $2 order by o.offered_at desc, o.id desc");
    OF_PARTNER_IN_STATE: page!("and o.partner_id = $2 and o.state = $3 order by o.offered_at desc, o.id desc");
    OF_LEAD: page!("and o.lead_id = $4 order by o.offered_at desc, o.id desc");
}

/// An offer with its lead.
pub struct WithLead(pub Row, pub Lead);

impl FromRow for WithLead {
    fn from_row(row: &mut db::Row) -> Result<Self, DbError> {
        Ok(Self(Row::from_row(row)?, Lead::from_row(row)?))
    }
}

/// The offers that a caller may see, the newest first.
pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    query: &OffersQuery,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<WithLead>, DbError> {
    let (key, id) = after.map_or((i64::MAX, [0xff; 16]), |cursor| (cursor.key, *cursor.id.as_bytes()));
    let OffersQuery { state, live, lead, partner, .. } = query;
    // A partner that asks for another's offers finds none.
    let partner = match (view.partner_filter(), *partner) {
        (Some(own), Some(asked)) if own != asked => return Ok(Vec::new()),
        (own, asked) => own.or(asked),
    };
    let sql = match (lead, partner, state) {
        (Some(_), ..) => &OF_LEAD,
        (None, Some(_), Some(_)) => &OF_PARTNER_IN_STATE,
        (None, Some(_), None) => &OF_PARTNER,
        (None, None, _) => &ALL,
    };
    tx.all(sql, params![program, partner, state, lead, live, key, id, limit]).await
}
