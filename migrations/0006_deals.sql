-- Deals, as far as reciprocity needs them, and its ledger.

create table deal (
    program_id blob not null,
    id blob not null,
    partner_id blob not null,
    origin text not null check (origin in ('lead', 'own')),
    -- Of a deal from a lead.
    offer_id blob,
    lead_id blob,
    client_id blob not null,
    product_id blob not null,
    title text not null,
    value_minor bigint,
    state text not null check (state in ('registered', 'refused', 'open', 'won', 'lost', 'withdrawn')),
    state_at bigint not null,
    created_at bigint not null,
    -- When the channel manager accepted the partner's own deal.
    accepted_at bigint,
    -- Order number or document of a won deal; reason of a lost, refused or withdrawn one.
    words text,
    -- Why an own deal does not count for reciprocity, as JSON.
    not_counted text,
    -- An open deal of another partner with the same client stood when it was registered.
    conflict bigint not null,
    version bigint not null,
    primary key (program_id, id),
    foreign key (program_id, partner_id) references partner (program_id, id),
    foreign key (program_id, client_id) references client (program_id, id)
) without rowid;
create unique index deal_of_offer on deal (program_id, offer_id) where offer_id is not null;
create index deal_of_partner on deal (program_id, partner_id, created_at, id);
create index deal_of_client on deal (program_id, client_id, state);

create table reciprocity_entry (
    program_id blob not null,
    partner_id blob not null,
    event_id blob not null,
    rule text not null check (rule in ('lead_won', 'own_deal_counted', 'own_deal_voided')),
    at bigint not null,
    deal_id blob not null,
    amount bigint not null,
    primary key (program_id, partner_id, event_id, rule),
    unique (program_id, deal_id, rule)
) without rowid;

create table reciprocity_override (
    program_id blob not null,
    partner_id blob not null,
    from_at bigint not null,
    until_at bigint not null,
    by_user blob not null,
    reason text not null,
    primary key (program_id, partner_id, from_at)
) without rowid;

-- Warnings that were sent, once for each debt and kind.
create table reciprocity_warning (
    program_id blob not null,
    partner_id blob not null,
    since_at bigint not null,
    kind text not null,
    sent_at bigint not null,
    primary key (program_id, partner_id, since_at, kind)
) without rowid;
