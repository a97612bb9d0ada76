-- The program: its rules, calendars, products, partners.

create table program (
    id blob not null primary key,
    name text not null,
    lang text not null,
    zone text not null,
    currency text not null,
    -- Working hours of the vendor.
    calendar_id blob not null,
    -- Secret of the draws of this epoch; published when the epoch ends.
    epoch_entropy blob not null,
    created_at bigint not null,
    version bigint not null
) without rowid;

create table policy (
    program_id blob not null,
    id blob not null,
    version bigint not null,
    body text not null,
    note text not null,
    author_kind text not null,
    author_id blob,
    created_at bigint not null,
    in_force_from bigint not null,
    primary key (program_id, id),
    unique (program_id, version)
) without rowid;
create index policy_in_force on policy (program_id, in_force_from, version);

create table calendar (
    program_id blob not null,
    id blob not null,
    name text not null,
    body text not null,
    version bigint not null,
    primary key (program_id, id)
) without rowid;

create table product (
    program_id blob not null,
    id blob not null,
    code text not null,
    name text not null,
    needs_certificate bigint not null,
    retired_at bigint,
    version bigint not null,
    primary key (program_id, id),
    unique (program_id, code)
) without rowid;

create table partner (
    program_id blob not null,
    id blob not null,
    name text not null,
    tax_id text,
    size_class text not null check (size_class in ('solo', 'small', 'medium', 'large')),
    -- In millionths: 1 000 000 is an ordinary share.
    tier_weight bigint not null check (tier_weight > 0),
    contract_active bigint not null,
    joined_at bigint not null,
    left_at bigint,
    calendar_id blob not null,
    owner_group blob,
    open_cap bigint,
    new_per_day_cap bigint,
    -- JSON lists of codes; empty is all.
    sizes text not null,
    industries text not null,
    territories text not null,
    version bigint not null,
    primary key (program_id, id),
    foreign key (program_id, calendar_id) references calendar (program_id, id)
) without rowid;
create unique index partner_tax_id on partner (program_id, tax_id) where tax_id is not null;
create index partner_by_name on partner (program_id, name, id);

create table partner_certificate (
    program_id blob not null,
    partner_id blob not null,
    product_id blob not null,
    valid_until bigint,
    primary key (program_id, partner_id, product_id),
    foreign key (program_id, partner_id) references partner (program_id, id),
    foreign key (program_id, product_id) references product (program_id, id)
) without rowid;
create index certificate_of_product on partner_certificate (program_id, product_id);

create table partner_pause (
    program_id blob not null,
    partner_id blob not null,
    kind text not null check (kind in ('reciprocity', 'ignoring', 'quality', 'holiday')),
    from_at bigint not null,
    until_at bigint,
    primary key (program_id, partner_id, kind, from_at),
    foreign key (program_id, partner_id) references partner (program_id, id)
) without rowid;
