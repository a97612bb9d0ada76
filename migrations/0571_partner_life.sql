-- A partner's life is read from its last commercial event and from what the vendor decided: suspended with a reason.
create table partner_activity (
    program_id blob not null,
    partner_id blob not null,
    last_at bigint not null,
    primary key (program_id, partner_id),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;
insert into partner_activity
    select program_id, partner_id, last_commercial_at from measure_partner m where last_commercial_at > 0
    and exists (select 1 from partner p where p.program_id = m.program_id and p.id = m.partner_id);

create table partner_pause_now (
    program_id blob not null,
    partner_id blob not null,
    kind text not null check (kind in ('reciprocity', 'ignoring', 'quality', 'holiday', 'suspended')),
    from_at bigint not null,
    until_at bigint,
    -- Why, in words, where a person decided it.
    reason text,
    primary key (program_id, partner_id, kind, from_at),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;
insert into partner_pause_now select program_id, partner_id, kind, from_at, until_at, null from partner_pause;
drop table partner_pause;
alter table partner_pause_now rename to partner_pause;

-- For how many days a commercial event keeps a partner active in the sums by day; 90 where no row stands.
create table measure_activity (
    program_id blob not null primary key,
    active_days bigint not null
) without rowid;
