-- What a partner answered and ignored, by day of universal time: where it stands with ignoring is read from here.
-- Microseconds are counted from the beginning of the day to each moment, and added up.
create table answer_day (
    program_id blob not null,
    partner_id blob not null,
    day bigint not null,
    ignored bigint not null,
    ignored_micros bigint not null,
    answered bigint not null,
    answered_micros bigint not null,
    last_ignored_at bigint,
    primary key (program_id, partner_id, day),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;

insert into answer_day
select program_id, partner_id, at / 86400000000,
    cast(sum(ignored) as bigint), cast(sum(ignored * (at % 86400000000)) as bigint),
    cast(sum(1 - ignored) as bigint), cast(sum((1 - ignored) * (at % 86400000000)) as bigint),
    max(case when ignored = 1 then at end)
from (
    select program_id, partner_id, case when state = 'ignored' then 1 else 0 end as ignored,
        case when state = 'ignored' then state_at else coalesce(accepted_at, state_at) end as at
    from offer where state in ('ignored', 'declined') or accepted_at is not null
) ended
group by program_id, partner_id, at / 86400000000;
