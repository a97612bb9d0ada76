-- Links in letters by which one user answers one offer without a password, once.

create table offer_link (
    -- SHA-256 of the token; the token itself stands in the letter alone.
    token_hash blob not null primary key,
    program_id blob not null,
    offer_id blob not null,
    user_id blob not null,
    created_at bigint not null,
    -- The deadline of the offer.
    expires_at bigint not null,
    used_at bigint,
    foreign key (program_id, offer_id) references offer (program_id, id),
    foreign key (program_id, user_id) references app_user (program_id, id)
) without rowid;
create index offer_link_of_offer on offer_link (program_id, offer_id);
