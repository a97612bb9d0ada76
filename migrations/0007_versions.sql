-- Versions of the network, and what decisions are made of, kept small.

-- What the last change of each part left: a random id that is never used twice.
create table network_version (
    program_id blob not null primary key,
    rules blob not null,
    partners blob not null,
    ledgers blob not null
) without rowid;
insert into network_version (program_id, rules, partners, ledgers) select id, id, id, id from program;

-- The partners and policies that decisions of one version saw, once for all of them.
create table network_snapshot (
    program_id blob not null,
    id blob not null,
    body blob not null,
    primary key (program_id, id)
) without rowid;

-- The numbers of selection, as each recomputation froze them; the newest is in force.
create table frozen_numbers (
    program_id blob not null,
    id blob not null,
    at bigint not null,
    body text not null,
    primary key (program_id, id)
) without rowid;

-- Decisions and queues become bytes. Those that were JSON stay readable: JSON begins with a brace.
create table compact_decision (
    program_id blob not null,
    lead_id blob not null,
    wave bigint not null,
    at bigint not null,
    policy_id blob not null,
    -- Null for decisions that carry the whole network themselves.
    snapshot_id blob,
    record blob not null,
    primary key (program_id, lead_id, wave),
    foreign key (program_id, lead_id) references lead (program_id, id),
    foreign key (program_id, snapshot_id) references network_snapshot (program_id, id)
) without rowid;
create table compact_queue (
    program_id blob not null,
    segment text not null,
    queue blob not null,
    version bigint not null,
    primary key (program_id, segment)
) without rowid;
-- only sqlite
insert into compact_decision select program_id, lead_id, wave, at, policy_id, null, cast(record as blob) from decision;
insert into compact_queue select program_id, segment, cast(queue as blob), version from segment_queue;
-- end
-- only postgres
insert into compact_decision select program_id, lead_id, wave, at, policy_id, null, convert_to(record, 'UTF8') from decision;
insert into compact_queue select program_id, segment, convert_to(queue, 'UTF8'), version from segment_queue;
-- end
drop table decision;
drop table segment_queue;
alter table compact_decision rename to decision;
alter table compact_queue rename to segment_queue;

-- What the gates count, kept with the tally: work in hand, offers of the partner's own day, the last offer.
alter table partner_tally add column open_work bigint not null default 0;
alter table partner_tally add column day_at bigint not null default 0;
alter table partner_tally add column day_offers bigint not null default 0;
alter table partner_tally add column last_offered_at bigint not null default 0;
update partner_tally set
    open_work = (select count(*) from offer o where o.program_id = partner_tally.program_id
        and o.partner_id = partner_tally.partner_id and o.state in ('accepted', 'started')),
    last_offered_at = (select coalesce(max(o.offered_at), 0) from offer o where o.program_id = partner_tally.program_id
        and o.partner_id = partner_tally.partner_id);
