-- What the lead desk does by hand, whose client it is, what partners think of leads, who ignores, who appeals.

alter table lead add column given_to blob;
-- Waves of earlier rounds: the lead desk had it distributed again.
alter table lead add column round_from bigint not null default 0;
-- Why a person has to look at it, or why it was closed.
alter table lead add column desk_reason text;
alter table lead add column first_answered_at bigint;
alter table lead add column points bigint not null default 0;
-- The source's ratings took a grade away.
alter table lead add column source_demoted bigint not null default 0;
-- Everything that a search looks into, in lower case.
alter table lead add column search_text text not null default '';

-- A client under an open deal of a partner goes to that partner alone.
create table client_protection (
    program_id blob not null,
    client_id blob not null,
    deal_id blob not null,
    partner_id blob not null,
    -- The lead that the deal came from: that lead itself stays open to others.
    lead_id blob,
    from_at bigint not null,
    primary key (program_id, client_id, deal_id),
    foreign key (program_id, client_id) references client (program_id, id),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;

create table client_exclusion (
    program_id blob not null,
    client_id blob not null,
    partner_id blob not null,
    reason text not null,
    at bigint not null,
    primary key (program_id, client_id, partner_id),
    foreign key (program_id, client_id) references client (program_id, id),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;

-- Whatever the vendor did past the rules: published month by month.
create table neutrality_entry (
    program_id blob not null,
    id blob not null,
    at bigint not null,
    kind text not null check (kind in ('direct_handling', 'given_by_hand', 'pause_set_aside')),
    lead_id blob,
    partner_id blob,
    reason text not null,
    -- Gates that were set aside, as JSON.
    gates text not null,
    actor_kind text not null,
    actor_id blob,
    primary key (program_id, id)
) without rowid;
create index neutrality_by_time on neutrality_entry (program_id, at, id);

-- What a partner thinks of a lead that it took: one rating for each offer.
create table lead_rating (
    program_id blob not null,
    offer_id blob not null,
    lead_id blob not null,
    partner_id blob not null,
    source text not null,
    rating bigint not null check (rating between 1 and 5),
    reason text not null,
    at bigint not null,
    primary key (program_id, offer_id),
    foreign key (program_id, offer_id) references offer (program_id, id)
) without rowid;

-- Ratings of each source's leads, counted as they come.
create table source_rating (
    program_id blob not null,
    source text not null,
    ratings bigint not null,
    total bigint not null,
    primary key (program_id, source)
) without rowid;

-- Where a partner stands with ignoring, as its last review left it.
create table partner_ignoring (
    program_id blob not null,
    partner_id blob not null,
    level bigint not null,
    pause_from bigint,
    pause_until bigint,
    clean_since bigint,
    on_probation bigint not null,
    primary key (program_id, partner_id),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;

create table reciprocity_appeal (
    program_id blob not null,
    id blob not null,
    partner_id blob not null,
    opened_at bigint not null,
    due_at bigint not null,
    words text not null,
    answered_at bigint,
    answered_by blob,
    granted bigint,
    answer text,
    primary key (program_id, id),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;
create unique index reciprocity_appeal_open on reciprocity_appeal (program_id, partner_id) where answered_at is null;
create index reciprocity_appeal_of_partner on reciprocity_appeal (program_id, partner_id, opened_at);

-- The first closed deals of each partner, by number: grace waits for them.
create table guided_deal (
    program_id blob not null,
    partner_id blob not null,
    nth bigint not null,
    deal_id blob not null,
    closed_at bigint not null,
    primary key (program_id, partner_id, nth),
    unique (program_id, deal_id),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;
create index guided_deal_by_number on guided_deal (program_id, nth);

-- Until when an own deal is answered; whether its client is who the partner says; whether an inspection failed.
alter table deal add column answer_due bigint;
alter table deal add column identity_confirmed bigint not null default 1;
alter table deal add column inspection_failed_at bigint;
-- The competitor that a lost deal went to; none for "no decision".
alter table deal add column lost_to text;

create index offer_in_work on offer (program_id, partner_id) where state in ('accepted', 'started');
