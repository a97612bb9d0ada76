-- The neutrality report also says which wins a director forgave and which own deals it counted past the rules.
create table neutrality_entry_now (
    program_id blob not null,
    id blob not null,
    at bigint not null,
    kind text not null check (kind in ('direct_handling', 'given_by_hand', 'pause_set_aside', 'wins_forgiven', 'own_deal_counted')),
    lead_id blob,
    partner_id blob,
    reason text not null,
    -- Gates that were set aside, as JSON.
    gates text not null,
    actor_kind text not null,
    actor_id blob,
    -- The own deal that was counted.
    deal_id blob,
    -- How many wins were forgiven.
    wins bigint,
    primary key (program_id, id)
) without rowid;
insert into neutrality_entry_now
    select program_id, id, at, kind, lead_id, partner_id, reason, gates, actor_kind, actor_id, null, null from neutrality_entry;
drop table neutrality_entry;
alter table neutrality_entry_now rename to neutrality_entry;
create index neutrality_by_time on neutrality_entry (program_id, at, id);
