-- Clients, leads, touches; decisions and queues; offers and contacts.

create table client (
    program_id blob not null,
    id blob not null,
    name text not null,
    tax_id text,
    region text not null,
    created_at bigint not null,
    primary key (program_id, id)
) without rowid;

-- What a client is known by: `t:` tax id, `d:` domain, `p:` phone, `n:` region and name.
create table client_key (
    program_id blob not null,
    lookup_key text not null,
    client_id blob not null,
    primary key (program_id, lookup_key, client_id),
    foreign key (program_id, client_id) references client (program_id, id)
) without rowid;

create table lead (
    program_id blob not null,
    id blob not null,
    client_id blob not null,
    state text not null check (state in ('received', 'protected', 'consent_needed', 'nurture', 'qualified', 'distributing',
        'in_work', 'won', 'lost', 'exhausted', 'withdrawn')),
    state_at bigint not null,
    created_at bigint not null,
    source text not null,
    grade text not null check (grade in ('A', 'B', 'C')),
    urgency text not null check (urgency in ('hot', 'normal', 'cold')),
    product_id blob not null,
    region text not null,
    size text not null,
    industry text,
    city text,
    need text not null,
    value_minor bigint,
    contact_name text not null,
    contact_phone text,
    contact_email text,
    consent_to_transfer bigint not null,
    consent_text text,
    -- How many partners may work on it, and how many do.
    places bigint not null,
    places_held bigint not null check (places_held >= 0 and places_held <= places),
    waves bigint not null,
    first_k bigint not null,
    first_answer_due bigint,
    version bigint not null,
    primary key (program_id, id),
    foreign key (program_id, client_id) references client (program_id, id)
) without rowid;
create index lead_by_state on lead (program_id, state, created_at, id);
create index lead_by_age on lead (program_id, created_at, id);
create index lead_of_client on lead (program_id, client_id, created_at);

-- Every time the interest came: the first and each repetition.
create table lead_touch (
    program_id blob not null,
    lead_id blob not null,
    id blob not null,
    at bigint not null,
    source text not null,
    name text not null,
    primary key (program_id, lead_id, id),
    foreign key (program_id, lead_id) references lead (program_id, id)
) without rowid;

-- One wave of one lead: everything that went in and came out.
create table decision (
    program_id blob not null,
    lead_id blob not null,
    wave bigint not null,
    at bigint not null,
    policy_id blob not null,
    record text not null,
    primary key (program_id, lead_id, wave),
    foreign key (program_id, lead_id) references lead (program_id, id)
) without rowid;

-- The queue of a segment: who stands where in virtual time, as the rules write it.
create table segment_queue (
    program_id blob not null,
    segment text not null,
    queue text not null,
    version bigint not null,
    primary key (program_id, segment)
) without rowid;

create table offer (
    program_id blob not null,
    id blob not null,
    lead_id blob not null,
    partner_id blob not null,
    wave bigint not null,
    offered_at bigint not null,
    deadline bigint not null,
    state text not null check (state in ('offered', 'delivered', 'viewed', 'accepted', 'started', 'won', 'lost', 'returned',
        'declined', 'ignored', 'undelivered', 'withdrawn', 'taken', 'not_started')),
    detail text not null,
    state_at bigint not null,
    viewed_at bigint,
    accepted_at bigint,
    started_at bigint,
    segment text not null,
    turn text not null,
    -- What the offer was charged, and the share of its partner, both in millionths.
    charge bigint not null,
    share bigint not null,
    mark text,
    version bigint not null,
    primary key (program_id, id),
    unique (program_id, lead_id, partner_id, wave),
    foreign key (program_id, lead_id) references lead (program_id, id)
) without rowid;
create index offer_of_partner on offer (program_id, partner_id, state, deadline);

create table contact_made (
    program_id blob not null,
    id blob not null,
    offer_id blob not null,
    at bigint not null,
    evidence text not null,
    note text not null,
    primary key (program_id, id),
    foreign key (program_id, offer_id) references offer (program_id, id)
) without rowid;
create index contact_of_offer on contact_made (program_id, offer_id, at);

-- What a partner's offers came to, counted as they end.
create table partner_tally (
    program_id blob not null,
    partner_id blob not null,
    -- Offers that it ever received.
    received bigint not null,
    -- Offers that were there to be answered, and those that were answered, ignored.
    offered bigint not null,
    answered bigint not null,
    ignored bigint not null,
    won bigint not null,
    closed bigint not null,
    primary key (program_id, partner_id)
) without rowid;
