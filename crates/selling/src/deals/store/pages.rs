//! Pages of deals: by age in both directions, of all, of a state or of a partner; and the largest first.

use db::{DbError, FromRow, Row, Tx, params};
use kit::{
    id::{PartnerId, ProgramId},
    paging::Cursor,
};
use platform::View;

use super::{
    super::{
        Deal, Line,
        api::{DealSort, DealsQuery},
    },
    deal_columns,
};

macro_rules! page {
    ($narrow:literal, $order:literal) => {
        concat!(
            "select c.name, p.name, ",
            deal_columns!(),
            " from deal d cross join client c cross join partner p where c.program_id = d.program_id and c.id = d.client_id \
            and p.program_id = d.program_id and p.id = d.partner_id and d.program_id = $1 \
            and (cast($2 as blob) is null or d.partner_id = $2) and (cast($3 as blob) is null or d.partner_id = $3) \
            and (cast($4 as text) is null or d.state = $4) and (cast($5 as text) is null or d.origin = $5) \
            and (cast($6 as blob) is null or d.lead_id = $6) ",
            $narrow,
            $order,
            " limit $9"
        )
    };
}
macro_rules! newest {
    ($narrow:literal) => {
        page!($narrow, " and (d.created_at, d.id) < ($7, $8) order by d.created_at desc, d.id desc")
    };
}
macro_rules! oldest {
    ($narrow:literal) => {
        page!($narrow, " and (d.created_at, d.id) > ($7, $8) order by d.created_at, d.id")
    };
}

db::statements! {
    NEWEST: newest!("");
    OLDEST: oldest!("");
    NEWEST_IN_STATE: newest!("and d.state = $4");
    OLDEST_IN_STATE: oldest!("and d.state = $4");
    NEWEST_OF_PARTNER: newest!("and d.partner_id = $3");
    OLDEST_OF_PARTNER: oldest!("and d.partner_id = $3");
    // SQLite seeks in an index of an expression by one comparison, not by a pair.
    LARGEST: page!(" and coalesce(d.value_minor, 0) <= $7 and (coalesce(d.value_minor, 0) < $7 or d.id < $8)", " order by coalesce(d.value_minor, 0) desc, d.id desc");
    PARTNERS: "select p.id, p.name from partner p where p.program_id = $1 and exists (select 1 from deal d \
        where d.program_id = p.program_id and d.partner_id = p.id) order by p.name, p.id limit 500";
}

impl FromRow for Line {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { client: row.take()?, partner_name: row.take()?, deal: Deal::from_row(row)? })
    }
}

/// Deals that the reader may see, with the names of client and partner.
pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    query: &DealsQuery,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Line>, DbError> {
    let DealsQuery { state, origin, lead, sort, .. } = query;
    let own = view.partner_filter();
    let partner = query.partner.or(own);
    let sql = match (sort, partner, state) {
        (Some(DealSort::Largest), ..) => &LARGEST,
        (Some(DealSort::Oldest), Some(_), _) => &OLDEST_OF_PARTNER,
        (Some(DealSort::Oldest), None, Some(_)) => &OLDEST_IN_STATE,
        (Some(DealSort::Oldest), None, None) => &OLDEST,
        (_, Some(_), _) => &NEWEST_OF_PARTNER,
        (_, None, Some(_)) => &NEWEST_IN_STATE,
        (_, None, None) => &NEWEST,
    };
    let start = if *sort == Some(DealSort::Oldest) { (i64::MIN, [0; 16]) } else { (i64::MAX, [0xff; 16]) };
    let (key, id) = after.map_or(start, |cursor| (cursor.key, *cursor.id.as_bytes()));
    tx.all(sql, params![program, own, partner, state, origin, lead, key, id, limit]).await
}

/// Partners that have deals, by name, for a filter.
pub async fn partners(tx: &mut Tx, program: ProgramId) -> Result<Vec<(PartnerId, String)>, DbError> {
    tx.all(&PARTNERS, params![program]).await
}
