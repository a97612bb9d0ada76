//! All partners with their numbers, in one statement.

use db::{DbError, FromRow, Row, Tx, params};
use kit::{Instant, id::ProgramId};
use network::partners::{Partner, PartnerShown};
use platform::View;

use super::service::{Line, PartnersQuery};
use crate::measures::domain::Day;

db::statements! {
    LINES: concat!(
        "select id, name, tax_id, size_class, tier_weight, contract_active, joined_at, left_at, calendar_id, owner_group, \
        open_cap, new_per_day_cap, sizes, industries, territories, version, ", network::partner_life!("$2", "$3"),
        ", (select count(*) from offer o where o.program_id = $1 and o.partner_id = partner.id \
        and o.state in ('offered', 'delivered', 'viewed')), coalesce(w.offered, 0), coalesce(w.won, 0), coalesce(w.brought, 0), \
        h.last_at, coalesce(d.debt, 0) from partner left join (select partner_id, cast(sum(offered) as bigint) as offered, \
        cast(sum(lead_won) as bigint) as won, cast(sum(own_won) as bigint) as brought from measure_week \
        where program_id = $1 and week >= $4 group by partner_id) w on w.partner_id = partner.id \
        left join partner_activity h on h.program_id = $1 and h.partner_id = partner.id \
        left join measure_debt d on d.program_id = $1 and d.partner_id = partner.id \
        where partner.program_id = $1 and (cast($5 as blob) is null or id = $5) \
        and (cast($6 as text) is null or search_text like '%' || $6 || '%' escape '~') \
        and (cast($7 as text) is null or size_class = $7) \
        and (cast($8 as text) is null or territories like '%\"' || $8 || '\"%')"
    );
}

impl FromRow for Line {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            shown: PartnerShown { partner: Partner::from_row(row)?, life: row.take()? },
            open_offers: row.take()?,
            received: row.take()?,
            won: row.take()?,
            brought: row.take()?,
            last_activity_at: row.take()?,
            debt: row.take()?,
        })
    }
}

/// When a line is read.
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    /// This moment.
    pub now: Instant,
    /// Events since then keep a partner active.
    pub active_since: Instant,
    /// Numbers are counted from the week of this Monday on.
    pub weeks_from: Day,
}

/// The partners of a view by what stands in the database, in no order.
pub async fn lines(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    query: &PartnersQuery,
    at: Moments,
) -> Result<Vec<Line>, DbError> {
    let words = query.q.as_deref().map(kit::search::pattern);
    let (size, place) = (query.size_class, &query.territory);
    let own = view.partner_filter();
    tx.all(&LINES, params![program, at.now, at.active_since, at.weeks_from.0, own, words, size, place]).await
}
