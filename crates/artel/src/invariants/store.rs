//! One statement for each promise. Each lists what breaks it: the program, the thing, how many in all.

use db::{DbError, Sql, Tx, params};

db::statements! {
    EVENTS_WITH_GAPS: "select program_id, program_id, count(*) over () from event_position group by program_id \
        having count(*) <> max(position) or min(position) <> 1 order by 1 limit 5";
    EVENTS_WITHOUT_POSITION: "select program_id, id, count(*) over () from (select program_id, id from event \
        except select program_id, event_id from event_position except select program_id, event_id from event_pending) lost \
        order by 1, 2 limit 5";
    POSITIONS_WITHOUT_EVENT: "select program_id, event_id, count(*) over () from \
        (select program_id, event_id from event_position union select program_id, event_id from event_pending \
        except select program_id, id from event) lost order by 1, 2 limit 5";
    EVENTS_TWICE: "select program_id, event_id, count(*) over () from (select program_id, event_id from event_position \
        union all select program_id, event_id from event_pending) placed group by program_id, event_id having count(*) > 1 \
        order by 1, 2 limit 5";
    CURSORS_AHEAD: "select c.program_id, c.program_id, count(*) over () from consumer_cursor c \
        where c.position > coalesce((select max(p.position) from event_position p where p.program_id = c.program_id), 0) \
        order by 1 limit 5";
    EVENTS_SET_ASIDE: "select t.program_id, t.id, count(*) over () from consumer_trouble t where t.set_aside_at is not null \
        and exists (select 1 from task k where k.program_id = t.program_id and k.subject_id = t.id and k.done_at is null) \
        order by 1, 2 limit 5";
    PLACES_MISCOUNTED: "select l.program_id, l.id, count(*) over () from lead l left join \
        (select program_id, lead_id, count(*) as held from offer where state in ('accepted', 'started', 'won', 'lost') \
        group by program_id, lead_id) o on o.program_id = l.program_id and o.lead_id = l.id \
        where l.places_held <> coalesce(o.held, 0) order by 1, 2 limit 5";
    LEADS_STUCK: "select l.program_id, l.id, count(*) over () from lead l \
        left join (select distinct program_id, subject_id from timer) t on t.program_id = l.program_id and t.subject_id = l.id \
        left join (select distinct program_id, lead_id from offer where state in ('accepted', 'started')) o \
        on o.program_id = l.program_id and o.lead_id = l.id \
        where t.subject_id is null and (l.state = 'distributing' \
        or (l.state = 'in_work' and o.lead_id is null)) order by 1, 2 limit 5";
    OFFERS_OPEN_ON_CLOSED: "select o.program_id, o.id, count(*) over () from offer o \
        join lead l on l.program_id = o.program_id and l.id = o.lead_id \
        where o.state in ('offered', 'delivered', 'viewed') and l.state in ('won', 'lost', 'withdrawn') order by 1, 2 limit 5";
    OFFERS_OUTSIDE_QUEUES: "select o.program_id, o.id, count(*) over () from offer o left join segment_queue q \
        on q.program_id = o.program_id and q.segment = o.segment where q.segment is null order by 1, 2 limit 5";
    TALLIES_WRONG: "select coalesce(t.program_id, o.program_id), coalesce(t.partner_id, o.partner_id), count(*) over () \
        from (select program_id, partner_id, cast(sum(case when state = 'undelivered' then 0 else 1 end) as bigint) as received, \
            cast(sum(case when state = 'ignored' then 1 else 0 end) as bigint) as ignored, \
            cast(sum(case when state = 'won' then 1 else 0 end) as bigint) as won from offer group by program_id, partner_id) o \
        full join partner_tally t on t.program_id = o.program_id and t.partner_id = o.partner_id \
        where coalesce(t.received, 0) <> coalesce(o.received, 0) or coalesce(t.ignored, 0) <> coalesce(o.ignored, 0) \
        or coalesce(t.won, 0) <> coalesce(o.won, 0) order by 1, 2 limit 5";
    ANSWERS_WRONG: "select coalesce(d.program_id, o.program_id), coalesce(d.partner_id, o.partner_id), count(*) over () \
        from (select program_id, partner_id, at / 86400000000 as day, cast(sum(ignored) as bigint) as ignored, \
            cast(sum(ignored * (at % 86400000000)) as bigint) as ignored_micros, cast(sum(1 - ignored) as bigint) as answered, \
            cast(sum((1 - ignored) * (at % 86400000000)) as bigint) as answered_micros, \
            max(case when ignored = 1 then at end) as last_ignored_at \
            from (select program_id, partner_id, case when state = 'ignored' then 1 else 0 end as ignored, \
                case when state = 'ignored' then state_at else coalesce(accepted_at, state_at) end as at \
                from offer where state in ('ignored', 'declined') or accepted_at is not null) ended \
            group by program_id, partner_id, at / 86400000000) o \
        full join answer_day d on d.program_id = o.program_id and d.partner_id = o.partner_id and d.day = o.day \
        where coalesce(d.ignored, 0) <> coalesce(o.ignored, 0) or coalesce(d.answered, 0) <> coalesce(o.answered, 0) \
        or coalesce(d.ignored_micros, 0) <> coalesce(o.ignored_micros, 0) \
        or coalesce(d.answered_micros, 0) <> coalesce(o.answered_micros, 0) \
        or coalesce(d.last_ignored_at, 0) <> coalesce(o.last_ignored_at, 0) order by 1, 2 limit 5";
    LEDGER_WITHOUT_DEAL: "select e.program_id, e.deal_id, count(*) over () from reciprocity_entry e left join deal d \
        on d.program_id = e.program_id and d.id = e.deal_id and d.partner_id = e.partner_id where d.id is null order by 1, 2 limit 5";
    LEDGER_WRONG_AMOUNT: "select e.program_id, e.deal_id, count(*) over () from reciprocity_entry e left join reciprocity_entry c \
        on c.program_id = e.program_id and c.deal_id = e.deal_id and c.rule = 'own_deal_counted' \
        where (e.rule = 'lead_won' and e.amount <> -1) or (e.rule = 'own_deal_counted' and e.amount < 0) \
        or (e.rule = 'own_deal_voided' and (c.deal_id is null or c.amount + e.amount <> 0)) order by 1, 2 limit 5";
    WINS_OUTSIDE_LEDGER: "select d.program_id, d.id, count(*) over () from deal d left join reciprocity_entry e \
        on e.program_id = d.program_id and e.deal_id = d.id and e.rule = 'lead_won' \
        where d.origin = 'lead' and d.state = 'won' and e.deal_id is null order by 1, 2 limit 5";
    POLICIES_WITH_GAPS: "select program_id, program_id, count(*) over () from policy group by program_id \
        having count(*) <> max(version) or min(version) <> 1 order by 1 limit 5";
    ORPHANS: "select program_id, id, count(*) over () from ( \
        select o.program_id, o.id from offer o left join partner p on p.program_id = o.program_id and p.id = o.partner_id \
            where p.id is null \
        union all select l.program_id, l.id from lead l left join product p on p.program_id = l.program_id and p.id = l.product_id \
            where p.id is null \
        union all select d.program_id, d.id from deal d left join offer o on o.program_id = d.program_id and o.id = d.offer_id \
            where d.offer_id is not null and o.id is null \
        union all select d.program_id, d.id from deal d left join product p on p.program_id = d.program_id and p.id = d.product_id \
            where p.id is null \
        union all select u.program_id, u.id from app_user u left join partner p on p.program_id = u.program_id and p.id = u.partner_id \
            where u.partner_id is not null and p.id is null \
        union all select k.program_id, k.id from api_key k left join partner p on p.program_id = k.program_id and p.id = k.partner_id \
            where k.partner_id is not null and p.id is null \
        union all select c.program_id, c.id from calendar c left join program p on p.id = c.program_id where p.id is null) orphan \
        order by 1, 2 limit 5";
}

/// What breaks a promise: up to five examples and how many there are in all.
pub struct Broken {
    /// Program and thing.
    pub examples: Vec<([u8; 16], [u8; 16])>,
    /// How many.
    pub count: u64,
}

/// Runs the statement of a promise.
pub async fn broken(tx: &mut Tx, sql: &'static Sql) -> Result<Broken, DbError> {
    let rows: Vec<([u8; 16], [u8; 16], u64)> = tx.all(sql, params![]).await?;
    let count = rows.first().map_or(0, |row| row.2);
    Ok(Broken { examples: rows.into_iter().map(|(program, thing, _)| (program, thing)).collect(), count })
}
