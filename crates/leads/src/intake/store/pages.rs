//! Pages of leads, by age in both directions. A state that is asked for has an index of its own; the other
//! filters are checked on the rows that are found. `cross join` keeps the leads first. How the partners of a lead answered is
//! counted of the rows that are shown.

use db::{DbError, Tx, params};
use kit::{id::ProgramId, paging::Cursor};
use platform::View;

use super::{
    super::{
        LeadLine,
        api::{LeadAnswers, LeadsQuery},
    },
    lead_columns,
};
use crate::code_of;

macro_rules! of_partners {
    ($states:literal) => {
        concat!(
            "(select count(*) from offer o where o.program_id = l.program_id and o.lead_id = l.id and o.state ",
            $states,
            ")"
        )
    };
}

macro_rules! page {
    ($narrow:literal) => {
        concat!(
            "select ",
            lead_columns!(),
            ", ",
            of_partners!("in ('offered', 'delivered', 'viewed')"),
            ", ",
            of_partners!("= 'accepted'"),
            ", ",
            of_partners!("in ('started', 'won')"),
            ", ",
            of_partners!("in ('ignored', 'not_started')"),
            ", ",
            of_partners!("in ('declined', 'returned')"),
            " from lead l cross join client c where c.program_id = l.program_id and c.id = l.client_id and l.program_id = $1 \
            and (cast($2 as text) is null or l.state = $2) and (cast($3 as blob) is null or l.product_id = $3) \
            and (cast($4 as text) is null or l.region = $4) and (cast($5 as text) is null or l.source = $5) \
            and (cast($6 as text) is null or l.grade = $6) and (cast($7 as text) is null or l.urgency = $7) \
            and (cast($8 as text) is null or l.search_text like '%' || $8 || '%' escape '~') \
            and (cast($12 as text) is null or ($12 = 'nobody_started' and l.waves > 0 \
            and l.state not in ('won', 'lost', 'withdrawn') and ",
            of_partners!("in ('started', 'won', 'lost')"),
            " = 0) or ($12 = 'somebody_ignored' and ",
            of_partners!("in ('ignored', 'not_started')"),
            " > 0)) ",
            $narrow,
            " limit $11"
        )
    };
}

db::statements! {
    NEWEST: page!("and (l.created_at, l.id) < ($9, $10) order by l.created_at desc, l.id desc");
    OLDEST: page!("and (l.created_at, l.id) > ($9, $10) order by l.created_at, l.id");
    NEWEST_IN_STATE: page!("and l.state = $2 and (l.created_at, l.id) < ($9, $10) order by l.created_at desc, l.id desc");
    OLDEST_IN_STATE: page!("and l.state = $2 and (l.created_at, l.id) > ($9, $10) order by l.created_at, l.id");
}

/// The leads of a program. Only the vendor sees leads; a partner sees its offers.
pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    view: View,
    query: &LeadsQuery,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<LeadLine>, DbError> {
    if view != View::All {
        return Ok(Vec::new());
    }
    let (sql, from) = match (query.oldest_first(), query.state) {
        (true, None) => (&OLDEST, (i64::MIN, [0; 16])),
        (true, Some(_)) => (&OLDEST_IN_STATE, (i64::MIN, [0; 16])),
        (false, None) => (&NEWEST, (i64::MAX, [0xff; 16])),
        (false, Some(_)) => (&NEWEST_IN_STATE, (i64::MAX, [0xff; 16])),
    };
    let (key, id) = after.map_or(from, |cursor| (cursor.key, *cursor.id.as_bytes()));
    let text = query.q.as_deref().map(kit::search::pattern);
    let LeadsQuery { state, product, region, source, .. } = query;
    let (grade, urgency) = (query.grade.as_ref().map(code_of), query.urgency.as_ref().map(code_of));
    let answers = query.answers.map(LeadAnswers::code);
    tx.all(sql, params![program, state, product, region, source, grade, urgency, text, key, id, limit, answers]).await
}
