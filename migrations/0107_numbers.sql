-- What a recomputation of the numbers has read so far, a few partners in each act.
create table number_draft (
    program_id blob not null,
    partner_id blob not null,
    run_at bigint not null,
    body text not null,
    primary key (program_id, partner_id)
) without rowid;

-- Offers of a partner, the newest first, in all and in one state.
drop index offer_of_partner;
create index offer_of_partner on offer (program_id, partner_id, offered_at, id);
create index offer_of_partner_in_state on offer (program_id, partner_id, state, offered_at, id);
