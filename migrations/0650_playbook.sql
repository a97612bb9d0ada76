-- The playbook: the typology, processes with their versions, and the way of each deal through its process.

create table playbook_term (
    program_id blob not null,
    id blob not null,
    axis text not null check (axis in ('client_type', 'category', 'entry_point', 'business_process')),
    -- In both languages, as JSON.
    name text not null,
    position bigint not null,
    retired_at bigint,
    version bigint not null,
    primary key (program_id, id)
) without rowid;

create table playbook_card (
    program_id blob not null,
    id blob not null,
    client_type blob not null,
    category blob,
    entry_point blob,
    business_process blob,
    -- Needs, values, objections, people, materials, as JSON.
    content text not null,
    version bigint not null,
    primary key (program_id, id),
    foreign key (program_id, client_type) references playbook_term (program_id, id),
    foreign key (program_id, category) references playbook_term (program_id, id),
    foreign key (program_id, entry_point) references playbook_term (program_id, id),
    foreign key (program_id, business_process) references playbook_term (program_id, id)
) without rowid;

create table sales_process (
    program_id blob not null,
    id blob not null,
    product_id blob not null,
    motion text not null check (motion in ('any', 'lead', 'own')),
    name text not null,
    -- The number of the version in force.
    published bigint,
    -- What is being written, as JSON.
    draft text,
    retired_at bigint,
    version bigint not null,
    primary key (program_id, id),
    foreign key (program_id, product_id) references product (program_id, id)
) without rowid;
create unique index sales_process_in_use on sales_process (program_id, product_id, motion) where retired_at is null;

create table sales_process_version (
    program_id blob not null,
    process_id blob not null,
    number bigint not null,
    content text not null,
    note text not null,
    published_at bigint not null,
    published_by blob,
    primary key (program_id, process_id, number),
    foreign key (program_id, process_id) references sales_process (program_id, id)
) without rowid;

-- The partner's own columns over the vendor's stages, as JSON.
create table partner_process (
    program_id blob not null,
    partner_id blob not null,
    process_id blob not null,
    columns text not null,
    version bigint not null,
    primary key (program_id, partner_id, process_id),
    foreign key (program_id, partner_id) references partner (program_id, id),
    foreign key (program_id, process_id) references sales_process (program_id, id)
) without rowid;

-- Where a deal stands in its process.
create table deal_way (
    program_id blob not null,
    deal_id blob not null,
    partner_id blob not null,
    process_id blob not null,
    -- The version that it keeps.
    number bigint not null,
    stage text not null,
    stage_at bigint not null,
    -- When the norm of the stage runs out.
    due_at bigint not null,
    -- The deal is open.
    live bigint not null,
    client_type blob,
    category blob,
    entry_point blob,
    business_process blob,
    version bigint not null,
    primary key (program_id, deal_id),
    foreign key (program_id, deal_id) references deal (program_id, id),
    foreign key (program_id, process_id, number) references sales_process_version (program_id, process_id, number)
) without rowid;
create index deal_way_board on deal_way (program_id, process_id, live, stage, stage_at, deal_id);
create index deal_way_of_partner on deal_way (program_id, partner_id, process_id, live, stage, stage_at, deal_id);
create index deal_way_due on deal_way (program_id, live, due_at, deal_id);

-- Each stay of a deal in a stage.
create table deal_stay (
    program_id blob not null,
    deal_id blob not null,
    nth bigint not null,
    process_id blob not null,
    number bigint not null,
    stage text not null,
    from_at bigint not null,
    until_at bigint,
    primary key (program_id, deal_id, nth),
    foreign key (program_id, deal_id) references deal_way (program_id, deal_id)
) without rowid;
create index deal_stay_of_process on deal_stay (program_id, process_id, number, stage, until_at, from_at);

-- Who at the client was reached.
create table deal_role (
    program_id blob not null,
    deal_id blob not null,
    role text not null check (role in ('decision_maker', 'influencer', 'technical', 'finance', 'buyer', 'user')),
    at bigint not null,
    note text not null,
    primary key (program_id, deal_id, role),
    foreign key (program_id, deal_id) references deal_way (program_id, deal_id)
) without rowid;

-- What the seller confirmed: the check of a stage.
create table deal_check (
    program_id blob not null,
    deal_id blob not null,
    stage text not null,
    check_key text not null,
    at bigint not null,
    primary key (program_id, deal_id, stage, check_key),
    foreign key (program_id, deal_id) references deal_way (program_id, deal_id)
) without rowid;
