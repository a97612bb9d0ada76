//! Pages of offers, each with its lead in one statement.
//!
//! A filter that may be absent tells the planner nothing, so there is a statement for each filter that narrows
//! much; the others are checked on the rows that it finds. `cross join` keeps the offers first.

use db::{DbError, FromRow, Tx, params};
use kit::{id::ProgramId, paging::Cursor};
use platform::{View, listing::ByAge};

use super::super::{Row, api::OffersQuery};
use crate::intake::{Lead, store::lead_columns};

macro_rules! page {
    ($than:literal, $narrow:expr) => {
        concat!(
            "select o.id, o.lead_id, o.partner_id, o.wave, o.offered_at, o.deadline, o.state, o.detail, o.state_at, o.viewed_at, \
            o.accepted_at, o.started_at, o.segment, o.turn, o.charge, o.share, o.mark, o.version, ",
            lead_columns!(),
            " from offer o cross join lead l cross join client c where l.program_id = o.program_id and l.id = o.lead_id \
            and c.program_id = l.program_id and c.id = l.client_id and o.program_id = $1 \
            and (cast($2 as blob) is null or o.partner_id = $2) and (cast($3 as text) is null or o.state = $3) \
            and (cast($4 as blob) is null or o.lead_id = $4) \
            and ($5 = 0 or o.state in ('offered', 'delivered', 'viewed', 'accepted', 'started')) \
            and (o.offered_at, o.id) ",
            $than,
            " ($6, $7) ",
            $narrow,
            " limit $8"
        )
    };
}

macro_rules! live {
    ($way:literal) => {
        concat!(
            "and o.partner_id = $2 and o.state in ('offered', 'delivered', 'viewed', 'accepted', 'started') \
            order by +o.offered_at ",
            $way,
            ", o.id ",
            $way
        )
    };
}

db::statements! {
    // The newest of all partners: ids grow with time.
    ALL: page!("<", "and o.id < $7 order by o.id desc");
    OF_PARTNER: page!("<", "and o.partner_id = $2 order by o.offered_at desc, o.id desc");
    OF_PARTNER_IN_STATE: page!("<", "and o.partner_id = $2 and o.state = $3 order by o.offered_at desc, o.id desc");
    // The live ones of a partner are few among those that ended, so they are found by their state and then put in order.
    LIVE_OF_PARTNER: page!("<", live!("desc"));
    OF_LEAD: page!("<", "and o.lead_id = $4 order by o.offered_at desc, o.id desc");
    ALL_OLDEST: page!(">", "and o.id > $7 order by o.id");
    OF_PARTNER_OLDEST: page!(">", "and o.partner_id = $2 order by o.offered_at, o.id");
    OF_PARTNER_IN_STATE_OLDEST: page!(">", "and o.partner_id = $2 and o.state = $3 order by o.offered_at, o.id");
    LIVE_OF_PARTNER_OLDEST: page!(">", live!("asc"));
    OF_LEAD_OLDEST: page!(">", "and o.lead_id = $4 order by o.offered_at, o.id");
}

/// An offer with its lead.
pub struct WithLead(pub Row, pub Lead);

impl FromRow for WithLead {
    fn from_row(row: &mut db::Row) -> Result<Self, DbError> {
        Ok(Self(Row::from_row(row)?, Lead::from_row(row)?))
    }
}

/// The offers that a caller may see, by age.
pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    query: &OffersQuery,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<WithLead>, DbError> {
    let sort = query.sort.unwrap_or(ByAge::Newest);
    let (key, id) = sort.start(after);
    let OffersQuery { state, live, lead, partner, .. } = query;
    // A partner that asks for another's offers finds none.
    let partner = match (view.partner_filter(), *partner) {
        (Some(own), Some(asked)) if own != asked => return Ok(Vec::new()),
        (own, asked) => own.or(asked),
    };
    let (newest, oldest) = match (lead, partner, state) {
        (Some(_), ..) => (&OF_LEAD, &OF_LEAD_OLDEST),
        (None, Some(_), Some(_)) => (&OF_PARTNER_IN_STATE, &OF_PARTNER_IN_STATE_OLDEST),
        (None, Some(_), None) if *live => (&LIVE_OF_PARTNER, &LIVE_OF_PARTNER_OLDEST),
        (None, Some(_), None) => (&OF_PARTNER, &OF_PARTNER_OLDEST),
        (None, None, _) => (&ALL, &ALL_OLDEST),
    };
    let sql = if sort == ByAge::Oldest { oldest } else { newest };
    tx.all(sql, params![program, partner, state, lead, live, key, id, limit]).await
}
